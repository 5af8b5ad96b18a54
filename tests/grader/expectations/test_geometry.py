"""Where elements are, whether they are seen, what their fields hold."""

from typing import Any

import pytest

from grader.contract import Probe
from grader.expectations import BadExpectation, Mismatch, compare, validate

PROBE = Probe("elements", {"selector": ".carte", "width": 360, "pseudo": ""})


def element(
    x: float = 0, y: float = 0, width: float = 100, height: float = 50, **more: Any
) -> dict[str, Any]:
    box = {"x": x, "y": y, "width": width, "height": height}
    known = {"visible": True, "state": {"value": "a", "disabled": False}, "overflow": {"x": 0, "y": 0}}
    return {"tag": "div", "text": "x", "attributes": {}, "styles": {}, "box": box, **known, **more}


def look(expect: dict[str, Any], *elements: dict[str, Any]) -> Mismatch | None:
    validate(PROBE, expect)
    return compare(PROBE, expect, {"count": len(elements), "elements": list(elements)})


ROW = [element(x=0), element(x=120, y=4), element(x=240)]
COLUMN = [element(y=0), element(y=60), element(y=120)]
GRID = [element(x=x, y=y) for y in (0, 60) for x in (0, 120)]


@pytest.mark.parametrize(
    ("expect", "elements", "right"),
    [
        ({"visible": True}, [element()], True),
        ({"visible": False}, [element(visible=False)], True),
        ({"visible": True}, [element(), element(visible=False)], False),
        ({"visible": True, "which": "any"}, [element(visible=False), element()], True),
        ({"visible": True, "which": "first"}, [element(), element(visible=False)], True),
        ({"visible": True, "which": "last"}, [element(), element(visible=False)], False),
        ({"visible": True, "which": "any"}, [element(visible=False)], False),
        ({"box": {"width": 100}}, [element(width=100.6)], True),
        ({"box": {"width": 100}}, [element(width=102)], False),
        ({"box": {"width": {"at_most": 360}, "x": {"at_least": 0}}}, [element(x=-20)], False),
        ({"box": {"height": {"at_least": 44}}}, [element(height=50)], True),
        ({"overflows": False}, [element(overflow={"x": 12, "y": 0})], False),
        ({"overflows": True}, [element(overflow={"x": 12, "y": 0})], True),
        ({"state": {"disabled": False}}, [element()], True),
        ({"state": {"disabled": True}}, [element()], False),
        ({"state": {"checked": True}}, [element()], False),
        ({"state": {"value": {"contains": "a"}}}, [element()], True),
        ({"state": {"value": "b"}}, [element()], False),
        ({"arranged": "row"}, ROW, True),
        ({"arranged": "column"}, ROW, False),
        ({"arranged": "column"}, COLUMN, True),
        ({"arranged": "row"}, GRID, False),
        ({"arranged": "row"}, [element()], False),
        ({"columns": 2}, GRID, True),
        ({"columns": 3}, GRID, False),
        ({"columns": 1}, COLUMN, True),
    ],
)
def test_elements_are_where_they_should_be(
    expect: dict[str, Any], elements: list[dict[str, Any]], right: bool
) -> None:
    assert (look(expect, *elements) is None) is right


@pytest.mark.parametrize(
    ("expect", "elements", "sentence"),
    [
        (
            {"visible": True},
            [element(visible=False)],
            "L’élément « .carte » (page de 360 px de large) devrait être visible ; il est caché.",
        ),
        (
            {"box": {"width": {"at_most": 300.5}}},
            [element(width=400)],
            "Pour « .carte » (page de 360 px de large), la largeur devrait être : au plus 300,5 px ; on"
            " trouve : 400 px.",
        ),
        (
            {"overflows": False},
            [element(overflow={"x": 12, "y": 0})],
            "Le contenu de « .carte » (page de 360 px de large) dépasse sur le côté, de 12 px.",
        ),
        (
            {"state": {"value": "b"}},
            [element()],
            "Le champ « .carte » devrait contenir : b ; on trouve : « a ».",
        ),
        (
            {"state": {"checked": True}},
            [element()],
            "L’élément « .carte » (page de 360 px de large) devrait être coché ; il est décoché.",
        ),
        (
            {"arranged": "row"},
            COLUMN,
            "Les éléments « .carte » (page de 360 px de large) devraient être côte à côte ; "
            "on trouve : l’un sous l’autre.",
        ),
        (
            {"columns": 3},
            GRID,
            "Les éléments « .carte » (page de 360 px de large) devraient former 3 colonnes ; on en trouve 2.",
        ),
    ],
)
def test_the_sentence_says_what_is_there(
    expect: dict[str, Any], elements: list[dict[str, Any]], sentence: str
) -> None:
    wrong = look(expect, *elements)
    assert wrong is not None
    assert wrong.sentence.replace("\u00a0", " ").replace("\u202f", " ") == sentence


@pytest.mark.parametrize(
    "expect",
    [
        {"visible": "oui"},
        {"overflows": 3},
        {"box": {}},
        {"box": {"left": 3}},
        {"box": {"width": "100px"}},
        {"box": {"width": {"between": 3}}},
        {"state": {"colour": True}},
        {"state": {"checked": "oui"}},
        {"arranged": "grid"},
        {"columns": 0},
        {"which": "second"},
    ],
)
def test_what_cannot_be_compared_is_refused(expect: dict[str, Any]) -> None:
    with pytest.raises(BadExpectation):
        validate(PROBE, expect)
