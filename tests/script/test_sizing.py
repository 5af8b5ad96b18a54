"""How many machines so many schools need, from what was measured."""

import pytest

from script.steps.places import ROOT
from script.steps.progress import Stop
from script.steps.sizing import (
    ACCEPTED_WAIT,
    MIX,
    SCHOOLS,
    Costs,
    Habits,
    clicks_of_an_hour,
    costs_from,
    size_of,
    sizes,
    sizes_table,
    waits_of,
)

CHEAP = Costs(dict.fromkeys(MIX, 0.1), page=0.01, box_mb=10)
DEAR = Costs(dict.fromkeys(MIX, 10.0), page=1.0, box_mb=100)


def test_each_click_waits_for_those_before_it():
    assert waits_of([0, 0, 0, 10], [2, 3, 1, 1], 1) == [0, 2, 5, 0]
    assert waits_of([0, 0, 0, 10], [2, 3, 1, 1], 2) == [0, 0, 2, 0]


def test_what_is_measured_tells_how_many_machines_it_takes():
    cheap, dear = size_of(10, CHEAP, Habits()), size_of(10, DEAR, Habits())
    assert (cheap.grading_machines, cheap.web_machines) == (1, 1)
    assert dear.grading_machines > 1
    assert dear.web_machines > 1
    assert dear.wait_p95 <= ACCEPTED_WAIT


def test_no_machine_fewer_would_do():
    dear = size_of(10, DEAR, Habits())
    clicks = clicks_of_an_hour(10, Habits())
    fewer = sorted(waits_of(clicks, [10.0] * len(clicks), 2 * (dear.grading_machines - 1)))
    assert fewer[round(len(fewer) * 0.95)] > ACCEPTED_WAIT


def test_everybody_who_is_there_clicks_as_often_as_her_habits_say():
    habits = Habits(present=10, minutes_between_checks=2, rushes_an_hour=0)
    clicks = clicks_of_an_hour(20, habits)
    assert 0.95 < len(clicks) / (20 * 10 * 30) < 1.05
    assert clicks == sorted(clicks)
    assert 0 <= clicks[0] < clicks[-1] < 3600


def test_the_mix_of_exercises_is_whole():
    assert sum(MIX.values()) == pytest.approx(1)


def test_a_missing_measurement_is_named(tmp_path):
    with pytest.raises(Stop, match="bench grader"):
        costs_from(tmp_path)


def test_the_page_shows_what_the_command_prints():
    costs = costs_from(ROOT / "docs" / "measurements")
    printed = sizes_table(sizes(costs, Habits(), SCHOOLS[:2]), costs)
    page = (ROOT / "docs" / "how-to" / "size-a-school.md").read_text(encoding="utf-8")
    for line in printed.splitlines():
        assert line in page
