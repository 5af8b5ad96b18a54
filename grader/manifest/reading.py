"""Reads an exercise folder.

Authors read these messages: they are in French, name the file and the line, say what to do, and come all at once.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grader.contract import Check
from grader.manifest.bounds import MANIFEST, SOLUTION, STARTER
from grader.manifest.checks import read_checks
from grader.manifest.exercise import Exercise
from grader.manifest.problems import Problems, wrong
from grader.manifest.quiz import NOT_IN_A_QUIZ, read_quiz_folder
from grader.manifest.shapes import (
    known_kind,
    known_runtime,
    known_variant,
    read_files_table,
    read_limits,
    read_source,
    read_toml,
    require_key,
    shape_problems,
)
from grader.manifest.statement import read_statement
from grader.manifest.trees import (
    overlaid,
    read_hidden,
    read_judges,
    read_mistakes,
    read_pictures,
    read_solutions,
    read_text,
    read_tree,
    refuse_clashes,
)
from grader.quiz import RUNTIME as QUIZ


def load_exercise(folder: Path, *, with_pictures: bool = True) -> Exercise:
    """Returns the exercise in a folder; raises ManifestError. Its pictures may still have to be made."""
    text = read_text(folder / MANIFEST, MANIFEST)
    problems = Problems()
    data = problems.attempt(read_toml, text)
    if data is not None:
        problems.note(shape_problems(data, NOT_IN_A_QUIZ if _is_quiz(data) else ()))
        # What has not the right shape is told already: the rest is read without it.
        misshapen = {problem.at[0] for problem in problems.found if problem.at}
        data = {name: value for name, value in data.items() if name not in misshapen}
    parts = {**_described(folder, data or {}, problems), **_asked(folder, data or {}, problems)}
    if parts.get("checks"):
        parts["judges"] = problems.attempt(read_judges, folder, parts["checks"])
    if with_pictures and parts.get("checks"):
        parts["pictures"] = problems.attempt(read_pictures, folder, parts["checks"])
    problems.raise_if_any(text)
    return Exercise(**parts)


def _is_quiz(data: Mapping[str, Any]) -> bool:
    return data.get("runtime") == QUIZ


def _asked(folder: Path, data: Mapping[str, Any], problems: Problems) -> dict[str, Any]:
    """What is to be written and how it is looked at, or what is asked in a quiz."""
    if _is_quiz(data):
        return problems.attempt(read_quiz_folder, folder, data.get("mistakes", {})) or {}
    return {**_run(data, problems), **_files(folder, data, problems)}


def _described(folder: Path, data: Mapping[str, Any], problems: Problems) -> dict[str, Any]:
    """What people read of the exercise."""
    if "key" in data:
        problems.attempt(require_key, data["key"], folder.resolve().name)
    problems.attempt(known_kind, data.get("kind", "core"))
    statement, images = problems.attempt(read_statement, folder) or ("", {})
    return {
        **{name: data.get(name) for name in ("key", "title", "summary", "level", "minutes", "licence")},
        "competences": tuple(data.get("competences", [])),
        "hints": tuple(data.get("hints", [])),
        "kind": data.get("kind", "core"),
        "example": data.get("example", ""),
        "source": problems.attempt(read_source, data.get("source", {})),
        "statement": statement,
        "images": images,
    }


def _run(data: Mapping[str, Any], problems: Problems) -> dict[str, Any]:
    """In which box it runs, and what is looked at there."""
    runtime = problems.attempt(known_runtime, data["runtime"]) if "runtime" in data else None
    checks: tuple[Check, ...] | None = None
    limits, variant = None, None
    if runtime is not None:
        variant = problems.attempt(known_variant, runtime, data.get("variant", ""))
        limits = problems.attempt(read_limits, runtime, variant or "", data.get("limits", {}))
        if "checks" in data:
            checks = problems.attempt(read_checks, runtime, data["checks"])
    return {
        "runtime": runtime.name if runtime else "",
        "variant": variant,
        "limits": limits,
        "checks": checks,
    }


def _files(folder: Path, data: Mapping[str, Any], problems: Problems) -> dict[str, Any]:
    """What the apprentice receives, what she does not see, and the known answers."""
    named = problems.attempt(read_files_table, data["files"]) if "files" in data else None
    starter = problems.attempt(read_tree, folder / STARTER, STARTER)
    hidden = problems.attempt(read_hidden, folder)
    if named is None or starter is None or hidden is None:
        return {}
    entry, editable = named
    problems.attempt(refuse_clashes, starter, hidden, editable)
    solution = problems.attempt(overlaid, folder, SOLUTION, starter, editable)
    if solution is not None:
        problems.attempt(_require_entry, entry, {**hidden, **solution})
    return {
        "entry": entry,
        "editable": editable,
        "starter": starter,
        "hidden": hidden,
        "solution": solution,
        "solutions": problems.attempt(read_solutions, folder, starter, editable),
        "mistakes": problems.attempt(read_mistakes, folder, data.get("mistakes", {}), starter, editable),
    }


def _require_entry(entry: str, files: Mapping[str, str]) -> None:
    if entry not in files:
        raise wrong(
            f"le fichier d’entrée « {entry} » n’existe pas. Ajoutez starter/{entry}.", "files", "entry"
        )
