"""Which days a cohort works, and what follows for the dates of its modules. Pure rules: no database."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.easter import easter
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HOURS_PER_DAY = 7
SATURDAY = 5
# A year and a half: more than any cohort; dates further away are a slip of the hand.
LONGEST_DELAY = 550

Span = tuple[date, date]


class State:
    """How a module stands for a whole cohort on one day."""

    UNDATED = "undated"
    TO_COME = "to_come"
    OPEN = "open"
    LATE = "late"
    OVER = "over"


@dataclass(frozen=True)
class Holiday:
    day: date
    name: str | Promise


# The days of article L3133-1 of the Code du travail: those that stay, those that move with Easter.
_FIXED: Sequence[tuple[int, int, Promise]] = (
    (1, 1, _("New Year's Day")),
    (5, 1, _("Labour Day")),
    (5, 8, _("Victory in 1945")),
    (7, 14, _("National Day")),
    (8, 15, _("Assumption")),
    (11, 1, _("All Saints' Day")),
    (11, 11, _("Armistice of 1918")),
    (12, 25, _("Christmas")),
)
_AFTER_EASTER: Sequence[tuple[int, Promise]] = (
    (1, _("Easter Monday")),
    (39, _("Ascension Day")),
    (50, _("Whit Monday")),
)


def public_holidays(first: date, last: date) -> list[Holiday]:
    """Return the public holidays of France from `first` to `last`, both included, in order."""
    found = [
        Holiday(day, name)
        for year in range(first.year, last.year + 1)
        for day, name in (
            *((date(year, month, day), name) for month, day, name in _FIXED),
            *((easter(year) + timedelta(days=days), name) for days, name in _AFTER_EASTER),
        )
        if first <= day <= last
    ]
    return sorted(found, key=lambda holiday: holiday.day)


@dataclass(frozen=True)
class WorkingDays:
    """The days on which a cohort works: neither at the weekend, nor on a public holiday, nor while it is away."""

    away: tuple[Span, ...] = ()

    def includes(self, day: date) -> bool:
        return (
            day.weekday() < SATURDAY
            and not any(first <= day <= last for first, last in self.away)
            and not public_holidays(day, day)
        )

    def since(self, day: date) -> Iterator[date]:
        """Yield the working days from `day` on, for as long as a calendar may last."""
        for ahead in range(3 * LONGEST_DELAY):
            if self.includes(day + timedelta(days=ahead)):
                yield day + timedelta(days=ahead)

    def first_since(self, day: date) -> date:
        """Return `day`, or the next working day after it."""
        return next(self.since(day), day)


def planned(hours: Sequence[int], *, starts_on: date, days: WorkingDays) -> list[Span]:
    """Return the first and last day of each module in turn, from how many hours each takes.

    Modules share a day where one ends before the evening.
    """
    total = math.ceil(sum(hours) / HOURS_PER_DAY)
    working = days.since(starts_on)
    worked = [day for _number, day in zip(range(total), working, strict=False)]
    spans: list[Span] = []
    before = 0
    for length in hours:
        first = before // HOURS_PER_DAY
        last = max(first, math.ceil((before + length) / HOURS_PER_DAY) - 1)
        if last < len(worked):
            spans.append((worked[first], worked[last]))
        before += length
    return spans


def is_locked(opens_on: date | None, *, on: date) -> bool:
    return opens_on is not None and on < opens_on


def due_for(due_on: date | None, extended_to: date | None) -> date | None:
    """Return until when a module is expected of one person: the later of the cohort's day and her own."""
    if due_on is None or extended_to is None:
        return due_on
    return max(due_on, extended_to)


def state_of(opens_on: date | None, due_on: date | None, *, somebody_late: bool, on: date) -> str:
    """Return how a module stands for a cohort on that day."""
    if opens_on is None:
        return State.UNDATED
    if on < opens_on:
        return State.TO_COME
    if due_on is None or on <= due_on:
        return State.OPEN
    return State.LATE if somebody_late else State.OVER
