"""Where the elements of a page are, whether they are seen, what their fields hold: the part of `elements` that only a
browser can tell."""

from collections.abc import Callable, Mapping, Sequence

from grader.contract import Json, Probe, Where
from grader.expectations.base import BadExpectation, Mismatch, holds, validate_condition, whole, wish
from grader.sentences import plural, quoted, say, short

SIDES = {"x": "la gauche", "y": "le haut", "width": "la largeur", "height": "la hauteur"}
ARRANGED = {"row": "côte à côte", "column": "l’un sous l’autre"}
OF_ONE = frozenset({"visible", "box", "state", "overflows"})
OF_ALL = frozenset({"arranged", "columns"})
_NEAR = 1.0  # pixels: half ones come from rounding

_TRUE_STATES: dict[str, tuple[str, str]] = {
    "checked": ("coché", "décoché"),
    "selected": ("choisi", "laissé de côté"),
    "disabled": ("désactivé", "actif"),
    "open": ("ouvert", "fermé"),
    "invalid": ("refusé par le navigateur", "accepté par le navigateur"),
}
STATES = ("value", *_TRUE_STATES)


def where_of(probe: Probe) -> Where:
    width = probe.params.get("width")
    selector = f"{probe.params.get('selector', '')}{probe.params.get('pseudo', '')}"
    return Where(selector=selector, width=width if isinstance(width, int) else None)


def at_width(probe: Probe) -> str:
    width = probe.params.get("width")
    return f" (page de {width}\u00a0px de large)" if isinstance(width, int) and width < 1000 else ""


# ---- what an author may ask -------------------------------------------------------------------------
def validate_geometry(key: str, wanted: Json) -> None:
    """Raises BadExpectation on one of the keys of this file."""
    _VALIDATORS[key](wanted)


def _bool_is_right(name: str) -> Callable[[Json], None]:
    def validate(wanted: Json) -> None:
        if not isinstance(wanted, bool):
            raise BadExpectation(f"« {name} » doit être true ou false")

    return validate


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _box_is_right(wanted: Json) -> None:
    if not isinstance(wanted, dict) or not wanted or not set(wanted) <= set(SIDES):
        raise BadExpectation(f"« box » doit être une table avec {', '.join(SIDES)}")
    for name, condition in wanted.items():
        bounds = condition if isinstance(condition, dict) else {"at_least": condition}
        if (
            not bounds
            or not set(bounds) <= {"at_least", "at_most"}
            or not all(map(_is_number, bounds.values()))
        ):
            raise BadExpectation(f"« box.{name} » doit être un nombre, ou {{ at_least = …, at_most = … }}")


def _state_is_right(wanted: Json) -> None:
    if not isinstance(wanted, dict) or not wanted or not set(wanted) <= set(STATES):
        raise BadExpectation(f"« state » doit être une table avec {', '.join(STATES)}")
    for name, condition in wanted.items():
        if name == "value":
            validate_condition(condition, "state.value")
        else:
            _bool_is_right(f"state.{name}")(condition)


def _arranged_is_right(wanted: Json) -> None:
    if wanted not in ARRANGED:
        raise BadExpectation(f"« arranged » doit être {' ou '.join(ARRANGED)}")


def _columns_are_right(wanted: Json) -> None:
    if whole(wanted, "columns") == 0:
        raise BadExpectation("« columns » compte à partir de 1")


_VALIDATORS: dict[str, Callable[[Json], None]] = {
    "visible": _bool_is_right("visible"),
    "overflows": _bool_is_right("overflows"),
    "box": _box_is_right,
    "state": _state_is_right,
    "arranged": _arranged_is_right,
    "columns": _columns_are_right,
}


# ---- one element ------------------------------------------------------------------------------------
def mismatch_of(probe: Probe, expect: Mapping[str, Json], element: Mapping[str, Json]) -> Mismatch | None:
    """Returns the first thing of one element that does not hold, or None."""
    tests: tuple[tuple[str, Callable[[Probe, Json, Mapping[str, Json]], Mismatch | None]], ...] = (
        ("visible", _visible_mismatch),
        ("box", _box_mismatch),
        ("overflows", _overflow_mismatch),
        ("state", _state_mismatch),
    )
    for key, test in tests:
        if key in expect and (wrong := test(probe, expect[key], element)) is not None:
            return wrong
    return None


def _told(probe: Probe, expected: str, found: str) -> Mismatch:
    sentence = say(
        "L’élément {selector}{width} devrait être {expected} ; il est {found}.",
        selector=quoted(where_of(probe).selector),
        width=at_width(probe),
        expected=expected,
        found=found,
    )
    return Mismatch(expected, found, sentence, where_of(probe))


def _visible_mismatch(probe: Probe, wanted: Json, element: Mapping[str, Json]) -> Mismatch | None:
    found = element.get("visible")
    if found is wanted:
        return None
    return _told(probe, "visible" if wanted else "caché", "visible" if found else "caché")


