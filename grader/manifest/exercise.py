"""One exercise, whole, as the platform keeps it."""

import base64
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from grader.contract import Check, Json, Limits
from grader.quiz import Quiz
from grader.runtimes import RUNTIMES

# Everybody does the core; extra is for who wants more; practice proves nothing.
KINDS = ("core", "extra", "practice")


@dataclass(frozen=True, slots=True)
class Mistake:
    """A typical wrong answer: its files over the starter, and the first sentence it must bring."""

    sentence: str
    files: Mapping[str, str]

    def to_dict(self) -> dict[str, Json]:
        return {"sentence": self.sentence, "files": dict(self.files)}


@dataclass(frozen=True, slots=True)
class Source:
    """Where an exercise that was not written here comes from; empty texts for what is not known."""

    origin: str = ""
    url: str = ""
    author: str = ""
    licence: str = ""

    def to_dict(self) -> dict[str, Json]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise, whole.

    `starter` is what the apprentice receives, to edit or only to read; `hidden` are files of the box that are
    not shown. `solution`, the other `solutions` and the mistakes are complete sets of files (already laid over
    the starter). `limits` holds only differences. `pictures` are the PNG that checks compare with, `images`
    those of the statement, by name. `kind` is one of `KINDS`; `source` is None for an exercise of our own.
    `judges` are the programs that checks name, by file name. A `quiz` has questions instead of checks. `example` is
    what is offered to be tried first: a call, a query or the address of a page.
    """

    key: str
    title: str
    summary: str
    runtime: str
    level: int
    minutes: int
    competences: tuple[str, ...]
    licence: str
    statement: str
    entry: str
    editable: tuple[str, ...]
    starter: Mapping[str, str]
    solution: Mapping[str, str]
    checks: tuple[Check, ...]
    mistakes: Mapping[str, Mistake] = field(default_factory=dict)
    hints: tuple[str, ...] = ()
    limits: Mapping[str, float] = field(default_factory=dict)
    variant: str = ""
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    kind: str = "core"
    source: Source | None = None
    hidden: Mapping[str, str] = field(default_factory=dict)
    solutions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    images: Mapping[str, bytes] = field(default_factory=dict)
    quiz: Quiz | None = None
    judges: Mapping[str, str] = field(default_factory=dict)
    example: str = ""

    @property
    def judged_checks(self) -> tuple[Check, ...]:
        """The checks as the judge needs them: with the pictures that they name."""
        return tuple(self._with_picture(check) for check in self.checks)

    def _with_picture(self, check: Check) -> Check:
        name = check.expect.get("like") if check.probe.kind == "picture" else None
        if not isinstance(name, str) or name not in self.pictures:
            return check
        return replace(check, expect={**check.expect, "png": base64.b64encode(self.pictures[name]).decode()})

    @property
    def all_limits(self) -> Limits:
        """Safe defaults, then the runtime's, the variant's, and this exercise's."""
        if self.quiz is not None:
            return Limits()
        return RUNTIMES[self.runtime].default_limits(self.variant).adjusted(**self.limits)

    @property
    def formative(self) -> bool:
        """Whether passing it proves nothing by itself: it is for practice, or its tests run inside the
        apprentice's own process."""
        return self.kind == "practice" or (self.quiz is None and RUNTIMES[self.runtime].formative)

    def to_dict(self) -> dict[str, Json]:
        return {
            "key": self.key,
            "title": self.title,
            "summary": self.summary,
            "runtime": self.runtime,
            "level": self.level,
            "minutes": self.minutes,
            "competences": list(self.competences),
            "licence": self.licence,
            "statement": self.statement,
            "entry": self.entry,
            "editable": list(self.editable),
            "starter": dict(self.starter),
            "solution": dict(self.solution),
            "checks": [check.to_dict() for check in self.checks],
            "mistakes": {name: mistake.to_dict() for name, mistake in self.mistakes.items()},
            "hints": list(self.hints),
            "limits": dict(self.limits),
            "variant": self.variant,
            "pictures": _as_text(self.pictures),
            "kind": self.kind,
            "source": self.source.to_dict() if self.source else None,
            "hidden": dict(self.hidden),
            "solutions": {name: dict(files) for name, files in self.solutions.items()},
            "images": _as_text(self.images),
            **({"quiz": self.quiz.to_dict()} if self.quiz is not None else {}),
            **({"judges": dict(self.judges)} if self.judges else {}),
            **({"example": self.example} if self.example else {}),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Exercise":
        """Rebuilds a stored exercise; raises KeyError or ValueError on what is not one."""
        return cls(
            key=str(data["key"]),
            title=str(data["title"]),
            summary=str(data["summary"]),
            runtime=str(data["runtime"]),
            level=int(data["level"]),
            minutes=int(data["minutes"]),
            competences=tuple(data["competences"]),
            licence=str(data["licence"]),
            statement=str(data["statement"]),
            entry=str(data["entry"]),
            editable=tuple(data["editable"]),
            starter=dict(data["starter"]),
            solution=dict(data["solution"]),
            checks=tuple(Check.from_dict(check) for check in data["checks"]),
            mistakes={
                name: Mistake(str(mistake["sentence"]), dict(mistake["files"]))
                for name, mistake in data["mistakes"].items()
            },
            hints=tuple(data["hints"]),
            limits=dict(data["limits"]),
            variant=str(data.get("variant", "")),
            pictures=_as_bytes(data.get("pictures", {})),
            kind=str(data.get("kind", "core")),
            source=Source(**data["source"]) if data.get("source") else None,
            hidden=dict(data.get("hidden", {})),
            solutions={name: dict(files) for name, files in data.get("solutions", {}).items()},
            images=_as_bytes(data.get("images", {})),
            quiz=Quiz.from_dict(data["quiz"]) if "quiz" in data else None,
            judges=dict(data.get("judges", {})),
            example=str(data.get("example", "")),
        )


def _as_text(contents: Mapping[str, bytes]) -> dict[str, Json]:
    return {name: base64.b64encode(content).decode() for name, content in contents.items()}


def _as_bytes(texts: Mapping[str, Any]) -> dict[str, bytes]:
    return {str(name): base64.b64decode(text, validate=True) for name, text in texts.items()}
