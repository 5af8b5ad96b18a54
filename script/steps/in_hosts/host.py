"""One machine that grades, on a network and a part of a processor of its own."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from script.steps.host_access import addresses_for
from script.steps.places import PYTHON, ROOT
from script.steps.programs import log_tail, tied
from script.steps.progress import Stop

SITE, NETWORK = "10.213.77.1", 24
BRIDGE = "ecolehosts"
HOSTS = ("un", "deux", "trois")
WORKERS = 2
# Of processors, for each host. Its boxes lie beside: the kernel starts none that may use more than what holds it.
SHARE = 0.4
BOXES = "-boxes"  # what the group of a host's boxes is called after its own
PERIOD = 100_000  # microseconds
STARTUP_SECONDS = 240  # on a part of a processor
GROUPS = (Path("/sys/fs/cgroup/cpu"), Path("/sys/fs/cgroup"))


@dataclass
class Host:
    """One machine that grades."""

    name: str
    number: int
    folder: Path
    env: dict[str, str]
    share: Path | None
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def namespace(self) -> str:
        return f"ecole-{self.name}"

    @property
    def cable(self) -> str:
        return f"ecole{self.number}"

    @property
    def engine(self) -> str:
        return f"unix://{self.folder}/docker.sock"

    def start_engine(self) -> None:
        options = ["--bridge=none", "--iptables=false", "--pidfile", str(self.folder / "docker.pid")]
        options += ["--data-root", str(self.folder / "data"), "--exec-root", str(self.folder / "exec")]
        if self.share:
            options += ["--cgroup-parent", f"/{self.share.name}{BOXES}"]
        self._run("dockerd", ["dockerd", "-H", self.engine, *options])
        deadline = time.monotonic() + STARTUP_SECONDS
        while self._docker("version").returncode:
            if time.monotonic() > deadline:
                raise Stop(f"le moteur de {self.name} ne démarre pas :\n{log_tail(self._log('dockerd'))}")
            time.sleep(0.3)

    def load(self, image: str) -> None:
        with subprocess.Popen(["docker", "save", image], stdout=subprocess.PIPE) as saved:
            done = subprocess.run(
                ["docker", "-H", self.engine, "load"], stdin=saved.stdout, capture_output=True, check=False
            )
        if done.returncode:
            raise Stop(
                f"l'image des boîtes n'est pas arrivée sur {self.name} : {done.stderr.decode()[-500:]}"
            )

    def start_graders(self) -> None:
        manage = [str(PYTHON), str(ROOT / "manage.py")]
        self._run("grading-pool", [*manage, "grading_pool"])
        for number in range(1, WORKERS + 1):
            self._run(f"worker-{number}", [*manage, "grading_worker", "--lane", "live"])

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + STARTUP_SECONDS
        while "ready" not in self._log("worker-1").read_text(errors="replace"):
            if time.monotonic() > deadline:
                raise Stop(f"{self.name} ne corrige pas :\n{log_tail(self._log('worker-1'))}")
            time.sleep(0.3)

    def pull_the_cable(self) -> None:
        _ip("link", "set", self.cable, "down")

    def put_the_cable_back(self) -> None:
        _ip("link", "set", self.cable, "up")

    def lose_power(self) -> None:
        """Kill everything at once, the engine and its boxes included."""
        if self.share:
            for path in self.share.parent.glob(f"{self.share.name}*/**/cgroup.procs"):
                with contextlib.suppress(OSError):
                    for number in path.read_text().split():
                        with contextlib.suppress(ProcessLookupError):
                            os.kill(int(number), signal.SIGKILL)
        for process in self.running.values():
            process.kill()
            process.wait()
        self.running.clear()

    def drain(self) -> float:
        """Ask the workers to stop; return the seconds until all of them have."""
        began = time.monotonic()
        leaving = [self.running.pop(name) for name in list(self.running) if name.startswith("worker")]
        for process in leaving:
            process.terminate()
        for process in leaving:
            process.wait(timeout=120)
        return time.monotonic() - began

    def end(self) -> None:
        for name in ("worker-1", "worker-2", "grading-pool"):
            if process := self.running.get(name):
                process.terminate()
        for name in ("worker-1", "worker-2", "grading-pool"):
            if process := self.running.pop(name, None):
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=20)
        if left := self._docker("ps", "-aq").stdout.split():
            self._docker("rm", "-f", *left)
        if engine := self.running.get("dockerd"):
            engine.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                engine.wait(timeout=20)
        self.lose_power()

    def _docker(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["docker", "-H", self.engine, *words], capture_output=True, text=True, check=False
        )

    def _log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def _run(self, name: str, command: list[str]) -> None:
        # `ip netns exec` would give it another /sys, without the control groups that an engine needs.
        inside = ["nsenter", f"--net=/run/netns/{self.namespace}", "--", *tied(), *command]
        joins = f'echo $$ > {self.share}/cgroup.procs && exec "$@"' if self.share else 'exec "$@"'
        with self._log(name).open("ab") as output:
            self.running[name] = subprocess.Popen(
                ["sh", "-c", joins, "sh", *inside],
                cwd=ROOT,
                env={**self.env, "DOCKER_HOST": self.engine, "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )


@contextmanager
def one_host(home: Path, name: str, site: dict[str, str], password: str) -> Iterator[Host]:
    number, folder, authority = HOSTS.index(name) + 1, home / name, home / "ca.pem"
    folder.mkdir()
    env = {
        **site,
        **addresses_for(name, password, address=SITE, authority=str(authority), database="postgres"),
        "DATA_DIR": str(folder),
        "GRADER_POOL_SOCKET": str(folder / "boxes.sock"),
        "SECRET_KEY": uuid4().hex * 2,
    }
    share = _share(f"ecole-hosts-{name}")
    host = Host(name, number, folder, env, share)
    try:
        yield host
    finally:
        host.end()
        _give_share_back(share)
        # What an engine mounted would keep the folder from going.
        for line in reversed(Path("/proc/mounts").read_text().splitlines()):
            if line.split()[1].startswith(str(folder)):
                subprocess.run(["umount", "-l", line.split()[1]], capture_output=True, check=False)


def _share(name: str) -> Path | None:
    """Make a control group that has a share of a processor; None where the system has none to give."""
    for above in GROUPS:
        group = above / name
        try:
            group.mkdir(exist_ok=True)
            if (group / "cpu.cfs_quota_us").exists():
                (group / "cpu.cfs_period_us").write_text(str(PERIOD))
                (group / "cpu.cfs_quota_us").write_text(str(int(SHARE * PERIOD)))
                return group
            if (group / "cpu.max").exists():
                (group / "cpu.max").write_text(f"{int(SHARE * PERIOD)} {PERIOD}")
                return group
        except OSError:
            continue
    return None


def _give_share_back(group: Path | None) -> None:
    if group is None:
        return
    time.sleep(0.5)
    for path in sorted(group.parent.glob(f"{group.name}*/**/"), reverse=True):
        with contextlib.suppress(OSError):
            path.rmdir()


@contextmanager
def one_network() -> Iterator[None]:
    """Lay a cable from each host to a switch where the site listens as well."""
    try:
        _ip("link", "add", BRIDGE, "type", "bridge")
        _ip("addr", "add", f"{SITE}/{NETWORK}", "dev", BRIDGE)
        _ip("link", "set", BRIDGE, "up")
        for number, name in enumerate(HOSTS, 1):
            space, cable = f"ecole-{name}", f"ecole{number}"
            _ip("netns", "add", space)
            _ip("link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", space)
            _ip("link", "set", cable, "master", BRIDGE, "up")
            own = f"{SITE.rpartition('.')[0]}.{10 + number}/{NETWORK}"
            _ip("-n", space, "addr", "add", own, "dev", "eth0")
            _ip("-n", space, "link", "set", "eth0", "up")
            _ip("-n", space, "link", "set", "lo", "up")
        yield
    finally:
        for name in HOSTS:
            subprocess.run(["ip", "netns", "del", f"ecole-{name}"], capture_output=True, check=False)
        subprocess.run(["ip", "link", "del", BRIDGE], capture_output=True, check=False)


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise Stop(f"ip {' '.join(words)} : {done.stderr.strip()}")
