"""What came in, what needs a hand and why: read by an author, in French."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Standing(StrEnum):
    """What became of one exercise of the source."""

    IMPORTED = "imported"
    NEEDS_A_HAND = "needs_a_hand"
    LEFT_OUT = "left_out"


TITLES = {
    Standing.IMPORTED: "Importés",
    Standing.NEEDS_A_HAND: "À reprendre à la main",
    Standing.LEFT_OUT: "Laissés de côté",
}


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence about a place of the source. `by_hand`: somebody has something to do before it can be used."""

    text: str
    file: str = ""
    line: int | None = None
    by_hand: bool = True

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}" if self.file and self.line else self.file

    def __str__(self) -> str:
        return f"{self.place} : {self.text}" if self.place else self.text


@dataclass(frozen=True, slots=True)
class Entry:
    """One exercise of the source. `folder` is where it was written, None if nothing was."""

    name: str
    standing: Standing
    remarks: tuple[Remark, ...] = ()
    folder: Path | None = None


@dataclass
class Report:
    """Everything that was met in one import, in the order of the source."""

    origin: str
    entries: list[Entry] = field(default_factory=list)

    def having(self, standing: Standing) -> list[Entry]:
        return [entry for entry in self.entries if entry.standing is standing]

    @property
    def summary(self) -> str:
        counts = Counter(entry.standing for entry in self.entries)
        return ", ".join(f"{title.lower()} : {counts[standing]}" for standing, title in TITLES.items())

    def as_markdown(self) -> str:
        """Returns the whole report as a page of Markdown."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"# Import : {self.origin}"
        yield ""
        yield f"{self.summary}."
        for standing, title in TITLES.items():
            if not (entries := self.having(standing)):
                continue
            yield from ("", f"## {title}", "")
            for entry in entries:
                yield f"- **{entry.name}**"
                yield from (f"  - {one_line(str(remark))}" for remark in entry.remarks)
        yield ""


def one_line(text: str, longest: int = 300) -> str:
    """Returns a text without line ends, cut where it is too long for a report."""
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else f"{flat[: longest - 1]}…"
