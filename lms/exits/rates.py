"""Categories and rates, derived from facts; pure rules. Three readings of "positive" that are never mixed.

The official categories are those of the administration of integration: three that count as dynamic, the others, and
exits taken out of the count. The association's own rate leaves out short contracts and counts further training. The
funder's rate looks at what was found within three months. A rate is out of all exits that count, so that whoever was
not asked, or not reached, never makes it look better.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from lms.exits.models import ContractType, Situation

LASTING_ABOVE_MONTHS = 6
FOUND_WITHIN = relativedelta(months=3)


class Category(TextChoices):
    SUSTAINABLE = "sustainable", _("Lasting job")
    TRANSITION = "transition", _("Transition job")
    POSITIVE = "positive", _("Positive exit")
    OTHER = "other", _("Other exit")
    OUT_OF_COUNT = "out_of_count", _("Out of the count")
    UNKNOWN = "unknown", _("Not known")


DYNAMIC = (Category.SUSTAINABLE, Category.TRANSITION, Category.POSITIVE)

_BY_SITUATION = {
    Situation.PUBLIC_SERVICE: Category.SUSTAINABLE,
    Situation.BUSINESS: Category.SUSTAINABLE,
    Situation.AIDED_JOB: Category.TRANSITION,
    Situation.INTEGRATION: Category.POSITIVE,
    Situation.TRAINING: Category.POSITIVE,
    Situation.LOOKING: Category.OTHER,
    Situation.OTHER: Category.OTHER,
    Situation.OUT_OF_COUNT: Category.OUT_OF_COUNT,
    Situation.UNREACHABLE: Category.UNKNOWN,
}


@dataclass(frozen=True)
class Facts:
    """What a rate needs to know of one line."""

    situation: str
    contract: str = ""
    months: int | None = None
    starts_on: date | None = None
    known_on: date | None = None


@dataclass(frozen=True)
class Leaver:
    """One exit: how long she was there, what is known at the moment looked at, and what was found early."""

    came_on: date
    left_on: date
    facts: Facts | None
    early: tuple[Facts, ...] = ()  # known on leaving and three months later, for the funder's rate


@dataclass(frozen=True)
class Figures:
    """Counts, from which a screen makes rates."""

    exits: int
    too_short: int
    out_of_count: int
    counted: int
    sustainable: int
    transition: int
    positive: int
    other: int
    unreachable: int
    not_asked: int
    association: int
    funder: int

    @property
    def dynamic(self) -> int:
        return self.sustainable + self.transition + self.positive

    def rate(self, name: str) -> float | None:
        """Return that count as a share of the exits that count, in percent; None when none counts."""
        return round(100 * float(getattr(self, name)) / self.counted, 1) if self.counted else None


def is_lasting(facts: Facts) -> bool:
    """Without end, or for more than six months."""
    return facts.contract == ContractType.PERMANENT or (facts.months or 0) > LASTING_ABOVE_MONTHS


def category_of(facts: Facts) -> Category:
    """Return the official category of what is known; nobody chooses it."""
    if facts.situation == Situation.JOB:
        return Category.SUSTAINABLE if is_lasting(facts) else Category.TRANSITION
    return _BY_SITUATION[Situation(facts.situation)]


def is_positive_for_association(facts: Facts) -> bool:
    """The association's own words: a CDI, a CDD of more than six months, or further training."""
    if facts.situation == Situation.TRAINING:
        return True
    has_job = facts.situation in (Situation.JOB, Situation.AIDED_JOB, Situation.INTEGRATION)
    return has_job and facts.contract != ContractType.TEMPORARY and is_lasting(facts)


def is_positive_for_funder(facts: Facts, *, left_on: date) -> bool:
    """Hired, in training or with a business of her own within three months of the end, for whatever length."""
    found = (
        Situation.JOB,
        Situation.AIDED_JOB,
        Situation.PUBLIC_SERVICE,
        Situation.BUSINESS,
        Situation.INTEGRATION,
        Situation.TRAINING,
    )
    since = facts.starts_on or facts.known_on
    return facts.situation in found and since is not None and since <= left_on + FOUND_WITHIN


def figures_of(leavers: Iterable[Leaver], *, counts_after_months: int) -> Figures:
    """Count the exits of `leavers`; a stay of `counts_after_months` or less is not counted."""
    everybody = list(leavers)
    stayed = [
        one for one in everybody if one.left_on > one.came_on + relativedelta(months=counts_after_months)
    ]
    kinds = [(one, category_of(one.facts) if one.facts else None) for one in stayed]
    counted = [(one, kind) for one, kind in kinds if kind != Category.OUT_OF_COUNT]

    def of(*wanted: Category | None) -> int:
        return sum(kind in wanted for _one, kind in counted)

    return Figures(
        exits=len(everybody),
        too_short=len(everybody) - len(stayed),
        out_of_count=len(stayed) - len(counted),
        counted=len(counted),
        sustainable=of(Category.SUSTAINABLE),
        transition=of(Category.TRANSITION),
        positive=of(Category.POSITIVE),
        other=of(Category.OTHER),
        unreachable=of(Category.UNKNOWN),
        not_asked=of(None),
        association=sum(
            one.facts is not None and is_positive_for_association(one.facts) for one, _kind in counted
        ),
        funder=sum(
            any(is_positive_for_funder(facts, left_on=one.left_on) for facts in one.early)
            for one, _kind in counted
        ),
    )
