"""Rule 10: the category of an exit is derived from facts, rates are computed apart, a short stay does not count."""

from datetime import date

import pytest

from lms.exits.models import ContractType, Situation
from lms.exits.rates import (
    Category,
    Facts,
    Leaver,
    category_of,
    figures_of,
    is_positive_for_association,
    is_positive_for_funder,
)

CAME, LEFT = date(2026, 1, 5), date(2026, 9, 30)


def job(contract: ContractType, months: int | None = None, starts_on: date | None = LEFT) -> Facts:
    return Facts(Situation.JOB, contract, months, starts_on, LEFT)


@pytest.mark.parametrize(
    ("facts", "category", "association"),
    [
        (job(ContractType.PERMANENT), Category.SUSTAINABLE, True),
        (job(ContractType.FIXED_TERM, 7), Category.SUSTAINABLE, True),
        (job(ContractType.FIXED_TERM, 6), Category.TRANSITION, False),
        (job(ContractType.TEMPORARY, 7), Category.SUSTAINABLE, False),
        (job(ContractType.TEMPORARY, 1), Category.TRANSITION, False),
        (Facts(Situation.PUBLIC_SERVICE), Category.SUSTAINABLE, False),
        (Facts(Situation.BUSINESS), Category.SUSTAINABLE, False),
        (Facts(Situation.AIDED_JOB, ContractType.FIXED_TERM, 12), Category.TRANSITION, True),
        (Facts(Situation.TRAINING), Category.POSITIVE, True),
        (Facts(Situation.INTEGRATION, ContractType.FIXED_TERM, 4), Category.POSITIVE, False),
        (Facts(Situation.LOOKING), Category.OTHER, False),
        (Facts(Situation.OTHER), Category.OTHER, False),
        (Facts(Situation.OUT_OF_COUNT), Category.OUT_OF_COUNT, False),
        (Facts(Situation.UNREACHABLE), Category.UNKNOWN, False),
    ],
)
def test_rule_10_category_follows_from_facts(facts, category, association):
    assert (category_of(facts), is_positive_for_association(facts)) == (category, association)


@pytest.mark.parametrize(
    ("left_on", "counted"), [(date(2026, 4, 5), 0), (date(2026, 4, 6), 1), (date(2026, 2, 1), 0)]
)
def test_rule_10_three_months_or_less_is_not_counted(left_on, counted):
    figures = figures_of([Leaver(CAME, left_on, None)], counts_after_months=3)
    assert (figures.counted, figures.too_short) == (counted, 1 - counted)


def test_rule_10_the_threshold_is_a_setting():
    assert figures_of([Leaver(CAME, date(2026, 2, 10), None)], counts_after_months=1).counted == 1


def test_rule_10_found_within_three_months_is_the_funders_reading():
    late = job(ContractType.PERMANENT, starts_on=date(2026, 12, 31))
    early = job(ContractType.TEMPORARY, 1, starts_on=date(2026, 12, 30))
    assert is_positive_for_funder(early, left_on=LEFT)
    assert not is_positive_for_funder(late, left_on=LEFT)


def test_rule_10_rates_agree_with_a_count_by_hand():
    """Twelve people: one stayed too short, one is out of the count, ten count."""
    known = [
        job(ContractType.PERMANENT),
        job(ContractType.FIXED_TERM, 12),
        job(ContractType.FIXED_TERM, 3),
        job(ContractType.TEMPORARY, 8),
        Facts(Situation.BUSINESS, known_on=LEFT),
        Facts(Situation.TRAINING, known_on=LEFT),
        Facts(Situation.INTEGRATION, ContractType.FIXED_TERM, 6, known_on=LEFT),
        Facts(Situation.LOOKING, known_on=LEFT),
        Facts(Situation.UNREACHABLE, known_on=LEFT),
        None,
        Facts(Situation.OUT_OF_COUNT, known_on=LEFT),
    ]
    people = [Leaver(CAME, LEFT, facts, (facts,) if facts else ()) for facts in known]
    people.append(Leaver(CAME, date(2026, 2, 2), job(ContractType.PERMANENT)))
    figures = figures_of(people, counts_after_months=3)
    assert (figures.exits, figures.too_short, figures.out_of_count, figures.counted) == (12, 1, 1, 10)
    assert (figures.sustainable, figures.transition, figures.positive, figures.dynamic) == (4, 1, 2, 7)
    assert (figures.other, figures.unreachable, figures.not_asked) == (1, 1, 1)
    assert (figures.association, figures.funder) == (3, 7)
    assert (figures.rate("dynamic"), figures.rate("association"), figures.rate("sustainable")) == (
        70.0,
        30.0,
        40.0,
    )


def test_rule_10_no_rate_when_nobody_counts():
    assert figures_of([], counts_after_months=3).rate("dynamic") is None
