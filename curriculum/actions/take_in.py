"""Take a course in from another school, again and again: what was changed or added here stays."""

import base64
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError
from wagtail.images import get_image_model
from wagtail.models import Page

from curriculum.models import HomePage, LessonPage, ModulePage, ProgrammePage, Recording, SharedPage
from curriculum.packages import Block, Lesson, Module, Package
from curriculum.packages import Programme as TravellingProgramme
from curriculum.sharing import (
    LESSON_FIELDS,
    MODULE_FIELDS,
    PROGRAMME_FIELDS,
    arriving,
    cleaned,
    fields_of,
    merged_page,
)
from exercises.actions.take_in import Arrival, TakenIn, take_in_exercise
from exercises.folders import File, FolderRefused
from exercises.packages import read_told
from exercises.permissions import check_can_author
from lms.core.audit import record_event
from lms.people.models import Programme, User


@dataclass(frozen=True)
class Arrived:
    """What became of one page.

    `kept` names what both schools changed, where ours stayed; `left` the blocks that could not be taken; `is_draft`
    says that somebody here has a draft, which now holds what came.
    """

    page: Page
    arrival: Arrival
    kept: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    is_draft: bool = False


@dataclass(frozen=True)
class Report:
    pages: list[Arrived]
    exercises: list[TakenIn]


@transaction.atomic
def take_in_package(
    *, package: Package, course: ProgrammePage | None, by: User | None, now: datetime
) -> Report:
    """Store what came. Modules go under `course`, or under the programme that came with them.

    `by` is None where the platform itself brings its course.

    Nothing is deleted, and no draft is published: what is no more in the other school stays here.

    Raises:
        Denied: `by` is no author.
        FolderRefused: there is no course to put the modules into, or a file is not what it says.
    """
    exercises = []
    if by is not None:
        check_can_author(by)
        exercises = [
            take_in_exercise(key=one.key, identity=one.identity, files=one.files, by=by, now=now)
            for one in package.exercises
        ]
    keys = {one.key: taken.key for one, taken in zip(package.exercises, exercises, strict=True)}
    pages: list[Arrived] = []
    if package.programme is not None:
        course = _course(package.programme, course, pages, by, now)
    if package.modules and course is None:
        raise FolderRefused(_("Choose the course that receives these modules."))
    writer = _Writer(package.pictures, package.recordings, keys, pages, by, now)
    before: Page | None = None
    for module in package.modules:
        assert course is not None
        before = writer.take_in_module(module, course, before)
    writer.finish_lessons()
    return Report(pages, exercises)


def _course(
    told: TravellingProgramme,
    chosen: ProgrammePage | None,
    pages: list[Arrived],
    by: User | None,
    now: datetime,
) -> ProgrammePage:
    """Return the page of the programme that came: the one chosen, the one known, or a new one."""
    page = chosen or ProgrammePage.objects.filter(translation_key=told.identity).first()
    theirs = {name: getattr(told, name) for name in PROGRAMME_FIELDS}
    if page is not None:
        if chosen is None:
            pages.append(_updated(page, theirs, [], by, now))
        return page
    home = HomePage.objects.first()
    if home is None:
        raise FolderRefused(_("There is no home for courses yet."))
    programme = Programme.objects.filter(slug=told.slug, course_page=None).first()
    if programme is None:
        slug = _free_slug(told.slug, lambda one: Programme.objects.filter(slug=one).exists())
        name = _free_slug(told.title, lambda one: Programme.objects.filter(name=one).exists(), " ")
        programme = Programme.objects.create(name=name, slug=slug)
    page = ProgrammePage(programme=programme, translation_key=UUID(told.identity), **theirs)
    pages.append(_placed(page, told.slug, home, None, by, now))
    return page


