"""The rows of a broken platform, read from outside of it."""

import contextlib
import sqlite3
import time
from pathlib import Path
from typing import Any

import psycopg

READY_SECONDS = 180
JUDGED, OURS, WAITING = ("passed", "failed"), ("set_aside",), ("queued", "running")


class Records:
    """The rows, read from outside of the platform."""

    def __init__(self, url: str, file: Path) -> None:
        self.url, self.file = url, file

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        """Return what the database answers; where it was just broken, it is given time to come back."""
        deadline = time.monotonic() + READY_SECONDS
        while True:
            try:
                return self._asked(question)
            except (psycopg.OperationalError, sqlite3.OperationalError):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.5)

    def _asked(self, question: str) -> list[tuple[Any, ...]]:
        if self.url:
            with psycopg.connect(self.url, autocommit=True) as connection:
                return connection.execute(question.encode()).fetchall()
        with contextlib.closing(
            sqlite3.connect(f"file:{self.file}?mode=ro", uri=True, timeout=60)
        ) as connection:
            return connection.execute(question).fetchall()

    def states(self) -> dict[int, str]:
        return dict(self.rows("SELECT id, state FROM exercises_submission"))

    def state_of(self, submission: int) -> str:
        found = self.rows(f"SELECT state FROM exercises_submission WHERE id = {int(submission)}")  # noqa: S608
        return str(found[0][0]) if found else "lost"

    def verdicts(self) -> dict[int, int]:
        """Return how many verdicts each submission was ever given: ended runs that were nobody's fault but hers."""
        return dict(
            self.rows(
                "SELECT submission_id, count(*) FROM exercises_gradingrun WHERE finished_at IS NOT NULL"
                " AND fault IN ('nobody', 'apprentice') GROUP BY submission_id"
            )
        )

    def holder_of(self, submission: int) -> int | None:
        """Return the process that grades it now."""
        found = self.rows(
            "SELECT s.id, r.worker FROM exercises_submission s"
            " JOIN exercises_gradingrun r ON r.id = s.current_run_id WHERE s.state = 'running'"
        )
        holders = {number: int(worker.rpartition(":")[2]) for number, worker in found}
        return holders.get(submission)
