"""A table as the SQLite shell draws it, in columns, read back as rows."""

import re
from typing import Any

_RULE = re.compile(r"-+(?: +-+)* *")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?")


class NotATable(ValueError):
    """The text is no table in columns; the French text says so."""


def rows_of(text: str) -> dict[str, Any]:
    """Returns the expectation that a drawn table stands for: names of columns, rows in their order.

    Raises:
        NotATable: it is drawn otherwise.
    """
    lines = [line.rstrip() for line in text.strip("\n").split("\n")]
    if not text.strip():
        return {"count": 0}
    if len(lines) < 2 or not _RULE.fullmatch(lines[1]):
        raise NotATable("le résultat attendu n’est pas un tableau en colonnes.")
    places = [(rule.start(), rule.end()) for rule in re.finditer(r"-+", lines[1])]
    rows = [[_cell(part) for part in _cut(line, places)] for line in lines[2:] if line.strip()]
    return {"columns": _cut(lines[0], places), "rows": rows, "ordered": True}


def _cut(line: str, places: list[tuple[int, int]]) -> list[str]:
    ends = [start for start, _ in places[1:]] + [max(len(line), places[-1][1])]
    parts = []
    for (start, stop), end in zip(places, ends, strict=True):
        if line[stop:end].strip() and end != len(line) and end != ends[-1]:
            raise NotATable("dans le résultat attendu, les colonnes se touchent.")
        parts.append(line[start:end].strip())
    return parts


def _cell(text: str) -> Any:
    if not _NUMBER.fullmatch(text):
        return text
    return float(text) if "." in text else int(text)
