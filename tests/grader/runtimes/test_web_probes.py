"""What an author may ask of a page, and what is refused before any box."""

from typing import Any

import pytest

from grader.contract import Json
from grader.runtimes.base import BadProbe
from tests.grader.runtimes.pages import WEB, ask


def action(**given: Json) -> dict[str, Any]:
    actions = ask("address", actions=[given]).params["actions"]
    assert isinstance(actions, list)
    (done,) = actions
    assert isinstance(done, dict)
    return done


def test_a_probe_says_everything_about_the_state_it_looks_at() -> None:
    assert ask("overflow").params == {
        "page": "",
        "width": 1280,
        "height": 800,
        "at": "2026-01-05T10:00:00",
        "prefers": {},
        "dialogs": [],
        "actions": [],
    }


@pytest.mark.parametrize(
    ("given", "done"),
    [
        ({"click": "#a"}, {"verb": "click", "on": "#a"}),
        ({"type": "", "on": "#a"}, {"verb": "type", "text": "", "on": "#a"}),
        ({"press": "Shift+Tab"}, {"verb": "press", "key": "Shift+Tab"}),
        ({"press": "+"}, {"verb": "press", "key": "+"}),
        ({"select": "b", "on": "select"}, {"verb": "select", "value": "b", "on": "select"}),
        ({"resize": 360}, {"verb": "resize", "width": 360, "height": 800}),
        ({"wait": 1.5}, {"verb": "wait", "seconds": 1.5}),
        ({"wait_text": "Merci"}, {"verb": "wait_text", "text": "Merci"}),
        ({"reload": True}, {"verb": "reload"}),
    ],
)
def test_an_action_is_one_verb(given: dict[str, Json], done: dict[str, Json]) -> None:
    assert action(**given) == done


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"click": "#a", "hover": "#a"},
        {"click": ""},
        {"click": "#a", "on": "#b"},
        {"clic": "#a"},
        {"type": "x"},
        {"type": 3, "on": "#a"},
        {"type": "x" * 501, "on": "#a"},
        {"press": "Entrée"},
        {"press": "Meta+a"},
        {"select": "b"},
        {"resize": 20},
        {"wait": 0},
        {"wait": 61},
        {"wait": True},
        {"reload": "oui"},
    ],
)
def test_an_action_that_means_nothing_is_refused(given: dict[str, Json]) -> None:
    with pytest.raises(BadProbe, match="action 1"):
        action(**given)


@pytest.mark.parametrize(
    ("kind", "params"),
    [
        ("overflow", {"page": "style.css"}),
        ("overflow", {"page": "../index.txt"}),
        ("overflow", {"height": 5000}),
        ("overflow", {"at": "demain"}),
        ("overflow", {"at": "2026-01-05T10:00:00+02:00"}),
        ("overflow", {"at": "1066-10-14T09:00"}),
        ("overflow", {"prefers": "dark"}),
        ("overflow", {"prefers": {"color": "dark"}}),
        ("overflow", {"prefers": {"color-scheme": "blue"}}),
        ("overflow", {"dialogs": "oui"}),
        ("overflow", {"dialogs": [1]}),
        ("overflow", {"dialogs": ["oui"] * 11}),
        ("overflow", {"actions": {"click": "a"}}),
        ("overflow", {"actions": [{"click": "a"}] * 21}),
        ("overflow", {"actions": ["click"]}),
        ("overflow", {"selector": "h1"}),
        ("elements", {"selector": "h1", "pseudo": "::hover"}),
        ("accessibility", {}),
        ("focus", {"most": 100}),
        ("focus", {"selectors": "a"}),
        ("picture", {"selector": ""}),
        ("axe", {"rules": [1]}),
        ("value", {"expression": ""}),
        ("validity", {"file": "index.html", "width": 360}),
    ],
)
def test_what_cannot_be_looked_at_is_refused(kind: str, params: dict[str, Json]) -> None:
    with pytest.raises(BadProbe):
        ask(kind, **params)


def test_every_probe_but_validity_can_look_after_actions() -> None:
    own: dict[str, dict[str, Json]] = {
        "elements": {"selector": "a"},
        "accessibility": {"selector": "a"},
        "value": {"expression": "1"},
    }
    for kind in set(WEB.probes) - {"validity"}:
        probe = ask(kind, actions=[{"click": "a"}], **own.get(kind, {}))
        assert probe.params["actions"] == [{"verb": "click", "on": "a"}]
