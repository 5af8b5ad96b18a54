"""One cell of a table: how an author writes it, whether it is the one that was seen, how it is shown.

Authors write numbers, texts, true and false as they are in TOML. `{ null = true }` is NULL; a table with one of
`contains`, `matches`, `one_of` or `not_empty` is a condition on the text of the cell.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from grader.contract import Json
from grader.expectations.base import BadExpectation, holds, validate_condition, wish
from grader.sentences import short

LONGEST_CELL = 30
NULL = "NULL"
_LARGEST = 1_000  # digits before or after the point: beyond, nothing is computed


_WORDS = {True: "true", False: "false"}


def validate_cell(wanted: Json, name: str) -> None:
    if isinstance(wanted, dict) and set(wanted) != {"null"}:
        validate_condition(wanted, name)
    elif isinstance(wanted, dict) and wanted["null"] is not True:
        raise BadExpectation(f"« {name} » : NULL s’écrit {{ null = true }}")
    elif isinstance(wanted, list) or wanted is None:
        raise BadExpectation(
            f"« {name} » : une case est un texte, un nombre, true, false ou {{ null = true }}"
        )


def number_of(cell: Json) -> Decimal | None:
    """Returns the exact number of a cell, or of what an author wrote; None for anything else."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, Mapping):
        cell = cell.get("number")
    elif isinstance(cell, str):
        return None
    try:
        number = Decimal(str(cell))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < _LARGEST else None


def text_of(cell: Json) -> str | None:
    """Returns a cell as plain text; None for NULL and for bytes."""
    if isinstance(cell, Mapping):
        return str(cell["number"]) if "number" in cell else None
    return None if cell is None else (_WORDS[cell] if isinstance(cell, bool) else str(cell))


def same_cell(wanted: Json, seen: Json, decimals: int | None = None) -> bool:
    """Whether a cell is the one the author wrote; numbers are compared exactly, or rounded to `decimals`."""
    if isinstance(wanted, dict):
        return seen is None if "null" in wanted else holds(wanted, text_of(seen))
    if isinstance(wanted, bool):
        return seen is wanted or (type(seen) is int and seen == int(wanted))
    if isinstance(wanted, str):
        return seen == wanted
    mine, theirs = number_of(wanted), number_of(seen)
    if mine is None or theirs is None:
        return False
    if decimals is None:
        return mine == theirs
    return abs(mine - theirs) * 2 <= Decimal(1).scaleb(-decimals)


def show_cell(cell: Json) -> str:
    """A cell as it is written in SQL: texts between apostrophes, so that '12' is not 12 nor 'NULL' NULL."""
    if isinstance(cell, Mapping) and "bytes" in cell:
        return f"x'{short(str(cell['bytes']), LONGEST_CELL)}'"
    if isinstance(cell, Mapping) and "text" in cell:
        return f"'{short(str(cell['text']), LONGEST_CELL)}…'"
    if isinstance(cell, str):
        return f"'{short(cell, LONGEST_CELL)}'"
    return text_of(cell) or NULL


def show_wanted_cell(wanted: Json) -> str:
    if isinstance(wanted, dict):
        return NULL if "null" in wanted else wish(wanted)
    return show_cell(wanted)


def show_row(cells: Sequence[Json]) -> str:
    return f"({short(', '.join(map(show_cell, cells)), 110)})"


def show_wanted_row(cells: Sequence[Json]) -> str:
    return f"({short(', '.join(map(show_wanted_cell, cells)), 110)})"