def _table(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {}


def _box_mismatch(probe: Probe, wanted: Json, element: Mapping[str, Json]) -> Mismatch | None:
    box = _table(element.get("box"))
    for name, condition in _table(wanted).items():
        bounds = condition if isinstance(condition, dict) else {"at_least": condition, "at_most": condition}
        found = box.get(name)
        if isinstance(found, int | float) and _within(found, bounds):
            continue
        expected, shown = _bounds_text(bounds), f"{_pixels(found)}\u00a0px"
        sentence = say(
            "Pour {selector}{width}, {side} devrait être : {expected} ; on trouve : {found}.",
            selector=quoted(where_of(probe).selector),
            width=at_width(probe),
            side=SIDES[name],
            expected=expected,
            found=shown,
        )
        return Mismatch(expected, shown, sentence, where_of(probe))
    return None


def _within(found: float, bounds: Mapping[str, Json]) -> bool:
    low, high = bounds.get("at_least"), bounds.get("at_most")
    return (not isinstance(low, int | float) or found >= low - _NEAR) and (
        not isinstance(high, int | float) or found <= high + _NEAR
    )


def _pixels(value: Json) -> str:
    return f"{value:g}".replace(".", ",") if isinstance(value, int | float) else "?"


def _bounds_text(bounds: Mapping[str, Json]) -> str:
    low, high = bounds.get("at_least"), bounds.get("at_most")
    if low == high:
        return f"{_pixels(low)}\u00a0px"
    parts = [f"au moins {_pixels(low)}\u00a0px"] if low is not None else []
    if high is not None:
        parts.append(f"au plus {_pixels(high)}\u00a0px")
    return " et ".join(parts)


def _overflow_mismatch(probe: Probe, wanted: Json, element: Mapping[str, Json]) -> Mismatch | None:
    past = _table(element.get("overflow")).get("x")
    overflows = isinstance(past, int | float) and past > _NEAR
    if overflows is wanted:
        return None
    if wanted:
        return _told(probe, "trop petit pour son contenu", "assez grand")
    sentence = say(
        "Le contenu de {selector}{width} dépasse sur le côté, de {past}\u00a0px.",
        selector=quoted(where_of(probe).selector),
        width=at_width(probe),
        past=_pixels(past),
    )
    return Mismatch("rien qui dépasse", f"{_pixels(past)}\u00a0px de trop", sentence, where_of(probe))


def _state_mismatch(probe: Probe, wanted: Json, element: Mapping[str, Json]) -> Mismatch | None:
    state = _table(element.get("state"))
    for name, condition in _table(wanted).items():
        found = state.get(name)
        if name != "value":
            if found is not condition:
                yes, no = _TRUE_STATES[name]
                return _told(probe, yes if condition else no, yes if found else no)
            continue
        text = found if isinstance(found, str) else None
        if not holds(condition, text):
            shown = "aucune valeur" if not text else quoted(short(text))
            sentence = say(
                "Le champ {selector} devrait contenir : {expected} ; on trouve : {found}.",
                selector=quoted(where_of(probe).selector),
                expected=wish(condition),
                found=shown,
            )
            return Mismatch(wish(condition), shown, sentence, where_of(probe))
    return None


# ---- several elements together ----------------------------------------------------------------------
def arrangement_mismatch(
    probe: Probe, expect: Mapping[str, Json], elements: Sequence[Mapping[str, Json]]
) -> Mismatch | None:
    """Returns how the elements stand to each other, if it is not as expected, or None."""
    rows = _rows([_table(element.get("box")) for element in elements])
    if "arranged" in expect and (wrong := _arranged_mismatch(probe, str(expect["arranged"]), rows)):
        return wrong
    wanted = expect.get("columns")
    most = max((len(row) for row in rows), default=0)
    if not isinstance(wanted, int) or most == wanted:
        return None
    noun = plural(wanted, "colonne", "colonnes")
    sentence = say(
        "Les éléments {selector}{width} devraient former {wanted} {noun} ; on en trouve {found}.",
        selector=quoted(where_of(probe).selector),
        width=at_width(probe),
        wanted=wanted,
        noun=noun,
        found=most,
    )
    return Mismatch(f"{wanted} {noun}", str(most), sentence, where_of(probe))


def _number(box: Mapping[str, Json], side: str) -> float:
    value = box.get(side)
    return float(value) if isinstance(value, int | float) else 0.0


def _rows(boxes: Sequence[Mapping[str, Json]]) -> list[list[Mapping[str, Json]]]:
    """Groups what is at one height: a box that begins above the middle of the one before it stands beside it."""
    rows: list[list[Mapping[str, Json]]] = []
    for box in sorted(boxes, key=lambda one: (_number(one, "y"), _number(one, "x"))):
        first = rows[-1][0] if rows else None
        if first is not None and _number(box, "y") < _number(first, "y") + max(
            1.0, _number(first, "height") / 2
        ):
            rows[-1].append(box)
        else:
            rows.append([box])
    return rows


def _arranged_mismatch(
    probe: Probe, wanted: str, rows: Sequence[Sequence[Mapping[str, Json]]]
) -> Mismatch | None:
    count = sum(map(len, rows))
    found = "row" if len(rows) == 1 else "column" if len(rows) == count else ""
    if count > 1 and found == wanted:
        return None
    shown = ARRANGED[found] if found and count > 1 else "un peu des deux" if count > 1 else "un seul élément"
    sentence = say(
        "Les éléments {selector}{width} devraient être {expected} ; on trouve : {found}.",
        selector=quoted(where_of(probe).selector),
        width=at_width(probe),
        expected=ARRANGED[wanted],
        found=shown,
    )
    return Mismatch(ARRANGED[wanted], shown, sentence, where_of(probe))
