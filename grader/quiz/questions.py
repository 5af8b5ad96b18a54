"""A quiz as its author wrote it, and the order in which one apprentice reads it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from grader.contract import Json


class QuestionKind(StrEnum):
    SINGLE = "single"
    MULTIPLE = "multiple"
    ORDER = "order"
    SHORT = "short"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Choice:
    """One proposed answer, whether it is right, and why."""

    text: str
    right: bool
    why: str

    def to_dict(self) -> dict[str, Json]:
        return {"text": self.text, "right": self.right, "why": self.why}


@dataclass(frozen=True, slots=True)
class Question:
    """One question. Each kind uses some of the fields: `choices` (single, multiple), `items` in their right
    order (order), `accepted` and `pattern` (short), `code`, `language` and `lines`, any of which is right (line)."""

    id: str
    kind: QuestionKind
    asks: str
    explain: str
    text: str = ""
    otherwise: str = ""
    shuffle: bool = True
    choices: tuple[Choice, ...] = ()
    items: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()
    pattern: str = ""
    code: str = ""
    language: str = ""
    lines: tuple[int, ...] = ()

    @property
    def options(self) -> dict[str, str]:
        """What can be chosen or put in order, as written: name to text."""
        return {self.name_of(text): text for text in (*(choice.text for choice in self.choices), *self.items)}

    @property
    def code_lines(self) -> list[str]:
        return self.code.rstrip("\n").split("\n")

    def name_of(self, text: str) -> str:
        """The name by which answers speak of an option. It follows from what the apprentice reads anyway, so
        it betrays neither the author's order nor which one is right; and it stays when others come or go."""
        return "c" + hashlib.sha256(f"{self.id}\n{text}".encode()).hexdigest()[:10]

    def options_for(self, seed: str) -> dict[str, str]:
        """The options in the order that `seed` draws, always the same. Items to order are never right as drawn."""
        options = self.options
        if not self.shuffle:
            return options
        drawn = sorted(
            options, key=lambda name: hashlib.sha256(f"{seed}\n{self.id}\n{name}".encode()).digest()
        )
        if self.kind is QuestionKind.ORDER and drawn == list(options):
            drawn = [*drawn[1:], drawn[0]]
        return {name: options[name] for name in drawn}

    def to_dict(self) -> dict[str, Json]:
        return {
            "id": self.id,
            "kind": self.kind.value,
            "asks": self.asks,
            "explain": self.explain,
            "text": self.text,
            "otherwise": self.otherwise,
            "shuffle": self.shuffle,
            "choices": [choice.to_dict() for choice in self.choices],
            "items": list(self.items),
            "accepted": list(self.accepted),
            "pattern": self.pattern,
            "code": self.code,
            "language": self.language,
            "lines": list(self.lines),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Question":
        return cls(
            id=str(data["id"]),
            kind=QuestionKind(data["kind"]),
            asks=str(data["asks"]),
            explain=str(data["explain"]),
            text=str(data["text"]),
            otherwise=str(data["otherwise"]),
            shuffle=data["shuffle"] is True,
            choices=tuple(
                Choice(str(choice["text"]), choice["right"] is True, str(choice["why"]))
                for choice in data["choices"]
            ),
            items=tuple(str(item) for item in data["items"]),
            accepted=tuple(str(text) for text in data["accepted"]),
            pattern=str(data["pattern"]),
            code=str(data["code"]),
            language=str(data["language"]),
            lines=tuple(int(line) for line in data["lines"]),
        )


@dataclass(frozen=True, slots=True)
class Quiz:
    """Questions in their order, and how many right answers pass."""

    questions: tuple[Question, ...]
    pass_mark: int

    def to_dict(self) -> dict[str, Json]:
        return {"questions": [question.to_dict() for question in self.questions], "pass": self.pass_mark}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Quiz":
        """Rebuilds a stored quiz; raises KeyError or ValueError on what is not one."""
        return cls(tuple(Question.from_dict(question) for question in data["questions"]), int(data["pass"]))
