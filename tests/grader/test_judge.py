"""The judge: what was expected against what was seen, and the sentence that comes of it."""

from typing import Any

import pytest

from grader.contract import BoxReport, Check, Fault, Observation, Outcome, Probe
from grader.judge import judge

SUM = Probe("value", {"expression": "somme(2, 3)"})
TITLE = Probe("elements", {"selector": "h1", "width": 1280, "attributes": [], "styles": []})


def check(
    probe: Probe = SUM, expect: dict[str, Any] | None = None, otherwise: str = "", id_: str = "a"
) -> Check:
    return Check(id_, "Ce qui est demandé.", probe, expect or {"equals": 5}, otherwise)


def number(value: float) -> dict[str, Any]:
    return {"value": {"type": "number", "value": value}}


def report(seen: dict[str, Any] | None = None, *, probe: Probe = SUM, **others: Any) -> BoxReport:
    observations = (Observation(probe.id, seen),) if seen is not None else ()
    return BoxReport(**{"outcome": Outcome.FINISHED, "observations": observations, **others})


def thrown(name: str, message: str, line: int | None = 3) -> dict[str, Any]:
    return {"thrown": {"name": name, "message": message, "file": "main.js", "line": line, "column": 1}}


def test_code_that_does_what_is_asked_passes() -> None:
    verdict = judge([check()], report(number(5)))

    assert (verdict.passed, verdict.fault, verdict.outcome) == (True, Fault.NOBODY, Outcome.FINISHED)
    assert verdict.sentence == "Tout est juste\u00a0: 1 sur 1."


def test_a_wrong_value_fails_and_is_the_apprentices_matter() -> None:
    verdict = judge([check()], report(number(-1)))

    assert (verdict.passed, verdict.fault) == (False, Fault.APPRENTICE)
    assert (verdict.results[0].expected, verdict.results[0].found) == ("5", "-1")


def test_a_missing_observation_is_a_failed_check() -> None:
    verdict = judge([check()], report(None))

    assert not verdict.passed
    assert not verdict.results[0].passed
    assert verdict.first_sentence


def test_an_observation_of_another_probe_proves_nothing() -> None:
    assert not judge([check()], report(number(5), probe=TITLE)).passed


@pytest.mark.parametrize(
    "seen", [{}, {"value": None}, {"value": "5"}, {"value": {"type": "string", "value": "5"}}]
)
def test_an_observation_without_the_right_shape_never_passes(seen: dict[str, Any]) -> None:
    assert not judge([check()], report(seen)).passed


def test_an_exercise_without_checks_is_the_authors_fault_not_a_success() -> None:
    verdict = judge([], report(number(5)))

    assert (verdict.passed, verdict.fault) == (False, Fault.AUTHOR)


def test_a_box_that_could_not_start_is_never_the_apprentices_failure() -> None:
    verdict = judge([check()], BoxReport(Outcome.COULD_NOT_START, detail="no engine"))

    assert (verdict.fault, verdict.results, verdict.detail) == (Fault.PLATFORM, (), "no engine")
    assert "ce n’est pas de votre fait" in verdict.sentence


def test_a_probe_the_box_refuses_is_the_authors_fault() -> None:
    verdict = judge([check(TITLE, {"count": 1})], report({"refused": "invalid selector"}, probe=TITLE))

    assert (verdict.fault, verdict.results) == (Fault.AUTHOR, ())


def test_a_pattern_that_cannot_be_read_is_the_authors_fault() -> None:
    seen = {"value": {"type": "string", "value": "x", "length": 1}}

    assert judge([check(expect={"matches": "("})], report(seen)).fault is Fault.AUTHOR


def test_the_authors_sentence_is_read_with_its_holes_filled() -> None:
    verdict = judge([check(otherwise="On attend {expected}, on trouve {found}.")], report(number(6)))

    assert verdict.first_sentence == "On attend 5, on trouve 6."


