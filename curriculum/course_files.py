"""Course modules kept as files: what a folder of lessons says, as frozen values.

A module is a folder with `module.toml`, lessons named `01-some-slug.md` and, for its trainers alone, `formateur.md`.
A lesson starts with a TOML header between two `---` lines; its body is Markdown, cut into blocks wherever something
else stands alone:

    ```html "caption"          highlighted code, up to the closing ```
    ```live "caption"          page that the reader changes; `--- style.css` and `--- script.js` begin other files
    ```question "What…?"       small question: `+ right | why`, `- wrong | why`, `= what to remember`
    > [!tip]                   callout (info, tip, warning), up to the first line without >
    ![alt](file.png "caption") image, a file of the same folder
    {{ exercise: its-key }}    exercise

Everything else is text, with headings of level 2 and 3 only: the page owns level 1. No Django here, so that a
course can be checked without a database.
"""

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

LANGUAGES = frozenset({"html", "css", "js", "php", "sql", "python", "bash", "text"})
TRAINER_SHEET = "formateur.md"
CALLOUT_KINDS = frozenset({"info", "tip", "warning"})


class ContentError(ValueError):
    """A content file cannot be read: says which file, which line and what to put there."""

    def __init__(self, path: Path, line: int, problem: str) -> None:
        super().__init__(f"{path}:{line}: {problem}")
        self.path = path
        self.line = line
        self.problem = problem


@dataclass(frozen=True)
class TextBlock:
    markdown: str


@dataclass(frozen=True)
class CodeBlock:
    language: str
    code: str
    caption: str


@dataclass(frozen=True)
class LiveBlock:
    html: str
    css: str
    javascript: str
    caption: str


@dataclass(frozen=True)
class QuestionBlock:
    """`choices` are (text, is it right, why)."""

    asks: str
    choices: tuple[tuple[str, bool, str], ...]
    explain: str


@dataclass(frozen=True)
class CalloutBlock:
    kind: str
    markdown: str


@dataclass(frozen=True)
class ImageBlock:
    path: Path
    alt: str
    caption: str


@dataclass(frozen=True)
class ExerciseBlock:
    key: str


type Block = TextBlock | CodeBlock | LiveBlock | QuestionBlock | CalloutBlock | ImageBlock | ExerciseBlock


@dataclass(frozen=True)
class LessonContent:
    slug: str
    number: int
    title: str
    summary: str
    minutes: int
    blocks: tuple[Block, ...]

    @property
    def exercises(self) -> tuple[str, ...]:
        return tuple(block.key for block in self.blocks if isinstance(block, ExerciseBlock))


@dataclass(frozen=True)
class ModuleContent:
    """`trainer_sheet` is Markdown: how to run the days, frequent misconceptions, what to look at in review."""

    slug: str
    number: int
    title: str
    hours: int
    summary: str
    objectives: tuple[str, ...]
    lessons: tuple[LessonContent, ...]
    trainer_sheet: str = ""


def load_modules(folder: Path) -> tuple[ModuleContent, ...]:
    """Return every module found under `folder`, in the order of their numbers.

    Raises ContentError for the first file that cannot be read, or when two modules claim one number.
    """
    found = [load_module(path.parent) for path in folder.glob("*/module.toml")]
    modules = sorted(found, key=lambda module: module.number)
    for before, after in pairwise(modules):
        if before.number == after.number:
            path = folder / after.slug / "module.toml"
            raise ContentError(path, 1, f"number {after.number} is taken by {before.slug}")
    return tuple(modules)


def load_module(folder: Path) -> ModuleContent:
    """Return the module written in `folder`, its lessons in the order of their file names."""
    path = folder / "module.toml"
    fields = _fields(
        _parse_toml(path, path.read_text(encoding="utf-8"), first_line=1),
        {"title": str, "number": int, "hours": int, "summary": str, "objectives": list},
        path,
    )
    sheet = folder / TRAINER_SHEET
    lessons = tuple(load_lesson(file) for file in sorted(folder.glob("*.md")) if file != sheet)
    if not lessons:
        raise ContentError(path, 1, "the module has no lesson: add a file named 01-some-slug.md")
    fields["objectives"] = tuple(fields["objectives"])
    written = sheet.read_text(encoding="utf-8").strip() if sheet.exists() else ""
    return ModuleContent(slug=folder.name, lessons=lessons, trainer_sheet=written, **fields)


