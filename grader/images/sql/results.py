"""What an instruction gave, bounded while it is read, in the words that every engine shares.

A cell is None for NULL, a text, a whole number, true or false, `{"number": "12.50"}` for any other number (its
exact digits), `{"bytes": hexadecimal, "length": n}`, or `{"text": head, "length": n}` for a text that was cut.
"""

import re
from typing import Any

MOST_ROWS = 10_000  # beyond, the query is told that it gives too many
KEPT_ROWS = 200
KEPT_COLUMNS = 60
LONGEST_TEXT = 1_000
LONGEST_BYTES = 64
LONGEST_NAME = 100
_SAFE_INTEGER = 10**18


class Thrown(Exception):
    """The engine refused something.

    `reason` is ours, the same for each engine; `name` and `message` are the engine's. `offset` counts characters
    from the beginning of the text that was run, `line` lines from its first one; `word` is a name to look for when
    the engine tells neither.
    """

    def __init__(
        self,
        reason: str,
        name: str,
        message: str,
        *,
        offset: int | None = None,
        line: int | None = None,
        word: str = "",
    ) -> None:
        super().__init__(message)
        self.reason, self.name, self.message = reason, name, message
        self.offset, self.line, self.word = offset, line, word

    def place_in(self, text: str) -> int:
        """Returns how many characters of the text that was run precede the error, as well as is known."""
        if self.offset is not None:
            return min(self.offset, len(text))
        begin = 0
        for _ in range(self.line or 0):
            begin = text.find("\n", begin) + 1
        found = re.search(rf"(?<!\w){re.escape(self.word)}(?!\w)", text[begin:]) if self.word else None
        return begin + found.start() if found else begin


class Slow(Exception):
    """The time of this probe is over."""


class Lost(Exception):
    """The connection to the server is gone, or speaks of nothing that we know."""


def too_many_rows() -> Thrown:
    return Thrown("too_many_rows", "", f"more than {MOST_ROWS} rows")


def text_cell(text: str) -> Any:
    return text if len(text) <= LONGEST_TEXT else {"text": text[:LONGEST_TEXT], "length": len(text)}


def bytes_cell(data: bytes) -> dict[str, Any]:
    return {"bytes": data[:LONGEST_BYTES].hex(), "length": len(data)}


def number_cell(digits: str) -> Any:
    if len(digits) < 19 and digits.lstrip("-").isdecimal():
        return int(digits)
    return {"number": digits[:LONGEST_TEXT]}


def cell_of(kind: str, data: bytes | None) -> Any:
    """A value as a server writes it, in UTF-8 unless it is bytes."""
    if data is None:
        return None
    if kind == "bytes":
        return bytes_cell(data)
    text = data.decode("utf-8", "replace")
    if kind in ("integer", "decimal"):
        return number_cell(text)
    return text == "t" if kind == "boolean" else text_cell(text)


class Result:
    """What one instruction gave. `room` is how many characters its cells may take in the answer."""

    def __init__(self, room: int) -> None:
        self.columns: list[dict[str, str]] = []
        self.width: int | None = None  # None: no rows, not even none of them
        self.count = 0
        self.affected: int | None = None
        self._rows: list[list[Any]] = []
        self._room = room

    def has_columns(self, named: list[tuple[str, str]]) -> None:
        """Takes the (name, type) of each column."""
        self.width = len(named)
        self.columns = [{"name": name[:LONGEST_NAME], "type": kind} for name, kind in named[:KEPT_COLUMNS]]

    def take(self, values: list[bytes | None]) -> None:
        """Takes a row as a server writes it, once the columns are known; raises Thrown when there are too many."""
        cells = []
        if self._wants_more():
            cells = [
                cell_of(column["type"], value) for column, value in zip(self.columns, values, strict=False)
            ]
        self.add(cells)

    def _wants_more(self) -> bool:
        return len(self._rows) < KEPT_ROWS and self._room > 0

    def add(self, cells: list[Any]) -> None:
        """Takes a row whose cells are made; raises Thrown when there are too many."""
        self.count += 1
        if self.count > MOST_ROWS:
            raise too_many_rows()
        if not self._wants_more():
            return
        kept = cells[:KEPT_COLUMNS]
        self._room -= sum(_size(cell) for cell in kept)
        if self._room > 0:
            self._rows.append(kept)

    def seen(self) -> dict[str, Any]:
        seen: dict[str, Any] = {}
        if self.width is not None:
            seen |= {"columns": self.columns, "width": self.width, "rows": self._rows, "count": self.count}
        if self.affected is not None:
            seen["affected"] = self.affected
        return seen


class Texts(Result):
    """What a question of our own gave: every value whole, as text."""

    def __init__(self) -> None:
        super().__init__(0)
        self.rows: list[list[str | None]] = []

    def take(self, values: list[bytes | None]) -> None:
        self.rows.append([None if value is None else value.decode("utf-8", "replace") for value in values])


def _size(cell: Any) -> int:
    """About how many signs a cell takes once it is written; each non-ASCII letter takes six."""
    if isinstance(cell, str):
        return 3 + (len(cell) if cell.isascii() else 6 * len(cell))
    if isinstance(cell, dict):
        return 20 + sum(_size(part) for part in cell.values())
    return 2 + len(str(cell))
