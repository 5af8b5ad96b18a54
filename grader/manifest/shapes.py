"""The tables of `exercise.toml` besides its checks: what is there, and of which shape."""

import math
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from grader.manifest.bounds import MANIFEST, MAX_DEPTH, MAX_LINE, MAX_TEXT
from grader.manifest.exercise import KINDS, Source
from grader.manifest.problems import ManifestError, ManifestProblem, wrong, wrong_file
from grader.manifest.trees import path_problem
from grader.quiz import RUNTIME as QUIZ
from grader.runtimes import RUNTIMES, Runtime

KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
TEXTS = ("key", "title", "summary", "runtime", "variant", "licence", "kind", "example")
LISTS = ("competences", "hints")
TABLES = ("files", "limits", "mistakes", "source")
NUMBERS = {"level": (1, 5), "minutes": (1, 600)}
TOP = (*TEXTS, *LISTS, *NUMBERS, *TABLES, "checks")
REQUIRED = (
    "key", "title", "summary", "runtime", "level", "minutes", "competences", "licence", "files", "checks",
)  # fmt: skip
SOURCE = ("origin", "url", "author", "licence")
_AT = re.compile(r" ?\(at line (\d+), column \d+\)| ?\(at end of document\)")


def read_toml(text: str) -> dict[str, Any]:
    """Returns what a text of `exercise.toml` holds; raises ManifestError with the line where it stops."""
    for number, written in enumerate(text.split("\n"), start=1):
        if len(written) > MAX_LINE:  # some take the reader minutes
            raise wrong_file(MANIFEST, f"plus de {MAX_LINE} signes sur une ligne. Coupez-la.", number)
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # numbers too long and lists too deep are not its own error
        said = str(error)
        where = _AT.search(said)
        line = int(where[1]) if where and where[1] else text.count("\n") + 1 if where else None
        reason = _AT.sub("", said)
        raise wrong_file(
            MANIFEST,
            f"écriture TOML incorrecte ({reason}). Regardez cette ligne et celle d’avant : guillemet, "
            "crochet ou accolade manque souvent.",
            line,
        ) from error
    require_storable(data)
    return data


