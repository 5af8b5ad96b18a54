"""Conditions on a piece of text, whoever wrote the pattern."""

import pytest

from grader.contract import Json
from grader.expectations.base import BadExpectation, holds, validate_condition


def test_a_pattern_that_would_search_for_years_is_the_authors_matter() -> None:
    with pytest.raises(BadExpectation, match="ne finit pas"):
        holds({"matches": "(a|a|b?)+(x+x+)+$"}, "a" * 60 + "x" * 1900 + "!")


@pytest.mark.parametrize(
    ("wanted", "found", "kept"), [("^a+$", "aaa", True), ("é$", "café", True), ("^b", "a", False)]
)
def test_an_ordinary_pattern_is_searched(wanted: str, found: str, kept: bool) -> None:
    assert holds({"matches": wanted}, found) is kept


def test_a_pattern_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(BadExpectation, match="expression régulière"):
        validate_condition({"matches": "(("}, "text")


@pytest.mark.parametrize(
    "condition",
    [
        "l’été",
        "l'été",
        {"contains": "l’é"},
        {"matches": "^l’"},
        {"matches": "^l'"},
        {"one_of": ["hiver", "l’été"]},
    ],
)
@pytest.mark.parametrize("found", ["l'été", "l’été"])
def test_either_apostrophe_is_right(condition: Json, found: str) -> None:
    assert holds(condition, found)
