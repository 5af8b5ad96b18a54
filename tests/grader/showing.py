"""Whether a text can be shown to a person and kept in a database, told without the code that makes it so."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from grader.report import MAX_MARKS

_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f")
_JOINERS = "\u200c\u200d"  # emoji are made with them
_EMPTY_LETTERS = "\u115f\u1160\u3164\uffa0"


def misleads(char: str) -> bool:
    """Whether a sign moves the cursor, changes the direction, hides itself or cannot be stored."""
    if char in "\n\t" or char in _JOINERS:
        return False
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") or char in _EMPTY_LETTERS


def highest_pile(text: str) -> int:
    """How many accents stand on one letter at most."""
    letters = (char for char in text if char not in _JOINERS)
    marks = "".join("m" if unicodedata.category(char) in ("Mn", "Me") else " " for char in letters)
    return max(map(len, marks.split()), default=0)


def is_safe(text: str) -> bool:
    return not any(misleads(char) for char in _FLAG.sub("", text)) and highest_pile(text) <= MAX_MARKS


def texts_in(value: Any) -> Iterator[str]:
    """Yields every text of a value made of dictionaries and lists, their keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from (key, *texts_in(item))
    elif isinstance(value, list):
        for item in value:
            yield from texts_in(item)
