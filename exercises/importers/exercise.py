"""An exercise on its way in: what its folder will hold, and the folder written in our format."""

import json
import re
import shutil
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from exercises.importers.report import Remark

LONGEST_NAME = 60
MOST_CHECKS = 40
TO_VERIFY = "à vérifier"
ORIGINAL = "original"
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SEGMENT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}")


@dataclass(frozen=True, slots=True)
class Source:
    """Where an exercise comes from and under which licence: kept with it for ever."""

    origin: str
    url: str = ""
    author: str = ""
    licence: str = TO_VERIFY

    def to_dict(self) -> dict[str, str]:
        table = {"origin": self.origin, "url": self.url, "author": self.author, "licence": self.licence}
        return {name: text for name, text in table.items() if text}


@dataclass
class ImportedExercise:
    """What the folder will hold. Checks are tables as in `exercise.toml`; `original` is kept as it came.

    `kind` is `practice` where the author's own tests decide: such an exercise proves nothing."""

    key: str
    title: str
    summary: str
    runtime: str
    statement: str
    entry: str
    editable: Sequence[str]
    starter: Mapping[str, str]
    solution: Mapping[str, str]
    checks: Sequence[Mapping[str, Any]]
    source: Source
    variant: str = ""
    kind: str = "core"
    level: int = 1
    minutes: int = 20
    hints: Sequence[str] = ()
    original: Mapping[str, bytes] = field(default_factory=dict)


@dataclass
class Draft:
    """What a reader made of one exercise of its source: the exercise, unless it is left out, and why."""

    name: str
    exercise: ImportedExercise | None
    remarks: list[Remark] = field(default_factory=list)


def key_of(*parts: str) -> str:
    """Returns a name for an exercise's folder: small letters, digits and hyphens."""
    text = unicodedata.normalize("NFKD", "-".join(parts)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", text)[:LONGEST_NAME].strip("-") or "exercice"


def safe_name(path: str) -> str:
    """Returns a file name that the platform accepts, near the one given: no accent, no space, few folders."""
    plain = unicodedata.normalize("NFKD", path).encode("ascii", "ignore").decode()
    parts = [part for part in PurePosixPath(plain).parts if part not in ("/", "..", ".")]
    cleaned = [re.sub(r"[^A-Za-z0-9_.-]+", "-", part).lstrip(".-")[:80] or "fichier" for part in parts]
    return "/".join(cleaned[-4:]) or "fichier"


def is_safe_name(path: str) -> bool:
    """Whether a file of an exercise may have this name."""
    parts = path.split("/")
    return len(path) <= 120 and len(parts) <= 4 and all(_SEGMENT.fullmatch(part) for part in parts)


# ---- writing ----------------------------------------------------------------------------------------
def write_folder(exercise: ImportedExercise, folder: Path) -> None:
    """Writes the exercise in `folder`, replacing what was there."""
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    _write(folder / "exercise.toml", manifest_of(exercise))
    _write(folder / "statement.md", exercise.statement.strip() + "\n")
    for place, files in (("starter", exercise.starter), ("solution", exercise.solution)):
        for path, content in files.items():
            _write(folder / place / path, content)
    for path, data in exercise.original.items():
        target = folder / ORIGINAL / safe_name(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content.replace("\0", ""), encoding="utf-8", errors="replace", newline="\n")


def manifest_of(exercise: ImportedExercise) -> str:
    """Returns the text of `exercise.toml`."""
    top: dict[str, Any] = {
        "key": exercise.key,
        "title": exercise.title,
        "summary": exercise.summary,
        "runtime": exercise.runtime,
        **({"variant": exercise.variant} if exercise.variant else {}),
        **({"kind": exercise.kind} if exercise.kind != "core" else {}),
        "level": exercise.level,
        "minutes": exercise.minutes,
        "competences": [],
        "hints": list(exercise.hints),
        "licence": exercise.source.licence,
    }
    lines = [f"{name} = {toml_value(value)}" for name, value in top.items()]
    lines += ["", "[source]"]
    lines += [f"{name} = {toml_value(value)}" for name, value in exercise.source.to_dict().items()]
    lines += ["", "[files]", f"entry = {toml_value(exercise.entry)}"]
    lines += [f"editable = {toml_value(list(exercise.editable))}"]
    for check in exercise.checks:
        lines += ["", "[[checks]]", *(f"{name} = {toml_value(value)}" for name, value in check.items())]
    return "\n".join([*lines, ""])


def toml_value(value: Any) -> str:
    """Returns a value as TOML writes it; raises TypeError for what TOML cannot write."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        return toml_text(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml_value, value))}]"
    if isinstance(value, Mapping):
        pairs = (f"{_toml_key(name)} = {toml_value(item)}" for name, item in value.items())
        return f"{{ {', '.join(pairs)} }}" if value else "{}"
    raise TypeError(f"{value!r} cannot be written in TOML")


def _toml_key(name: str) -> str:
    return name if _BARE.fullmatch(name) else toml_text(name)


def toml_text(text: str) -> str:
    """Returns a text between quotes; lone surrogates, which no file can hold, become question marks."""
    whole = text.encode("utf-8", "replace").decode().replace("\0", "")
    return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007f")
