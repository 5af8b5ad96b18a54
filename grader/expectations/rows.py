"""The rows that an instruction gives, or that a question of the author finds after it.

`rows` are all the rows wanted, in any order unless `ordered`; `contains` and `not_contains` are some of them. Cells
are written as `cells` says. `columns` are names, `types` kinds of values, `count` how many rows, `affected` how many
an instruction changes, `instructions` how many the file may hold, `refused` that the instruction must fail.
"""

from collections.abc import Mapping, Sequence

from grader.contract import Json, Probe
from grader.expectations.base import BadExpectation, Kind, Mismatch, texts, whole
from grader.expectations.cells import (
    same_cell,
    show_cell,
    show_row,
    show_wanted_cell,
    show_wanted_row,
    validate_cell,
)
from grader.expectations.refusals import refusal_mismatch, unanswered, validate_refused
from grader.sentences import plural, quoted, say

TYPES: dict[str, str] = {
    "integer": "des nombres entiers",
    "decimal": "des nombres à virgule",
    "text": "du texte",
    "date": "des dates",
    "time": "des heures",
    "datetime": "des dates avec l’heure",
    "boolean": "vrai ou faux",
    "bytes": "des octets",
    "mixed": "des valeurs de plusieurs types",
    "null": "seulement NULL",
}
_KEYS = frozenset(
    {
        "rows",
        "ordered",
        "decimals",
        "contains",
        "not_contains",
        "columns",
        "types",
        "count",
        "affected",
        "instructions",
        "refused",
    }
)
_LISTS_OF_ROWS = ("rows", "contains", "not_contains")

type _Row = Sequence[Json]


# ---- what an author may write -----------------------------------------------------------------------
def _validate(expect: Mapping[str, Json]) -> None:
    for key in _LISTS_OF_ROWS:
        if key in expect:
            _validate_rows(expect[key], key)
    for key in ("count", "affected", "instructions", "decimals"):
        if key in expect:
            whole(expect[key], key)
    for key in ("columns", "types"):
        if key in expect:
            texts(expect[key], key)
    if unknown := [kind for kind in _list(expect.get("types")) if kind not in TYPES]:
        raise BadExpectation(f"type inconnu : {unknown[0]} (connus : {', '.join(TYPES)})")
    if not isinstance(expect.get("ordered", False), bool):
        raise BadExpectation("« ordered » doit être true ou false")
    if "refused" in expect:
        _validate_refused_alone(expect)


def _validate_refused_alone(expect: Mapping[str, Json]) -> None:
    validate_refused(expect["refused"])
    if len(expect) > 1:
        raise BadExpectation("« refused » ne peut pas être mêlé à une autre attente")


def _validate_rows(value: Json, name: str) -> None:
    rows = _list(value)
    if not isinstance(value, list) or not all(isinstance(row, list) and row for row in rows):
        raise BadExpectation(f"« {name} » doit être une liste de lignes, chacune une liste de cases")
    if len({len(row) for row in rows if isinstance(row, list)}) > 1:
        raise BadExpectation(f"« {name} » : toutes les lignes doivent avoir autant de cases")
    for row in rows:
        for cell in _list(row):
            validate_cell(cell, name)


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


# ---- comparing --------------------------------------------------------------------------------------
def _compare(probe: Probe, expect: Mapping[str, Json], seen: Mapping[str, Json]) -> Mismatch | None:
    if "refused" in expect:
        return _compare_refusal(probe, expect["refused"], seen)
    wrong = unanswered(probe, seen) or _compare_counts(expect, seen) or _compare_table(expect, seen)
    if wrong is None or wrong.error or "query" not in probe.params:
        return _capital(wrong)
    if seen.get("uncommitted") is True:
        words = "Votre transaction n’est pas terminée : sans COMMIT, la base oublie tout ce qu’elle a changé."
        return Mismatch(wrong.expected, wrong.found, say(words))
    return Mismatch(wrong.expected, wrong.found, say("Après votre code, {what}", what=_small(wrong.sentence)))


def _capital(wrong: Mismatch | None) -> Mismatch | None:
    if wrong is None:
        return None
    sentence = wrong.sentence[:1].upper() + wrong.sentence[1:]
    return Mismatch(wrong.expected, wrong.found, sentence, wrong.where, wrong.error)


