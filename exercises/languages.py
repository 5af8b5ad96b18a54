"""What works or breaks down as a whole: a runtime in one of its variants, and what screens call it."""

from dataclasses import dataclass
from typing import Protocol, Self

from django.utils.translation import gettext as _

# What a screen calls a runtime or a variant; one that is not here is called as authors call it.
_NAMES = {
    "css": "CSS",
    "git": "Git",
    "html": "HTML",
    "javascript": "JavaScript",
    "jest": "Jest",
    "mariadb": "MariaDB",
    "mysql": "MySQL",
    "node": "Node.js",
    "phpunit": "PHPUnit",
    "php": "PHP",
    "postgresql": "PostgreSQL",
    "pytest": "pytest",
    "python": "Python",
    "react": "React",
    "shell": "Shell",
    "shell_git": "Git",
    "sql": "SQL",
    "sqlite": "SQLite",
    "typescript": "TypeScript",
    "vitest": "Vitest",
}


class WrittenIn(Protocol):
    runtime: str
    variant: str


@dataclass(frozen=True, order=True)
class Language:
    runtime: str
    variant: str

    @classmethod
    def of(cls, row: WrittenIn) -> Self:
        return cls(row.runtime, row.variant)

    @property
    def name(self) -> str:
        """What people read: the variant is named where it says more than the runtime."""
        if self.runtime == "web":
            return _("HTML and CSS")
        if self.runtime == "quiz":
            return _("Quizzes")
        runtime, variant = (_NAMES.get(word, word) for word in (self.runtime, self.variant))
        return runtime if self.variant in ("", self.runtime) else f"{runtime} ({variant})"

    def __str__(self) -> str:
        return f"{self.runtime}/{self.variant}"
