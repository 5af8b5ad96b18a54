"""What follows for the dates of modules from the days on which a cohort works. Pure rules: no database."""

import math
from collections.abc import Sequence
from datetime import date

from lms.core.working_days import Span, WorkingDays

HOURS_PER_DAY = 7


class State:
    """How a module stands for a whole cohort on one day."""

    UNDATED = "undated"
    TO_COME = "to_come"
    OPEN = "open"
    LATE = "late"
    OVER = "over"


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
