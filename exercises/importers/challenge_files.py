"""Both generations of freeCodeCamp's challenge files, taken apart: front matter, texts, tests, code."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from exercises.importers.statements import markdown_of

_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})[ \t]*([A-Za-z0-9_+-]*)[^\n]*$")
_NEW = re.compile(r"^#{1,6}\s+--([a-z-]+)--\s*$")
_OLD = re.compile(r"^##\s+(Description|Instructions|Tests|Challenge Seed|Solution)\s*$", re.IGNORECASE)
_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_REGION = re.compile(r"^[ \t]*--fcc-editable-region--[ \t]*\n?", re.MULTILINE)
_LANGUAGES = {"javascript": "js", "mjs": "js", "htm": "html"}


class NotAChallenge(ValueError):
    """The file is something else; the French text says what is missing."""


@dataclass(frozen=True, slots=True)
class Code:
    """One fenced block: its language, its text, the line it begins on, the part of the file that holds it."""

    language: str
    text: str
    line: int
    place: str = ""


@dataclass(frozen=True, slots=True)
class Hint:
    """What is asked, in the author's words, and the assertion that decides."""

    asks: str
    code: str
    line: int


@dataclass
class Challenge:
    """One file, taken apart."""

    front: dict[str, Any]
    description: str = ""
    hints: list[Hint] = field(default_factory=list)
    seed: list[Code] = field(default_factory=list)
    before_each: str = ""
    around: list[Code] = field(default_factory=list)
    solutions: list[list[Code]] = field(default_factory=list)
    other_parts: list[str] = field(default_factory=list)
    problems: list[tuple[str, int]] = field(default_factory=list)

    @property
    def title(self) -> str:
        return str(self.front.get("title") or "").strip()


def is_challenge(text: str) -> bool:
    """Whether a text begins as a challenge does."""
    match = _FRONT.match(text)
    head = match[1] if match else ""
    return bool(re.search(r"^(?:challengeType|dashedName|id)\s*:", head, re.MULTILINE) and "title" in head)


def challenge_of(text: str) -> Challenge:
    """Returns a challenge taken apart; raises NotAChallenge."""
    match = _FRONT.match(text)
    if not match:
        raise NotAChallenge("il n’y a pas d’en-tête entre deux lignes « --- ».")
    try:
        front = yaml.safe_load(match[1])
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise NotAChallenge("l’en-tête n’est pas du YAML correct.") from error
    if not isinstance(front, dict):
        raise NotAChallenge("l’en-tête n’est pas une table.")
    challenge = Challenge(front)
    offset = text[: match.end()].count("\n")
    lines = text[match.end() :].split("\n")
    if any(_NEW.match(line) for line in lines):
        _read_new(challenge, lines, offset)
    else:
        _read_old(challenge, lines, offset)
    return challenge


# ---- parts of a file --------------------------------------------------------------------------------
type _Line = tuple[int, str]
type _Part = tuple[str, list[_Line]]


def _parts(lines: list[str], offset: int, heading: re.Pattern[str]) -> Iterator[_Part]:
    """Yields each part with its numbered lines; what looks like a heading inside a fence is code."""
    name, fence = "", ""
    part: list[_Line] = []
    for number, line in enumerate(lines, start=offset + 1):
        match = _FENCE.match(line)
        if match and not fence:
            fence = match[1]
        elif fence and line.strip().startswith(fence) and not line.strip().strip(fence[0]):
            fence = ""
        found = heading.match(line) if not fence else None
        if found:
            yield name, part
            name, part = found[1].lower(), []
        else:
            part.append((number, line))
    yield name, part


def _codes(part: list[_Line], place: str = "") -> Iterator[Code]:
    """Yields the fenced blocks of a part; one that is never closed goes to its end."""
    fence, language, begun = "", "", 0
    kept: list[str] = []
    for number, line in part:
        match = _FENCE.match(line)
        if not fence and match:
            fence, language, begun, kept = match[1], match[2].lower(), number, []
        elif fence and line.strip().startswith(fence) and not line.strip().strip(fence[0]):
            yield Code(_LANGUAGES.get(language, language), "\n".join(kept), begun, place)
            fence = ""
        elif fence:
            kept.append(line)
    if fence and kept:
        yield Code(_LANGUAGES.get(language, language), "\n".join(kept), begun, place)


def without_regions(code: str) -> str:
    """Returns the code without the marks of the zone to edit."""
    return _REGION.sub("", code).replace("--fcc-editable-region--", "")


def _joined(part: list[_Line]) -> str:
    return "\n".join(line for _number, line in part).strip()


# ---- the new generation -----------------------------------------------------------------------------
_TEXTS = ("description", "instructions")
_AROUND = ("before-user-code", "after-user-code", "after-each", "before-all", "after-all")
_KNOWN = (*_TEXTS, *_AROUND, "before-each", "hints", "seed", "seed-contents", "solutions", "")


