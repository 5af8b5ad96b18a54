"""The processes of the platform, in the order they start; they stop in the opposite order."""

import os
from dataclasses import dataclass
from pathlib import Path

from script.steps import valkey
from script.steps.places import DATA, PYTHON, ROOT


@dataclass(frozen=True)
class Process:
    name: str  # also the name of its log: var/log/NAME.log
    command: tuple[str, ...]
    grace: float = 8  # seconds between being asked to stop and being made to


WEB_WORKERS = 2
WEB_THREADS = 4


def queue_process(socket: Path, data: Path = DATA / "valkey") -> Process:
    return Process("valkey", tuple(valkey.server_command(socket, data)))


def web_process(*, host: str, port: int) -> Process:
    return Process(
        "web",
        (
            *(str(PYTHON), "-m", "gunicorn", "lms.wsgi"),
            *("--bind", f"{host}:{port}"),
            *("--workers", str(WEB_WORKERS), "--threads", str(WEB_THREADS)),
            *("--logger-class", "lms.core.access_log.AccessLog"),
            # Loaded once, before the workers part: half the start, and a faulty module ends it at once.
            *("--preload", "--graceful-timeout", "5", "--access-logfile", "-"),
        ),
    )


def live_workers() -> int:
    """Return how many processes grade for those who wait: one for each processor, from two to four."""
    return int(os.environ.get("GRADER_LIVE_WORKERS") or min(4, max(2, os.cpu_count() or 1)))


def background_processes() -> list[Process]:
    manage = (str(PYTHON), str(ROOT / "manage.py"))
    lane = (*manage, "grading_worker", "--lane")
    return [
        Process("worker", (*manage, "rqworker", "default")),
        Process("grading-worker", (*lane, "live")),
        *(Process(f"grading-worker-{number}", (*lane, "live")) for number in range(2, live_workers() + 1)),
        Process("grading-pool", (*manage, "grading_pool")),
        Process("previews", (*manage, "site_previews")),
        Process("grading-author", (*lane, "author")),
        Process("grading-regrade", (*lane, "regrade")),
        Process("scheduler", (*manage, "scheduler")),
    ]
