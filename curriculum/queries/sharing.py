"""What travels to another school: the courses there are, and the package of one."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from wagtail.images import get_image_model

from curriculum.models import LessonPage, ModulePage, ProgrammePage, Recording
from curriculum.packages import Lesson, Module, Package, Programme
from curriculum.sharing import (
    as_file,
    blocks_of,
    picture_name,
    recording_name,
    travelling,
    with_identities,
)
from exercises.folders import MAX_FILE_BYTES, File
from exercises.packages import SharedExercise, written
from exercises.queries import shared_exercises


def courses() -> list[tuple[ProgrammePage, list[ModulePage]]]:
    """Return each course with its published modules, in order."""
    return [(course, _modules_of(course)) for course in ProgrammePage.objects.live().order_by("title")]


def _modules_of(course: ProgrammePage) -> list[ModulePage]:
    return list(ModulePage.objects.child_of(course).live().order_by("path"))


@dataclass
class _Carried:
    """The files that lessons show and play, by the path under which they travel."""

    pictures: dict[str, File] = field(default_factory=dict)
    recordings: dict[str, File] = field(default_factory=dict)

    def picture_path(self, number: Any) -> str | None:
        image = get_image_model().objects.filter(pk=number).first()
        if image is None:
            return None
        with image.open_file() as file:
            content = file.read()
        path = picture_name(content, image.file.name)
        self.pictures[path] = as_file(content)
        return path

    def recording_path(self, number: Any) -> str | None:
        """None too for what is heavier than a file that the other school would take."""
        recording = Recording.objects.filter(pk=number).first()
        if recording is None or recording.size > MAX_FILE_BYTES:
            return None
        with recording.file.open("rb") as file:
            content = file.read()
        path = recording_name(content, recording.file.name or "")
        stem = path.rpartition(".")[0]
        self.recordings[path] = as_file(content)
        captions = f"{stem}.vtt" if recording.captions else ""
        if captions:
            with recording.captions.open("rb") as file:
                self.recordings[captions] = file.read().decode("utf-8-sig").replace("\r\n", "\n")
        self.recordings[f"{stem}.json"] = written(
            {
                "title": recording.title,
                "file": path,
                "captions": captions,
                "transcript": recording.transcript,
                "has_speech": recording.has_speech,
                "poster": (recording.poster_id and self.picture_path(recording.poster_id)) or "",
            }
        )
        return f"{stem}.json"


def package_of(*, programme: ProgrammePage | None = None, modules: Iterable[ModulePage] = ()) -> Package:
    """Return what travels of a course, or of some modules: what is published, and the exercises placed in it."""
    carried = _Carried()
    told = [_module(module, carried) for module in (_modules_of(programme) if programme else modules)]
    keys = [
        block["value"]["exercise"]
        for module in told
        for lesson in module.lessons
        for block in lesson.blocks
        if block["type"] == "exercise"
    ]
    return Package(
        _exercises(keys),
        told,
        _programme(programme) if programme else None,
        carried.pictures,
        carried.recordings,
    )


def _exercises(keys: list[str]) -> list[SharedExercise]:
    return [
        SharedExercise(exercise.key, exercise.identity, files) for exercise, files in shared_exercises(keys)
    ]


def _programme(page: ProgrammePage) -> Programme:
    return Programme(str(page.translation_key), page.slug, page.title, page.summary)


def _module(page: ModulePage, carried: _Carried) -> Module:
    lessons = LessonPage.objects.child_of(page).live().order_by("path")
    return Module(
        identity=str(page.translation_key),
        slug=page.slug,
        title=page.title,
        summary=page.summary,
        objectives=page.objectives,
        hours=page.hours,
        trainer_sheet=with_identities(page.trainer_sheet),
        lessons=[_lesson(lesson, carried) for lesson in lessons],
    )


def _lesson(page: LessonPage, carried: _Carried) -> Lesson:
    return Lesson(
        identity=str(page.translation_key),
        slug=page.slug,
        title=page.title,
        summary=page.summary,
        minutes=page.minutes,
        blocks=travelling(blocks_of(page), carried.picture_path, carried.recording_path),
    )
