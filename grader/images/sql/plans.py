"""A plan in the words that every engine shares.

A step is `{"table": name, "access": "search" | "scan", "index": name | None}`: a search goes straight to the rows it
wants, a scan reads all of them, through an index or not. `index` is "PRIMARY" for the primary key.
"""

import re
from collections.abc import Iterable
from typing import Any

PRIMARY = "PRIMARY"
_NOT_ALIASES = "on|where|join|inner|left|right|cross|natural|order|group|limit|using|having|union|set|values"


def step(table: str, index: str | None, *, searches: bool) -> dict[str, Any]:
    return {"table": table, "access": "search" if searches else "scan", "index": index}


def tables_by_name(query: str, tables: Iterable[str]) -> dict[str, str]:
    """Returns name or alias in small letters -> table, for the engines whose plans only tell aliases."""
    known = {table.lower(): table for table in tables}
    if not known:
        return {}
    names = "|".join(re.escape(name) for name in known)
    alias = re.compile(
        rf"\b({names})[`\"\]]?\s+(?:as\s+)?[`\"\[]?(?!(?:{_NOT_ALIASES})\b)(\w+)", re.IGNORECASE
    )
    return {found.lower(): known[table.lower()] for table, found in alias.findall(query)} | known
