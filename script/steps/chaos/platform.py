"""The platform that is broken: everything of it is its own, thrown away after, and comes back when it is killed."""

import contextlib
import http.client
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import psycopg
import redis

from grader import images
from script.steps import valkey
from script.steps.chaos import own_engine
from script.steps.chaos.kept_running import KeptRunning
from script.steps.chaos.own_engine import OwnEngine
from script.steps.chaos.records import READY_SECONDS, Records
from script.steps.instruments import (
    POSTGRES_USER,
    postgres_folder,
    start_cluster,
    unprivileged_account,
    without_platform_settings,
)
from script.steps.listening import site_answers
from script.steps.places import LOGS
from script.steps.processes import Process, background_processes, queue_process, web_process
from script.steps.programs import find_program, is_root, tied
from script.steps.progress import Stop, say
from script.steps.whole_path import Person, class_alone, free_port

PEOPLE = 24
DATA_ROOM_MB, DATABASE_ROOM_MB, ENGINE_ROOM_MB = 1024, 512, 1536
MOVED_CLOCK = Path(__file__).with_name("moved_clock.c")


@dataclass
class Platform:
    """A platform that runs, and where its parts are."""

    folder: Path
    temporary: Path
    port: int
    owner: str
    kept: KeptRunning
    records: Records
    people: list[Person]
    valkey_url: str
    env: dict[str, str]
    # Disks of their own that can be filled, by what lies on them.
    disks: dict[str, Path]
    engine: OwnEngine | None
    # Whether people still hand in; a fault that comes again and again ends with them.
    is_at_work: Callable[[], bool] = field(default=lambda: False)

    def ask(self, address: str) -> tuple[int, str]:
        """Return the status and the text of an answer of the site; 0 where nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", address, headers={"Host": f"localhost:{self.port}"})
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            connection.close()

    def queue(self) -> redis.Redis:
        return redis.Redis.from_url(self.valkey_url, socket_timeout=5)

    def files(self) -> set[str]:
        return {path.name for path in self.temporary.iterdir()}

    def containers(self, *filters: str) -> list[str]:
        words = ["ps", "-aq", "--filter", f"label=ecole.owner={self.owner}"]
        for one in filters:
            words += ["--filter", one]
        return self.ask_engine(*words).split()

    def ask_engine(self, *words: str) -> str:
        return self._told_by_engine(*words).stdout

    def engine_answers(self) -> bool:
        return self._told_by_engine("version").returncode == 0

    def _told_by_engine(self, *words: str) -> subprocess.CompletedProcess[str]:
        if self.engine:
            return self.engine.ask(*words)
        return subprocess.run(["docker", *words], capture_output=True, text=True, check=False)

    def strangers(self) -> list[str]:
        """Return processes of this platform that nobody looks after any more."""
        alive = {child.pid for child in self.kept.children.values()}
        mark = f"GRADER_OWNER={self.owner}".encode()
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                group = os.getpgid(int(entry.name))
                if mark in (entry / "environ").read_bytes().split(b"\0") and group not in alive:
                    found.append(f"{entry.name} {(entry / 'comm').read_text().strip()}")
        return found


@contextmanager
def small_disk(folder: Path, room_mb: int) -> Iterator[bool]:
    """Give a folder a disk of its own that can be filled; yield whether that was possible."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={room_mb}m", "ecole-chaos", str(folder)]
    mounted = is_root() and subprocess.run(command, capture_output=True, check=False).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=False)


def can_move_clocks() -> bool:
    """Return whether this machine has the compiler that it takes (package gcc)."""
    return find_program("cc") is not None


def _postgres_process(folder: Path) -> Process:
    """Make a cluster in `folder`, and return how to run it: it is killed and restarted as the others are."""
    binaries, account = postgres_folder(), unprivileged_account()
    if binaries is None:
        raise Stop("PostgreSQL est introuvable ; « script/test » l'installe.")
    if account:
        shutil.chown(folder, account, pwd.getpwnam(account).pw_gid)
    server = start_cluster(binaries, folder, tied(account))
    server.send_signal(signal.SIGINT)
    server.wait(timeout=30)
    # Its own children are no left-over processes of the platform.
    command = [
        *tied(account),
        "env",
        "-u",
        "GRADER_OWNER",
        str(binaries / "postgres"),
        "-D",
        str(folder / "data"),
    ]
    return Process("postgres", (*command, "-c", "listen_addresses=", "-k", str(folder)))


def _wait_for_database(url: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while True:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.3)
        else:
            return