def require_storable(value: object, depth: int = 0, at: tuple[str | int, ...] = ()) -> None:
    """No database keeps these, whatever key they are under."""
    if depth > MAX_DEPTH:
        raise wrong("trop de tables ou de listes les unes dans les autres. Simplifiez.", *at)
    if isinstance(value, str) and "\0" in value:
        raise wrong("un texte contient le signe invisible \\u0000. Retirez-le.", *at)
    if isinstance(value, float) and not math.isfinite(value):
        raise wrong(f"« {value} » n’est pas un nombre. Écrivez-en un avec des chiffres.", *at)
    if isinstance(value, dict):
        for key, item in value.items():
            require_storable(key, depth + 1, at)
            require_storable(item, depth + 1, (*at, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            require_storable(item, depth + 1, (*at, number))


def shape_problems(data: Mapping[str, Any], not_wanted: Iterable[str] = ()) -> Iterator[ManifestProblem]:
    """Yields what is missing, unknown or of another shape at the top of `exercise.toml`.

    `not_wanted` are the entries that this kind of exercise does without.
    """
    apart = set(not_wanted)
    if missing := [name for name in REQUIRED if name not in data and name not in apart]:
        yield ManifestProblem(MANIFEST, f"il manque {', '.join(missing)}. Ajoutez-les en haut du fichier.")
    for name in data:
        if name in apart:
            yield _problem(f"« {name} » n’a pas de sens ici. Retirez-le.", name)
        elif name not in TOP:
            yield _problem(f"« {name} » n’est pas connu{likely(name, TOP)}. Corrigez ou retirez-le.", name)
        elif words := _shape_problem(name, data[name]):
            yield _problem(f"« {name} » doit être {words}.", name)


def likely(name: str, known: Iterable[str]) -> str:
    """Returns what the author probably meant, as the end of a sentence, or nothing."""
    close = get_close_matches(name, list(known), n=1)
    return f" (vouliez-vous dire « {close[0]} » ?)" if close else ""


def _problem(text: str, *at: str | int) -> ManifestProblem:
    return ManifestProblem(MANIFEST, text, at=at)


def _shape_problem(name: str, value: object) -> str:
    """Returns what the value of this entry should be, or an empty text."""
    if name in TEXTS and not is_text(value):
        return "un texte entre guillemets"
    if name in LISTS and not is_texts(value):
        return "une liste de textes"
    if name in TABLES and not isinstance(value, dict):
        return "une table"
    if name in NUMBERS:
        low, high = NUMBERS[name]
        if type(value) is not int or not low <= value <= high:
            return f"un nombre entier de {low} à {high}"
    return ""


def is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value)


def is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and len(value) <= MAX_TEXT


def require_key(key: str, folder: str) -> None:
    if key != folder or not KEY.fullmatch(key):
        raise wrong(
            f"« key » vaut « {key} » et doit être le nom du dossier, « {folder} », en minuscules, chiffres "
            "et tirets.",
            "key",
        )


def known_kind(name: str) -> str:
    if name not in KINDS:
        raise wrong(f"« kind » vaut « {name} ». Choisissez parmi : {', '.join(KINDS)}.", "kind")
    return name


def known_runtime(name: str) -> Runtime:
    if name not in RUNTIMES:
        raise wrong(
            f"« runtime » vaut « {name} ». Choisissez parmi : {', '.join((*RUNTIMES, QUIZ))}.", "runtime"
        )
    return RUNTIMES[name]


def known_variant(runtime: Runtime, name: str) -> str:
    known = [variant.name for variant in runtime.variants]
    if name and name not in known:
        raise wrong(
            f"« variant » vaut « {name} ». Pour {runtime.name}, choisissez parmi : {', '.join(known)}.",
            "variant",
        )
    return name


def read_files_table(table: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """Returns the file that is opened or loaded, and those that the apprentice writes."""
    entry, editable = table.get("entry"), table.get("editable")
    known = ("entry", "editable")
    problems = [
        _problem(
            f"[files] ne connaît pas « {name} »{likely(name, known)}. Corrigez ou retirez-le.", "files", name
        )
        for name in table
        if name not in known
    ]
    if not isinstance(entry, str) or not is_texts(editable) or not editable:
        problems.append(_problem('[files] demande entry = "…" et editable = ["…"].', "files"))
    else:
        for name, path in (("entry", entry), *(("editable", path) for path in editable)):
            if problem := path_problem(path):
                problems.append(_problem(f"[files] « {path} » : {problem}. Renommez-le.", "files", name))
    if problems or not isinstance(entry, str) or not isinstance(editable, list):
        raise ManifestError(*problems)
    return entry, tuple(dict.fromkeys(editable))


def read_source(table: Mapping[str, Any]) -> Source | None:
    """Returns where an exercise comes from, or None for one of our own."""
    problems = []
    for name, value in table.items():
        if name not in SOURCE:
            text = f"[source] ne connaît pas « {name} »{likely(name, SOURCE)} (connus : {', '.join(SOURCE)})."
            problems.append(_problem(text, "source", name))
        elif not is_text(value):
            problems.append(_problem(f"[source] « {name} » doit être un texte.", "source", name))
    url = table.get("url", "")
    if isinstance(url, str) and url and not url.startswith(("https://", "http://")):
        problems.append(_problem("[source] « url » doit commencer par https://.", "source", "url"))
    if problems:
        raise ManifestError(*problems)
    return Source(**table) if table else None


def read_limits(runtime: Runtime, variant: str, differences: Mapping[str, Any]) -> dict[str, float]:
    """Returns the limits that differ; each wrong one is told."""
    problems = []
    for name, value in differences.items():
        try:
            runtime.default_limits(variant).adjusted(**{name: value})
        except (ValueError, TypeError) as error:
            problems.append(_problem(f"[limits] {error}. Corrigez ou retirez-la.", "limits", name))
    if problems:
        raise ManifestError(*problems)
    return dict(differences)
