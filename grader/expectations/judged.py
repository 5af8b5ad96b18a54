"""What a small program of the author's said of what was observed."""

from collections.abc import Mapping

from grader.contract import Json, Probe
from grader.expectations.base import BadExpectation, Kind, Mismatch

_UNSAID = "Ce point n’a pas pu être vérifié."


def _validate(expect: Mapping[str, Json]) -> None:
    if expect:
        raise BadExpectation("un programme juge à la place de « expect » : retirez l’un des deux")


def _compare(probe: Probe, expect: Mapping[str, Json], seen: Mapping[str, Json]) -> Mismatch | None:
    sentence = seen.get("sentence")
    if sentence == "":
        return None
    return Mismatch("", "", sentence if isinstance(sentence, str) else _UNSAID)


JUDGED = Kind(frozenset(), _validate, _compare)
