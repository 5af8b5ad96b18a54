"""The little windows that a page opened: alert, confirm, prompt."""

from collections.abc import Mapping

from grader.contract import Json, Probe
from grader.expectations.base import (
    BadExpectation,
    Kind,
    Mismatch,
    collapsed,
    holds,
    validate_condition,
    whole,
    wish,
)
from grader.sentences import plural, quoted, say, short

KINDS = ("alert", "confirm", "prompt")


def _validate(expect: Mapping[str, Json]) -> None:
    for key, wanted in expect.items():
        if key == "count":
            whole(wanted, key)
        elif key == "message":
            validate_condition(wanted, key)
        elif wanted not in KINDS:
            raise BadExpectation(f"« kind » doit être {', '.join(KINDS)}")


def _compare(probe: Probe, expect: Mapping[str, Json], seen: Mapping[str, Json]) -> Mismatch | None:
    listed = seen.get("dialogs")
    if not isinstance(listed, list):
        return Mismatch("", "", say("On n’a pas pu voir ce que la page demande."))
    dialogs = [
        one
        for one in listed
        if isinstance(one, dict) and expect.get("kind", one.get("kind")) == one.get("kind")
    ]
    count = expect.get("count")
    if isinstance(count, int) and len(dialogs) != count:
        sentence = say(
            "La page devrait ouvrir {count} {noun} (alert, confirm, prompt) ; elle en ouvre {found}.",
            count=count,
            noun=plural(count, "petite fenêtre", "petites fenêtres"),
            found=len(dialogs),
        )
        return Mismatch(str(count), str(len(dialogs)), sentence)
    condition = expect.get("message", {"present": True} if count is None else None)
    messages = [collapsed(str(one.get("message", ""))) for one in dialogs]
    if condition is None or any(holds(condition, message) for message in messages):
        return None
    shown = quoted(short(messages[0])) if messages else "aucune petite fenêtre"
    sentence = say(
        "La page devrait ouvrir une petite fenêtre avec ce message : {expected} ; on trouve : {found}.",
        expected=wish(condition),
        found=shown,
    )
    return Mismatch(wish(condition), shown, sentence)


KIND = Kind(frozenset({"count", "message", "kind"}), _validate, _compare)
