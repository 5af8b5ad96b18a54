"""A course as it travels from one school to another: folders of text files, the same bytes for the same course.

    exchange.json                          what it is, and the identity of each exercise
    programme.json                         title and summary, where a whole programme travels
    modules/01-slug/module.json            a module
    modules/01-slug/01-slug.json           a lesson, block by block
    pictures/…                             what lessons show
    recordings/….json, ….webm, ….vtt       what lessons play: its words, itself, its captions
    exercises/KEY/…                        exercises, as their authors write them

Everything keeps the identity it was born with, so that a school that takes the course in again knows what is what.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from exercises.folders import File, Folder, FolderRefused
from exercises.packages import (
    SharedExercise,
    exercises_from_folder,
    exercises_to_folder,
    read_identity,
    read_told,
    written,
)

PROGRAMME = "programme.json"
_MODULE = re.compile(r"modules/(\d\d-[a-z0-9-]+)/module\.json")
_LESSON = re.compile(r"modules/(\d\d-[a-z0-9-]+)/(\d\d-[a-z0-9-]+)\.json")

type Block = dict[str, Any]


@dataclass(frozen=True)
class Lesson:
    """`blocks` are those of the page, each with its `id`, `type` and `value`; a picture is the path of its file."""

    identity: str
    slug: str
    title: str
    summary: str
    minutes: int
    blocks: list[Block]


@dataclass(frozen=True)
class Module:
    identity: str
    slug: str
    title: str
    summary: str
    objectives: str
    hours: int
    lessons: list[Lesson]
    trainer_sheet: str = ""


@dataclass(frozen=True)
class Programme:
    identity: str
    slug: str
    title: str
    summary: str


@dataclass(frozen=True)
class Package:
    """What one file holds; `programme` is None where only modules or exercises travel."""

    exercises: list[SharedExercise]
    modules: list[Module] = field(default_factory=list)
    programme: Programme | None = None
    pictures: Mapping[str, File] = field(default_factory=dict)
    recordings: Mapping[str, File] = field(default_factory=dict)


# ---- writing ------------------------------------------------------------------------------------------------


def to_folder(package: Package) -> Folder:
    """Return the files of a package."""
    files = exercises_to_folder(package.exercises)
    if package.programme:
        files[PROGRAMME] = written(asdict(package.programme))
    for number, module in enumerate(package.modules, start=1):
        place = f"modules/{number:02}-{module.slug}"
        told = asdict(module)
        lessons = told.pop("lessons")
        files[f"{place}/module.json"] = written(told)
        for position, lesson in enumerate(lessons, start=1):
            files[f"{place}/{position:02}-{lesson['slug']}.json"] = written(lesson)
    return {**files, **package.pictures, **package.recordings}


# ---- reading ------------------------------------------------------------------------------------------------


def from_folder(files: Mapping[str, File]) -> Package:
    """Return the package that these files make.

    Raises:
        FolderRefused: they do not make one; the message is a sentence for the person who sent them.
    """
    return Package(
        exercises=exercises_from_folder(files),
        modules=list(_modules(files)),
        programme=Programme(**_read(files, PROGRAMME, _PROGRAMME_FIELDS)) if PROGRAMME in files else None,
        pictures={path: file for path, file in files.items() if path.startswith("pictures/")},
        recordings={path: file for path, file in files.items() if path.startswith("recordings/")},
    )


_PROGRAMME_FIELDS = {"identity": str, "slug": str, "title": str, "summary": str}
_MODULE_FIELDS = {**_PROGRAMME_FIELDS, "objectives": str, "hours": int}
# Packages made before there were sheets have none.
_TRAINER_SHEET = {"trainer_sheet": str}
_LESSON_FIELDS = {**_PROGRAMME_FIELDS, "minutes": int, "blocks": list}


def _modules(files: Mapping[str, File]) -> Iterator[Module]:
    for path in sorted(files):
        if found := _MODULE.fullmatch(path):
            sheet = _TRAINER_SHEET if '"trainer_sheet":' in str(files[path]) else {}
            told = _read(files, path, {**_MODULE_FIELDS, **sheet})
            yield Module(**told, lessons=list(_lessons(files, found[1])))


def _lessons(files: Mapping[str, File], module: str) -> Iterator[Lesson]:
    for path in sorted(files):
        found = _LESSON.fullmatch(path)
        if found and found[1] == module and found[2] != "module":
            told = _read(files, path, _LESSON_FIELDS)
            _check_blocks(path, told["blocks"])
            yield Lesson(**told)


def _check_blocks(path: str, blocks: Iterable[Any]) -> None:
    for block in blocks:
        whole = isinstance(block, dict) and {"id", "type", "value"} <= block.keys()
        if not whole or not isinstance(block["id"], str) or not isinstance(block["type"], str):
            raise FolderRefused(_("%(path)s: a block of this lesson cannot be read.") % {"path": path})


def _read(files: Mapping[str, File], path: str, fields: Mapping[str, type]) -> dict[str, Any]:
    told = read_told(files, path, fields)
    read_identity(told["identity"], path)
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", told["slug"]) or not _in_bounds(told):
        raise FolderRefused(_("%(path)s cannot be read.") % {"path": path})
    return told


def _in_bounds(told: Mapping[str, Any]) -> bool:
    """Whether the pages of this platform can hold it."""
    lengths = all(
        len(told[name].strip()) > 0 and len(told[name]) <= most
        for name, most in _LONGEST.items()
        if name in told
    )
    numbers = all(
        not isinstance(told[name], bool) and 1 <= told[name] <= _MOST
        for name in ("hours", "minutes")
        if name in told
    )
    return lengths and numbers


_LONGEST = {"title": 200, "slug": 100, "summary": 400}
_MOST = 10_000
