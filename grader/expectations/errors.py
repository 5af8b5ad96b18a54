"""The errors that the scripts of a page threw and nobody caught."""

from collections.abc import Mapping

from grader.contract import Json, Probe
from grader.expectations.base import Kind, Mismatch, whole
from grader.expectations.value import thrown_mismatch
from grader.sentences import say


def _validate(expect: Mapping[str, Json]) -> None:
    whole(expect.get("max_errors"), "max_errors")


def _compare(probe: Probe, expect: Mapping[str, Json], seen: Mapping[str, Json]) -> Mismatch | None:
    count, errors, most = seen.get("count"), seen.get("errors"), expect.get("max_errors")
    if not isinstance(count, int) or not isinstance(errors, list) or not isinstance(most, int):
        return Mismatch("", "", say("On n’a pas pu voir les erreurs de la page."))
    if count <= most:
        return None
    first = errors[0] if errors and isinstance(errors[0], dict) else {}
    return thrown_mismatch(first, str(most))


KIND = Kind(frozenset({"max_errors"}), _validate, _compare)
