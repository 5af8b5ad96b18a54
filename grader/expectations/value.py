"""A value of JavaScript or Python, typed as the observer saw it, compared with what the author wrote.

Authors write numbers, texts, true and false, lists and tables as they are in TOML. What TOML cannot say is
a table with `$type`: `{"$type" = "undefined"}`, `{"$type" = "bigint", value = "12"}`, `{"$type" = "date",
value = "2026-01-01T00:00:00.000Z"}`, `{"$type" = "set", items = [1, 2]}`, `{"$type" = "map", entries =
[["a", 1]]}`. What Python has of its own is in `python_value`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from grader.contract import Json, Probe, Where
from grader.expectations import python_value
from grader.expectations.base import BadExpectation, Kind, Mismatch, matches, pattern
from grader.sentences import error_text, explain_error, placed, quoted, say, short, show_json

TYPES: dict[str, str] = {
    "undefined": "undefined (rien)",
    "null": "null",
    "boolean": "un booléen (true ou false)",
    "number": "un nombre",
    "NaN": "NaN (pas un nombre)",
    "string": "un texte",
    "bigint": "un très grand entier (bigint)",
    "symbol": "un symbole",
    "function": "une fonction",
    "array": "un tableau",
    "object": "un objet",
    "date": "une date",
    "map": "une Map",
    "set": "un Set",
    "regexp": "une expression régulière",
    "error": "une erreur",
    "promise": "une promesse jamais tenue",
}
_KEYS = frozenset({"equals", "not_equals", "one_of", "type", "matches", "throws", "at_least", "at_most"})
_CUT = "…"


def _validate(expect: Mapping[str, Json]) -> None:
    known = {**TYPES, **python_value.TYPES}
    if "type" in expect and expect["type"] not in known:
        raise BadExpectation(f"type inconnu : {expect['type']!r} (connus : {', '.join(known)})")
    if "one_of" in expect and (not isinstance(expect["one_of"], list) or not expect["one_of"]):
        raise BadExpectation("« one_of » doit être une liste de valeurs")
    if "matches" in expect:
        pattern(expect["matches"], "matches")
    if "throws" in expect:
        if not isinstance(expect["throws"], str) or not expect["throws"]:
            raise BadExpectation('« throws » doit être le nom d’une erreur, par exemple "TypeError"')
        if len(expect) > 1:
            raise BadExpectation("« throws » ne peut pas être mêlé à une autre attente")
    for key in ("at_least", "at_most"):
        if key in expect and (isinstance(expect[key], bool) or not isinstance(expect[key], int | float)):
            raise BadExpectation(f"« {key} » doit être un nombre")


# ---- comparing --------------------------------------------------------------------------------------
def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _pairs(value: Json) -> list[tuple[Json, Json]]:
    return [(pair[0], pair[1]) for pair in _list(value) if isinstance(pair, list) and len(pair) == 2]


def _number(seen: Mapping[str, Json]) -> float | None:
    value = seen.get("value")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    text = str(seen.get("text"))
    if python_value.LONG_INTEGER.fullmatch(text):
        return int(text)
    return {"Infinity": float("inf"), "-Infinity": float("-inf"), "-0": -0.0}.get(text)


def _all_equal(wanted: list[Json], seen: list[Json]) -> bool:
    return len(wanted) == len(seen) and all(same(w, s) for w, s in zip(wanted, seen, strict=True))


def _same_table(wanted: dict[str, Json], seen: Mapping[str, Json]) -> bool:
    entries = _pairs(seen.get("entries"))
    found = {str(key): item for key, item in entries}
    # `length` counts every own key; a shorter list of entries means that the observer cut it.
    if len(found) != len(entries) or set(found) != set(wanted):
        return False
    return all(same(wanted[key], item) for key, item in found.items())


def _same_special(wanted: dict[str, Json], seen: Mapping[str, Json]) -> bool:
    kind = wanted["$type"]
    if seen.get("type") != kind:
        return False
    if kind in ("tuple", *python_value.UNORDERED):
        return python_value.same_collection(wanted, seen, same)
    if kind == "map":
        mine, theirs = _pairs(wanted.get("entries")), _pairs(seen.get("entries"))
        return (
            seen.get("length") == len(mine) == len(theirs)
            and _all_equal([key for key, _ in mine], [key for key, _ in theirs])
            and _all_equal([item for _, item in mine], [item for _, item in theirs])
        )
    return "value" not in wanted or wanted["value"] == seen.get("value")


def same(wanted: Json, seen: Json) -> bool:  # noqa: PLR0911 - one line per kind of value
    """Whether the typed value that was seen is the one the author wrote."""
    if not isinstance(seen, dict):
        return False
    kind = seen.get("type")
    if wanted is None:
        return kind == "null"
    if isinstance(wanted, bool):
        return kind == "boolean" and seen.get("value") is wanted
    if isinstance(wanted, int | float):
        return kind == "number" and _number(seen) == wanted
    if isinstance(wanted, str):
        return kind == "string" and seen.get("value") == wanted and seen.get("length") == _utf16(wanted)
    if isinstance(wanted, list):
        return (
            kind == "array"
            and seen.get("length") == len(wanted)
            and _all_equal(wanted, _list(seen.get("items")))
        )
    if "$type" in wanted:
        return _same_special(wanted, seen)
    if kind == "dict":
        return python_value.same_table(wanted, seen, same)
    return kind == "object" and _same_table(wanted, seen)


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


# ---- showing ----------------------------------------------------------------------------------------
def show(seen: Json, depth: int = 0) -> str:
    """A typed value as an apprentice would write it."""
    if not isinstance(seen, dict) or depth > 12:
        return _CUT
    kind = str(seen.get("type"))
    if kind == "string":
        return show_json(str(seen.get("value", "")))
    if kind == "number":
        text = seen.get("text")
        return str(text) if text else show_json(seen.get("value"))
    if kind in ("array", "set"):
        inside = _shown_items(seen, depth)
        return f"[{inside}]" if kind == "array" else f"Set {{{inside}}}"
    if kind in ("object", "map"):
        return _shown_entries(seen, kind, depth)
    return _show_plain(kind, seen)


def _show_plain(kind: str, seen: Mapping[str, Json]) -> str:  # noqa: PLR0911 - one line per kind
    if kind == "boolean":
        return show_json(seen.get("value"))
    if kind == "bigint":
        return f"{seen.get('value')}n"
    if kind == "error":
        return error_text(str(seen.get("name", "")), str(seen.get("message", "")))
    if kind in ("date", "regexp", "symbol"):
        return str(seen.get("value", kind))
    if kind == "function":
        return f"une fonction {seen.get('name') or ''}".strip()
    if kind == "promise":
        return TYPES["promise"]
    return kind if kind in TYPES else _CUT


def _shown_items(seen: Mapping[str, Json], depth: int) -> str:
    items = _list(seen.get("items"))
    length = seen.get("length")
    more = [_CUT] if isinstance(length, int) and length > len(items) else []
    return ", ".join([show(item, depth + 1) for item in items] + more)


def _shown_entries(seen: Mapping[str, Json], kind: str, depth: int) -> str:
    if kind == "map":
        pairs = [
            f"{show(key, depth + 1)} => {show(item, depth + 1)}" for key, item in _pairs(seen.get("entries"))
        ]
        return "Map {" + ", ".join(pairs) + "}"
    fields = ", ".join(f"{key}: {show(item, depth + 1)}" for key, item in _pairs(seen.get("entries")))
    name = seen.get("name")
    prefix = f"{name} " if name and name != "Object" else ""
    return f"{prefix}{{ {fields} }}" if fields else f"{prefix}{{}}"


def show_wanted(wanted: Json) -> str:
    if not isinstance(wanted, dict) or "$type" not in wanted:
        return show_json(wanted)
    inside = next((wanted[key] for key in ("value", "items", "entries") if key in wanted), None)
    kind = str(wanted["$type"])
    return kind if inside is None else f"{kind} {inside if isinstance(inside, str) else show_json(inside)}"


@dataclass(frozen=True, slots=True)
class Writing:
    """How a language writes a value that was seen, an expected one, and the names of its types; what a wrong value
    of a type often means."""

    show: Callable[[Json], str]
    show_wanted: Callable[[Json], str]
    types: Mapping[str, str]
    meanings: Mapping[str, str] = field(default_factory=dict)


_JAVASCRIPT = Writing(show, show_wanted, TYPES)
_PYTHON = Writing(
    python_value.show,
    python_value.show_wanted,
    python_value.TYPES,
    {"none": "Il manque peut-être un return."},
)


def _writing_of(seen: Mapping[str, Json]) -> Writing:
    return _PYTHON if seen.get("language") == "python" else _JAVASCRIPT


def shown_value(seen: Mapping[str, Json]) -> str:
    """What an expression gave, as the language of the observation writes it."""
    return _writing_of(seen).show(seen.get("value"))


# ---- the verdict of one check -----------------------------------------------------------------------
def where_thrown(thrown: Mapping[str, Json]) -> Where:
    file = thrown.get("file")
    return Where(
        short(file) if isinstance(file, str) else "",
        _position(thrown.get("line")),
        _position(thrown.get("column")),
    )


def _position(value: Json) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**6 else None


def thrown_mismatch(thrown: Mapping[str, Json], expected: str) -> Mismatch:
    """The mismatch of code that threw where a value was awaited: the error explained, with its line."""
    name, message = str(thrown.get("name") or ""), str(thrown.get("message") or "")
    where = where_thrown(thrown)
    language = str(thrown.get("language") or "javascript")
    sentence = placed(where.file, where.line, explain_error(name, message, language))
    return Mismatch(expected, error_text(name, message), sentence, where, error=True)


def _throws_mismatch(wanted: str, seen: Mapping[str, Json], call: str) -> Mismatch | None:
    thrown = seen.get("thrown")
    if isinstance(thrown, dict) and thrown.get("name") == wanted:
        return None
    if isinstance(thrown, dict):
        found = error_text(str(thrown.get("name") or ""), str(thrown.get("message") or ""))
    else:
        found = short(_writing_of(seen).show(seen.get("value")))
    sentence = say(
        "{call} devrait lancer une erreur {wanted} ; on obtient {found}.",
        call=quoted(call),
        wanted=wanted,
        found=found,
    )
    return Mismatch(wanted, found, sentence)


def _in_order(value: Json, test: Callable[[float], bool]) -> bool:
    number = _number(value) if isinstance(value, dict) and value.get("type") == "number" else None
    return number is not None and test(number)


def _tests(expect: Mapping[str, Json], value: Json, writing: Writing) -> list[tuple[str, bool, str]]:
    """(key, whether it holds, how it is shown) for each thing asked."""
    done: list[tuple[str, bool, str]] = []
    for key, wanted in expect.items():
        shown = writing.show_wanted(wanted)
        if key == "equals":
            done.append((key, same(wanted, value), shown))
        elif key == "not_equals":
            done.append((key, not same(wanted, value), f"autre chose que {shown}"))
        elif key == "one_of":
            wanteds = _list(wanted)
            done.append(
                (key, any(same(w, value) for w in wanteds), " ou ".join(map(writing.show_wanted, wanteds)))
            )
        elif key == "type":
            named = writing.types.get(str(wanted), str(wanted))
            done.append((key, python_value.is_of_type(wanted, value), named))
        elif key == "matches":
            text = value.get("value") if isinstance(value, dict) and value.get("type") == "string" else None
            done.append(
                (key, isinstance(text, str) and matches(wanted, text), f"un texte de la forme {shown}")
            )
        elif key == "at_least" and isinstance(wanted, int | float):
            done.append((key, _in_order(value, lambda n, w=wanted: n >= w), f"au moins {shown}"))  # type: ignore[misc]
        elif key == "at_most" and isinstance(wanted, int | float):
            done.append((key, _in_order(value, lambda n, w=wanted: n <= w), f"au plus {shown}"))  # type: ignore[misc]
    return done


def _compare(probe: Probe, expect: Mapping[str, Json], seen: Mapping[str, Json]) -> Mismatch | None:
    call = short(str(probe.params.get("expression", "")))
    if isinstance(expect.get("throws"), str):
        return _throws_mismatch(str(expect["throws"]), seen, call)
    value = seen.get("value")
    writing = _writing_of(seen)
    tests = _tests(expect, value, writing)
    if isinstance(thrown := seen.get("thrown"), dict):
        return thrown_mismatch(thrown, short(tests[0][2]) if tests else "")
    for _, passed, wanted in tests:
        if not passed:
            return _other_value(call, short(wanted), value, writing)
    return None


def different_values(
    call: str, awaited_error: str | None, seen: Mapping[str, Json], model: Mapping[str, Json] | None = None
) -> Mismatch:
    """The mismatch of a value that is not the one of `model`, or that came where `awaited_error` was awaited."""
    if awaited_error is not None or model is None:
        mismatch = _throws_mismatch(awaited_error or "", seen, short(call))
        assert mismatch is not None
        return mismatch
    writing = _writing_of(seen)
    return _other_value(short(call), short(writing.show(model.get("value"))), seen.get("value"), writing)


def _other_value(call: str, expected: str, value: Json, writing: Writing) -> Mismatch:
    found = short(writing.show(value))
    sentence = say(
        "{call} devrait donner {expected} ; on obtient {found}.",
        call=quoted(call),
        expected=expected,
        found=found,
    )
    meaning = writing.meanings.get(_type_of(value), "")
    return Mismatch(expected, found, f"{sentence} {meaning}".rstrip())


def _type_of(value: Json) -> str:
    return str(value.get("type")) if isinstance(value, dict) else ""


KIND = Kind(_KEYS, _validate, _compare)
