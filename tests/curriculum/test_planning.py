"""Which days a cohort works, and the dates that follow: pure rules as tables."""

from datetime import date

import pytest

from curriculum.planning import State, due_for, is_locked, planned, state_of
from lms.core.working_days import WorkingDays, public_holidays


def day(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("year", "moving"),
    [
        (2026, ["2026-04-06", "2026-05-14", "2026-05-25"]),
        (2027, ["2027-03-29", "2027-05-06", "2027-05-17"]),
        (2038, ["2038-04-26", "2038-06-03", "2038-06-14"]),
    ],
)
def test_the_eleven_public_holidays_of_france(year, moving):
    found = {holiday.day for holiday in public_holidays(date(year, 1, 1), date(year, 12, 31))}
    fixed = ["01-01", "05-01", "05-08", "07-14", "08-15", "11-01", "11-11", "12-25"]
    assert found == {day(f"{year}-{one}") for one in fixed} | {day(one) for one in moving}


def test_public_holidays_are_in_order_and_within_the_days_asked_for():
    found = [holiday.day for holiday in public_holidays(day("2026-11-11"), day("2027-01-01"))]
    assert found == [day("2026-11-11"), day("2026-12-25"), day("2027-01-01")]


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("2026-11-10", "2026-11-10"),  # a Tuesday
        ("2026-11-11", "2026-11-12"),  # the armistice
        ("2026-11-14", "2026-11-16"),  # a Saturday
        ("2026-12-21", "2027-01-04"),  # the school is closed, then it is a weekend
    ],
)
def test_the_first_working_day_since_a_day(asked, first):
    days = WorkingDays(((day("2026-12-21"), day("2027-01-01")),))
    assert days.first_since(day(asked)) == day(first)


def test_modules_follow_one_another_by_their_hours_and_share_a_day_where_one_ends_early():
    spans = planned([21, 35, 10, 4], starts_on=day("2026-11-09"), days=WorkingDays())
    assert spans == [
        (day("2026-11-09"), day("2026-11-12")),  # three days, around the armistice
        (day("2026-11-13"), day("2026-11-19")),
        (day("2026-11-20"), day("2026-11-23")),
        (day("2026-11-23"), day("2026-11-23")),
    ]


def test_a_plan_avoids_the_days_away():
    away = WorkingDays(((day("2026-11-16"), day("2026-11-20")),))
    assert planned([14], starts_on=day("2026-11-13"), days=away) == [(day("2026-11-13"), day("2026-11-23"))]


def test_a_course_without_modules_has_no_plan():
    assert planned([], starts_on=day("2026-11-13"), days=WorkingDays()) == []


@pytest.mark.parametrize(
    ("opens_on", "on", "locked"),
    [
        (None, "2026-11-10", False),
        ("2026-11-11", "2026-11-10", True),
        ("2026-11-10", "2026-11-10", False),
        ("2026-11-09", "2026-11-10", False),
    ],
)
def test_a_module_is_locked_until_the_day_it_opens(opens_on, on, locked):
    assert is_locked(opens_on and day(opens_on), on=day(on)) is locked


@pytest.mark.parametrize(
    ("due_on", "extended_to", "due"),
    [
        (None, None, None),
        (None, "2026-11-20", None),
        ("2026-11-10", None, "2026-11-10"),
        ("2026-11-10", "2026-11-20", "2026-11-20"),
        ("2026-11-25", "2026-11-20", "2026-11-25"),  # postponed for all beyond what was granted to one
    ],
)
def test_a_person_is_never_expected_before_her_cohort(due_on, extended_to, due):
    assert due_for(due_on and day(due_on), extended_to and day(extended_to)) == (due and day(due))


@pytest.mark.parametrize(
    ("opens_on", "due_on", "late", "state"),
    [
        (None, None, False, State.UNDATED),
        ("2026-11-11", "2026-11-20", False, State.TO_COME),
        ("2026-11-10", None, False, State.OPEN),
        ("2026-11-01", "2026-11-10", False, State.OPEN),
        ("2026-11-01", "2026-11-09", True, State.LATE),
        ("2026-11-01", "2026-11-09", False, State.OVER),
    ],
)
def test_how_a_module_stands_for_a_cohort(opens_on, due_on, late, state):
    found = state_of(
        opens_on and day(opens_on), due_on and day(due_on), somebody_late=late, on=day("2026-11-10")
    )
    assert found == state
