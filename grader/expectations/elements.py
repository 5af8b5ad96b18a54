"""Elements of a page: how many, their text, attributes and computed styles; where they are is in `geometry`.

What is asked holds for every element found, unless `which` says « any », « first » or « last ».
"""

import re
from collections.abc import Callable, Iterator, Mapping

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
from grader.expectations.geometry import (
    OF_ALL,
    OF_ONE,
    arrangement_mismatch,
    at_width,
    mismatch_of,
    validate_geometry,
    where_of,
)
from grader.sentences import plural, quoted, say, short

_COUNTS = ("count", "at_least", "at_most")
_TEXTS = {
    "text": "equals",
    "text_contains": "contains",
    "text_matches": "matches",
    "text_not_empty": "not_empty",
}
_KEYS = frozenset({*_COUNTS, *_TEXTS, *OF_ONE, *OF_ALL, "attributes", "styles", "which"})
_WHICH = ("all", "any", "first", "last")
TEXT = "le texte"
_HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})")


def _text_condition(key: str, wanted: Json) -> Json:
    # The text of the page comes with plain single spaces: what is looked for must have the same.
    plain = key in ("text", "text_contains") and isinstance(wanted, str)
    return {_TEXTS[key]: collapsed(str(wanted)) if plain else wanted}


def _validate(expect: Mapping[str, Json]) -> None:
    for key, wanted in expect.items():
        if key in _COUNTS:
            whole(wanted, key)
        elif key in _TEXTS:
            validate_condition(_text_condition(key, wanted), key)
        elif key in OF_ONE or key in OF_ALL:
            validate_geometry(key, wanted)
        elif key == "which":
            if wanted not in _WHICH:
                raise BadExpectation(f"« which » doit être {', '.join(_WHICH)}")
        elif not isinstance(wanted, dict) or not wanted:
            raise BadExpectation(f"« {key} » doit être une table nom = valeur")
        else:
            for name, condition in wanted.items():
                validate_condition(condition, f"{key}.{name}")


def same_colour(text: str) -> str:
    """Computed colours are `rgb(r, g, b)`; authors write `#rrggbb` as well."""
    match = _HEX.fullmatch(text.strip().lower())
    if not match:
        return collapsed(text)
    digits = match.group(1)
    pairs = [digits[i : i + 2] for i in (0, 2, 4)] if len(digits) == 6 else [digit * 2 for digit in digits]
    return f"rgb({', '.join(str(int(pair, 16)) for pair in pairs)})"


def _style_condition(condition: Json) -> Json:
    if isinstance(condition, str):
        return same_colour(condition)
    if isinstance(condition, dict) and isinstance(condition.get("one_of"), list):
        return {"one_of": [same_colour(str(item)) for item in condition["one_of"]]}  # type: ignore[union-attr]
    return condition


def _count_mismatch(probe: Probe, expect: Mapping[str, Json], count: int) -> Mismatch | None:
    tests: tuple[tuple[str, Callable[[int], bool], str], ...] = (
        ("count", lambda wanted: count == wanted, ""),
        ("at_least", lambda wanted: count >= wanted, "au moins "),
        ("at_most", lambda wanted: count <= wanted, "au plus "),
    )
    for key, test, words in tests:
        wanted = expect.get(key)
        if not isinstance(wanted, int) or test(wanted):
            continue
        sentence = say(
            "On attend {words}{wanted} {noun} {selector} ; la page en contient {count}.",
            words=words,
            wanted=wanted,
            noun=plural(wanted, "élément", "éléments"),
            selector=quoted(where_of(probe).selector),
            count=count,
        )
        return Mismatch(f"{words}{wanted}", str(count), sentence, where_of(probe))
    return None


def _mapping(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {}


def _found(value: Json) -> str | None:
    return value if isinstance(value, str) else None


type Asked = tuple[str, Json, Callable[[Mapping[str, Json]], str | None]]


def _conditions(expect: Mapping[str, Json]) -> Iterator[Asked]:
    """Yields (French name of the thing, condition, how to read the thing of one element)."""
    for key in _TEXTS:
        if key in expect:
            yield TEXT, _text_condition(key, expect[key]), lambda e: collapsed(str(e.get("text", "")))
    for name, condition in _mapping(expect.get("attributes")).items():
        yield f"l’attribut {name}", condition, lambda e, n=name: _found(_mapping(e.get("attributes")).get(n))  # type: ignore[misc]
    for name, condition in _mapping(expect.get("styles")).items():
        yield f"le style {name}", _style_condition(condition), lambda e, n=name: _style(e, n)  # type: ignore[misc]


def _style(element: Mapping[str, Json], name: str) -> str | None:
    found = _found(_mapping(element.get("styles")).get(name))
    return None if found is None else same_colour(found)


def _unlike(probe: Probe, thing: str, condition: Json, found: str | None) -> Mismatch:
    shown = "absent" if found is None else short(found) or "vide"
    if found and thing == TEXT:
        # A text may end with a full stop of its own, and the sentence goes on after it.
        shown = quoted(shown)
    sentence = say(
        "Pour {selector}{width}, {thing} devrait être : {expected} ; on trouve : {found}.",
        selector=quoted(where_of(probe).selector),
        width=at_width(probe),
        thing=thing,
        expected=wish(condition),
        found=shown,
    )
    return Mismatch(wish(condition), shown, sentence, where_of(probe))


def _compare(probe: Probe, expect: Mapping[str, Json], seen: Mapping[str, Json]) -> Mismatch | None:
    count = seen.get("count")
    listed = seen.get("elements")
    if isinstance(count, bool) or not isinstance(count, int) or not isinstance(listed, list):
        return _nothing(probe, expect)
    if wrong := _count_mismatch(probe, expect, count):
        return wrong
    if not set(expect) - {*_COUNTS, "which"} or (count == 0 and expect.get("count") == 0):
        return None
    elements = [element for element in listed if isinstance(element, dict)]
    if not elements:
        return _nothing(probe, expect)
    return _chosen_mismatch(probe, expect, elements) or arrangement_mismatch(probe, expect, elements)


def _chosen_mismatch(
    probe: Probe, expect: Mapping[str, Json], elements: list[dict[str, Json]]
) -> Mismatch | None:
    which = expect.get("which", "all")
    chosen = {"first": elements[:1], "last": elements[-1:]}.get(str(which), elements)
    wrong = [mismatch for element in chosen if (mismatch := _one_mismatch(probe, expect, element))]
    if which == "any" and len(wrong) < len(chosen):
        return None
    return wrong[0] if wrong else None


def _one_mismatch(probe: Probe, expect: Mapping[str, Json], element: Mapping[str, Json]) -> Mismatch | None:
    for thing, condition, read in _conditions(expect):
        if not holds(condition, read(element)):
            return _unlike(probe, thing, condition, read(element))
    return mismatch_of(probe, expect, element)


def _nothing(probe: Probe, expect: Mapping[str, Json]) -> Mismatch:
    sentence = say("La page ne contient aucun élément {selector}.", selector=quoted(where_of(probe).selector))
    wanted = str(expect.get("count", expect.get("at_least", "au moins 1")))
    # Where a text or a colour is asked for, « 0 » would read like one.
    found = "aucun élément" if any(True for _ in _conditions(expect)) else "0"
    return Mismatch(wanted, found, sentence, where_of(probe))


KIND = Kind(_KEYS, _validate, _compare)
