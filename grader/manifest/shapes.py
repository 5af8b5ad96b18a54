"""The tables of `exercise.toml` besides its checks: what is there, and of which shape."""

import math
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from grader.manifest.bounds import MANIFEST, MAX_DEPTH, MAX_TEXT
from grader.manifest.problems import ManifestError
from grader.manifest.trees import path_problem, read_text
from grader.runtimes import RUNTIMES, Runtime

KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TOP = {
    "key", "title", "summary", "runtime", "level", "minutes", "competences", "hints", "licence",
    "files", "limits", "checks", "mistakes", "variant",
}  # fmt: skip
_REQUIRED = (
    "key",
    "title",
    "summary",
    "runtime",
    "level",
    "minutes",
    "competences",
    "licence",
    "files",
    "checks",
)


def read_toml(path: Path) -> dict[str, Any]:
    text = read_text(path, MANIFEST)
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # numbers too long and lists too deep are not its own error
        raise ManifestError(f"{MANIFEST} : écriture TOML incorrecte ({error}).") from error
    require_storable(data)
    return data


def require_storable(value: object, depth: int = 0) -> None:
    """No database keeps these, whatever key they are under."""
    if depth > MAX_DEPTH:
        raise ManifestError(f"{MANIFEST} : trop de tables ou de listes les unes dans les autres.")
    if isinstance(value, str) and "\0" in value:
        raise ManifestError(f"{MANIFEST} : un texte contient le signe invisible \\u0000. Retirez-le.")
    if isinstance(value, float) and not math.isfinite(value):
        raise ManifestError(f"{MANIFEST} : « {value} » n’est pas un nombre. Écrivez-en un avec des chiffres.")
    if isinstance(value, dict):
        for key, item in value.items():
            require_storable(key, depth + 1)
            require_storable(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            require_storable(item, depth + 1)


def require_shape(data: Mapping[str, Any]) -> None:
    if missing := [name for name in _REQUIRED if name not in data]:
        raise ManifestError(f"{MANIFEST} : il manque {', '.join(missing)}. Ajoutez-les en haut du fichier.")
    if unknown := sorted(set(data) - _TOP):
        raise ManifestError(f"{MANIFEST} : « {', '.join(unknown)} » n’est pas connu. Corrigez ou retirez-le.")
    for name, (fits, words) in _SHAPES.items():
        if name in data and not fits(data[name]):
            raise ManifestError(f"{MANIFEST} : « {name} » doit être {words}.")


def is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value)


def is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and len(value) <= MAX_TEXT


def is_table(value: object) -> bool:
    return isinstance(value, dict)


_SHAPES: dict[str, tuple[Callable[[Any], bool], str]] = {
    **dict.fromkeys(
        ("key", "title", "summary", "runtime", "licence", "variant"), (is_text, "un texte entre guillemets")
    ),
    **dict.fromkeys(("competences", "hints"), (is_texts, "une liste de textes")),
    **dict.fromkeys(("files", "limits", "mistakes"), (is_table, "une table")),
    "level": (lambda value: type(value) is int and 1 <= value <= 5, "un nombre entier de 1 à 5"),
    "minutes": (lambda value: type(value) is int and 1 <= value <= 600, "un nombre entier de 1 à 600"),
}


def known_runtime(name: str) -> Runtime:
    if name not in RUNTIMES:
        raise ManifestError(
            f"{MANIFEST} : « runtime » vaut « {name} ». Choisissez parmi : {', '.join(RUNTIMES)}."
        )
    return RUNTIMES[name]


def known_variant(runtime: Runtime, name: str) -> str:
    known = [variant.name for variant in runtime.variants]
    if name and name not in known:
        raise ManifestError(
            f"{MANIFEST} : « variant » vaut « {name} ». Pour {runtime.name}, choisissez parmi : {', '.join(known)}."
        )
    return name


def read_files_table(table: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    entry, editable = table.get("entry"), table.get("editable")
    if unknown := sorted(set(table) - {"entry", "editable"}):
        raise ManifestError(f"{MANIFEST} : [files] ne connaît pas « {', '.join(unknown)} ».")
    if not isinstance(entry, str) or not is_texts(editable) or not editable:
        raise ManifestError(f'{MANIFEST} : [files] demande entry = "…" et editable = ["…"].')
    for path in (entry, *editable):
        if problem := path_problem(path):
            raise ManifestError(f"{MANIFEST} : [files] « {path} » : {problem}.")
    return entry, tuple(dict.fromkeys(editable))


def read_limits(runtime: Runtime, variant: str, differences: Mapping[str, Any]) -> dict[str, float]:
    try:
        runtime.default_limits(variant).adjusted(**differences)
    except (ValueError, TypeError) as error:
        raise ManifestError(f"{MANIFEST} : [limits] {error}.") from error
    return dict(differences)
