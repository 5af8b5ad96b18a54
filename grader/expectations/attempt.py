"""A change tried by the author on what the apprentice has made: accepted, or refused and why."""

from collections.abc import Mapping

from grader.contract import Json, Probe
from grader.expectations.base import Kind, Mismatch
from grader.expectations.refusals import instruction_shown, refusal_mismatch, sql_thrown, validate_refused
from grader.sentences import say


def _validate(expect: Mapping[str, Json]) -> None:
    validate_refused(expect["refused"])


def _compare(probe: Probe, expect: Mapping[str, Json], seen: Mapping[str, Json]) -> Mismatch | None:
    if isinstance(thrown := seen.get("thrown"), dict):
        return sql_thrown(thrown)
    accepted = seen.get("accepted")
    if not isinstance(accepted, bool):
        return Mismatch("", "", say("On n’a pas pu essayer cette instruction."))
    reason = None if accepted else str(seen.get("reason", ""))
    what = instruction_shown(probe.params.get("sql", ""))
    return refusal_mismatch(expect["refused"], reason, str(seen.get("message", "")), what)


KIND = Kind(frozenset({"refused"}), _validate, _compare)
