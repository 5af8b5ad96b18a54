"""The processes of the platform, in the order they start; they stop in the opposite order."""

from dataclasses import dataclass
from pathlib import Path

from script.steps import valkey
from script.steps.places import PYTHON, ROOT


@dataclass(frozen=True)
class Process:
    name: str  # also the name of its log: var/log/NAME.log
    command: tuple[str, ...]
    grace: float = 8  # seconds between being asked to stop and being made to


WEB_WORKERS = 2
WEB_THREADS = 4


def queue_process(socket: Path) -> Process:
    return Process("valkey", tuple(valkey.server_command(socket)))


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


def background_processes() -> list[Process]:
    manage = (str(PYTHON), str(ROOT / "manage.py"))
    return [
        Process("worker", (*manage, "rqworker", "default")),
        Process("grading-worker", (*manage, "grading_worker")),
        Process("scheduler", (*manage, "scheduler")),
    ]