@dataclass
class _Writer:
    pictures: Mapping[str, File]
    recordings: Mapping[str, File]
    keys: Mapping[str, str]
    pages: list[Arrived]
    by: User | None
    now: datetime
    _new: list[tuple[Lesson, LessonPage]] = field(default_factory=list)
    _known: list[tuple[Lesson, LessonPage]] = field(default_factory=list)

    def finish_lessons(self) -> None:
        """Write what may lead to other pages, now that all of these are there."""
        for told, page in self._known:
            blocks, left = self._blocks(told)
            theirs = {**{name: getattr(told, name) for name in LESSON_FIELDS}, "blocks": blocks}
            self.pages.append(_updated(page, theirs, left, self.by, self.now))
        for told, page in self._new:
            if any('linktype="page"' in str(block["value"]) for block in told.blocks):
                _write(page, {"blocks": self._blocks(told)[0]})
                page.save_revision(user=self.by).publish(user=self.by)
                _remember(page, fields_of(page), self.now)

    def _blocks(self, told: Lesson) -> tuple[list[Block], list[str]]:
        return arriving(
            told.blocks, picture_id=self._picture_id, recording_id=self._recording_id, keys=self.keys
        )

    def take_in_module(self, told: Module, course: ProgrammePage, before: Page | None) -> Page:
        theirs = {name: getattr(told, name) for name in MODULE_FIELDS}
        theirs["trainer_sheet"] = cleaned(told.trainer_sheet)
        page = ModulePage.objects.filter(translation_key=told.identity).first()
        if page is None:
            page = ModulePage(translation_key=UUID(told.identity), **theirs)
            self.pages.append(_placed(page, told.slug, course, before, self.by, self.now))
        else:
            self.pages.append(_updated(page, theirs, [], self.by, self.now))
        lesson_before: Page | None = None
        for lesson in told.lessons:
            lesson_before = self._take_in_lesson(lesson, page, lesson_before)
        return page

    def _take_in_lesson(self, told: Lesson, module: ModulePage, before: Page | None) -> Page:
        page = LessonPage.objects.filter(translation_key=told.identity).first()
        if page is not None:
            self._known.append((told, page))
            return page
        page = LessonPage(translation_key=UUID(told.identity))
        blocks, left = self._blocks(told)
        _write(page, {**{name: getattr(told, name) for name in LESSON_FIELDS}, "blocks": blocks})
        self.pages.append(_placed(page, told.slug, module, before, self.by, self.now, left))
        self._new.append((told, page))
        return page

    def _picture_id(self, path: str) -> int | None:
        file = self.pictures.get(path)
        if not isinstance(file, dict):
            return None
        content = base64.b64decode(file["base64"])
        try:
            with Image.open(io.BytesIO(content)) as picture:
                picture.verify()
        except (
            UnidentifiedImageError,
            OSError,
            SyntaxError,
            ValueError,
            Image.DecompressionBombError,
        ) as error:
            raise FolderRefused(_("%(path)s is not a picture.") % {"path": path}) from error
        title = path.rpartition("/")[2]
        model = get_image_model()
        known = model.objects.filter(title=title).first()
        if known is None:
            known = model.objects.create(
                title=title, file=ImageFile(io.BytesIO(content), name=title), uploaded_by_user=self.by
            )
        return int(known.pk)

    def _recording_id(self, path: str) -> int | None:
        """Return the recording whose words travel in `path`; the same file that came before is the same recording."""
        if path not in self.recordings:
            return None
        told = read_told(self.recordings, path, _RECORDING_FIELDS)
        file, captions = self.recordings.get(told["file"]), self.recordings.get(told["captions"])
        if not isinstance(file, dict):
            raise FolderRefused(_("%(path)s cannot be read.") % {"path": path})
        name = PurePosixPath(told["file"]).name
        known = Recording.objects.filter(file__startswith=f"recordings/{PurePosixPath(name).stem}").first()
        if known is not None:
            return known.pk
        recording = Recording(
            title=told["title"],
            transcript=told["transcript"],
            has_speech=told["has_speech"],
            file=ContentFile(base64.b64decode(file["base64"]), name=name),
            poster_id=self._picture_id(told["poster"]) if told["poster"] else None,
        )
        if isinstance(captions, str):
            recording.captions = ContentFile(captions.encode(), name=f"{PurePosixPath(name).stem}.vtt")
        try:
            recording.full_clean()
        except ValidationError as error:
            raise FolderRefused(f"{path} : {' '.join(error.messages)}") from error
        recording.save()
        return recording.pk


_RECORDING_FIELDS = {
    "title": str,
    "file": str,
    "captions": str,
    "transcript": str,
    "has_speech": bool,
    "poster": str,
}


def _placed(  # noqa: PLR0917 - what a new page is made of
    page: Page,
    slug: str,
    parent: Page,
    before: Page | None,
    by: User | None,
    now: datetime,
    left: list[str] | None = None,
) -> Arrived:
    """Put a new page under `parent`, behind the one that came before it, and publish it."""
    page.slug = _free_slug(slug, lambda one: parent.get_children().filter(slug=one).exists())
    page.owner = by
    parent.add_child(instance=page)
    # Where this school has moved that one elsewhere, the new page still belongs here.
    neighbour = parent.get_children().filter(pk=before.pk).first() if before is not None else None
    if neighbour is not None:
        page.move(neighbour, pos="right")
        page.refresh_from_db()
    page.save_revision(user=by).publish(user=by)
    _remember(page, fields_of(page), now)
    record_event(action="page_taken_in", subject=page, by=by, now=now, arrival=Arrival.NEW.value)
    return Arrived(page, Arrival.NEW, left=left or [])


def _updated(page: Page, theirs: dict[str, Any], left: list[str], by: User | None, now: datetime) -> Arrived:
    shared = SharedPage.objects.filter(page=page).first()
    base = shared.upstream if shared else {}
    is_draft = page.has_unpublished_changes
    newest = page.get_latest_revision_as_object()
    if theirs in (base, fields_of(newest)):
        _remember(page, theirs, now)
        return Arrived(page, Arrival.UNCHANGED, left=left)
    merge = merged_page(base, fields_of(newest), theirs)
    _write(newest, {**merge.fields, **({"blocks": merge.blocks} if "blocks" in theirs else {})})
    revision = newest.save_revision(user=by)
    if not is_draft:
        revision.publish(user=by)
    _remember(page, theirs, now)
    arrival = Arrival.OURS_KEPT if merge.kept else Arrival.UPDATED
    record_event(action="page_taken_in", subject=page, by=by, now=now, arrival=arrival.value)
    return Arrived(page, arrival, merge.kept, left, is_draft)


def _write(page: Page, told: Mapping[str, Any]) -> None:
    for name, value in told.items():
        if name == "blocks":
            page.body = page.body.stream_block.to_python(value)
        else:
            setattr(page, name, value)


def _remember(page: Page, upstream: dict[str, Any], now: datetime) -> None:
    SharedPage.objects.update_or_create(page=page, defaults={"upstream": upstream, "came_at": now})


def _free_slug(wanted: str, is_taken: Any, joint: str = "-") -> str:
    return next(name for name in _numbered(wanted, joint) if not is_taken(name))


def _numbered(wanted: str, joint: str) -> Iterator[str]:
    yield wanted
    for number in count(2):
        yield f"{wanted}{joint}{number}"
