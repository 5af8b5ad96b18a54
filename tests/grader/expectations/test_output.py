"""What a program printed against what the author wrote."""

from typing import Any

import pytest

from grader.contract import Probe
from grader.expectations import compare

PROBE = Probe("output", {})


def seen(*lines: str, **others: Any) -> dict[str, Any]:
    return {"lines": list(lines), "skipped": 0, "tail": [], "count": len(lines), **others}


@pytest.mark.parametrize(
    ("expect", "lines"),
    [
        ({"lines": ["a", "b"]}, ["a", "b  "]),
        ({"lines": []}, []),
        ({"contains": "onj"}, ["Bonjour"]),
        ({"matches": "^a\\nb$"}, ["a", "b"]),
    ],
)
def test_the_right_lines_hold(expect: dict[str, Any], lines: list[str]) -> None:
    assert compare(PROBE, expect, seen(*lines)) is None


@pytest.mark.parametrize(
    ("wanted", "lines", "words"),
    [
        (["a", "b"], ["a"], "Il manque la ligne 2"),
        (["a"], [""], "il écrit une ligne vide."),
        (["a", ""], ["a"], "devrait écrire une ligne vide."),
        (["a"], ["a", "c"], "une ligne de trop\u00a0: «\u00a0c\u00a0»"),
        (
            ["a", "b"],
            ["a", "c"],
            "À la ligne 2, le programme devrait écrire «\u00a0b\u00a0»\u202f; il écrit «\u00a0c\u00a0»",
        ),
    ],
)
def test_the_first_line_that_differs_is_named(wanted: list[str], lines: list[str], words: str) -> None:
    wrong = compare(PROBE, {"lines": wanted}, seen(*lines))

    assert wrong is not None
    assert words in wrong.sentence


def test_nothing_printed_is_said_in_words() -> None:
    wrong = compare(PROBE, {"contains": "a"}, seen())

    assert wrong is not None
    assert wrong.found == "rien"


def test_lines_that_were_left_out_do_not_pass_for_the_whole() -> None:
    assert compare(PROBE, {"lines": ["a", "z"]}, seen("a", skipped=7, tail=["z"])) is not None


def test_an_exception_while_printing_is_explained() -> None:
    wrong = compare(
        PROBE, {"contains": "a"}, seen("a", thrown={"name": "TypeError", "message": "f is not a function"})
    )

    assert wrong is not None
    assert wrong.error


def test_an_observation_without_shape_holds_nothing() -> None:
    assert compare(PROBE, {"lines": []}, {}) is not None
