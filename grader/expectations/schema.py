"""What tables are made of: columns, keys, indexes. One check speaks of one `table`, or of which tables there are.

`columns` is a list of names that must be there, or a table of name -> type, or name -> { type, nullable, length,
default }. `foreign_keys` are tables with `columns`, `table`, and if they matter `references` and `on_delete`.
"""

from collections.abc import Callable, Mapping

from grader.contract import Json, Probe
from grader.expectations.base import BadExpectation, Kind, Mismatch, texts, whole
from grader.expectations.refusals import unanswered
from grader.sentences import plural, quoted, say

TYPES: dict[str, str] = {
    "integer": "un nombre entier",
    "decimal": "un nombre à virgule",
    "text": "du texte",
    "date": "une date",
    "time": "une heure",
    "datetime": "une date avec l’heure",
    "boolean": "vrai ou faux",
    "bytes": "des octets",
    "other": "autre chose",
}
_ACTIONS = ("cascade", "restrict", "set null", "set default", "no action")
_OF_A_TABLE = frozenset({"columns", "primary_key", "unique", "foreign_keys", "indexes", "checks"})

type _Table = Mapping[str, Json]


# ---- what an author may write -----------------------------------------------------------------------
def _validate(expect: Mapping[str, Json]) -> None:
    if _OF_A_TABLE & set(expect) and not isinstance(expect.get("table"), str):
        raise BadExpectation("« table » doit nommer la table dont il s’agit")
    for key in ("tables", "no_tables", "primary_key"):
        if key in expect:
            texts(expect[key], key)
    for key in ("unique", "indexes", "foreign_keys"):
        if not isinstance(expect.get(key, []), list):
            raise BadExpectation(f"« {key} » doit être une liste")
    for key in ("unique", "indexes"):
        for names in _list(expect.get(key)):
            texts(names, f"{key} : chaque élément")
    if "checks" in expect:
        whole(expect["checks"], "checks")
    _validate_columns(expect.get("columns", []))
    for foreign_key in _list(expect.get("foreign_keys")):
        _validate_foreign_key(foreign_key)


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _validate_columns(value: Json) -> None:
    if isinstance(value, list):
        if value:
            texts(value, "columns")
        return
    if not isinstance(value, dict):
        raise BadExpectation("« columns » doit être une liste de noms, ou une table de colonnes")
    for name, wanted in value.items():
        asked = wanted if isinstance(wanted, dict) else {"type": wanted}
        if unknown := sorted(set(asked) - {"type", "nullable", "length", "default"}):
            raise BadExpectation(f"« columns.{name} » ne connaît pas : {', '.join(unknown)}")
        if str(asked.get("type", "text")) not in TYPES:
            raise BadExpectation(f"« columns.{name} » : type inconnu (connus : {', '.join(TYPES)})")


def _validate_foreign_key(key: Json) -> None:
    if not isinstance(key, dict) or not isinstance(key.get("table"), str):
        raise BadExpectation("« foreign_keys » doit être une liste de tables avec « columns » et « table »")
    texts(key.get("columns"), "foreign_keys.columns")
    if "references" in key:
        texts(key["references"], "foreign_keys.references")
    if "on_delete" in key and key["on_delete"] not in _ACTIONS:
        raise BadExpectation(f"« on_delete » doit être l’un de : {', '.join(_ACTIONS)}")
    if unknown := sorted(set(key) - {"columns", "table", "references", "on_delete"}):
        raise BadExpectation(f"« foreign_keys » ne connaît pas : {', '.join(unknown)}")


# ---- comparing --------------------------------------------------------------------------------------
def _compare(probe: Probe, expect: Mapping[str, Json], seen: Mapping[str, Json]) -> Mismatch | None:
    tables = seen.get("tables")
    if not isinstance(tables, list):
        return unanswered(probe, seen) or Mismatch("", "", say("On n’a pas pu lire les tables."))
    known = {_fold(table.get("name")): table for table in tables if isinstance(table, dict)}
    for name in _names(expect.get("tables")):
        if _fold(name) not in known:
            return _no_table(name, known)
    for name in _names(expect.get("no_tables")):
        if _fold(name) in known:
            sentence = say("La table {name} ne devrait plus exister.", name=quoted(name))
            return Mismatch("absente", "présente", sentence)
    if "table" not in expect:
        return None
    name = str(expect["table"])
    table = known.get(_fold(name))
    return _no_table(name, known) if table is None else _compare_one(name, table, expect)


