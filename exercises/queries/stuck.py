"""Who seems stuck and has not said so: many tries at one exercise, and none nearer than the one before."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q

from exercises.models import HelpRequest, Submission
from exercises.states import SubmissionState

TRIES = 4
FOR_SO_LONG = timedelta(minutes=20)
# What is older is no more where she is at work.
LOOKED_BACK = timedelta(days=3)


@dataclass(frozen=True)
class Stuck:
    """`tries` in a row that came no nearer, since `since`; `submission` is the newest of them."""

    submission: Submission
    tries: int
    since: datetime


@dataclass(frozen=True)
class _Try:
    pk: int
    at: datetime
    passed_checks: int


def stuck_among(apprentices: Collection[int], *, now: datetime) -> list[Stuck]:
    """Return who of `apprentices` (by id) seems stuck, the longest first; two queries for any number.

    Whoever has pressed the button already, or passed since, is not among them.
    """
    found = [
        (tries[-1].pk, len(tries), tries[0].at)
        for tries in _series(_tries(apprentices, now))
        if len(tries) >= TRIES and tries[0].at <= now - FOR_SO_LONG
    ]
    rows = Submission.objects.select_related("apprentice", "version", "exercise").defer("version__definition")
    newest = rows.in_bulk([pk for pk, _count, _since in found])
    stuck = [Stuck(newest[pk], count, since) for pk, count, since in found]
    return sorted(stuck, key=lambda one: one.since)


def _tries(apprentices: Collection[int], now: datetime) -> Iterable[list[_Try]]:
    """Yield the failed tries of each apprentice at each exercise that she has not passed."""
    asked = HelpRequest.objects.filter(
        apprentice=OuterRef("apprentice"), exercise=OuterRef("exercise"), closed_at=None
    )
    passed = Submission.objects.filter(
        apprentice=OuterRef("apprentice"), exercise=OuterRef("exercise"), state=SubmissionState.PASSED
    )
    rows = (
        Submission.objects.filter(
            apprentice__in=apprentices,
            submitted_at__gt=now - LOOKED_BACK,
            state=SubmissionState.FAILED,
        )
        .filter(~Exists(asked), ~Exists(passed))
        .annotate(passed_checks=Count("current_run__results", filter=Q(current_run__results__passed=True)))
        .order_by("number")
        .values_list("apprentice", "exercise", "pk", "submitted_at", "passed_checks")
    )
    people: dict[tuple[int, int], list[_Try]] = defaultdict(list)
    for who, exercise, pk, at, checks in rows:
        people[who, exercise].append(_Try(pk, at, checks))
    return people.values()


def _series(people: Iterable[Sequence[_Try]]) -> Iterable[list[_Try]]:
    """Yield, of each, the last tries in a row of which none was nearer than the first of them."""
    for tries in people:
        series: list[_Try] = []
        for one in tries:
            if series and one.passed_checks > max(before.passed_checks for before in series):
                series = []
            series.append(one)
        yield series
