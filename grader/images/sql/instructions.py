"""Cuts a file of SQL into its instructions and knows where each of them begins.

Only what hides a `;` has to be understood for that: texts, quoted names, comments, and the bodies of triggers.
Every pattern accepts an end that never comes, so that one forgotten quote is one last instruction, which the
engine then complains of.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

MOST = 200  # of a file of the apprentice
MOST_OF_AUTHOR = 10_000

_COMMENTS = r"--[^\n]*|/\*.*?(?:\*/|\Z)"
_PLAIN_TEXT = r"'[^']*(?:'|\Z)"
_ESCAPED_TEXT = r"'(?:[^'\\]|\\.)*(?:'|\Z)"
_QUOTED_NAMES = r'"[^"]*(?:"|\Z)'
_BACKTICKS = r"`[^`]*(?:`|\Z)"


class TooMany(Exception):
    """A file holds more instructions than are run."""


class Instruction(NamedTuple):
    """`offset` counts the characters of the file before the first of `text`; `line` is that one's, from 1."""

    text: str
    offset: int
    line: int


class Dialect(NamedTuple):
    """What an engine calls a comment and a text. `hidden` matches whatever may hide a `;`."""

    hidden: str
    comments: str
    trigger_bodies: bool = False  # BEGIN … END; belongs to CREATE TRIGGER without any DELIMITER
    delimiters: bool = (
        False  # a line DELIMITER changes what ends an instruction, as in the engine's own client
    )


SQLITE = Dialect(
    "|".join((_COMMENTS, _PLAIN_TEXT, _QUOTED_NAMES, _BACKTICKS, r"\[[^\]]*(?:\]|\Z)")),
    _COMMENTS,
    trigger_bodies=True,
)
# What stands between /*! and */ is not a comment: MariaDB runs it.
_MARIADB_COMMENTS = r"--(?=\s|\Z)[^\n]*|\#[^\n]*|/\*(?!!).*?(?:\*/|\Z)"
MARIADB = Dialect(
    "|".join(
        (
            _MARIADB_COMMENTS,
            r"/\*!.*?(?:\*/|\Z)",
            _ESCAPED_TEXT,
            _ESCAPED_TEXT.replace("'", '"'),
            _BACKTICKS,
        )
    ),
    _MARIADB_COMMENTS,
    delimiters=True,
)
POSTGRESQL = Dialect(
    "|".join(
        (
            _COMMENTS,
            rf"\b[eE]{_ESCAPED_TEXT}",
            _PLAIN_TEXT,
            _QUOTED_NAMES,
            r"(?P<dollars>\$(?:[A-Za-z_]\w*)?\$).*?(?:(?P=dollars)|\Z)",
        )
    ),
    _COMMENTS,
)


def instructions_of(text: str, dialect: Dialect, most: int = MOST) -> list[Instruction]:
    """Returns what there is to run, comments alone left out; raises TooMany beyond `most`."""
    blank = re.compile(rf"(?:\s+|{dialect.comments})*", re.DOTALL)
    found: list[Instruction] = []
    line, counted = 1, 0
    for start, end in _pieces(text, dialect):
        begin = min(_end_of_blank(blank, text, start), end)
        body = text[begin:end].rstrip()
        if not body:
            continue
        if len(found) == most:
            raise TooMany
        line += text.count("\n", counted, begin)
        counted = begin
        found.append(Instruction(body, begin, line))
    return found


def _end_of_blank(blank: re.Pattern[str], text: str, start: int) -> int:
    match = blank.match(text, start)
    return match.end() if match else start


def _pieces(text: str, dialect: Dialect) -> Iterator[tuple[int, int]]:
    """Yields where each piece begins and ends, the sign that ends it left out."""
    delimiter, start = ";", 0
    words: list[str] = []  # of the piece so far: the first three, then the last two signs
    tokens, position = _tokens(dialect, delimiter), 0
    while match := tokens.search(text, position):
        position = match.end()
        kind = match.lastgroup
        if kind == "word":
            words[3:] = [*words[-1:], match.group().upper()] if len(words) > 3 else [match.group().upper()]
        elif kind == "delimiter" and dialect.delimiters:
            yield start, match.start()
            delimiter, start, words = match.group("sign"), position, []
            tokens = _tokens(dialect, delimiter)
        elif kind == "end" and dialect.trigger_bodies and _inside_a_trigger(words):
            words[3:] = [";"]
        elif kind == "end":
            yield start, match.start()
            start, words = position, []
    yield start, len(text)


def _inside_a_trigger(words: list[str]) -> bool:
    return words[:1] == ["CREATE"] and "TRIGGER" in words[1:3] and words[-2:] != [";", "END"]


def _tokens(dialect: Dialect, delimiter: str) -> re.Pattern[str]:
    line = (
        r"(?P<delimiter>^[ \t]*(?i:delimiter)[ \t]+(?P<sign>\S{1,10})[ \t]*$)|" if dialect.delimiters else ""
    )
    return re.compile(
        rf"{line}(?P<hidden>{dialect.hidden})|(?P<end>{re.escape(delimiter)})|(?P<word>[A-Za-z_]\w*)",
        re.DOTALL | re.MULTILINE,
    )
