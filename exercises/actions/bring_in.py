"""Bring in exercises from elsewhere: folders of ours are written, and somebody reads what became of each."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from exercises import grading
from exercises.actions.take_in import free_key, named
from exercises.actions.write import create_exercise
from exercises.folders import FolderRefused, read_disk
from exercises.importers.bringing_in import READERS, bring_in
from exercises.importers.report import Entry, Report
from exercises.permissions import check_can_author
from lms.people.models import User

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


@dataclass(frozen=True)
class BroughtIn:
    """What became of one exercise of the material; `key` is the draft it became here, empty where it became none."""

    entry: Entry
    key: str


def bring_in_upload(
    *,
    origin: str,
    name: str,
    content: bytes,
    url: str,
    author: str,
    licence: str,
    by: User,
    now: datetime,
) -> list[BroughtIn]:
    """Make a draft of each exercise of an uploaded file (a zip, or one file of `origin`); nothing is published.

    Raises:
        Denied: `by` is no author.
        KeyError: the origin is not known.
    """
    check_can_author(by)
    with TemporaryDirectory(prefix="material-") as place:
        # Only the ending of the name is the sender's: readers look at it.
        material = Path(place) / f"material{Path(name).suffix.lower()[:8]}"
        material.write_bytes(content)
        into = Path(place) / "exercises"
        into.mkdir()
        report = bring_in_exercises(
            origin=origin, material=material, into=into, url=url, author=author, licence=licence
        )
        return [BroughtIn(entry, _drafted(entry, by, now)) for entry in report.entries]


def _drafted(entry: Entry, by: User, now: datetime) -> str:
    if entry.folder is None:
        return ""
    key = free_key(entry.folder.name)
    try:
        create_exercise(key=key, files=named(read_disk(entry.folder), key), by=by, now=now)
    except FolderRefused:
        return ""
    return key
