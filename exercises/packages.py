"""Exercises as they travel from one school to another.

    exchange.json          what it is, and the identity of each exercise
    exercises/KEY/…        exercises, as their authors write them

A course that travels has its own files beside these: see `curriculum.packages`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from exercises.folders import File, Folder, FolderRefused

FORMAT = 1
CONTENTS = "exchange.json"


@dataclass(frozen=True)
class SharedExercise:
    key: str
    identity: UUID
    files: Folder


def written(value: Any) -> str:
    """Return JSON that people can read and compare."""
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def exercises_to_folder(exercises: Iterable[SharedExercise]) -> Folder:
    """Return the files of a package that holds these exercises."""
    exercises = list(exercises)
    identities = {one.key: str(one.identity) for one in exercises}
    files: Folder = {CONTENTS: written({"format": FORMAT, "exercises": identities})}
    for one in exercises:
        files.update({f"exercises/{one.key}/{path}": file for path, file in one.files.items()})
    return files


def exercises_from_folder(files: Mapping[str, File]) -> list[SharedExercise]:
    """Return the exercises of a package.

    Raises:
        FolderRefused: this is no package; the message is a sentence for the person who sent it.
    """
    told = read_told(files, CONTENTS, {"format": int, "exercises": dict})
    if told["format"] != FORMAT:
        raise FolderRefused(_("This file was made by a newer platform. Update yours first."))
    return list(_exercises(files, told["exercises"]))


def _exercises(files: Mapping[str, File], identities: Mapping[str, Any]) -> Iterator[SharedExercise]:
    for key, identity in sorted(identities.items()):
        place = f"exercises/{key}/"
        own = {path.removeprefix(place): file for path, file in files.items() if path.startswith(place)}
        if not own:
            raise FolderRefused(_("The exercise “%(key)s” is announced and is not there.") % {"key": key})
        yield SharedExercise(key, read_identity(identity, CONTENTS), own)


def read_told(files: Mapping[str, File], path: str, fields: Mapping[str, type]) -> dict[str, Any]:
    """Return what a JSON file of a package says in these fields; raises FolderRefused."""
    text = files.get(path)
    if not isinstance(text, str):
        raise FolderRefused(
            _("This file does not come from the exchange of another school: %(path)s is missing.")
            % {"path": path}
        )
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FolderRefused(_("%(path)s cannot be read.") % {"path": path}) from error
    if "\\u0000" in text:  # no database keeps it
        raise FolderRefused(_("%(path)s cannot be read.") % {"path": path})
    if not isinstance(told, dict) or any(
        not isinstance(told.get(name), kind) for name, kind in fields.items()
    ):
        raise FolderRefused(_("%(path)s cannot be read.") % {"path": path})
    return {name: told[name] for name in fields}


def read_identity(value: Any, path: str) -> UUID:
    """Return the identity that a file of a package tells; raises FolderRefused."""
    try:
        return UUID(str(value))
    except ValueError as error:
        raise FolderRefused(_("%(path)s cannot be read.") % {"path": path}) from error
