"""Reads an exercise folder.

Authors read these messages: they are in French, name the file and say what to do.
"""

from pathlib import Path

from grader.manifest.bounds import MANIFEST, STATEMENT
from grader.manifest.checks import read_checks
from grader.manifest.exercise import Exercise
from grader.manifest.problems import ManifestError
from grader.manifest.shapes import (
    KEY,
    known_runtime,
    known_variant,
    read_files_table,
    read_limits,
    read_toml,
    require_shape,
)
from grader.manifest.trees import overlaid, read_mistakes, read_pictures, read_text, read_tree, refuse_clashes


def load_exercise(folder: Path, *, with_pictures: bool = True) -> Exercise:
    """Returns the exercise in a folder; raises ManifestError. Its pictures may still have to be made."""
    data = read_toml(folder / MANIFEST)
    require_shape(data)
    runtime = known_runtime(data["runtime"])
    variant = known_variant(runtime, data.get("variant", ""))
    if data["key"] != folder.resolve().name or not KEY.fullmatch(data["key"]):
        raise ManifestError(
            f"{MANIFEST} : « key » vaut « {data['key']} » et doit être le nom du dossier, "
            f"« {folder.resolve().name} », en minuscules, chiffres et tirets."
        )
    starter = read_tree(folder / "starter", "starter")
    entry, editable = read_files_table(data["files"])
    solution = overlaid(folder, "solution", starter, editable)
    refuse_clashes({*starter, *editable})
    if entry not in solution:
        raise ManifestError(
            f"{MANIFEST} : le fichier d’entrée « {entry} » n’existe pas. Ajoutez starter/{entry}."
        )
    checks = read_checks(runtime, data["checks"])
    return Exercise(
        key=data["key"],
        title=data["title"],
        summary=data["summary"],
        runtime=runtime.name,
        level=data["level"],
        minutes=data["minutes"],
        competences=tuple(data["competences"]),
        licence=data["licence"],
        statement=read_text(folder / STATEMENT, STATEMENT),
        entry=entry,
        editable=editable,
        starter=starter,
        solution=solution,
        checks=checks,
        mistakes=read_mistakes(folder, data.get("mistakes", {}), starter, editable),
        hints=tuple(data.get("hints", [])),
        limits=read_limits(runtime, variant, data.get("limits", {})),
        variant=variant,
        pictures=read_pictures(folder, checks) if with_pictures else {},
    )