@contextmanager
def running_platform(database: str, *, moves_clock: bool = False) -> Iterator[Platform]:
    """Run a platform whose parts come back when they are killed; everything is thrown away after.

    Args:
        moves_clock: its processes, not its database and queue, live by a clock that can be moved.
    """
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ecole-chaos-")))
        home.chmod(0o711)
        folder, temporary = home / "data", home / "tmp"
        temporary.mkdir()
        disks = {}
        rooms = {"data": (folder, DATA_ROOM_MB)}
        if database == "postgresql":
            rooms["the database"] = (home / "pg", DATABASE_ROOM_MB)
        engine = OwnEngine(home / "engine") if own_engine.can_run() else None
        if engine:
            rooms["the engine"] = (engine.data, ENGINE_ROOM_MB)
            stack.callback(engine.leave_nothing)
        for what, (place, room_mb) in rooms.items():
            if stack.enter_context(small_disk(place, room_mb)):
                disks[what] = place
        foundation = [_postgres_process(home / "pg")] if database == "postgresql" else []
        database_url = f"postgres://{POSTGRES_USER}@/postgres?host={home / 'pg'}" if foundation else ""
        foundation += [engine.process] if engine else []
        port, owner = free_port(), f"chaos-{uuid4().hex[:8]}"
        socket = home / "valkey.sock"
        env = {
            **without_platform_settings(),
            "DJANGO_SETTINGS_MODULE": "lms.settings.dev",
            "DEBUG": "false",
            "DATA_DIR": str(folder),
            "TMPDIR": str(temporary),
            "VALKEY_URL": valkey.embedded_url(socket),
            "PUBLIC_URL": f"http://localhost:{port}",
            "GRADER_OWNER": owner,
            "GRADER_POOL_SOCKET": str(home / "boxes.sock"),
            "PREVIEW_SOCKET": str(home / "previews.sock"),
            "SECRET_KEY": uuid4().hex * 2,
            "GRADER_CHECKS_PER_MINUTE": "600",
            **({"DATABASE_URL": database_url} if database_url else {}),
            **({"DOCKER_HOST": engine.address} if engine else {}),
        }
        below = stack.enter_context(KeptRunning(foundation, logs=home / "logs", env=env))
        if database_url:
            _wait_for_database(database_url)
        if engine:
            engine.wait()
            engine.load(images.tag("javascript"))
        sessions = class_alone(env, folder, PEOPLE)
        if moves_clock:
            env |= clock_that_moves(home)
        queue = queue_process(socket, folder / "valkey")
        processes = [queue, web_process(host="127.0.0.1", port=port), *background_processes()]
        kept = stack.enter_context(KeptRunning(processes, logs=home / "logs", env=env, beside=below))
        _wait_for_site(port, kept)
        people = [Person(port, session) for session in sessions]
        records = Records(database_url, folder / "db.sqlite3")
        platform = Platform(
            folder=folder,
            temporary=temporary,
            port=port,
            owner=owner,
            kept=kept,
            records=records,
            people=people,
            valkey_url=env["VALKEY_URL"],
            env=env,
            disks=disks,
            engine=engine,
        )
        stack.callback(shutil.copytree, home / "logs", LOGS / f"chaos-{database}", dirs_exist_ok=True)
        stack.callback(_end_containers, platform)
        yield platform


def clock_that_moves(home: Path) -> dict[str, str]:
    """Return the variables under which programs live by a clock that the file MOVED_CLOCK moves, in seconds."""
    library, told = home / "clock.so", home / "clock"
    told.write_text("0\n")
    command = ["cc", "-shared", "-fPIC", "-O2", "-o", str(library), str(MOVED_CLOCK), "-ldl"]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode:
        raise Stop(
            f"pour bouger l'horloge, il faut un compilateur C (« apt-get install gcc ») :\n{made.stderr}"
        )
    return {"LD_PRELOAD": str(library), "MOVED_CLOCK": str(told)}


def _wait_for_site(port: int, kept: KeptRunning) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not site_answers("127.0.0.1", port, "/connexion/"):
        time.sleep(0.3)
        if time.monotonic() > deadline:
            raise Stop(f"le site ne répond pas ; lisez {kept.logs}/web.log.")
    log = kept.logs / "grading-worker.log"
    while "ready" not in (log.read_text(errors="replace") if log.exists() else ""):
        time.sleep(0.5)
        if time.monotonic() > deadline:
            raise Stop(f"la correction n'est pas prête ; lisez {log}.")


def _end_containers(platform: Platform) -> None:
    platform.kept.stop()
    if left := platform.containers():
        say(f"Après l’arrêt, {len(left)} conteneur(s) restaient ; ils sont retirés.")
        platform.ask_engine("rm", "-f", *left)
