"""Where one is after the actions: the address in the bar, without the site's name, and the title of the tab."""

from collections.abc import Mapping

from grader.contract import Json, Probe
from grader.expectations.base import Kind, Mismatch, collapsed, holds, validate_condition, wish
from grader.sentences import quoted, say, short

_THINGS = {"path": "l’adresse de la page", "title": "le titre de l’onglet (title)"}


def _validate(expect: Mapping[str, Json]) -> None:
    for key, wanted in expect.items():
        validate_condition(wanted, key)


def _compare(probe: Probe, expect: Mapping[str, Json], seen: Mapping[str, Json]) -> Mismatch | None:
    for key, thing in _THINGS.items():
        value = seen.get(key)
        found = collapsed(value).removeprefix("/") if isinstance(value, str) else ""
        if key not in expect or (isinstance(value, str) and holds(expect[key], found)):
            continue
        shown = quoted(short(found)) if found else "rien"
        sentence = say(
            "Ici, {thing} devrait être : {expected} ; on trouve : {found}.",
            thing=thing,
            expected=wish(expect[key]),
            found=shown,
        )
        return Mismatch(wish(expect[key]), shown, sentence)
    return None


KIND = Kind(frozenset(_THINGS), _validate, _compare)
