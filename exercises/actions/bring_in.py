"""Bring in exercises from elsewhere: folders of ours are written, and somebody reads what became of each."""

from pathlib import Path

from exercises import grading
from exercises.importers.bringing_in import READERS, bring_in
from exercises.importers.report import Report

ORIGINS = tuple(READERS)
_NAMES = {"solution": "le corrigé ne tient pas : {}", "starter": "le départ ne tient pas : {}"}


def bring_in_exercises(
    *,
    origin: str,
    material: Path,
    into: Path,
    in_boxes: bool = False,
    url: str = "",
    author: str = "",
    licence: str = "",
    replace: bool = False,
) -> Report:
    """Write each exercise of `material` as a folder in `into`; nothing is published.

    Args:
        origin: one of `ORIGINS`.
        material: a folder, a zip or one file of that origin.
        in_boxes: whether each imported exercise is proved, which needs Docker and some seconds each.
        url, author, licence: what the material does not say of itself.
        replace: whether folders that are already in `into` may be written again.

    Raises:
        KeyError: the origin is not known.
    """

    def verify(folder: Path) -> list[str]:
        found = grading.problems_of_folder(folder, in_boxes=in_boxes)
        return [_NAMES.get(problem.trial, "{}").format(problem.text) for problem in found]

    return bring_in(
        origin=origin,
        material=material,
        into=into,
        verify=verify,
        url=url,
        author=author,
        licence=licence,
        replace=replace,
    )
