"""What travels to another school: the courses there are, and the package of one."""

from collections.abc import Iterable
from typing import Any

from wagtail.images import get_image_model

from curriculum.models import LessonPage, ModulePage, ProgrammePage
from curriculum.packages import Lesson, Module, Package, Programme
from curriculum.sharing import as_file, blocks_of, picture_name, travelling, with_identities
from exercises.folders import File
from exercises.packages import SharedExercise
from exercises.queries import shared_exercises


def courses() -> list[tuple[ProgrammePage, list[ModulePage]]]:
    """Return each course with its published modules, in order."""
    return [(course, _modules_of(course)) for course in ProgrammePage.objects.live().order_by("title")]


def _modules_of(course: ProgrammePage) -> list[ModulePage]:
    return list(ModulePage.objects.child_of(course).live().order_by("path"))


def package_of(*, programme: ProgrammePage | None = None, modules: Iterable[ModulePage] = ()) -> Package:
    """Return what travels of a course, or of some modules: what is published, and the exercises placed in it."""
    pictures: dict[str, File] = {}
    told = [_module(module, pictures) for module in (_modules_of(programme) if programme else modules)]
    keys = [
        block["value"]["exercise"]
        for module in told
        for lesson in module.lessons
        for block in lesson.blocks
        if block["type"] == "exercise"
    ]
    return Package(_exercises(keys), told, _programme(programme) if programme else None, pictures)


def _exercises(keys: list[str]) -> list[SharedExercise]:
    return [
        SharedExercise(exercise.key, exercise.identity, files) for exercise, files in shared_exercises(keys)
    ]


def _programme(page: ProgrammePage) -> Programme:
    return Programme(str(page.translation_key), page.slug, page.title, page.summary)


def _module(page: ModulePage, pictures: dict[str, File]) -> Module:
    lessons = LessonPage.objects.child_of(page).live().order_by("path")
    return Module(
        identity=str(page.translation_key),
        slug=page.slug,
        title=page.title,
        summary=page.summary,
        objectives=page.objectives,
        hours=page.hours,
        trainer_sheet=with_identities(page.trainer_sheet),
        lessons=[_lesson(lesson, pictures) for lesson in lessons],
    )


def _lesson(page: LessonPage, pictures: dict[str, File]) -> Lesson:
    def picture_path(number: Any) -> str | None:
        image = get_image_model().objects.filter(pk=number).first()
        if image is None:
            return None
        with image.open_file() as file:
            content = file.read()
        path = picture_name(content, image.file.name)
        pictures[path] = as_file(content)
        return path

    return Lesson(
        identity=str(page.translation_key),
        slug=page.slug,
        title=page.title,
        summary=page.summary,
        minutes=page.minutes,
        blocks=travelling(blocks_of(page), picture_path),
    )
