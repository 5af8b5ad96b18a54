"""Which days one works: neither weekends nor public holidays. Pure rules: no database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.easter import easter
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SATURDAY = 5
# A year and a half: more than any cohort; dates further away are a slip of the hand.
LONGEST_DELAY = 550

Span = tuple[date, date]


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

    def passed(self, first: date, last: date) -> int:
        """Return how many working days there are after `first`, up to `last` included."""
        return sum(self.includes(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))