@pytest.mark.parametrize("found", ["{expected}", "{0.__class__}", "%s", "{found}"])
def test_what_is_found_is_never_read_as_a_template(found: str) -> None:
    seen = {"value": {"type": "string", "value": found, "length": len(found)}}
    verdict = judge([check(otherwise="Trouvé {found} {autre} {0}")], report(seen))

    assert verdict.first_sentence == f'Trouvé "{found}" {{autre}} {{0}}'


def test_a_long_value_is_shortened_in_the_sentence() -> None:
    seen = {"value": {"type": "string", "value": "x" * 4000, "length": 4000}}

    assert len(judge([check()], report(seen)).first_sentence) < 250


def test_an_exception_is_explained_with_its_line_instead_of_the_authors_sentence() -> None:
    verdict = judge(
        [check(otherwise="Ce n'est pas 5.")], report(thrown("ReferenceError", "some is not defined"))
    )

    assert verdict.first_sentence.startswith(
        "Ligne 3 de main.js\u00a0: le nom «\u00a0some\u00a0» n’est pas défini."
    )
    assert (verdict.results[0].where.file, verdict.results[0].where.line) == ("main.js", 3)


def test_an_error_at_load_is_said_once_and_the_other_checks_wait() -> None:
    note = {"kind": "load_error", **thrown("SyntaxError", "Unexpected token ';'")["thrown"]}
    verdict = judge([check(id_="a"), check(TITLE, {"count": 1}, id_="b")], report(None, notes=(note,)))

    assert "«\u00a0;\u00a0» n’est pas à sa place" in verdict.results[0].sentence
    assert (
        verdict.results[1].sentence
        == "Ce point sera vérifié de nouveau quand l’erreur ci-dessus sera corrigée."
    )


def test_a_check_that_holds_despite_an_error_at_load_stays_right() -> None:
    note = {"kind": "load_error", **thrown("ReferenceError", "x is not defined")["thrown"]}
    verdict = judge([check(), check(TITLE, {"count": 1}, id_="b")], report(number(5), notes=(note,)))

    assert [result.passed for result in verdict.results] == [True, False]


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome.OUT_OF_TIME, "ne s’arrête pas"),
        (Outcome.OUT_OF_MEMORY, "trop de mémoire"),
        (Outcome.OUT_OF_OUTPUT, "beaucoup trop de lignes"),
        (Outcome.CRASHED, "tout arrêté"),
    ],
)
def test_an_end_that_is_no_end_explains_what_was_not_seen(outcome: Outcome, words: str) -> None:
    verdict = judge([check()], report(None, outcome=outcome))

    assert words in verdict.first_sentence
    assert (verdict.passed, verdict.fault) == (False, Fault.APPRENTICE)


def test_every_check_holding_is_not_enough_when_the_box_did_not_finish() -> None:
    verdict = judge([check()], report(number(5), outcome=Outcome.CRASHED))

    assert not verdict.passed
    assert "tout arrêté" in verdict.sentence


def test_the_summary_names_a_file_that_the_page_did_not_find() -> None:
    notes = (
        {"kind": "missing_file", "address": "styles.css"},
        {"kind": "refused_request", "address": "https://x"},
    )
    verdict = judge([check()], report(number(1), notes=notes))

    assert "styles.css" in verdict.sentence
    assert "adresse extérieure" in verdict.sentence


def test_what_the_code_printed_comes_with_the_verdict() -> None:
    notes = ({"kind": "printed", "lines": ["un", "deux"], "skipped": 0, "tail": []},)

    assert judge([check()], report(number(5), notes=notes)).printed == "un\ndeux"


def test_results_keep_the_order_of_the_checks() -> None:
    checks = [check(id_="b"), check(id_="a"), check(TITLE, {"count": 1}, id_="c")]

    assert [result.id for result in judge(checks, report(number(5))).results] == ["b", "a", "c"]