def load_lesson(path: Path) -> LessonContent:
    """Return the lesson written in one file."""
    name = re.fullmatch(r"(\d\d)-([a-z0-9-]+)", path.stem)
    if name is None:
        raise ContentError(path, 1, "name a lesson with two digits and a slug, as in 01-first-page.md")
    lines = _Lines(path, path.read_text(encoding="utf-8").splitlines())
    fields = _read_header(lines)
    return LessonContent(slug=name[2], number=int(name[1]), blocks=tuple(_read_blocks(lines)), **fields)


class _Lines:
    """The lines of one file and how far they have been read."""

    def __init__(self, path: Path, lines: list[str]) -> None:
        self.path = path
        self._lines = lines
        self._taken = 0

    @property
    def left(self) -> bool:
        return self._taken < len(self._lines)

    @property
    def current(self) -> str:
        return self._lines[self._taken]

    @property
    def number(self) -> int:
        return self._taken + 1

    def take(self) -> str:
        line = self.current
        self._taken += 1
        return line

    def take_until(self, end: str, *, opened: str) -> list[str]:
        """Take the lines up to `end`, which is taken too and left out."""
        started_at = self.number
        body: list[str] = []
        while self.left:
            line = self.take()
            if line.strip() == end:
                return body
            body.append(line)
        raise ContentError(self.path, max(started_at - 1, 1), f"{opened} is never closed by {end}")

    def error(self, problem: str) -> ContentError:
        return ContentError(self.path, self.number, problem)


def _parse_toml(path: Path, text: str, *, first_line: int) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        # The line stands only in the message before Python 3.14, counted from the start of the text.
        at = re.search(r"at line (\d+)", str(error))
        line = first_line + int(at[1]) - 1 if at else first_line
        raise ContentError(path, line, f"not valid TOML: {error}") from error


def _fields(found: dict[str, Any], expected: dict[str, type], path: Path) -> dict[str, Any]:
    for name in found.keys() - expected.keys():
        raise ContentError(path, 1, f"unknown field {name!r}; known: {', '.join(expected)}")
    for name, kind in expected.items():
        # Zero is a number like another: what comes before the first module has it.
        if not isinstance(found.get(name), kind) or (not found[name] and name != "number"):
            raise ContentError(path, 1, f"field {name!r} must be given, as {kind.__name__}")
    return dict(found)


def _read_header(lines: _Lines) -> dict[str, Any]:
    if not lines.left or lines.take().strip() != "---":
        raise ContentError(lines.path, 1, "a lesson starts with a header between two --- lines")
    header = lines.take_until("---", opened="the header")
    found = _parse_toml(lines.path, "\n".join(header), first_line=2)
    return _fields(found, {"title": str, "summary": str, "minutes": int}, lines.path)


def _read_code(lines: _Lines, opening: re.Match[str]) -> CodeBlock:
    language, caption = opening[1], opening[2] or ""
    if language not in LANGUAGES:
        raise lines.error(f"unknown language {language!r}; known: {', '.join(sorted(LANGUAGES))}")
    lines.take()
    code = lines.take_until("```", opened="the code block")
    return CodeBlock(language=language, code="\n".join(code), caption=caption)


def _read_live(lines: _Lines, opening: re.Match[str]) -> LiveBlock:
    lines.take()
    parts: dict[str, list[str]] = {"index.html": []}
    name = "index.html"
    for line in lines.take_until("```", opened="the live example"):
        if begun := re.fullmatch(r"--- (style\.css|script\.js)\s*", line):
            name = begun[1]
            parts[name] = []
        else:
            parts[name].append(line)
    code = {path: "\n".join(body).strip() for path, body in parts.items()}
    return LiveBlock(
        html=code["index.html"],
        css=code.get("style.css", ""),
        javascript=code.get("script.js", ""),
        caption=opening[1] or "",
    )


