"""Which passages two files have in common, whatever their names, texts and spaces. Pure: no Django, no database.

The algorithm is winnowing, from the paper: S. Schleimer, D. S. Wilkerson, A. Aiken, "Winnowing: Local Algorithms
for Document Fingerprinting", SIGMOD 2003. Each run of GRAM tokens is hashed; of each WINDOW hashes in a row, the
smallest is kept. Two guarantees follow: nothing shorter than GRAM tokens is ever said to be common, and whatever is
common over GRAM + WINDOW - 1 tokens is always found.
"""

from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from pygments.lexers import TextLexer, get_lexer_for_filename
from pygments.token import Comment, Keyword, Literal, Name, Number, Punctuation, String, Token
from pygments.util import ClassNotFound

GRAM = 12
WINDOW = 9
MOST_TEXT = 100_000  # characters of one file; what follows is not read
BYTES = 6  # of a hash: it stays a number that any JSON reader takes as it is

# Names of the language itself, which nobody chooses: they stay as they are.
_OF_THE_LANGUAGE = (Name.Tag, Name.Attribute, Name.Builtin, Name.Property)
# What one does choose is replaced by what it is.
_STANDS_FOR = (
    (Name, "name"),
    (String, "text"),
    (Number, "number"),
    (Literal, "value"),
    (Token.Text, "words"),
)


@dataclass(frozen=True)
class Unit:
    """One token, without what its writer chose freely, and the line it stands on."""

    word: str
    line: int


@dataclass(frozen=True)
class Gram:
    """GRAM tokens in a row: their hash, and the lines they reach over."""

    mark: int
    first_line: int
    last_line: int


def units_of(path: str, text: str) -> list[Unit]:
    """Return the tokens of a file: comments and spaces left out, names and literals by their kind."""
    try:
        lexer = get_lexer_for_filename(path, stripnl=False, ensurenl=False)
    except ClassNotFound:
        lexer = TextLexer(stripnl=False, ensurenl=False)
    units: list[Unit] = []
    line = 1
    for kind, value in lexer.get_tokens(text[:MOST_TEXT].replace("\r\n", "\n").replace("\r", "\n")):
        if value.strip() and kind not in Comment:
            word = _word(kind, value.strip())
            # A text is several tokens in some languages and one in others.
            if not (units and units[-1].word == word and word in ("text", "words")):
                units.append(Unit(word, line))
        line += value.count("\n")
    return units


def _word(kind: object, value: str) -> str:
    if any(kind in one for one in (*_OF_THE_LANGUAGE, Keyword, Punctuation)):
        return value.lower()
    return next((word for one, word in _STANDS_FOR if kind in one), value.lower())


def grams_of(path: str, text: str) -> list[Gram]:
    """Return every run of GRAM tokens of a file; none when it is shorter."""
    units = units_of(path, text)
    return [
        Gram(_hash(units[at : at + GRAM]), units[at].line, units[at + GRAM - 1].line)
        for at in range(len(units) - GRAM + 1)
    ]


def _hash(units: Sequence[Unit]) -> int:
    words = "\0".join(unit.word for unit in units)
    return int.from_bytes(blake2b(words.encode(), digest_size=BYTES).digest())


def marks_of(files: Mapping[str, str], *, known: Collection[int] = ()) -> set[int]:
    """Return what stands for some files: the hashes that winnowing keeps, without those that are `known`."""
    return {mark for path, text in files.items() for mark in _winnowed(grams_of(path, text))} - set(known)


def every_mark_of(files: Mapping[str, str]) -> set[int]:
    """Return all hashes of some files: what was given to everybody is left out wherever a window begins."""
    return {gram.mark for path, text in files.items() for gram in grams_of(path, text)}


def _winnowed(grams: Sequence[Gram]) -> Iterator[int]:
    """Yield the smallest hash of each window, the rightmost of equals, each place once."""
    rising: deque[int] = deque()  # places whose hashes rise: the first is the smallest of the window
    last = -1
    window = min(WINDOW, len(grams))
    for at, gram in enumerate(grams):
        while rising and grams[rising[-1]].mark >= gram.mark:
            rising.pop()
        rising.append(at)
        if rising[0] <= at - window:
            rising.popleft()
        if at >= window - 1 and rising[0] != last:
            last = rising[0]
            yield grams[last].mark


def common_lines(path: str, text: str, common: Collection[int]) -> set[int]:
    """Return the lines of a file that lie in a passage whose hash is among `common`."""
    return {
        line
        for gram in grams_of(path, text)
        if gram.mark in common
        for line in range(gram.first_line, gram.last_line + 1)
    }
