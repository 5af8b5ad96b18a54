"""Reading how the platform does, line by line, and what went wrong in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db.models import Max, QuerySet
from django.utils.formats import number_format

from lms.people.models import User
from lms.people.roles import COORDINATOR
from lms.watch.models import FaultGroup, Trouble
from lms.watch.readings import Readings
from lms.watch.thresholds import THRESHOLDS, Threshold, Told

LOOKED_AT = "watch:looked_at"
# The scheduler looks every minute.
SILENT_AFTER = timedelta(minutes=5)
MOST_GROUPS = 100


@dataclass(frozen=True)
class Line:
    """One line of the page: how a thing does, since when, and what that means."""

    threshold: Threshold
    # None: nobody can say.
    is_wrong: bool | None
    sentence: str
    since: datetime | None

    @property
    def badge(self) -> str:
        if self.is_wrong is None:
            return "info"
        return "platform_fault" if self.is_wrong else "done"


def lines_of(readings: Readings) -> list[Line]:
    """Return every line of the table, what is wrong first."""
    troubles = open_troubles()
    rows = Trouble.objects.exclude(ended_at=None).order_by().values("code").annotate(last=Max("ended_at"))
    ended = {row["code"]: row["last"] for row in rows}
    lines: list[Line] = []
    for threshold in THRESHOLDS:
        is_wrong = threshold.is_passed(readings)
        trouble = troubles.get(threshold.code)
        since = (trouble.since if trouble else readings.at) if is_wrong else None
        if is_wrong is False and trouble is None:
            since = ended.get(threshold.code)
        lines.append(Line(threshold, is_wrong, sentence_of(threshold, readings), since))
    return sorted(lines, key=lambda line: (not line.is_wrong, line.is_wrong is not None))


def sentence_of(threshold: Threshold, readings: Readings) -> str:
    is_wrong = threshold.is_passed(readings)
    if is_wrong is None:
        return str(threshold.unknown)
    if not is_wrong:
        return str(threshold.fine)
    value = threshold.value(readings) or 0.0
    shown = number_format(value, decimal_pos=0 if value >= 10 or value == int(value) else 1)
    return str(threshold.wrong) % {"value": shown}


def open_troubles() -> dict[str, Trouble]:
    return {row.code: row for row in Trouble.objects.filter(ended_at=None)}


def looked_at() -> datetime | None:
    """Return when the scheduler last looked; None when it never did."""
    at: datetime | None = cache.get(LOOKED_AT)
    return at


def is_silent(*, now: datetime) -> bool:
    """Return whether nobody looks any more: no alert would leave."""
    last = looked_at()
    return last is None or last < now - SILENT_AFTER


def addresses_of(told: Sequence[Told]) -> list[str]:
    """Return who is written to, each once."""
    addresses: dict[str, None] = {}
    if Told.TECHNICAL in told:
        addresses[settings.ALERTS_EMAIL or settings.ORGANISATION["CONTACT_EMAIL"]] = None
    if Told.COORDINATORS in told:
        people = User.objects.filter(role=COORDINATOR, is_active=True).order_by("pk")
        addresses.update(dict.fromkeys(people.values_list("email", flat=True)))
    return [address for address in addresses if address]


def fault_groups() -> QuerySet[FaultGroup]:
    """Return the groups of errors, the newest first."""
    return FaultGroup.objects.all()[:MOST_GROUPS]


def untold_groups() -> QuerySet[FaultGroup]:
    return FaultGroup.objects.filter(told_at=None).order_by("first_seen_at", "pk")


def last_told_of_faults() -> datetime | None:
    last: datetime | None = FaultGroup.objects.aggregate(last=Max("told_at"))["last"]
    return last