def _read_question(lines: _Lines, opening: re.Match[str]) -> QuestionBlock:
    lines.take()
    choices: list[tuple[str, bool, str]] = []
    explain = ""
    for line in lines.take_until("```", opened="the question"):
        if line.startswith(("+ ", "- ")):
            text, _, why = line[2:].partition(" | ")
            choices.append((text.strip(), line.startswith("+"), why.strip()))
        elif line.startswith("= "):
            explain = line[2:].strip()
        elif line.strip():
            raise lines.error("a line of a question starts with +, - or =")
    if len(choices) < 2 or not any(right for _text, right, _why in choices):
        raise lines.error("a question has at least two answers, and one that is right: + right | why")
    return QuestionBlock(asks=opening[1], choices=tuple(choices), explain=explain)


def _read_callout(lines: _Lines, opening: re.Match[str]) -> CalloutBlock:
    kind = opening[1]
    if kind not in CALLOUT_KINDS:
        raise lines.error(f"unknown callout {kind!r}; known: {', '.join(sorted(CALLOUT_KINDS))}")
    lines.take()
    body: list[str] = []
    while lines.left and lines.current.startswith(">"):
        body.append(lines.take().removeprefix(">").removeprefix(" "))
    if not any(line.strip() for line in body):
        raise lines.error("the callout is empty: start its lines with >")
    return CalloutBlock(kind=kind, markdown="\n".join(body).strip())


def _read_image(lines: _Lines, found: re.Match[str]) -> ImageBlock:
    path = lines.path.parent / found[2]
    if not found[1].strip():
        raise lines.error("the image needs a text between the brackets, for those who do not see it")
    if not path.is_file():
        raise lines.error(f"no image {found[2]!r} in the folder of the module")
    lines.take()
    return ImageBlock(path=path, alt=found[1].strip(), caption=found[3] or "")


def _read_exercise(lines: _Lines, found: re.Match[str]) -> ExerciseBlock:
    lines.take()
    return ExerciseBlock(key=found[1])


type _Reader = Callable[[_Lines, re.Match[str]], Block]

_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (re.compile(r'```live(?:\s+"(.+)")?\s*'), _read_live),
    (re.compile(r'```question\s+"(.+)"\s*'), _read_question),
    (re.compile(r'```(\w*)(?:\s+"(.+)")?\s*'), _read_code),
    (re.compile(r"> \[!(\w+)\]\s*"), _read_callout),
    (re.compile(r'!\[(.*)\]\(([\w.-]+)(?:\s+"(.+)")?\)\s*'), _read_image),
    (re.compile(r"\{\{ exercise: ([a-z0-9-]+) \}\}\s*"), _read_exercise),
)

# A line that starts like a block and is not one would be shown to apprentices as it stands.
_SLIPS = (
    (re.compile(r"#(?!##? )|####"), "only headings of level 2 (##) and 3 (###) are used in a lesson"),
    (re.compile(r"\s*```"), 'a code block opens at the start of its line: ```html "caption"'),
    (re.compile(r"\s*> ?\[!"), "a callout opens with a line of its own: > [!tip]"),
    (re.compile(r".*!\["), 'an image stands alone on its line: ![text](file.png "caption")'),
    (re.compile(r".*\{\{"), "an exercise stands alone on its line: {{ exercise: its-key }}"),
)


def _read_blocks(lines: _Lines) -> Iterator[Block]:
    text: list[str] = []
    while lines.left:
        block = _read_special(lines)
        if block is None:
            text.append(_text_line(lines))
            continue
        yield from _as_text(text)
        text = []
        yield block
    yield from _as_text(text)


def _read_special(lines: _Lines) -> Block | None:
    """Read the block that starts here, if it is anything but text."""
    for pattern, read in _READERS:
        if match := pattern.fullmatch(lines.current):
            return read(lines, match)
    return None


def _text_line(lines: _Lines) -> str:
    for pattern, problem in _SLIPS:
        if pattern.match(lines.current):
            raise lines.error(problem)
    return lines.take()


def _as_text(lines: list[str]) -> Iterator[TextBlock]:
    markdown = "\n".join(lines).strip()
    if markdown:
        yield TextBlock(markdown)
