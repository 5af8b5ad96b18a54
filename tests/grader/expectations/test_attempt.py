"""A change tried by the author: accepted, or refused and why."""

from typing import Any

import pytest

from grader.contract import Json, Probe
from grader.expectations import BadExpectation, compare, validate

PROBE = Probe("attempt", {"sql": "INSERT INTO clients VALUES (1)"})
ACCEPTED = {"accepted": True}
REPEATED = {"accepted": False, "reason": "unique", "message": "Duplicate entry '1' for key 'PRIMARY'"}


@pytest.mark.parametrize("wanted", ["jamais", 3, None, ["unique"]])
def test_what_cannot_be_compared_is_refused(wanted: Json) -> None:
    with pytest.raises(BadExpectation):
        validate(PROBE, {"refused": wanted})


@pytest.mark.parametrize(("wanted", "seen"), [(True, REPEATED), ("unique", REPEATED), (False, ACCEPTED)])
def test_what_was_wanted_holds(wanted: Json, seen: dict[str, Any]) -> None:
    assert compare(PROBE, {"refused": wanted}, seen) is None


@pytest.mark.parametrize(
    ("wanted", "seen", "sentence"),
    [
        (
            "unique",
            ACCEPTED,
            "La base accepte « INSERT INTO clients VALUES (1) » ; elle devrait le refuser : "
            "il manque une clé primaire ou une contrainte UNIQUE.",
        ),
        (True, ACCEPTED, "La base accepte « INSERT INTO clients VALUES (1) » ; elle devrait le refuser."),
        (
            False,
            REPEATED,
            "La base devrait accepter « INSERT INTO clients VALUES (1) » ; elle le refuse : "
            "cette clé primaire existe déjà, et elle doit être unique.",
        ),
        (
            "check",
            REPEATED,
            "La base refuse bien « INSERT INTO clients VALUES (1) », mais pour une autre raison : "
            "cette clé primaire existe déjà, et elle doit être unique.",
        ),
        (
            True,
            {"thrown": {"asked": True, "message": 'relation "clients" does not exist'}},
            "Après votre code, la table « clients » n’existe pas. Vérifiez son orthographe.",
        ),
        (True, {}, "On n’a pas pu essayer cette instruction."),
    ],
)
def test_the_rest_is_told(wanted: Json, seen: dict[str, Any], sentence: str) -> None:
    mismatch = compare(PROBE, {"refused": wanted}, seen)

    assert mismatch is not None
    assert mismatch.sentence.replace("\u00a0", " ").replace("\u202f", " ") == sentence
