"""A trainer hands her screen round: whoever was there signs on it, and can do nothing else with it.

The trainer is signed out of that browser first, so that nobody holds her rights in hand. What is left in it is the
permission to sign one half-day of today, under her name as the witness, for half an hour.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth import logout
from django.http import HttpRequest

from lms.attendance.models import HalfDay
from lms.people.models import Cohort, User

_KEY = "attendance_handed_round"
LASTS = timedelta(minutes=30)


@dataclass(frozen=True)
class Round:
    """One half-day that may be signed on this screen, and in whose presence."""

    cohort: Cohort
    day: date
    half: HalfDay
    witness: User


def begin_round(request: HttpRequest, *, cohort: Cohort, day: date, half: HalfDay, now: datetime) -> None:
    """Sign the trainer out of this browser and leave in it the permission to sign that half-day."""
    witness = request.user.pk
    logout(request)
    request.session[_KEY] = {
        "cohort": cohort.pk,
        "day": day.isoformat(),
        "half": half.value,
        "witness": witness,
        "until": (now + LASTS).timestamp(),
    }


def current_round(request: HttpRequest, *, now: datetime) -> Round | None:
    """Return what may be signed on this screen at this moment; None when nothing may, or somebody signed in."""
    held = request.session.get(_KEY)
    if held is None or request.user.is_authenticated or now.timestamp() > held["until"]:
        return None
    witness = User.objects.filter(pk=held["witness"], is_active=True).first()
    cohort = Cohort.objects.filter(pk=held["cohort"]).select_related("school").first()
    if witness is None or cohort is None:
        return None
    return Round(cohort, date.fromisoformat(held["day"]), HalfDay(held["half"]), witness)


def end_round(request: HttpRequest) -> None:
    """Nothing may be signed on this screen any more. Twice changes nothing."""
    request.session.pop(_KEY, None)
