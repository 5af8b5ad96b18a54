"""The way through the page with the Tab key: what is reached, in which order, and whether one sees where one is."""

from collections.abc import Mapping, Sequence

from grader.contract import Json, Probe, Where
from grader.expectations.base import BadExpectation, Kind, Mismatch, texts, whole
from grader.sentences import plural, quoted, say, short

_LISTS = frozenset({"order", "reaches", "avoids"})


def _validate(expect: Mapping[str, Json]) -> None:
    for key, wanted in expect.items():
        if key in _LISTS:
            texts(wanted, key)
        elif key == "shown":
            if wanted is not True:
                raise BadExpectation("« shown » ne peut valoir que true")
        else:
            whole(wanted, key)


def _stops(seen: Mapping[str, Json]) -> list[Mapping[str, Json]] | None:
    order = seen.get("order")
    return [stop for stop in order if isinstance(stop, dict)] if isinstance(order, list) else None


def _is(stop: Mapping[str, Json], selector: str) -> bool:
    known = stop.get("matches")
    return isinstance(known, list) and selector in known


def _names(value: Json) -> list[str]:
    return [str(name) for name in value] if isinstance(value, list) else []


def _compare(probe: Probe, expect: Mapping[str, Json], seen: Mapping[str, Json]) -> Mismatch | None:
    stops = _stops(seen)
    if stops is None:
        return Mismatch("", "", say("Le parcours au clavier n’a pas pu être suivi."))
    for key in ("reaches", "avoids"):
        if wrong := _reached_mismatch(_names(expect.get(key)), stops, key == "reaches"):
            return wrong
    if wrong := _order_mismatch(_names(expect.get("order")), stops):
        return wrong
    if wrong := _count_mismatch(expect, len(stops)):
        return wrong
    return _shown_mismatch(stops) if "shown" in expect else None


def _reached_mismatch(
    selectors: Sequence[str], stops: Sequence[Mapping[str, Json]], wanted: bool
) -> Mismatch | None:
    for selector in selectors:
        if any(_is(stop, selector) for stop in stops) is wanted:
            continue
        text = (
            "Avec la touche Tab, on n’arrive jamais sur {selector}."
            if wanted
            else "Avec la touche Tab, on ne devrait pas s’arrêter sur {selector}."
        )
        expected, found = ("atteint", "jamais atteint") if wanted else ("jamais atteint", "atteint")
        return Mismatch(
            expected, found, say(text, selector=quoted(short(selector))), Where(selector=selector)
        )
    return None


def _order_mismatch(order: Sequence[str], stops: Sequence[Mapping[str, Json]]) -> Mismatch | None:
    """The stops named must come in this order; others may stand between them."""
    place = 0
    for number, selector in enumerate(order):
        found = next((i for i in range(place, len(stops)) if _is(stops[i], selector)), None)
        if found is not None:
            place = found + 1
            continue
        if not any(_is(stop, selector) for stop in stops):
            return _reached_mismatch([selector], stops, wanted=True)
        sentence = say(
            "Avec la touche Tab, {selector} devrait venir après {before} ; il vient avant.",
            selector=quoted(short(selector)),
            before=quoted(short(order[number - 1])),
        )
        return Mismatch(
            short(" puis ".join(order)),
            short(" puis ".join(map(_name, stops))),
            sentence,
            Where(selector=selector),
        )
    return None


def _name(stop: Mapping[str, Json]) -> str:
    return short(str(stop.get("text") or stop.get("name") or "?"), 40)


def _count_mismatch(expect: Mapping[str, Json], count: int) -> Mismatch | None:
    least, most = expect.get("at_least"), expect.get("at_most")
    if isinstance(least, int) and count < least:
        expected, wanted = f"au moins {least}", least
    elif isinstance(most, int) and count > most:
        expected, wanted = f"au plus {most}", most
    else:
        return None
    sentence = say(
        "Avec la touche Tab, on attend {expected} {noun} ; on en trouve {count}.",
        expected=expected,
        noun=plural(wanted, "arrêt", "arrêts"),
        count=count,
    )
    return Mismatch(expected, str(count), sentence)


def _shown_mismatch(stops: Sequence[Mapping[str, Json]]) -> Mismatch | None:
    hidden = next((stop for stop in stops if stop.get("shown") is not True), None)
    if hidden is None:
        return None
    name = str(hidden.get("name", ""))
    sentence = say(
        "Quand on arrive sur {name} avec la touche Tab, rien ne change : on ne voit pas où l’on est. "
        "Il faut un contour (outline) ou une couleur avec :focus-visible.",
        name=quoted(_name(hidden)),
    )
    return Mismatch("un changement visible", "rien ne change", sentence, Where(selector=short(name)))


KIND = Kind(frozenset({*_LISTS, "shown", "at_least", "at_most"}), _validate, _compare)
