"""A container engine of one's own, to be stopped, hung and filled without harm to other containers of the machine."""

import subprocess
import time
from pathlib import Path

from script.steps.processes import Process
from script.steps.programs import find_program, is_root
from script.steps.progress import Stop

STARTUP_SECONDS = 60


class OwnEngine:
    """An engine with its own socket and data, under `folder`; whoever looks after processes runs `process`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.address = f"unix://{folder}/docker.sock"

    @property
    def process(self) -> Process:
        options = ["--bridge=none", "--iptables=false", "--pidfile", str(self.folder / "docker.pid")]
        options += ["--data-root", str(self.data), "--exec-root", str(self.folder / "exec")]
        # What it starts is not the platform's: its helpers outlive it, and are told from left-over processes so.
        return Process(
            "engine", ("env", "-u", "GRADER_OWNER", "dockerd", "-H", self.address, *options), grace=20
        )

    def ask(self, *words: str) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(
                ["docker", "-H", self.address, *words],
                capture_output=True,
                text=True,
                check=False,
                timeout=STARTUP_SECONDS,
            )
        except subprocess.TimeoutExpired:  # it hangs
            return subprocess.CompletedProcess(words, 1, "", "no answer")

    def wait(self) -> None:
        """Return once it answers; raise Stop when it does not."""
        deadline = time.monotonic() + STARTUP_SECONDS
        while self.ask("version").returncode:
            if time.monotonic() > deadline:
                raise Stop("le moteur de conteneurs de l'essai ne démarre pas.")
            time.sleep(0.3)

    def load(self, image: str) -> None:
        """Bring an image of the machine's engine into this one."""
        with subprocess.Popen(["docker", "save", image], stdout=subprocess.PIPE) as saved:
            done = subprocess.run(
                ["docker", "-H", self.address, "load"], stdin=saved.stdout, capture_output=True, check=False
            )
        if done.returncode:
            raise Stop(f"l'image des boîtes n'est pas arrivée : {done.stderr.decode()[-500:]}")

    def leave_nothing(self) -> None:
        """Take away what it mounted and what it left running; it has ended before."""
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                words = (entry / "cmdline").read_bytes()
                if str(self.folder).encode() in words and entry.name != "self":
                    (entry / "comm").read_text()
                    subprocess.run(["kill", "-9", entry.name], capture_output=True, check=False)
            except OSError:
                continue
        for line in reversed(Path("/proc/mounts").read_text().splitlines()):
            if line.split()[1].startswith(f"{self.folder}/"):
                subprocess.run(["umount", "-l", line.split()[1]], capture_output=True, check=False)


def can_run() -> bool:
    return is_root() and find_program("dockerd") is not None