def _read_new(challenge: Challenge, lines: list[str], offset: int) -> None:
    texts = []
    for name, part in _parts(lines, offset, _NEW):
        if name in _TEXTS:
            texts.append(_joined(part))
        elif name == "hints":
            challenge.hints += _hints(part)
        elif name in ("seed-contents", "seed"):
            challenge.seed += _codes(part)
        elif name == "before-each":
            challenge.before_each += "\n".join(code.text for code in _codes(part))
        elif name in _AROUND:
            challenge.around += [code for code in _codes(part, name) if code.text.strip()]
        elif name == "solutions":
            challenge.solutions += _solutions(part)
        elif name not in _KNOWN and _joined(part):
            challenge.other_parts.append(name)
    challenge.description = "\n\n".join(text for text in texts if text)


def _hints(part: list[_Line]) -> Iterator[Hint]:
    asks: list[str] = []
    pending: list[_Line] = []
    fence = ""
    for number, line in part:
        match = _FENCE.match(line)
        if not fence and match:
            fence, pending = match[1], [(number, line)]
        elif fence:
            pending.append((number, line))
            if line.strip().startswith(fence) and not line.strip().strip(fence[0]):
                code = next(_codes(pending), None)
                yield Hint(" ".join(" ".join(asks).split()), code.text if code else "", pending[0][0])
                asks, fence = [], ""
        else:
            asks.append(line)


def _solutions(part: list[_Line]) -> Iterator[list[Code]]:
    """Each solution is several blocks; a line of hyphens stands between two solutions."""
    one: list[_Line] = []
    fence = ""
    for number, line in part:
        match = _FENCE.match(line)
        if match and not fence:
            fence = match[1]
        elif fence and line.strip().startswith(fence):
            fence = ""
        if not fence and re.fullmatch(r"\s*-{3,}\s*", line):
            yield list(_codes(one))
            one = []
        else:
            one.append((number, line))
    yield list(_codes(one))


# ---- the old generation -----------------------------------------------------------------------------
_DIV = re.compile(r"<div\s+id=['\"]([a-z]+)-(seed|setup|teardown)['\"]", re.IGNORECASE)


def _read_old(challenge: Challenge, lines: list[str], offset: int) -> None:
    texts = []
    for name, part in _parts(lines, offset, _OLD):
        if name in _TEXTS:
            texts.append(_old_text(_joined(part)))
        elif name == "tests":
            _read_old_tests(challenge, part)
        elif name == "challenge seed":
            _read_old_seed(challenge, part)
        elif name == "solution":
            challenge.solutions.append(
                [code for code in _codes(part) if "solution required" not in code.text]
            )
    challenge.description = "\n\n".join(text for text in texts if text)


def _old_text(text: str) -> str:
    """Its HTML becomes Markdown, except in fences, which are left as they are."""
    pieces = re.split(r"(^[ \t]*```.*?^[ \t]*```[^\n]*$)", text, flags=re.DOTALL | re.MULTILINE)
    made = [piece.strip() if number % 2 else _old_prose(piece) for number, piece in enumerate(pieces)]
    return "\n\n".join(piece for piece in made if piece)


def _old_prose(text: str) -> str:
    html = re.sub(r"\n", "<br>", re.sub(r"</?section[^>]*>", "", text).strip())
    return markdown_of(re.sub(r"(?:<br>\s*){2,}", "<p>", html))


def _read_old_tests(challenge: Challenge, part: list[_Line]) -> None:
    for code in _codes(part):
        try:
            data = yaml.safe_load(code.text)
        except (yaml.YAMLError, ValueError, RecursionError):
            challenge.problems.append(("les tests ne sont pas du YAML correct.", code.line))
            continue
        tests = data.get("tests") if isinstance(data, dict) else None
        for test in tests if isinstance(tests, list) else []:
            if isinstance(test, dict) and test.get("testString"):
                asks = markdown_of(str(test.get("text") or ""))
                line = code.line + 1 + _line_in(code.text, str(test["testString"]))
                challenge.hints.append(Hint(" ".join(asks.split()), str(test["testString"]), line))


def _line_in(text: str, wanted: str) -> int:
    first = wanted.strip().split("\n", 1)[0][:40]
    place = text.find(first) if first else -1
    return text[:place].count("\n") if place >= 0 else 0


def _read_old_seed(challenge: Challenge, part: list[_Line]) -> None:
    kind = "seed"
    pending: list[_Line] = []
    for number, line in [*part, (0, "<div id='end-seed'>")]:
        if match := _DIV.search(line):
            codes = [code for code in _codes(pending, kind) if code.text.strip()]
            if kind == "seed":
                challenge.seed += codes
            else:
                challenge.around += codes
            kind, pending = match[2].lower(), []
        pending.append((number, line))
