"""Validity of a file: how many faults its checker finds, and the first of them."""

from collections.abc import Mapping

from grader.contract import Json, Probe, Where
from grader.expectations.base import Kind, Mismatch, whole
from grader.sentences import explain_rule, placed, plural, say


def _validate(expect: Mapping[str, Json]) -> None:
    whole(expect.get("max_errors"), "max_errors")


def _number(value: Json) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _compare(probe: Probe, expect: Mapping[str, Json], seen: Mapping[str, Json]) -> Mismatch | None:
    file = str(probe.params.get("file", ""))
    errors = seen.get("errors")
    most = _number(expect.get("max_errors")) or 0
    if not isinstance(errors, list):
        return Mismatch(
            str(most), "?", say("Le fichier {file} n’a pas pu être vérifié.", file=file), Where(file)
        )
    count = max(len(errors), _number(seen.get("count")) or 0)
    if count <= most:
        return None
    first = errors[0] if errors and isinstance(errors[0], dict) else {}
    line, column = _number(first.get("line")), _number(first.get("column"))
    sentence = placed(file, line, explain_rule(str(first.get("rule", "")), str(first.get("message", ""))))
    if count > 1:
        others = count - 1
        sentence += say(
            " ({others} {noun} à voir ensuite.)",
            others=others,
            noun=plural(others, "autre point", "autres points"),
        )
    return Mismatch(str(most), str(count), sentence, Where(file, line, column))


KIND = Kind(frozenset({"max_errors"}), _validate, _compare)
