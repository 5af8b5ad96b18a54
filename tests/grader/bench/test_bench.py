"""What the measurement itself computes; what it measures is measured, not tested."""

import json

import pytest

from grader.bench.__main__ import merged
from grader.bench.bare_image import tag_of
from grader.bench.cases import CASES
from grader.bench.goals import Goal, goals_of
from grader.bench.measure import Plan, Spread, in_turn
from grader.bench.report import table
from grader.expectations import validate
from grader.runtimes import RUNTIMES


def measured(box=10.0, bare=40.0, ours=3.0, docker_run=2.0, megabytes=9.0, runtime="javascript"):
    """One case as the JSON holds it."""
    spread = {"p95_ms": 2 * box, "count": 3}
    return {
        "runtime": runtime,
        "goal": 0.3,
        "one": {
            "bare process": {"median_ms": bare, **spread},
            "waiting box": {"median_ms": box, **spread},
            "with judgement": {"median_ms": box, **spread},
            "box started for it": {"median_ms": 300, **spread},
            "docker run": {"median_ms": 500, **spread},
        },
        "bursts": {"12": {"ours_s": 1.0, "bare_s": 1.0}, "48": {"ours_s": 4.0, "bare_s": 2.0}},
        "sustained": {
            "ours_per_second": ours,
            "docker_run_per_second": docker_run,
            "ours_cpu_ms": {"engine": 200, "box": 50, "own": 9},
        },
        "waiting_mb": megabytes,
    }


def found(**case):
    return {"cases": {"a case": measured(**case)}, "left_over": 0}


def reached(found):
    return {goal.what: goal.reached for goal in goals_of(found)}


def test_each_goal_is_set_against_what_was_found():
    assert reached(found()) == {
        "a case: box alone / bare": True,
        "a case: burst of 12 / bare": True,
        "a case: burst of 48 / bare": False,
        "a case: sustained / `docker run`": True,
        "a case: waiting box, MB": True,
        "left-over containers": True,
    }


@pytest.mark.parametrize(
    ("what", "worse"),
    [
        ("a case: box alone / bare", {"box": 12.1}),
        ("a case: sustained / `docker run`", {"ours": 2.9}),
        ("a case: waiting box, MB", {"megabytes": 10.5}),
    ],
)
def test_goal_that_is_missed_is_told(what, worse):
    assert reached(found())[what]
    assert not reached(found(**worse))[what]


def test_browser_may_hold_more_memory_than_the_others():
    assert reached(found(megabytes=110, runtime="web"))["a case: waiting box, MB"]


def test_box_left_over_is_a_goal_missed():
    assert not reached({"cases": {}, "left_over": 1})["left-over containers"]


def test_table_shows_misses():
    shown = table(found())
    assert "| a case: burst of 48 / bare | 2.00 | ≤ 1.5 | **no** |" in shown
    assert "| a case: sustained / `docker run` | 1.50 | ≥ 1.5 | yes |" in shown


def test_goal_can_be_one_that_rises():
    assert Goal("more", 2, 1.5, rises=True).reached
    assert not Goal("less", 2, 1.5).reached


def test_contenders_take_turns_and_the_slow_ones_fewer():
    turns = []

    def contender(name):
        def run():
            turns.append(name)
            return float(len(turns))

        return run

    seconds = in_turn({"quick": contender("quick"), "slow": contender("slow")}, 4, {"slow": 2})
    assert turns == ["quick", "slow", "quick", "quick", "slow", "quick", "quick", "slow"]
    assert {name: len(taken) for name, taken in seconds.items()} == {"quick": 4, "slow": 2}


def test_spread_is_in_milliseconds():
    assert Spread.of([0.001, 0.003, 0.002]) == Spread(2.0, 3.0, 3)


def test_short_plan_stays_short_for_every_case():
    quick = Plan(rounds=6, burst_rounds=1, sustained_seconds=5)
    assert {quick.for_case(case).sustained_seconds for case in CASES} == {5}
    assert {Plan().for_case(case).sustained_seconds for case in CASES if case.at_length} == {120}


def test_case_measured_again_replaces_the_one_that_is_kept(tmp_path):
    kept = tmp_path / "kept.json"
    first, other = CASES[0].name, CASES[1].name
    kept.write_text(json.dumps({"cases": {first: "old", other: "other"}, "left_over": 1}), encoding="utf-8")
    assert merged(kept, {"cases": {first: "new"}, "left_over": 0}) == {
        "cases": {first: "new", other: "other"},
        "left_over": 1,
    }
    assert merged(tmp_path / "none.json", {"cases": {}}) == {"cases": {}}


def test_every_language_is_measured_beside_something():
    assert {case.runtime for case in CASES} == set(RUNTIMES)
    assert all(case.bare or case.looks for case in CASES)
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_checks_of_a_case_can_be_judged(case):
    assert case.checks
    for check in case.checks:
        validate(check.probe, check.expect)  # raises what an author would read


def test_image_of_a_rival_follows_what_it_is_made_of():
    assert tag_of("ecole-grader-php:1", ("php8.4-cli",)).startswith("ecole-grader-php-bare:")
    assert tag_of("ecole-grader-php:1", ("php8.4-cli",)) != tag_of("ecole-grader-php:2", ("php8.4-cli",))
    assert tag_of("ecole-grader-php:1", ("php8.4-cli",)) != tag_of("ecole-grader-php:1", ("sqlite3",))
