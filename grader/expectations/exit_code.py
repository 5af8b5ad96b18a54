"""How a script says that it ended: 0 when all went well."""

from collections.abc import Mapping

from grader.contract import Json, Probe
from grader.expectations.base import BadExpectation, Kind, Mismatch, whole
from grader.sentences import say


def _validate(expect: Mapping[str, Json]) -> None:
    for key, wanted in expect.items():
        if whole(wanted, key) > 255:
            raise BadExpectation(f"« {key} » doit être un nombre entier de 0 à 255")


def _compare(probe: Probe, expect: Mapping[str, Json], seen: Mapping[str, Json]) -> Mismatch | None:
    code = seen.get("exit_code")
    if isinstance(code, bool) or not isinstance(code, int):
        return Mismatch("", "", say("On n’a pas pu voir comment le script se termine."))
    wanted = expect.get("equals", expect.get("not_equals"))
    if (code == wanted) is ("equals" in expect):
        return None
    if "equals" in expect:
        template = "Le script devrait se terminer avec le code {expected} ; il se termine avec {found}."
    else:
        template = "Le script ne devrait pas se terminer avec le code {found}."
    hint = (
        say(" Un code différent de 0 veut dire que quelque chose a échoué.") if wanted == 0 and code else ""
    )
    return Mismatch(str(wanted), str(code), say(template, expected=wanted, found=code) + hint)


KIND = Kind(frozenset({"equals", "not_equals"}), _validate, _compare)