def _fold(name: Json) -> str:
    return str(name).casefold()


def _names(value: Json) -> list[str]:
    return [str(name) for name in value] if isinstance(value, list) else []


def _folded(value: Json) -> list[str]:
    return [_fold(name) for name in _names(value)]


def _no_table(name: str, known: Mapping[str, _Table]) -> Mismatch:
    found = ", ".join(str(table.get("name")) for table in known.values()) or "aucune table"
    sentence = say("La table {name} n’existe pas. On trouve : {found}.", name=quoted(name), found=found)
    return Mismatch(name, found, sentence)


def _compare_one(name: str, table: _Table, expect: Mapping[str, Json]) -> Mismatch | None:
    for key, compare in _COMPARED.items():
        if key in expect and (wrong := compare(name, table, expect[key])) is not None:
            return wrong
    return None


def _columns(name: str, table: _Table, wanted: Json) -> Mismatch | None:
    known = {_fold(one.get("name")): one for one in _list(table.get("columns")) if isinstance(one, dict)}
    asked = wanted if isinstance(wanted, dict) else dict.fromkeys(_names(wanted), None)
    for column, about in asked.items():
        found = known.get(_fold(column))
        if found is None:
            shown = ", ".join(str(one.get("name")) for one in known.values())
            words = "Dans la table {name}, il manque la colonne {column}. On trouve : {found}."
            return Mismatch(column, shown, say(words, name=quoted(name), column=quoted(column), found=shown))
        details = about if isinstance(about, dict) else ({} if about is None else {"type": about})
        if (wrong := _column(name, column, found, details)) is not None:
            return wrong
    return None


def _column(name: str, column: str, found: _Table, asked: Mapping[str, Json]) -> Mismatch | None:
    place = say("Dans la table {name}, la colonne {column}", name=quoted(name), column=quoted(column))
    if "type" in asked and asked["type"] != found.get("type"):
        expected, shown = TYPES[str(asked["type"])], str(found.get("written"))
        words = "{place} devrait être {expected} ; son type est {found}."
        return Mismatch(expected, shown, say(words, place=place, expected=expected, found=shown or "absent"))
    if "nullable" in asked and asked["nullable"] is not found.get("nullable"):
        words = (
            "{place} devrait pouvoir rester vide."
            if asked["nullable"]
            else "{place} devrait être obligatoire : NOT NULL."
        )
        return Mismatch("NULL" if asked["nullable"] else "NOT NULL", "l’inverse", say(words, place=place))
    if "length" in asked and asked["length"] != found.get("length"):
        words = "{place} devrait avoir la longueur {expected} ; son type est {found}."
        expected, shown = str(asked["length"]), str(found.get("written"))
        return Mismatch(expected, shown, say(words, place=place, expected=expected, found=shown))
    if "default" in asked and not _same_default(asked["default"], found.get("default")):
        words = "{place} devrait valoir {expected} quand on ne dit rien (DEFAULT)."
        expected, shown = str(asked["default"]), str(found.get("default"))
        return Mismatch(expected, shown, say(words, place=place, expected=quoted(expected)))
    return None


def _same_default(wanted: Json, found: Json) -> bool:
    """Engines write a default with its quotes, its type or parentheses around it."""
    if not isinstance(found, str):
        return False
    plain = found.partition("::")[0].strip("()'\"")
    return plain.casefold() == str(wanted).casefold()


def _primary_key(name: str, table: _Table, wanted: Json) -> Mismatch | None:
    found = _names(table.get("primary_key"))
    if _folded(table.get("primary_key")) == _folded(wanted):
        return None
    expected, shown = ", ".join(_names(wanted)), ", ".join(found) or "aucune"
    words = "La clé primaire de la table {name} devrait être {expected} ; on trouve {found}."
    return Mismatch(expected, shown, say(words, name=quoted(name), expected=quoted(expected), found=shown))


