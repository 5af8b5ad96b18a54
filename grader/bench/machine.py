"""What the machine says of itself: processor time spent, memory held."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_ENGINE = ("dockerd", "containerd", "containerd-shim", "docker-proxy", "runc")


@dataclass(frozen=True, slots=True)
class Processor:
    """Seconds of processor time since some moment: of the whole machine, of the engine, of one process."""

    machine: float
    engine: float
    own: float

    def __sub__(self, earlier: "Processor") -> "Processor":
        return Processor(self.machine - earlier.machine, self.engine - earlier.engine, self.own - earlier.own)


def processor() -> Processor:
    return Processor(_machine(), _engine(), sum(os.times()[:4]))


def _machine() -> float:
    user, nice, system, _idle, _iowait, irq, softirq, steal = (
        int(word) for word in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
    )
    return (user + nice + system + irq + softirq + steal) / _TICKS


def _engine() -> float:
    """Time of the engine's processes and of those that they have started and outlived."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            name, _, rest = (folder / "stat").read_text().partition("(")[2].rpartition(")")
        except OSError:
            continue
        if name.startswith(_ENGINE):
            total += sum(int(word) for word in rest.split()[11:15])
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
