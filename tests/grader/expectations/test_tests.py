"""What is said of the results of an exercise's own tests."""

from typing import Any

import pytest

from grader.contract import Json, Probe
from grader.expectations import BadExpectation, compare, validate

PROBE = Probe("tests", {"files": ["a.test.js"]})
PASSED: dict[str, Json] = {"suite": ["panier"], "name": "vide", "state": "passed"}
SKIPPED: dict[str, Json] = {"suite": [], "name": "plus tard", "state": "skipped"}
FAILED: dict[str, Json] = {
    "suite": ["panier"], "name": "total", "state": "failed", "expected": "3", "found": "4", "message": "x",
}  # fmt: skip
THROWN: dict[str, Json] = {
    "suite": [], "name": "rien", "state": "error",
    "thrown": {"language": "python", "name": "NameError", "message": "name 'x' is not defined",
               "file": "a.py", "line": 3},
}  # fmt: skip


def said(*tests: Json, expect: dict[str, Any] | None = None, **run: Json) -> str:
    seen: dict[str, Json] = {"tests": [*tests], "over": True, "sound": True, "untold": 0, **run}
    wrong = compare(PROBE, expect or {"all_pass": True}, seen)
    return "" if wrong is None else wrong.sentence.replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize(
    "expect", [{"all_pass": False}, {"at_least": 0}, {"passes": 3}, {"passes": []}, {"unknown": 1}]
)
def test_what_cannot_be_expected_is_refused(expect: dict[str, Json]) -> None:
    with pytest.raises(BadExpectation):
        validate(PROBE, expect)


def test_all_that_ran_must_pass() -> None:
    assert said(PASSED) == ""
    assert said() == "Aucun test n’a tourné."
    assert said(PASSED, FAILED) == "Le test « panier › total » attend 3 ; il obtient 4."
    assert said(PASSED, untold=3) == "Il y a trop de tests pour les lire tous."


def test_a_test_that_was_skipped_did_not_pass() -> None:
    assert said(PASSED, SKIPPED) == "Le test « plus tard » n’a pas tourné : il a été sauté."


def test_an_error_is_explained_with_its_place() -> None:
    sentence = said(THROWN)

    assert sentence.startswith("Le test « rien » s’arrête sur une erreur. Ligne 3 de a.py : ")
    assert "NameError" not in sentence.split("a.py : ")[1][:9]


def test_named_tests_must_pass_and_others_need_not() -> None:
    assert said(PASSED, FAILED, expect={"passes": ["vide", "panier › vide"]}) == ""
    assert said(PASSED, expect={"passes": "total"}) == "Le test « total » n’a pas tourné."
    assert "attend 3" in said(PASSED, FAILED, expect={"passes": "panier › total"})


def test_a_number_of_tests_can_be_asked_for() -> None:
    assert said(PASSED, FAILED, expect={"at_least": 1}) == ""
    assert said(PASSED, FAILED, expect={"at_least": 2}) == "Il faut au moins 2 tests qui passent ; 1 passe."


@pytest.mark.parametrize("expect", [{"all_pass": True}, {"passes": "vide"}, {"at_least": 1}])
def test_a_run_that_stopped_or_was_tampered_with_proves_nothing(expect: dict[str, Json]) -> None:
    assert "arrêtés avant la fin" in said(PASSED, expect=expect, over=False, sound=False)
    assert "outils des tests" in said(PASSED, expect=expect, sound=False)


def test_a_promise_that_is_never_kept_is_told_as_such() -> None:
    late: dict[str, Json] = {"name": "attend", "state": "failed", "message": "Test timed out in 3000ms."}

    assert said(late) == "Le test « attend » attend une promesse qui n’est jamais tenue."


@pytest.mark.parametrize("tests", [None, 3, [3], [{}], [{"suite": 3, "name": [], "state": {}}]])
def test_nonsense_from_the_box_never_passes(tests: Json) -> None:
    assert compare(PROBE, {"all_pass": True}, {"tests": tests, "over": True, "sound": True}) is not None
