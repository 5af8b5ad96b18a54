"""Elements as a screen reader is told of them: role, name, description, states."""

from collections.abc import Mapping

from grader.contract import Json, Probe
from grader.expectations.base import BadExpectation, Kind, Mismatch, holds, validate_condition, whole, wish
from grader.expectations.geometry import where_of
from grader.sentences import plural, quoted, say, short

_TEXTS = {
    "role": "le rôle",
    "name": "le nom lu à voix haute",
    "description": "la description lue à voix haute",
}
_STATES: dict[str, str] = {
    "checked": "coché",
    "disabled": "désactivé",
    "expanded": "déplié",
    "focusable": "accessible au clavier",
    "invalid": "signalé comme faux",
    "level": "de niveau",
    "modal": "ouvert par-dessus la page",
    "multiline": "sur plusieurs lignes",
    "pressed": "enfoncé",
    "readonly": "en lecture seule",
    "required": "obligatoire",
    "selected": "choisi",
}


def _validate(expect: Mapping[str, Json]) -> None:
    for key, wanted in expect.items():
        if key in ("count", "at_least"):
            whole(wanted, key)
        elif key in _TEXTS:
            validate_condition(wanted, key)
        elif not isinstance(wanted, dict) or not wanted or not set(wanted) <= set(_STATES):
            raise BadExpectation(f"« states » doit être une table avec {', '.join(_STATES)}")
        elif not all(isinstance(value, bool | int | str) for value in wanted.values()):
            raise BadExpectation("« states » : chaque état vaut true, false, un nombre ou un texte")


def _compare(probe: Probe, expect: Mapping[str, Json], seen: Mapping[str, Json]) -> Mismatch | None:
    listed = seen.get("elements")
    elements = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    if wrong := _count_mismatch(probe, expect, len(elements)):
        return wrong
    return next((wrong for one in elements if (wrong := _one_mismatch(probe, expect, one))), None)


def _count_mismatch(probe: Probe, expect: Mapping[str, Json], count: int) -> Mismatch | None:
    wanted = expect.get("count", expect.get("at_least", 1))
    if not isinstance(wanted, int) or (count == wanted if "count" in expect else count >= wanted):
        return None
    words = "" if "count" in expect else "au moins "
    sentence = say(
        "On attend {words}{wanted} {noun} {selector} ; la page en contient {count}.",
        words=words,
        wanted=wanted,
        noun=plural(wanted, "élément", "éléments"),
        selector=quoted(where_of(probe).selector),
        count=count,
    )
    return Mismatch(f"{words}{wanted}", str(count), sentence, where_of(probe))


def _one_mismatch(probe: Probe, expect: Mapping[str, Json], element: Mapping[str, Json]) -> Mismatch | None:
    for key, words in _TEXTS.items():
        found = str(element.get(key, ""))
        if key in expect and not holds(expect[key], found):
            return _unlike(probe, words, wish(expect[key]), quoted(short(found)) if found else "rien")
    states = element.get("states")
    wanted = expect.get("states")
    for name, value in wanted.items() if isinstance(wanted, dict) else ():
        found = str(states.get(name, "false")) if isinstance(states, dict) else "false"
        if found != _as_told(value):
            return _unlike(probe, f"l’état « {_STATES[name]} »", _shown(_as_told(value)), _shown(found))
    return None


def _as_told(value: Json) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _shown(text: str) -> str:
    return {"true": "oui", "false": "non"}.get(text, short(text))


def _unlike(probe: Probe, thing: str, expected: str, found: str) -> Mismatch:
    sentence = say(
        "Pour {selector}, {thing} devrait être : {expected} ; on trouve : {found}.",
        selector=quoted(where_of(probe).selector),
        thing=thing,
        expected=expected,
        found=found,
    )
    return Mismatch(expected, found, sentence, where_of(probe))


KIND = Kind(frozenset({"count", "at_least", "states", *_TEXTS}), _validate, _compare)
