"""Two texts beside each other: what was taken out, what was put in. Nothing here is stored."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

MOST_PAIRS = 4_000_000  # of lines: beyond, searching would occupy a process for minutes
AROUND = 3  # lines that did not change, shown before and after those that did
Kind = Literal["same", "taken_out", "put_in", "skipped"]

# What cannot be seen, shown where a line differs: a space too many is a real difference.
_VISIBLE = str.maketrans({" ": "·", "\t": "→"})


@dataclass(frozen=True)
class Line:
    """One line of a comparison. `number` is that of the newer text (of the older one for what was taken out); for
    `skipped`, how many lines are left out. `blanks` says that nothing but spaces differs."""

    kind: Kind
    text: str
    number: int
    blanks: bool = False

    @property
    def visible(self) -> str:
        """The text with its spaces and tabs shown, where they are the difference."""
        return with_blanks_shown(self.text) if self.blanks else self.text


@dataclass(frozen=True)
class ComparedFile:
    path: str
    lines: list[Line]

    @property
    def is_same(self) -> bool:
        return all(line.kind in ("same", "skipped") for line in self.lines)


def with_blanks_shown(text: str) -> str:
    """Return the text with a sign for each space and tab."""
    return text.translate(_VISIBLE)


def only_blanks_differ(one: str, other: str) -> bool:
    """Whether two texts are different, and would not be without their spaces and line ends."""
    return one != other and _without_blanks([one]) == _without_blanks([other])


def compared_files(older: Mapping[str, str], newer: Mapping[str, str]) -> list[ComparedFile]:
    """Return each file of either side, compared."""
    paths = [*newer, *(path for path in older if path not in newer)]
    return [ComparedFile(path, compared(older.get(path, ""), newer.get(path, ""))) for path in paths]


def compared(older: str, newer: str) -> list[Line]:
    """Return the lines of `newer` and those that were taken out of `older`, long equal parts left out."""
    before, after = older.splitlines(), newer.splitlines()
    lines: list[Line] = []
    for kind, start, end, new_start, new_end in _changes(before, after):
        if kind == "equal":
            lines.extend(Line("same", after[at], at + 1) for at in range(new_start, new_end))
            continue
        blanks = _without_blanks(before[start:end]) == _without_blanks(after[new_start:new_end])
        lines.extend(Line("taken_out", before[at], at + 1, blanks) for at in range(start, end))
        lines.extend(Line("put_in", after[at], at + 1, blanks) for at in range(new_start, new_end))
    return list(_shortened(lines))


def _changes(before: list[str], after: list[str]) -> list[tuple[str, int, int, int, int]]:
    """Return what became what, as `SequenceMatcher` says it; long texts without much in common are not searched."""
    if len(before) * len(after) > MOST_PAIRS:
        pairs = zip(before, after, strict=False)
        shortest = min(len(before), len(after))
        same = next((at for at, (one, other) in enumerate(pairs) if one != other), shortest)
        return [
            ("equal", 0, same, 0, same),
            ("replace", same, len(before), same, len(after)),
        ]
    return list(SequenceMatcher(None, before, after, autojunk=False).get_opcodes())


def _without_blanks(lines: list[str]) -> str:
    return "".join("".join(lines).split())


def _shortened(lines: list[Line]) -> Iterator[Line]:
    changed = [at for at, line in enumerate(lines) if line.kind != "same"]
    near = {at + around for at in changed for around in range(-AROUND, AROUND + 1)}
    skipped = 0
    for at, line in enumerate(lines):
        if at in near:
            if skipped:
                yield Line("skipped", "", skipped)
                skipped = 0
            yield line
        else:
            skipped += 1
    if skipped:
        yield Line("skipped", "", skipped)
