"""What is read of the platform at one moment: from the database, from Valkey, from the disk.

Nothing is counted in a process: whichever of them answers, it reads the same.
"""

import shutil
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from client_projects.queries import accesses_to_send
from client_projects.running import open_sites_now
from exercises.languages import Language
from exercises.models import LanguageHealth
from exercises.presence import Boxes, boxes_now
from exercises.queries import (
    StepSeconds,
    Waiting,
    ill_hosts,
    languages_known,
    set_aside_count,
    step_seconds,
    verdict_counts,
    waiting_by_lane,
)
from exercises.states import Lane
from lms.about.queries import barriers_to_mail
from lms.backups.journal import Journal, read_journal
from lms.core.health import database_answers, queue_answers
from lms.notifications.queries import refused_lately
from lms.people.queries import invitations_to_send

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Disk:
    """The file system that holds the data folder, in bytes."""

    free: int
    total: int

    @property
    def free_percent(self) -> float:
        return 100 * self.free / self.total if self.total else 0.0


@dataclass(frozen=True)
class Readings:
    """Everything that is watched, at one moment. None: nobody can say."""

    at: datetime
    lanes: dict[Lane, Waiting]
    steps: StepSeconds
    last_hour: dict[tuple[str, str], int]
    last_day: dict[tuple[str, str], int]
    set_aside: int
    languages: list[LanguageHealth]
    # Grading hosts that do a language badly which another one does well.
    ill_hosts: dict[str, list[Language]]
    boxes: Boxes | None
    open_previews: int | None
    # When each mail should have left that did not.
    unsent_mails: list[datetime]
    disk: Disk | None
    # What is known of backups; None where it cannot be read.
    backups: Journal | None
    # Whether this installation is one that makes them.
    backups_expected: bool
    queue_answers: bool
    # How long the database took to answer the shortest question.
    database_seconds: float
    # When the scheduler last looked, as far as it is known.
    looked_at: datetime | None = None

    def oldest_seconds(self, lane: Lane) -> float:
        """Return since how long the first submission of a lane waits for its verdict."""
        oldest = self.lanes[lane].oldest
        return max(0.0, (self.at - oldest).total_seconds()) if oldest else 0.0

    def since_backup(self, *, proved: bool = False) -> float | None:
        """Return the seconds since the last backup (or the last that was proved); None: never, or nobody knows."""
        if self.backups is None:
            return None
        last = self.backups.proved_at if proved else self.backups.made_at
        return (self.at - last).total_seconds() if last else None

    @property
    def ours_last_hour(self) -> int:
        return sum(count for (_outcome, fault), count in self.last_hour.items() if fault == "platform")


def read_all(*, now: datetime, looked_at: datetime | None = None) -> Readings:
    """Return what is read now; the number of questions asked does not grow with anything.

    Args:
        looked_at: when the scheduler last looked, for whoever shows it.
    """
    began = time.perf_counter()
    database_answers()
    database_seconds = time.perf_counter() - began
    queue = queue_answers()
    return Readings(
        at=now,
        lanes=waiting_by_lane(),
        steps=step_seconds(now=now),
        last_hour=verdict_counts(since=now - HOUR),
        last_day=verdict_counts(since=now - DAY),
        set_aside=set_aside_count(),
        languages=languages_known(),
        ill_hosts=ill_hosts(),
        # A queue that does not answer is asked once, not three times: each takes a second.
        boxes=boxes_now() if queue else None,
        open_previews=open_sites_now() if queue else None,
        unsent_mails=_unsent_mails(now),
        disk=disk_of_data(),
        backups=_backups(),
        backups_expected=settings.BACKUPS["EXPECTED"],
        queue_answers=queue,
        database_seconds=database_seconds,
        looked_at=looked_at,
    )


def _unsent_mails(now: datetime) -> list[datetime]:
    waiting = [
        *refused_lately(now=now),
        *invitations_to_send(now=now).values_list("invited_at", flat=True)[:100],
        *accesses_to_send(now=now).values_list("asked_at", flat=True)[:100],
        *barriers_to_mail().values_list("reported_at", flat=True)[:100],
    ]
    return sorted(waiting)


def _backups() -> Journal | None:
    try:
        return read_journal()
    except (OSError, ValueError, KeyError):
        return None


def disk_of_data() -> Disk | None:
    """Return the room where the data lies; None when the system does not say."""
    try:
        usage = shutil.disk_usage(settings.DATA_DIR)
    except OSError:
        return None
    return Disk(free=usage.free, total=usage.total)
