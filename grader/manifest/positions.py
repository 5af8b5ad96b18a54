"""On which line of a TOML text something was written.

The reader of the standard library says what a text holds, not where. So the text is cut into statements, each the
fewest lines that can be read alone, and each statement says by itself which table or key it is about.
"""

import tomllib
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

type Place = tuple[str | int, ...]

# Longer ones are texts over several lines: their first line is enough, and none is looked for without end.
_MOST_LINES = 300
_LONGEST_LINE = 4_000


def line_of(text: str, place: Place) -> int | None:
    """Returns the line (from 1) where `place`, or the nearest thing around it, begins; None if nothing does."""
    best, line = 0, None
    for found, number in _places(text):
        shared = _shared(found, place)
        if shared == len(found) and shared > best:
            best, line = shared, number
    return line


def _shared(found: Place, place: Place) -> int:
    """How much of the way to `place` leads over `found`."""
    shared = 0
    for one, other in zip(found, place, strict=False):
        if one != other:
            break
        shared += 1
    return shared


@lru_cache(maxsize=2)  # all the problems of one folder are located one after the other
def _places(text: str) -> tuple[tuple[Place, int], ...]:
    return tuple(_each_place(text))


def _each_place(text: str) -> Iterator[tuple[Place, int]]:
    table: Place = ()
    counts: dict[Place, int] = {}
    for number, data, is_header in _statements(text):
        if is_header:
            table = _numbered(data, counts)
            yield table, number
            continue
        for place in _ways(data):
            yield (*table, *place), number


def _numbered(data: Any, counts: dict[Place, int]) -> Place:
    """Returns the place of the table that a header opens; `counts` keeps how many of each list came before."""
    place: Place = ()
    while data:
        key, data = next(iter(data.items()))
        place = (*place, key)
        if isinstance(data, list):
            counts[place] = counts.get(place, -1) + 1
            place, data = (*place, counts[place]), data[0]
        elif place in counts:  # a table inside the list's last item
            place = (*place, counts[place])
    return place


def _ways(data: Any, depth: int = 0) -> Iterator[Place]:
    """Yields the ways into what one statement sets: those to what it holds come after it, on the same line."""
    if depth > 6:
        return
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, item in inside:
        yield (key,)
        for way in _ways(item, depth + 1):
            yield (key, *way)


def _statements(text: str) -> Iterator[tuple[int, dict[str, Any], bool]]:
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        if not (first := lines[at].strip()) or first.startswith("#"):
            at += 1
            continue
        length, data = _statement(lines, at)
        if data:
            yield at + 1, data, first.startswith("[")
        at += length


def _statement(lines: list[str], at: int) -> tuple[int, dict[str, Any]]:
    """Returns how many lines the statement takes, and what it holds; one line and nothing if it cannot be read."""
    if len(lines[at]) > _LONGEST_LINE:
        return 1, {}
    for length in range(1, min(_MOST_LINES, len(lines) - at) + 1):
        try:
            return length, tomllib.loads("\n".join(lines[at : at + length]))
        except (ValueError, RecursionError):
            continue
    return 1, {}
