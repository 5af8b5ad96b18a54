"""A JavaScript value against what the author wrote in TOML."""

from typing import Any

import pytest

from grader.contract import Json, Probe
from grader.expectations import BadExpectation, compare, validate

PROBE = Probe("value", {"expression": "f()"})


def num(value: float) -> dict[str, Any]:
    return {"type": "number", "value": value}


def text(value: str) -> dict[str, Any]:
    return {"type": "string", "value": value, "length": len(value)}


def array(*items: Any) -> dict[str, Any]:
    return {"type": "array", "length": len(items), "items": list(items)}


def table(name: str = "Object", **entries: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "name": name,
        "length": len(entries),
        "entries": [[k, v] for k, v in entries.items()],
    }


UNDEFINED: dict[str, Any] = {"type": "undefined"}
BIGINT: dict[str, Any] = {"type": "bigint", "value": "5"}
SET: dict[str, Any] = {"type": "set", "length": 1, "items": [num(1)]}
MAP: dict[str, Any] = {"type": "map", "length": 1, "entries": [[text("a"), num(1)]]}
DATE: dict[str, Any] = {"type": "date", "value": "2026-01-01T00:00:00.000Z"}
MINUS_ZERO: dict[str, Any] = {"type": "number", "text": "-0"}


def holds(expect: dict[str, Any], value: Any) -> bool:
    return compare(PROBE, expect, {"value": value}) is None


@pytest.mark.parametrize(
    ("wanted", "value"),
    [
        (5, num(5)),
        (5, num(5.0)),
        (0, MINUS_ZERO),
        (True, {"type": "boolean", "value": True}),
        ("é", text("é")),
        ("😀", {"type": "string", "value": "😀", "length": 2}),
        ([1, [2]], array(num(1), array(num(2)))),
        ({"a": 1, "b": "x"}, table(b=text("x"), a=num(1))),
        ({"$type": "undefined"}, UNDEFINED),
        ({"$type": "bigint", "value": "5"}, BIGINT),
        ({"$type": "set", "items": [1]}, SET),
        ({"$type": "map", "entries": [["a", 1]]}, MAP),
        ({"$type": "date", "value": "2026-01-01T00:00:00.000Z"}, DATE),
    ],
)
def test_equal_values_hold(wanted: Json, value: Any) -> None:
    assert holds({"equals": wanted}, value)
    assert not holds({"not_equals": wanted}, value)
    assert holds({"one_of": ["autre", wanted]}, value)


@pytest.mark.parametrize(
    ("wanted", "value"),
    [
        (5, text("5")),
        ("5", num(5)),
        (5, BIGINT),
        (1, {"type": "boolean", "value": True}),
        (True, num(1)),
        (0, {"type": "NaN"}),
        (0, {"type": "null"}),
        ("", UNDEFINED),
        ([], table()),
        ({}, array()),
        ([1], SET),
        ([1], array(num(1), UNDEFINED)),
        ([1], {"type": "array", "length": 300, "items": [num(1)]}),
        ({"a": 1}, table(a=num(1), b=num(2))),
        ({"a": 1, "b": 2}, table(a=num(1))),
        ({"a": 1}, MAP),
        ("2026-01-01T00:00:00.000Z", DATE),
        ("abc", {"type": "string", "value": "abc", "length": 9000}),
        ({"$type": "set", "items": [1, 2]}, SET),
        ({"$type": "map", "entries": [["a", 2]]}, MAP),
        (5, None),
        (5, 5),
        (5, {"type": "number"}),
    ],
)
def test_values_of_another_type_or_content_do_not(wanted: Json, value: Any) -> None:
    assert not holds({"equals": wanted}, value)


@pytest.mark.parametrize(
    ("expect", "value", "expected"),
    [
        ({"type": "NaN"}, {"type": "NaN"}, True),
        ({"type": "number"}, {"type": "NaN"}, False),
        ({"type": "array"}, array(), True),
        ({"matches": "^a+$"}, text("aa"), True),
        ({"matches": "^a+$"}, num(1), False),
        ({"at_least": 3}, num(3), True),
        ({"at_least": 3}, num(2), False),
        ({"at_least": 3}, text("4"), False),
        ({"at_most": 3}, {"type": "number", "text": "-Infinity"}, True),
        ({"at_least": 1, "at_most": 3}, num(4), False),
    ],
)
def test_the_other_expectations(expect: dict[str, Any], value: Any, expected: bool) -> None:
    assert holds(expect, value) is expected


def test_an_error_that_was_asked_for_holds_by_its_name() -> None:
    seen: dict[str, Any] = {"thrown": {"name": "TypeError", "message": "non"}}

    assert compare(PROBE, {"throws": "TypeError"}, seen) is None
    wrong = compare(PROBE, {"throws": "RangeError"}, seen)
    assert wrong is not None
    assert (wrong.expected, wrong.found) == ("RangeError", "TypeError\u00a0: non")


def test_a_value_where_an_error_was_asked_for_does_not_hold() -> None:
    wrong = compare(PROBE, {"throws": "TypeError"}, {"value": num(5)})

    assert wrong is not None
    assert "devrait lancer une erreur TypeError" in wrong.sentence


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (UNDEFINED, "undefined"),
        (MINUS_ZERO, "-0"),
        ({"type": "NaN"}, "NaN"),
        (BIGINT, "5n"),
        (array(num(1), text("a")), '[1, "a"]'),
        (table("Personne", nom=text("Ada")), 'Personne { nom: "Ada" }'),
        (MAP, 'Map {"a" => 1}'),
        (SET, "Set {1}"),
        ({"type": "function", "name": "f"}, "une fonction f"),
        ({"type": "promise"}, "une promesse jamais tenue"),
        ({"type": "cut"}, "…"),
        ("forged", "…"),
    ],
)
def test_what_is_found_is_shown_as_one_would_write_it(value: Any, shown: str) -> None:
    wrong = compare(PROBE, {"equals": "jamais"}, {"value": value})

    assert wrong is not None
    assert wrong.found == shown


@pytest.mark.parametrize(
    "expect", [{}, {"equal": 1}, {"one_of": []}, {"one_of": 3}, {"at_least": "3"}, {"throws": ""}]
)
def test_an_expectation_that_cannot_be_compared_is_refused(expect: dict[str, Any]) -> None:
    with pytest.raises(BadExpectation):
        validate(PROBE, expect)
