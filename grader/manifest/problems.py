"""What is said of a folder or of files that cannot be taken."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from grader.contract import Json
from grader.manifest.bounds import MANIFEST
from grader.manifest.positions import Place, line_of

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class ManifestProblem:
    """One thing to mend: in which file, what and how, in French; on which line, where it is known.

    `at` is the way to it inside `exercise.toml`, as keys and numbers: `("checks", 2, "expect")`.
    """

    file: str
    text: str
    line: int | None = None
    at: Place = ()

    def __str__(self) -> str:
        place = f"{self.file}, ligne {self.line}" if self.line else self.file
        return f"{place} : {self.text}" if place else self.text

    def to_dict(self) -> dict[str, Json]:
        return {"file": self.file, "line": self.line, "text": self.text}

    def located(self, manifest: str) -> "ManifestProblem":
        """Returns the problem with its line in this text of `exercise.toml`."""
        if self.line or not self.at or self.file != MANIFEST:
            return self
        return replace(self, line=line_of(manifest, self.at))


class ManifestError(ValueError):
    """The folder is not an exercise. `problems` are all that was found; its text has one on each line."""

    def __init__(self, *problems: ManifestProblem | str) -> None:
        self.problems = tuple(one if isinstance(one, ManifestProblem) else _read(one) for one in problems)
        super().__init__("\n".join(map(str, self.problems[:MOST_SHOWN])))


def _read(text: str) -> ManifestProblem:
    return ManifestProblem("", text)


def wrong(text: str, *at: str | int) -> ManifestError:
    """Returns the error for one thing in `exercise.toml`; `at` leads to it."""
    return ManifestError(ManifestProblem(MANIFEST, text, at=at))


def wrong_file(name: str, text: str, line: int | None = None) -> ManifestError:
    """Returns the error for one file of the folder, or one of its lines."""
    return ManifestError(ManifestProblem(name, text, line))


class Problems:
    """Gathers what is wrong, so that an author reads all of it at once."""

    def __init__(self) -> None:
        self.found: list[ManifestProblem] = []

    def attempt[**Given, Result](
        self, read: Callable[Given, Result], *args: Given.args, **kwargs: Given.kwargs
    ) -> Result | None:
        """Returns what `read` returns, or None once its problems are noted."""
        try:
            return read(*args, **kwargs)
        except ManifestError as error:
            self.found.extend(error.problems)
            return None

    def note(self, problems: Iterable[ManifestProblem]) -> None:
        self.found.extend(problems)

    def raise_if_any(self, manifest: str = "") -> None:
        """Raises ManifestError with everything that was found, each once, with its line in `manifest`."""
        if self.found:
            raise ManifestError(*dict.fromkeys(problem.located(manifest) for problem in self.found))


class RefusedFiles(ValueError):
    """An apprentice's files cannot be accepted; the French text can be shown as it is."""
