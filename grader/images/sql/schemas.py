"""What tables are made of, in the words that every engine shares.

A column's `type` is one of integer, decimal, text, date, time, datetime, boolean, bytes or other; `written` is the
engine's own word for it, `length` the number between its parentheses.
"""

import re
from typing import Any

MOST_TABLES = 60
MOST_COLUMNS = 60
_FAMILIES = (
    ("bool", "boolean"),
    ("int", "integer"),
    ("serial", "integer"),
    ("year", "integer"),
    ("char", "text"),
    ("text", "text"),
    ("clob", "text"),
    ("enum", "text"),
    ("datetime", "datetime"),
    ("timestamp", "datetime"),
    ("date", "date"),
    ("time", "time"),
    ("dec", "decimal"),
    ("num", "decimal"),
    ("real", "decimal"),
    ("floa", "decimal"),
    ("doub", "decimal"),
    ("money", "decimal"),
    ("blob", "bytes"),
    ("binary", "bytes"),
    ("bytea", "bytes"),
)
_TEXTS = re.compile(r"'[^']*'")


def empty_table(name: str, kind: str) -> dict[str, Any]:
    """`kind` is table or view. `unique` holds lists of columns, `checks` counts."""
    return {
        "name": name,
        "kind": kind,
        "columns": [],
        "primary_key": [],
        "unique": [],
        "foreign_keys": [],
        "indexes": [],
        "checks": 0,
    }


def column(name: str, written: str, *, nullable: bool, default: str | None) -> dict[str, Any]:
    length = re.search(r"\((\d{1,9})", written)
    return {
        "name": name,
        "type": family(written),
        "written": written.lower()[:60],
        "length": int(length[1]) if length else None,
        "nullable": nullable,
        "default": None if default is None else str(default)[:100],
    }


def family(written: str) -> str:
    small = written.lower()
    if small == "tinyint(1)":  # MariaDB's boolean
        return "boolean"
    if small.startswith(("interval", "point")):
        return "other"
    return next((kind for word, kind in _FAMILIES if word in small), "other")


def foreign_key(table: str, on_delete: str, on_update: str) -> dict[str, Any]:
    """A key whose columns are still to be named."""
    return {
        "columns": [],
        "table": table,
        "references": [],
        "on_delete": on_delete.lower(),
        "on_update": on_update.lower(),
    }


def without_texts(sql: str) -> str:
    return _TEXTS.sub("''", sql)
