"""Keeps each unhandled error of ours in its group, from whichever process it comes.

A handler of the standard logs, because everything that breaks passes there: pages, jobs, threads.
"""

import logging
import sys
from pathlib import Path
from types import TracebackType

from django.conf import settings

from lms.core.request_ids import current_request_id

# Itself: an error while one is kept must not ask for another one to be kept.
_OWN = ("lms.watch", "django.db")


class KeepFaults(logging.Handler):
    """Takes what is logged with an exception; keeps its type and its place and nothing it says."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        if error is None or record.name.startswith(_OWN):
            return
        try:
            _keep(error)
        except Exception:  # whatever is wrong with the database, the line of the log is written already
            logging.getLogger("lms.watch.faults").warning("an error could not be kept in its group")


def keep_failed_job(job: object, kind: type[BaseException], error: BaseException, trace: object) -> bool:
    """Keep what broke a job; rq logs it as text, so it is told here. Returns True: others may look at it too."""
    try:
        _keep(error)
    except Exception:
        logging.getLogger("lms.watch.faults").warning("an error could not be kept in its group")
    return True


def _keep(error: BaseException) -> None:
    from django.db import connection  # noqa: PLC0415 - logging is set up before the applications are
    from django.utils import timezone  # noqa: PLC0415 - logging is set up before the applications are

    from lms.watch.actions import keep_fault  # noqa: PLC0415 - logging is set up before the applications are

    if connection.in_atomic_block and connection.needs_rollback:
        return
    keep_fault(
        kind=type(error).__name__,
        place=place_of(error.__traceback__),
        process=process_name(),
        request=current_request_id(),
        now=timezone.now(),
    )


def place_of(trace: TracebackType | None) -> str:
    """Return the last step in a file of ours, as `folder/file.py function`; the very last one where none is."""

    root, found = Path(settings.BASE_DIR), ""
    while trace is not None:
        code = trace.tb_frame.f_code
        path = Path(code.co_filename)
        is_ours = path.is_relative_to(root) and ".venv" not in path.parts
        if is_ours or (trace.tb_next is None and not found):
            shown = path.relative_to(root).as_posix() if is_ours else path.name
            found = f"{shown} {code.co_qualname}"
        trace = trace.tb_next
    return found or "?"


def process_name() -> str:
    """Return what runs here, as the command that started it: `web`, `rqworker`, `grading_worker`…"""
    command = Path(sys.argv[0]).name
    return sys.argv[1] if command == "manage.py" and len(sys.argv) > 1 else "web"