def _unique(name: str, table: _Table, wanted: Json) -> Mismatch | None:
    kept = [sorted(_folded(names)) for names in _list(table.get("unique"))]
    kept.append(sorted(_folded(table.get("primary_key"))))
    kept += [sorted(_folded(one["columns"])) for one in _indexes_of(table) if one.get("unique") is True]
    for names in _list(wanted):
        if sorted(_folded(names)) not in kept:
            expected = ", ".join(_names(names))
            words = "Dans la table {name}, deux lignes peuvent avoir le même {expected} : il manque UNIQUE."
            return Mismatch(expected, "pas unique", say(words, name=quoted(name), expected=quoted(expected)))
    return None


def _indexes_of(table: _Table) -> list[dict[str, Json]]:
    return [one for one in _list(table.get("indexes")) if isinstance(one, dict) and "columns" in one]


def _indexes(name: str, table: _Table, wanted: Json) -> Mismatch | None:
    kept = [_folded(one["columns"]) for one in _indexes_of(table)] + [_folded(table.get("primary_key"))]
    for names in _list(wanted):
        columns = _folded(names)
        if not any(one[: len(columns)] == columns for one in kept):
            expected = ", ".join(_names(names))
            words = "La table {name} n’a pas d’index sur {expected}."
            return Mismatch(expected, "pas d’index", say(words, name=quoted(name), expected=quoted(expected)))
    return None


def _foreign_keys(name: str, table: _Table, wanted: Json) -> Mismatch | None:
    kept = [key for key in _list(table.get("foreign_keys")) if isinstance(key, dict)]
    for key in _list(wanted):
        if isinstance(key, dict) and (wrong := _foreign_key(name, kept, key)) is not None:
            return wrong
    return None


def _foreign_key(name: str, kept: list[dict[str, Json]], wanted: Mapping[str, Json]) -> Mismatch | None:
    columns, target = _folded(wanted.get("columns")), _fold(wanted.get("table"))
    same = [
        key for key in kept if _folded(key.get("columns")) == columns and _fold(key.get("table")) == target
    ]
    if "references" in wanted:
        same = [key for key in same if _folded(key.get("references")) == _folded(wanted["references"])]
    shown = ", ".join(_names(wanted.get("columns")))
    place = {"name": quoted(name), "columns": quoted(shown), "target": quoted(str(wanted.get("table")))}
    if not same:
        words = "Dans la table {name}, {columns} devrait être une clé étrangère vers la table {target}."
        return Mismatch(str(wanted.get("table")), "pas de clé étrangère", say(words, **place))
    action = wanted.get("on_delete")
    if action is None or any(_same_action(key.get("on_delete"), action) for key in same):
        return None
    words = (
        "La clé étrangère {columns} de la table {name} devrait avoir ON DELETE {action} ; on trouve {found}."
    )
    found = str(same[0].get("on_delete")).upper()
    sentence = say(words, **place, action=str(action).upper(), found=found)
    return Mismatch(str(action).upper(), found, sentence)


def _same_action(found: Json, wanted: Json) -> bool:
    # Said nowhere, an engine calls it one or the other; both refuse.
    refusing = ("restrict", "no action")
    return found == wanted or (found in refusing and wanted in refusing)


def _checks(name: str, table: _Table, wanted: Json) -> Mismatch | None:
    found = table.get("checks")
    count = found if isinstance(found, int) else 0
    if isinstance(wanted, int) and count >= wanted:
        return None
    noun = plural(count, "condition", "conditions")
    words = "La table {name} a {count} {noun} CHECK ; il en faut {wanted}."
    return Mismatch(
        str(wanted), str(count), say(words, name=quoted(name), count=count, noun=noun, wanted=wanted)
    )


_COMPARED: dict[str, Callable[[str, _Table, Json], Mismatch | None]] = {
    "columns": _columns,
    "primary_key": _primary_key,
    "unique": _unique,
    "foreign_keys": _foreign_keys,
    "indexes": _indexes,
    "checks": _checks,
}

KIND = Kind(frozenset({"tables", "no_tables", "table"}) | _OF_A_TABLE, _validate, _compare)
