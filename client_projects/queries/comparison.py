"""What differs between two versions."""

import difflib
import re
from dataclasses import dataclass

from client_projects.models import Version


@dataclass(frozen=True)
class Piece:
    """Some words of a note: `kind` is "same", "added" or "removed"."""

    kind: str
    text: str


@dataclass(frozen=True)
class Comparison:
    """Two versions beside each other: `pictures` says that both can be looked at on the page."""

    version: Version
    former: Version
    pictures: bool
    note: list[Piece]

    @property
    def note_changed(self) -> bool:
        return any(piece.kind != "same" for piece in self.note)


def compare(version: Version, former: Version) -> Comparison:
    return Comparison(
        version, former, version.is_picture and former.is_picture, pieces_of(former.note, version.note)
    )


def pieces_of(before: str, after: str) -> list[Piece]:
    """Return `after` word by word beside `before`: what stays, what was taken away, what came."""
    old, new = re.findall(r"\s+|[^\s]+", before), re.findall(r"\s+|[^\s]+", after)
    pieces: list[Piece] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(old[a:b])))
            continue
        pieces += [Piece("removed", "".join(old[a:b]))] if b > a else []
        pieces += [Piece("added", "".join(new[c:d]))] if d > c else []
    return pieces
