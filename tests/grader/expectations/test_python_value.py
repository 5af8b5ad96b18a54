"""A Python value against what the author wrote in TOML, and how it is written."""

from typing import Any

import pytest

from grader.contract import Json, Probe
from grader.expectations import BadExpectation, compare, validate

PROBE = Probe("value", {"expression": "f()"})
NONE: dict[str, Any] = {"type": "none"}
TRUE: dict[str, Any] = {"type": "boolean", "value": True}
HUGE: dict[str, Any] = {"type": "number", "text": str(2**100)}
INFINITE: dict[str, Any] = {"type": "number", "text": "-Infinity"}


def num(value: float) -> dict[str, Any]:
    return {"type": "number", "value": value}


def text(value: str) -> dict[str, Any]:
    return {"type": "string", "value": value, "length": len(value)}


def many(kind: str, *items: Any) -> dict[str, Any]:
    return {"type": kind, "length": len(items), "items": list(items)}


def table(*entries: tuple[Any, Any], kind: str = "dict", **more: Any) -> dict[str, Any]:
    return {"type": kind, "length": len(entries), "entries": [list(entry) for entry in entries], **more}


def mismatch(expect: dict[str, Any], value: Any) -> Any:
    validate(PROBE, expect)
    return compare(PROBE, expect, {"value": value, "language": "python"})


SET = many("set", num(1), text("a"))
DICT = table((text("a"), num(1)), (text("b"), many("array")))


@pytest.mark.parametrize(
    ("wanted", "value"),
    [
        (3, num(3.0)),
        (2**100, HUGE),
        ([1, "a"], many("array", num(1), text("a"))),
        ({"b": [], "a": 1}, DICT),
        ({"$type": "none"}, NONE),
        ({"$type": "tuple", "items": [1, [2]]}, many("tuple", num(1), many("array", num(2)))),
        ({"$type": "set", "items": ["a", 1]}, SET),
        ({"$type": "frozenset", "items": []}, many("frozenset")),
        (
            {"$type": "dict", "entries": [[2, "deux"], [1, "un"]]},
            table((num(1), text("un")), (num(2), text("deux"))),
        ),
    ],
)
def test_equal_values_hold(wanted: Json, value: Any) -> None:
    assert mismatch({"equals": wanted}, value) is None
    assert mismatch({"not_equals": wanted}, value) is not None


@pytest.mark.parametrize(
    ("wanted", "value"),
    [
        (1, TRUE),
        (True, num(1)),
        (2**100 + 1, HUGE),
        ([1], many("tuple", num(1))),
        ([1], many("set", num(1))),
        ({"$type": "none"}, num(0)),
        ({"$type": "tuple", "items": [1, 2]}, many("tuple", num(2), num(1))),
        ({"$type": "set", "items": [1]}, SET),
        ({"$type": "set", "items": [1, 1]}, SET),
        ({"$type": "set", "items": [1, "a"]}, many("frozenset", num(1), text("a"))),
        ({"a": 1}, DICT),
        ({"a": 1, "b": [], "c": 2}, DICT),
        ({"1": 2}, table((num(1), num(2)))),
        ({"x": 1}, table((text("x"), num(1)), kind="instance", name="Point")),
        # Cut by the observer: it is longer than what is seen.
        ({"$type": "set", "items": [1]}, {**many("set", num(1)), "length": 300}),
        ({"a": 1}, {**table((text("a"), num(1))), "length": 300}),
    ],
)
def test_values_that_differ_do_not_hold(wanted: Json, value: Any) -> None:
    assert mismatch({"equals": wanted}, value) is not None


@pytest.mark.parametrize(
    ("name", "value", "holds"),
    [
        ("int", num(3), True),
        ("int", HUGE, True),
        ("int", num(3.0), False),
        ("int", TRUE, False),
        ("float", num(3.0), True),
        ("float", INFINITE, True),
        ("float", {"type": "number", "text": "-0"}, True),
        ("float", num(3), False),
        ("number", num(3.0), True),
        ("none", NONE, True),
        ("dict", DICT, True),
        ("array", many("tuple"), False),
    ],
)
def test_a_type_is_asked_for_by_its_name(name: str, value: Any, holds: bool) -> None:
    assert (mismatch({"type": name}, value) is None) is holds


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(BadExpectation, match="tuple"):
        validate(PROBE, {"type": "liste"})


def test_numbers_of_any_length_are_put_in_order() -> None:
    assert mismatch({"at_least": 10**30}, HUGE) is None
    assert mismatch({"at_most": 10**30}, HUGE) is not None
    assert mismatch({"at_most": 0}, INFINITE) is None


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (NONE, "None"),
        (TRUE, "True"),
        (num(3.0), "3.0"),
        (HUGE, str(2**100)),
        (INFINITE, "-inf"),
        ({"type": "number", "text": "-0"}, "-0.0"),
        ({"type": "NaN"}, "nan"),
        (text("l'été"), '"l\'été"'),
        ({"type": "bytes", "value": "b'a'"}, "b'a'"),
        (many("array", num(1), TRUE), "[1, True]"),
        ({**many("array", num(1)), "length": 9}, "[1, …]"),
        (many("tuple", num(1)), "(1,)"),
        (many("tuple", num(1), num(2)), "(1, 2)"),
        (many("set"), "set()"),
        (SET, "{1, 'a'}"),
        (many("frozenset", num(1)), "frozenset({1})"),
        (table((num(1), NONE)), "{1: None}"),
        (table((text("x"), num(1)), kind="instance", name="Point"), "Point(x=1)"),
        ({"type": "instance", "name": "date", "text": "date(2026, 1, 1)"}, "date(2026, 1, 1)"),
        ({"type": "instance", "name": "zip"}, "un objet zip"),
        ({"type": "function", "name": "f"}, "une fonction f"),
        ({"type": "class", "name": "Pot"}, "la classe Pot"),
        ({"type": "module", "name": "math"}, "le module math"),
        ({"type": "error", "name": "ValueError", "message": "non"}, "ValueError('non')"),
        ({"type": "cut"}, "…"),
        ({"type": "array", "items": "forgé"}, "[]"),
        ({"type": ["forgé"]}, "…"),
        ("forgé", "…"),
    ],
)
def test_values_are_written_as_python_writes_them(value: Any, shown: str) -> None:
    assert mismatch({"equals": "autre"}, value).found == shown


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        (True, "True"),
        ([1, "a"], "[1, 'a']"),
        ({"a": {"b": False}}, "{'a': {'b': False}}"),
        ({"$type": "none"}, "None"),
        ({"$type": "tuple", "items": [1]}, "(1,)"),
        ({"$type": "set", "items": [1, 2]}, "{1, 2}"),
        ({"$type": "set", "items": []}, "set()"),
        ({"$type": "frozenset", "items": [1]}, "frozenset({1})"),
        ({"$type": "dict", "entries": [[1, "un"]]}, "{1: 'un'}"),
    ],
)
def test_expected_values_are_written_so_too(wanted: Json, shown: str) -> None:
    assert mismatch({"equals": wanted}, num(0)).expected == shown


def test_a_missing_return_is_hinted_at() -> None:
    assert mismatch({"equals": 5}, NONE).sentence == (
        "«\u00a0f()\u00a0» devrait donner 5\u202f; on obtient None. Il manque peut-être un return."
    )


def test_an_error_that_does_not_come_is_told() -> None:
    found = compare(PROBE, {"throws": "ValueError"}, {"value": NONE, "language": "python"})

    assert found is not None
    assert found.sentence == "«\u00a0f()\u00a0» devrait lancer une erreur ValueError\u202f; on obtient None."