def _small(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _compare_refusal(probe: Probe, wanted: Json, seen: Mapping[str, Json]) -> Mismatch | None:
    thrown = seen.get("thrown")
    if isinstance(thrown, dict):
        return refusal_mismatch(
            wanted, str(thrown.get("reason")), str(thrown.get("message", "")), "votre instruction"
        )
    if (wrong := unanswered(probe, seen)) is not None:
        return wrong
    if not isinstance(seen.get("instructions"), int):
        return Mismatch("", "", say("On n’a pas pu essayer cette instruction."))
    return refusal_mismatch(wanted, None, "", "votre instruction")


def _compare_counts(expect: Mapping[str, Json], seen: Mapping[str, Json]) -> Mismatch | None:
    counts = (
        ("instructions", "le fichier contient {found} {noun} ; il en faut {wanted}.", "instruction"),
        ("affected", "l’instruction change {found} {noun} ; elle devrait en changer {wanted}.", "ligne"),
    )
    for key, words, noun in counts:
        wanted, found = expect.get(key), seen.get(key)
        if isinstance(wanted, int) and wanted != found:
            shown = found if isinstance(found, int) else 0
            sentence = say(words, found=shown, noun=plural(shown, noun, f"{noun}s"), wanted=wanted)
            return Mismatch(str(wanted), str(shown), sentence)
    return None


def _compare_table(expect: Mapping[str, Json], seen: Mapping[str, Json]) -> Mismatch | None:
    if not set(expect) - {"instructions", "affected", "ordered", "decimals"}:
        return None
    rows, names, count = seen.get("rows"), _names(seen), seen.get("count")
    if not isinstance(rows, list) or not isinstance(count, int):
        words = "cette instruction ne donne pas de lignes : il faut une requête SELECT."
        return Mismatch("des lignes", "rien", say(words))
    table = [row for row in rows if isinstance(row, list)]
    return (
        _columns_mismatch(expect, seen, names)
        or _types_mismatch(expect, seen, names)
        or _rows_mismatch(expect, table, names, count)
        or _count_mismatch(expect.get("count"), count)
    )


def _names(seen: Mapping[str, Json]) -> list[str]:
    return [str(column.get("name", "")) for column in _list(seen.get("columns")) if isinstance(column, dict)]


# ---- columns ----------------------------------------------------------------------------------------
def _columns_mismatch(
    expect: Mapping[str, Json], seen: Mapping[str, Json], names: list[str]
) -> Mismatch | None:
    wanted = [str(name) for name in _list(expect.get("columns"))]
    found = seen.get("width")
    width = len(wanted) or _width_of(expect)
    if width and found != width:
        sentence = say(
            "le résultat a {found} {noun}{named} ; il en faut {width}{wanted}.",
            found=found,
            noun=plural(found if isinstance(found, int) else 2, "colonne", "colonnes"),
            named=_between_parentheses(names),
            width=width,
            wanted=_between_parentheses(wanted),
        )
        return Mismatch(", ".join(wanted) or str(width), ", ".join(names), sentence)
    if not wanted or _folded(wanted) == _folded(names):
        return None
    return _names_mismatch(wanted, names)


def _width_of(expect: Mapping[str, Json]) -> int:
    for key in _LISTS_OF_ROWS:
        if rows := _list(expect.get(key)):
            return len(_list(rows[0]))
    return len(_list(expect.get("types")))


def _folded(names: list[str]) -> list[str]:
    # PostgreSQL writes the names of columns in small letters, the others as they were typed.
    return [name.casefold() for name in names]


def _between_parentheses(names: list[str]) -> str:
    return f" ({', '.join(names[:8])}{'…' if len(names) > 8 else ''})" if names else ""


def _names_mismatch(wanted: list[str], names: list[str]) -> Mismatch:
    expected, found = ", ".join(wanted), ", ".join(names)
    if sorted(_folded(wanted)) == sorted(_folded(names)):
        words = "les colonnes ne sont pas dans le bon ordre : on attend {expected} ; on trouve {found}."
        return Mismatch(expected, found, say(words, expected=expected, found=found))
    pairs = enumerate(zip(_folded(wanted), _folded(names), strict=False))
    number = next((i for i, (mine, theirs) in pairs if mine != theirs), 0)
    sentence = say(
        "la colonne {number} devrait s’appeler {expected} ; elle s’appelle {found}. "
        "Le mot AS donne un nom à une colonne.",
        number=number + 1,
        expected=quoted(wanted[number]),
        found=quoted(_at(names, number)),
    )
    return Mismatch(expected, found, sentence)


def _at(names: list[str], number: int) -> str:
    return names[number] if number < len(names) else "?"


def _types_mismatch(
    expect: Mapping[str, Json], seen: Mapping[str, Json], names: list[str]
) -> Mismatch | None:
    columns = [column for column in _list(seen.get("columns")) if isinstance(column, dict)]
    for wanted, column, name in zip(_list(expect.get("types")), columns, names, strict=False):
        found = str(column.get("type"))
        if found != wanted:
            words = "la colonne {name} devrait contenir {expected} ; elle contient {found}."
            expected, shown = TYPES.get(str(wanted), str(wanted)), TYPES.get(found, found)
            return Mismatch(expected, shown, say(words, name=quoted(name), expected=expected, found=shown))
    return None


# ---- rows -------------------------------------------------------------------------------------------
def _rows_mismatch(
    expect: Mapping[str, Json], table: list[list[Json]], names: list[str], count: int
) -> Mismatch | None:
    decimals = expect.get("decimals")
    rounding = decimals if isinstance(decimals, int) else None
    if "rows" in expect:
        wanted = [_list(row) for row in _list(expect["rows"])]
        if (wrong := _all_mismatch(wanted, table, names, count, rounding)) is not None:
            return wrong
        if expect.get("ordered") is True and (wrong := _order_mismatch(wanted, table, rounding)) is not None:
            return wrong
    missing, _ = _unmatched([_list(row) for row in _list(expect.get("contains"))], table, rounding)
    if missing:
        return _missing(missing)
    for row in map(_list, _list(expect.get("not_contains"))):
        if any(_same_row(row, other, rounding) for other in table):
            shown = show_wanted_row(row)
            return Mismatch(f"pas {shown}", shown, say("la ligne {row} ne devrait pas être là.", row=shown))
    return None


def _same_row(wanted: _Row, seen: _Row, decimals: int | None) -> bool:
    return len(wanted) == len(seen) and all(
        same_cell(w, s, decimals) for w, s in zip(wanted, seen, strict=True)
    )


def _unmatched(
    wanted: list[list[Json]], table: list[list[Json]], decimals: int | None
) -> tuple[list[list[Json]], list[list[Json]]]:
    """Returns the wanted rows that are not there, and the rows there that nobody wanted."""
    left = list(table)
    missing = []
    for row in wanted:
        place = next((i for i, other in enumerate(left) if _same_row(row, other, decimals)), None)
        if place is None:
            missing.append(row)
        else:
            del left[place]
    return missing, left


def _all_mismatch(
    wanted: list[list[Json]], table: list[list[Json]], names: list[str], count: int, decimals: int | None
) -> Mismatch | None:
    if count > len(table):  # not all were kept: more than an author ever writes
        return _count_mismatch(len(wanted), count)
    missing, extra = _unmatched(wanted, table, decimals)
    if not missing and not extra:
        return None
    if not table:
        words = "il n’y a aucune ligne ; il en faut {count}, dont {row}."
        row = show_wanted_row(wanted[0])
        return Mismatch(row, "aucune ligne", say(words, count=len(wanted), row=row))
    if missing and extra:
        return _closest(missing, extra, names, decimals)
    return _missing(missing) if missing else _extra(extra, table)


def _missing(missing: list[list[Json]]) -> Mismatch:
    row = show_wanted_row(missing[0])
    words = "il manque la ligne {row}." if len(missing) == 1 else "il manque {count} lignes, dont {row}."
    return Mismatch(row, "pas cette ligne", say(words, row=row, count=len(missing)))


def _extra(extra: list[list[Json]], table: list[list[Json]]) -> Mismatch:
    row = show_row(extra[0])
    times = table.count(extra[0])
    if len(extra) == 1 and times > 1:
        words = "la ligne {row} est là {times} fois : c’est une fois de trop."
    elif len(extra) == 1:
        words = "la ligne {row} est de trop."
    else:
        words = "{count} lignes sont de trop, dont {row}."
    return Mismatch("pas cette ligne", row, say(words, row=row, times=times, count=len(extra)))


def _closest(
    missing: list[list[Json]], extra: list[list[Json]], names: list[str], decimals: int | None
) -> Mismatch:
    """Two rows that differ in one cell are the same row with a mistake: that cell is what to tell."""
    for row in missing:
        for other in extra:
            pairs = enumerate(zip(row, other, strict=False))
            wrong = [i for i, (mine, theirs) in pairs if not same_cell(mine, theirs, decimals)]
            if len(wrong) == 1 and len(row) == len(other) > 1:
                return _wrong_cell(row, other, wrong[0], names)
    wanted, found = show_wanted_row(missing[0]), show_row(extra[0])
    sentence = say("il manque la ligne {wanted} ; à la place, on trouve {found}.", wanted=wanted, found=found)
    if len(missing) != len(extra):
        sentence = say("il manque la ligne {wanted}, et {found} est de trop.", wanted=wanted, found=found)
    return Mismatch(wanted, found, sentence)


def _wrong_cell(row: _Row, other: _Row, number: int, names: list[str]) -> Mismatch:
    wanted, found = show_wanted_cell(row[number]), show_cell(other[number])
    sentence = say(
        "dans la ligne {row}, la colonne {name} devrait valoir {wanted} ; elle vaut {found}.",
        row=show_row(other),
        name=quoted(_at(names, number)),
        wanted=wanted,
        found=found,
    )
    return Mismatch(wanted, found, sentence)


def _order_mismatch(
    wanted: list[list[Json]], table: list[list[Json]], decimals: int | None
) -> Mismatch | None:
    for number, (row, other) in enumerate(zip(wanted, table, strict=False), start=1):
        if not _same_row(row, other, decimals):
            expected, found = show_wanted_row(row), show_row(other)
            sentence = say(
                "les lignes sont justes, mais pas dans le bon ordre : la ligne {number} devrait être {expected} ; "
                "c’est {found}. ORDER BY choisit l’ordre.",
                number=number,
                expected=expected,
                found=found,
            )
            return Mismatch(expected, found, sentence)
    return None


def _count_mismatch(wanted: Json, count: int) -> Mismatch | None:
    if not isinstance(wanted, int) or wanted == count:
        return None
    found = say("{count} {noun}", count=count, noun=plural(count, "ligne", "lignes"))
    sentence = say("le résultat a {found} ; il en faut {wanted}.", found=found, wanted=wanted)
    return Mismatch(str(wanted), str(count), sentence)


KIND = Kind(_KEYS, _validate, _compare)
