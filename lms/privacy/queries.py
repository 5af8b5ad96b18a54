"""Reading: what is kept of one person, what she asked, who waits for an answer, what was ended."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, QuerySet

from lms.core.models import AuditEvent
from lms.people.models import User
from lms.privacy.counting import held_of
from lms.privacy.models import DataRequest, RetentionLine
from lms.privacy.permissions import requests_answered_by
from lms.privacy.register import REGISTER, Treatment

FILE_TAKEN = "own_data_taken"
MOST_FILES_A_DAY = 3
SHOWN_LINES = 60


@dataclass(frozen=True)
class Kept:
    """How much one treatment holds of one person."""

    treatment: Treatment
    given: int
    on_request: int
    done: int


def kept_of(person: User) -> list[Kept]:
    """Return, for each treatment that holds anything of `person`, how many rows."""
    found = []
    for treatment in REGISTER:
        if held := held_of(treatment, person):
            given, on_request, done = (
                sum(getattr(one, name) for one in held) for name in ("given", "on_request", "done")
            )
            found.append(Kept(treatment, given, on_request, done))
    return found


def files_taken_today(person: User, *, now: datetime) -> int:
    """Return how often `person` took her file in the last twenty-four hours."""
    taken = AuditEvent.objects.filter(action=FILE_TAKEN, actor=person)
    return taken.filter(happened_at__gt=now - timedelta(days=1)).count()


def requests_of(person: User) -> QuerySet[DataRequest]:
    """Return what `person` asked, the newest first."""
    return DataRequest.objects.filter(person=person).select_related("answered_by", "lifted_by")


def open_request_of(person: User, kind: str) -> DataRequest | None:
    """Return what `person` asked of that kind and nobody has answered."""
    return requests_of(person).filter(kind=kind, answered_at=None).first()


def requests_for(user: User) -> QuerySet[DataRequest]:
    """Return what `user` may answer: what waits first, the nearest date before the others."""
    return requests_answered_by(user).order_by(F("answered_at").desc(nulls_first=True), "due_on", "pk")


def days_left(asked: DataRequest, *, today: date) -> int:
    """Return how many days are left to answer; negative when the date is over."""
    return (asked.due_on - today).days


def what_was_ended() -> list[RetentionLine]:
    """Return the last lines of what was ended."""
    return list(RetentionLine.objects.all()[:SHOWN_LINES])
