"""The whole platform, run for a journey as a newcomer runs it: its own data, queue, workers and sandbox boxes."""

import fcntl
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import tomllib
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import redis

from lms.demo.people import DEMO_PASSWORD
from script.steps.instruments import throwaway_valkey, without_platform_settings
from script.steps.places import PYTHON, ROOT
from script.steps.processes import background_processes, web_process
from script.steps.programs import tied
from script.steps.whole_path import TAKEN_AS_PROVED

SIGN_INS = tomllib.loads((ROOT / "lms/demo/content/school.toml").read_text(encoding="utf-8"))["sign_ins"]


class Platform:
    """Processes of one platform, by name, and what a test may do to them."""

    def __init__(self, folder: Path, valkey_url: str, **settings: str) -> None:
        self.folder = folder
        self.port = _free_port()
        self.url = f"http://localhost:{self.port}"
        self.owner = f"journey-{uuid4().hex[:8]}"
        self.env = {
            **without_platform_settings(),
            "DJANGO_SETTINGS_MODULE": "lms.settings.dev",
            "DATA_DIR": str(folder),
            "VALKEY_URL": valkey_url,
            "PUBLIC_URL": self.url,
            "GRADER_OWNER": self.owner,
            **settings,
        }
        web = web_process(host="127.0.0.1", port=self.port)
        self.commands = {process.name: process.command for process in [web, *background_processes()]}
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def manage(self, *arguments: str) -> str:
        command = [str(PYTHON), "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, name: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [*tied(), *self.commands[name]],
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, name: str) -> None:
        """End a process the way a power cut does."""
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def live_workers(self) -> list[str]:
        return [name for name in self.commands if name.startswith("grading-worker")]

    def kill_live_workers(self) -> None:
        for name in self.live_workers():
            self.kill(name)

    def start_live_workers(self) -> None:
        for name in self.live_workers():
            self.start(name)

    def boxes_that_wait(self) -> int | None:
        """Return how many boxes the keeper says that it holds; None when it says nothing."""
        with redis.Redis.from_url(self.env["VALKEY_URL"]) as valkey:
            said = valkey.get("exercises:boxes:of:")  # the only machine that grades has no name
        return sum(json.loads(said)["waiting"].values()) if said else None

    def run(self, code: str) -> str:
        """Run Python inside the platform; return what it prints."""
        return self.manage("shell", "--verbosity", "0", "-c", code).strip()

    def take_the_catalogue_as_proved(self) -> None:
        """Other tests prove it: here, dozens of exercises would keep both processors busy for minutes."""
        self.run(TAKEN_AS_PROVED)

    def wait_for_log(self, name: str, words: str, *, seconds: float = 120) -> None:
        deadline = time.monotonic() + seconds
        path = self.folder / f"{name}.log"
        while words not in path.read_text(errors="replace"):
            assert time.monotonic() < deadline, f"{name} never said {words!r}:\n{path.read_text()}"
            time.sleep(0.2)

    def wait_for_page(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/connexion/", timeout=5):
                    return
            except OSError:
                time.sleep(0.2)
        raise AssertionError((self.folder / "web.log").read_text())

    def stop(self) -> None:
        for process in self.running.values():
            os.killpg(process.pid, signal.SIGTERM)
        for process in self.running.values():
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def last_mail_to(self, address: str, *, seconds: float = 30) -> str:
        """Return the newest mail to `address`, waiting for it if it is not written yet."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            mails = sorted((self.folder / "mail").glob("*.log"), key=lambda path: path.stat().st_mtime)
            found = [text for path in mails if f"To: {address}" in (text := path.read_text(errors="replace"))]
            if found:
                # Undoes the line wrapping of the quoted-printable encoding, where a link may be cut.
                return re.sub(r"=\n", "", found[-1])
            time.sleep(0.2)
        raise AssertionError(f"no mail to {address}")

    def release_what_is_stuck(self) -> None:
        """Do what the scheduler does once every lease has ended, without waiting for it."""
        self.run(
            "from datetime import timedelta; from django.utils import timezone; "
            "from exercises.actions.grade import release_stuck_runs; "
            "release_stuck_runs(now=timezone.now() + timedelta(minutes=10))"
        )


def load_school(platform: Platform) -> None:
    """Give a platform the demo school; the first one of a run loads it, for the best part of a minute."""
    kept = _of_this_run(platform.folder.parent) / "school-as-loaded"
    with (kept.parent / f"{kept.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            _load_and_keep(platform, kept)
            return
    shutil.copytree(kept / "files", platform.folder, dirs_exist_ok=True)
    with redis.Redis.from_url(platform.env["VALKEY_URL"]) as valkey:
        for path in (kept / "queue").iterdir():
            valkey.restore(bytes.fromhex(path.name), 0, path.read_bytes())


def _of_this_run(folder: Path) -> Path:
    """Return the folder for what the processes of one run share; alone, a process has none but its own."""
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


def _load_and_keep(platform: Platform, kept: Path) -> None:
    platform.manage("migrate", "--verbosity", "0")
    platform.manage("load_demo")
    platform.take_the_catalogue_as_proved()
    unfinished = kept.with_suffix(".unfinished")
    shutil.copytree(platform.folder, unfinished / "files")
    (unfinished / "queue").mkdir()
    with redis.Redis.from_url(platform.env["VALKEY_URL"]) as valkey:
        for key in valkey.scan_iter():
            if (value := valkey.dump(key)) is not None:
                (unfinished / "queue" / key.hex()).write_bytes(value)
    unfinished.rename(kept)


@contextmanager
def demo_platform(folder: Path, **settings: str) -> Iterator[Platform]:
    """Run a platform with the demo school, ready to grade; `settings` are those of its environment."""
    with throwaway_valkey() as valkey_url:
        platform = Platform(folder, valkey_url, **settings)
        load_school(platform)
        try:
            for name in platform.commands:
                platform.start(name)
            platform.wait_for_page()
            platform.wait_for_log("grading-worker", "ready")
            yield platform
        finally:
            platform.stop()


def sign_in_of(role: str) -> tuple[str, str]:
    return SIGN_INS[role], DEMO_PASSWORD


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
