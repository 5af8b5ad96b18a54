"""Several inputs drawn by chance: at each, the value is the one that the reference solution gives."""

import math
from collections.abc import Mapping

from grader.contract import Json, Probe
from grader.expectations.base import BadExpectation, Kind, Mismatch
from grader.expectations.value import different_values, thrown_mismatch
from grader.sentences import short

_UNORDERED = ("object", "dict", "set", "frozenset")
_CLOSE = 1e-9  # adding in another order changes the last digits, and is not wrong


def alike(one: Json, other: Json) -> bool:
    """Whether two typed values are the same, whatever the order of their keys and the last digits of decimals."""
    if isinstance(one, dict) and isinstance(other, dict):
        if one.get("type") in _UNORDERED and one.get("type") == other.get("type"):
            one, other = _in_order(one), _in_order(other)
        return one.keys() == other.keys() and all(alike(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=_CLOSE, abs_tol=_CLOSE)
    return one == other


def _in_order(value: dict[str, Json]) -> dict[str, Json]:
    sortable = {name: value[name] for name in ("entries", "items") if isinstance(value.get(name), list)}
    return {**value, **{name: sorted(items, key=repr) for name, items in sortable.items()}}  # type: ignore[arg-type]


def _validate(expect: Mapping[str, Json]) -> None:
    if dict(expect) != {"same_as_solution": True}:
        raise BadExpectation("avec « draw », l’attente est { same_as_solution = true }")


def _compare(probe: Probe, expect: Mapping[str, Json], seen: Mapping[str, Json]) -> Mismatch | None:
    tries = seen.get("tries")
    for one in tries if isinstance(tries, list) else [None]:
        if not isinstance(one, dict) or not isinstance(one.get("seen"), dict):
            return Mismatch("", "", "Ce point n’a pas pu être vérifié.")
        if (mismatch := _of_one(str(one["call"]), one["seen"], one["model"])) is not None:
            return mismatch
    return None


def _of_one(call: str, seen: Json, model: Json) -> Mismatch | None:
    assert isinstance(seen, dict)
    assert isinstance(model, dict)
    thrown, awaited = seen.get("thrown"), model.get("thrown")
    if isinstance(thrown, dict):
        if isinstance(awaited, dict) and thrown.get("name") == awaited.get("name"):
            return None
        return thrown_mismatch(thrown, "" if isinstance(awaited, dict) else short(call))
    if isinstance(awaited, dict):
        return different_values(call, str(awaited.get("name")), seen)
    if alike(seen.get("value"), model.get("value")):
        return None
    return different_values(call, None, seen, model)


DRAWN = Kind(frozenset({"same_as_solution"}), _validate, _compare)
