"""Elements of a page against what the author wrote."""

from typing import Any

import pytest

from grader.contract import Probe
from grader.expectations import BadExpectation, Mismatch, compare, validate

PROBE = Probe("elements", {"selector": "nav a", "width": 360})


def element(text: str = "Accueil", **attributes: str | None) -> dict[str, Any]:
    return {
        "tag": "a",
        "text": text,
        "attributes": attributes,
        "styles": {"color": "rgb(0, 0, 0)", "display": "flex"},
    }


def look(expect: dict[str, Any], *elements: dict[str, Any], count: int | None = None) -> Mismatch | None:
    seen = {"count": len(elements) if count is None else count, "elements": list(elements)}
    validate(PROBE, expect)
    return compare(PROBE, expect, seen)


@pytest.mark.parametrize(
    ("expect", "count", "found"),
    [
        ({"count": 1}, 1, True),
        ({"count": 1}, 2, False),
        ({"count": 0}, 0, True),
        ({"at_least": 2}, 1, False),
        ({"at_most": 1}, 2, False),
        ({"at_least": 1, "at_most": 2}, 2, True),
    ],
)
def test_elements_are_counted(expect: dict[str, Any], count: int, found: bool) -> None:
    assert (look(expect, *[element()] * count) is None) is found


@pytest.mark.parametrize(
    "expect",
    [
        {"text": " Accueil\n"},
        {"text_contains": "cue"},
        {"text_matches": "^A"},
        {"text_not_empty": True},
        {"attributes": {"href": "/x"}},
        {"attributes": {"href": {"not_empty": True}}},
        {"attributes": {"href": {"matches": "^/"}}},
        {"attributes": {"disabled": {"present": False}}},
        {"attributes": {"href": {"one_of": ["/x", "/y"]}}},
        {"styles": {"display": "flex"}},
        {"styles": {"color": "#000"}},
        {"styles": {"color": "#000000"}},
        {"styles": {"color": {"one_of": ["#fff", "#000"]}}},
    ],
)
def test_conditions_that_hold(expect: dict[str, Any]) -> None:
    assert look(expect, element(href="/x", disabled=None)) is None


@pytest.mark.parametrize(
    "expect",
    [
        {"text": "accueil"},
        {"text_contains": "zzz"},
        {"text_matches": "^c"},
        {"attributes": {"href": "/"}},
        {"attributes": {"alt": {"not_empty": True}}},
        {"attributes": {"disabled": {"present": True}}},
        {"styles": {"display": "block"}},
        {"styles": {"color": "#010101"}},
        {"styles": {"unseen": "x"}},
    ],
)
def test_conditions_that_do_not(expect: dict[str, Any]) -> None:
    assert look(expect, element(href="/x", disabled=None)) is not None


@pytest.mark.parametrize("key", ["text", "text_contains"])
def test_a_no_break_space_in_what_is_looked_for_is_a_space(key: str) -> None:
    assert look({key: "Qui\u202f?"}, element("Qui ?")) is None


def test_a_condition_holds_for_every_element() -> None:
    wrong = look({"text_not_empty": True}, element("a"), element(""))

    assert wrong is not None
    assert wrong.found == "vide"


@pytest.mark.parametrize(
    "expect", [{"text": "a"}, {"styles": {"display": "flex"}}, {"at_most": 3, "text_contains": "a"}]
)
def test_a_condition_on_nothing_fails(expect: dict[str, Any]) -> None:
    assert look(expect) is not None


def test_a_condition_on_nothing_holds_only_when_nothing_is_asked_for() -> None:
    assert look({"count": 0, "text": "a"}) is None


def test_elements_that_were_announced_but_not_sent_prove_nothing() -> None:
    assert look({"count": 2, "text": "a"}, count=2) is not None


def test_the_sentence_names_selector_width_wanted_and_found() -> None:
    wrong = look({"count": 1, "styles": {"display": "grid"}}, element())

    assert wrong is not None
    assert wrong.sentence == (
        "Pour «\u00a0nav a\u00a0» (page de 360\u00a0px de large), "
        "le style display devrait être\u00a0: grid\u202f; on trouve\u00a0: flex."
    )
    assert (wrong.where.selector, wrong.where.width) == ("nav a", 360)


def test_an_observation_without_shape_holds_nothing() -> None:
    for seen in ({}, {"count": True, "elements": []}, {"count": 1}, {"count": "1", "elements": [{}]}):
        assert compare(PROBE, {"count": 1}, seen) is not None


@pytest.mark.parametrize(
    "expect",
    [
        {"count": -1},
        {"count": "1"},
        {"styles": {}},
        {"styles": {"color": {"is": "red"}}},
        {"attributes": {"href": {"matches": "("}}},
        {"attributes": {"href": {"present": "yes"}}},
        {"attributes": {"href": {"one_of": []}}},
        {"attributes": {"href": 3}},
        {"text": 3},
        {"couleur": "red"},
    ],
)
def test_an_expectation_that_cannot_be_compared_is_refused(expect: dict[str, Any]) -> None:
    with pytest.raises(BadExpectation):
        validate(PROBE, expect)


@pytest.mark.parametrize(
    ("expect", "elements", "found"),
    [
        ({"count": 2}, [], "0"),
        ({"text": "Contact"}, [], "aucun élément"),
        ({"styles": {"display": "grid"}}, [], "aucun élément"),
        ({"text": "Contact"}, [element("Accueil.")], "«\u00a0Accueil.\u00a0»"),
        ({"text": "Contact"}, [element("")], "vide"),
        ({"styles": {"display": "grid"}}, [element()], "flex"),
    ],
)
def test_what_is_found_reads_well_in_a_sentence(
    expect: dict[str, Any], elements: list[dict[str, Any]], found: str
) -> None:
    wrong = look(expect, *elements)
    assert wrong is not None
    assert wrong.found == found
