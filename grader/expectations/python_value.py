"""What Python values have of their own: how they are compared, and written as Python writes them.

Beside numbers, texts, true and false, lists and tables (a dict whose keys are texts), authors write
`{"$type" = "none"}`, `{"$type" = "tuple", items = [1, 2]}`, and in any order `{"$type" = "set", items = [1, 2]}`
(also "frozenset") and `{"$type" = "dict", entries = [[1, "un"], [2, "deux"]]}`.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from grader.contract import Json

TYPES: dict[str, str] = {
    "none": "None (rien)",
    "boolean": "un booléen (True ou False)",
    "number": "un nombre",
    "int": "un nombre entier (int)",
    "float": "un nombre à virgule (float)",
    "NaN": "nan (pas un nombre)",
    "string": "un texte",
    "bytes": "des octets (bytes)",
    "array": "une liste",
    "tuple": "un tuple",
    "dict": "un dictionnaire",
    "set": "un ensemble (set)",
    "frozenset": "un ensemble figé (frozenset)",
    "function": "une fonction",
    "class": "une classe",
    "module": "un module",
    "instance": "un objet",
    "error": "une erreur",
}
LONG_INTEGER = re.compile(r"-?[1-9][0-9]{1,4000}")  # whole numbers have any length; the longest come as text
UNORDERED = frozenset({"set", "frozenset", "dict"})
_CUT = "…"
_DEEPEST = 12
_INFINITIES = {"Infinity": "inf", "-Infinity": "-inf", "-0": "-0.0"}

type Same = Callable[[Json, Json], bool]


# ---- comparing --------------------------------------------------------------------------------------
def is_of_type(wanted: Json, value: Json) -> bool:
    """Whether a typed value is of that type; `int` and `float` are two kinds of numbers."""
    if not isinstance(value, dict):
        return False
    if wanted not in ("int", "float") or value.get("type") != "number":
        return value.get("type") == wanted
    whole = isinstance(value.get("value"), int) or bool(LONG_INTEGER.fullmatch(str(value.get("text"))))
    return whole == (wanted == "int")


def same_collection(wanted: Mapping[str, Json], seen: Mapping[str, Json], same: Same) -> bool:
    """Whether a tuple, set or dict holds what the author wrote with `$type`."""
    key = "entries" if wanted["$type"] == "dict" else "items"
    mine, theirs = _list(wanted.get(key)), _list(seen.get(key))
    if not seen.get("length") == len(mine) == len(theirs):
        return False
    if key == "entries":
        return _same_entries(mine, theirs, same)
    if wanted["$type"] in UNORDERED:
        return _all_found(mine, theirs, same)
    return all(same(one, other) for one, other in zip(mine, theirs, strict=True))


def same_table(wanted: Mapping[str, Json], seen: Mapping[str, Json], same: Same) -> bool:
    """Whether a dict is the table that the author wrote."""
    mine: list[Json] = [[key, item] for key, item in wanted.items()]
    theirs = _list(seen.get("entries"))
    return seen.get("length") == len(mine) == len(theirs) and _same_entries(mine, theirs, same)


def _same_entries(mine: Sequence[Json], theirs: Sequence[Json], same: Same) -> bool:
    def equal(one: Json, other: Json) -> bool:
        if not (isinstance(one, list) and isinstance(other, list) and len(one) == len(other) == 2):
            return False
        return same(one[0], other[0]) and same(one[1], other[1])

    return _all_found(mine, theirs, equal)


def _all_found(mine: Sequence[Json], theirs: Sequence[Json], same: Same) -> bool:
    """Whether each of mine has one of theirs for itself, both being as many."""
    left = list(theirs)
    for wanted in mine:
        place = next((place for place, item in enumerate(left) if same(wanted, item)), None)
        if place is None:
            return False
        del left[place]
    return True


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _pairs(value: Json) -> list[tuple[Json, Json]]:
    return [(pair[0], pair[1]) for pair in _list(value) if isinstance(pair, list) and len(pair) == 2]


# ---- showing ----------------------------------------------------------------------------------------
def show(seen: Json, depth: int = 0) -> str:
    """A typed value as Python writes it."""
    if not isinstance(seen, dict) or depth > _DEEPEST:
        return _CUT
    kind = str(seen.get("type"))
    if kind in _BRACKETS:
        return _show_items(seen, kind, depth)
    if kind == "dict":
        return "{" + _show_entries(seen, depth, ": ") + "}"
    if kind == "instance" and "text" not in seen and "entries" in seen:
        return f"{seen.get('name')}({_show_entries(seen, depth, '=')})"
    return _SHOWN[kind](seen) if kind in _SHOWN else _CUT


def _show_number(seen: Mapping[str, Json]) -> str:
    text = seen.get("text")
    return repr(seen.get("value")) if text is None else _INFINITIES.get(str(text), str(text))


def _show_instance(seen: Mapping[str, Json]) -> str:
    return str(seen["text"]) if "text" in seen else f"un objet {seen.get('name')}"


_SHOWN: dict[str, Callable[[Mapping[str, Json]], str]] = {
    "none": lambda seen: "None",
    "boolean": lambda seen: repr(seen.get("value") is True),
    "number": _show_number,
    "NaN": lambda seen: "nan",
    "string": lambda seen: repr(str(seen.get("value", ""))),
    "bytes": lambda seen: str(seen.get("value", "")),
    "function": lambda seen: f"une fonction {seen.get('name') or ''}".strip(),
    "class": lambda seen: f"la classe {seen.get('name')}",
    "module": lambda seen: f"le module {seen.get('name')}",
    "error": lambda seen: f"{seen.get('name')}({str(seen.get('message', ''))!r})",
    "instance": _show_instance,
}
_BRACKETS = {"array": ("[", "]"), "tuple": ("(", ")"), "set": ("{", "}"), "frozenset": ("{", "}")}


def _show_items(seen: Mapping[str, Json], kind: str, depth: int) -> str:
    items = _list(seen.get("items"))
    inside = ", ".join([show(item, depth + 1) for item in items] + _more(seen, items))
    if kind in UNORDERED and not items:
        return f"{kind}()"
    opening, closing = _BRACKETS[kind]
    alone = "," if kind == "tuple" and len(items) == 1 else ""
    written = f"{opening}{inside}{alone}{closing}"
    return f"frozenset({written})" if kind == "frozenset" else written


def _show_entries(seen: Mapping[str, Json], depth: int, sign: str) -> str:
    entries = _pairs(seen.get("entries"))
    shown = [f"{_key(key, depth, sign)}{sign}{show(item, depth + 1)}" for key, item in entries]
    return ", ".join(shown + _more(seen, entries))


def _key(key: Json, depth: int, sign: str) -> str:
    named = sign == "=" and isinstance(key, dict) and key.get("type") == "string"
    return str(key.get("value")) if named and isinstance(key, dict) else show(key, depth + 1)


def _more(seen: Mapping[str, Json], shown: Sequence[object]) -> list[str]:
    length = seen.get("length")
    return [_CUT] if isinstance(length, int) and length > len(shown) else []


def show_wanted(wanted: Json) -> str:
    """An expected value as Python would write it."""
    if isinstance(wanted, list):
        return f"[{_listed(wanted)}]"
    if not isinstance(wanted, dict):
        return repr(wanted)
    if "$type" not in wanted:
        return "{" + ", ".join(f"{key!r}: {show_wanted(item)}" for key, item in wanted.items()) + "}"
    return _show_special(wanted)


def _show_special(wanted: Mapping[str, Json]) -> str:
    kind, items = str(wanted["$type"]), _list(wanted.get("items"))
    if kind == "none":
        return "None"
    if kind == "tuple":
        return f"({_listed(items)}{',' if len(items) == 1 else ''})"
    if kind == "dict":
        pairs = _pairs(wanted.get("entries"))
        return "{" + ", ".join(f"{show_wanted(key)}: {show_wanted(item)}" for key, item in pairs) + "}"
    if kind in UNORDERED:
        written = f"{{{_listed(items)}}}" if items else f"{kind}()"
        return f"frozenset({written})" if kind == "frozenset" and items else written
    return str(wanted.get("value", TYPES.get(kind, kind)))


def _listed(items: Sequence[Json]) -> str:
    return ", ".join(show_wanted(item) for item in items)
