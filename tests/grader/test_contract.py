"""The words of the grader are bounded, and survive storage."""

import json
from typing import Any

import pytest

from grader.contract import (
    BoxReport,
    CheckResult,
    Fault,
    GradingRequest,
    Limits,
    Observation,
    Outcome,
    Probe,
    Timings,
    Verdict,
    Where,
)


@pytest.mark.parametrize(
    "wrong",
    [
        {"wall_seconds": 0},
        {"wall_seconds": 3600},
        {"memory_mb": -1},
        {"processes": True},
        {"cpus": "4"},
        {"memory_mb": 99.5},
        {"memory_mb": float("nan")},
        {"x": 1},
    ],
)
def test_limits_refuse_what_is_out_of_bounds_or_unknown(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Limits().adjusted(**wrong)


def test_limits_state_only_their_differences() -> None:
    assert Limits().adjusted(memory_mb=512.0) == Limits(memory_mb=512)


def test_a_not_a_number_is_no_limit() -> None:
    with pytest.raises(ValueError, match="wall_seconds"):
        Limits(wall_seconds=float("nan"))


def test_equal_probes_have_one_id_and_others_do_not() -> None:
    one = Probe("value", {"expression": "a", "b": 1})

    assert one.id == Probe("value", {"b": 1, "expression": "a"}).id
    assert one.id != Probe("output", {"b": 1, "expression": "a"}).id


def test_a_verdict_comes_back_from_storage_as_it_was() -> None:
    result = CheckResult("a", "Demandé.", False, "Phrase.", "5", "6", Where("main.js", 3, 1, "h1", 360))
    verdict = Verdict(
        Outcome.OUT_OF_TIME,
        Fault.APPRENTICE,
        False,
        "Non.",
        (result,),
        "écrit",
        "detail",
        Timings(0.1, 0.2, 0.3),
    )

    assert Verdict.from_dict(json.loads(json.dumps(verdict.to_dict()))) == verdict


def test_a_request_and_a_report_come_back_from_storage_as_they_were() -> None:
    probe = Probe("value", {"expression": "a"})
    request = GradingRequest("javascript", {"main.js": "é"}, "main.js", (probe,), Limits(wall_seconds=2.5))
    report = BoxReport(
        Outcome.FINISHED, (Observation(probe.id, {"value": None}),), ({"kind": "printed"},), "o", "e"
    )

    assert GradingRequest.from_dict(json.loads(json.dumps(request.to_dict()))) == request
    assert BoxReport.from_dict(json.loads(json.dumps(report.to_dict()))) == report


def test_the_first_sentence_is_the_first_failed_checks_or_the_summary() -> None:
    right, wrong = CheckResult("a", "A.", True), CheckResult("b", "B.", False, "Corrigez B.")

    assert (
        Verdict(Outcome.FINISHED, Fault.APPRENTICE, False, "1 sur 2.", (right, wrong)).first_sentence
        == "Corrigez B."
    )
    assert (
        Verdict(Outcome.FINISHED, Fault.NOBODY, True, "Tout est juste.", (right,)).first_sentence
        == "Tout est juste."
    )
