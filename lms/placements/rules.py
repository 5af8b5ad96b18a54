"""What the law says about such contracts and placements; pure rules on days.

A contract outside its usual bounds is only told: it may be renewed so that a training can end, and hours may be
lowered with a derogation. A placement outside its bounds is refused: no derogation exists.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext as _

SHORTEST, LONGEST = relativedelta(months=4), relativedelta(months=24)
FEWEST_HOURS, MOST_HOURS = Decimal(20), Decimal(35)
LONGEST_PLACEMENT = relativedelta(months=1)
SHARE_OF_CONTRACT = 4  # one day in four


@dataclass(frozen=True)
class Span:
    """Days from one to another, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def overlaps(self, other: "Span") -> bool:
        return self.first <= other.last and other.first <= self.last


def warnings_about(contract: Span, weekly_hours: Decimal) -> list[str]:
    """Return what is unusual about a contract, in sentences; empty when nothing is."""
    told = []
    after = contract.last + relativedelta(days=1)
    if after < contract.first + SHORTEST:
        told.append(_("This contract is shorter than four months."))
    if after > contract.first + LONGEST:
        told.append(
            _("This contract is longer than twenty-four months: only to end a training, or by exception.")
        )
    if weekly_hours < FEWEST_HOURS:
        told.append(_("Fewer than 20 hours a week need a derogation."))
    if weekly_hours > MOST_HOURS:
        told.append(_("More than 35 hours a week are overtime."))
    return told


def days_left(contract: Span, placements: Iterable[Span]) -> int:
    """Return how many days of placement the contract still allows; negative when there are too many."""
    return contract.days // SHARE_OF_CONTRACT - sum(one.days for one in placements)


def why_refused(wanted: Span, *, contract: Span | None, placements: Iterable[Span]) -> str:
    """Return why this placement cannot be, in a sentence; empty when it can."""
    others = list(placements)
    if contract is None:
        return _("First write down the days of the contract: how long a placement may be depends on them.")
    checks = (
        (wanted.last < wanted.first, _("The last day is before the first one.")),
        (
            wanted.first < contract.first or wanted.last > contract.last,
            _("A placement lies within the days of the contract."),
        ),
        (wanted.last >= wanted.first + LONGEST_PLACEMENT, _("A placement lasts one month at most.")),
        (any(wanted.overlaps(one) for one in others), _("Another placement is on these days.")),
    )
    left = days_left(contract, others)
    too_many = _(
        "All placements together may not be more than a quarter of the contract:"
        " %(left)s days are left, and this one has %(days)s."
    ) % {"left": max(left, 0), "days": wanted.days}
    return next((why for is_so, why in (*checks, (wanted.days > left, too_many)) if is_so), "")
