"""What the machine says of itself: processor time spent, memory held."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_BOXES_V1 = (Path("/sys/fs/cgroup/cpuacct/docker/cpuacct.usage"),)  # nanoseconds
_BOXES_V2 = (Path("/sys/fs/cgroup/docker/cpu.stat"),)  # `usage_usec N` first


@dataclass(frozen=True, slots=True)
class Processor:
    """Seconds of processor time since some moment: of the machine, of all boxes, of this program's processes."""

    machine: float
    boxes: float
    own: float

    def __sub__(self, earlier: "Processor") -> "Processor":
        return Processor(self.machine - earlier.machine, self.boxes - earlier.boxes, self.own - earlier.own)

    @property
    def engine(self) -> float:
        """What is left: the engine, its short-lived helpers, and the kernel's work for both."""
        return self.machine - self.boxes - self.own


def processor() -> Processor:
    return Processor(_machine(), _boxes(), _own())


def _machine() -> float:
    user, nice, system, _idle, _iowait, irq, softirq, steal = (
        int(word) for word in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
    )
    return (user + nice + system + irq + softirq + steal) / _TICKS


def _boxes() -> float:
    """Time of every container, those that are gone included, from the control group above them."""
    for path in _BOXES_V1:
        if path.exists():
            return int(path.read_text()) / 1e9
    for path in _BOXES_V2:
        if path.exists():
            return int(path.read_text().split()[1]) / 1e6
    return 0.0


def _own() -> float:
    """Time of this program's process group, where the keeper and the workers are too."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == os.getpgrp():
            total += sum(int(word) for word in fields[11:13])
    return total / _TICKS


def held_by(container: str) -> float | None:
    """Returns the megabytes that the processes of a container hold, each page divided among those who share it;
    None where this user may not look."""
    listed = subprocess.run(
        ["docker", "top", container, "-o", "pid"], capture_output=True, text=True, check=True
    )
    total = 0
    for pid in listed.stdout.split()[1:]:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except PermissionError:
            return None
        total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def containers_of(owner: str) -> int:
    """Returns how many containers the engine holds under this label, running or not."""
    listed = subprocess.run(
        ["docker", "ps", "--all", "--quiet", "--filter", f"label=ecole.owner={owner}"],
        capture_output=True,
        text=True,
        check=True,
    )
    return len(listed.stdout.split())


def describe() -> dict[str, str | int]:
    """Returns what a reader needs to know of the machine that was measured."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        "unknown",
    )
    engine = subprocess.run(
        ["docker", "version", "--format", "{{.Server.Version}}"], capture_output=True, text=True, check=True
    )
    return {
        "processors": os.cpu_count() or 1,
        "model": model,
        "kernel": os.uname().release,
        "engine": engine.stdout.strip(),
    }
