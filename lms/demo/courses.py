"""The demo course: exercises of the catalogue, and lessons placed in Wagtail as pages."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.images import ImageFile
from wagtail.images import get_image_model
from wagtail.models import Page, Site

from curriculum.models import HomePage, LessonPage, ModulePage, ProgrammePage
from exercises import grading
from exercises.actions.author import publish_exercise
from lms.core.markdown import render_markdown
from lms.demo.content_files import (
    Block,
    CalloutBlock,
    CodeBlock,
    ExerciseBlock,
    ImageBlock,
    LessonContent,
    LiveBlock,
    ModuleContent,
    QuestionBlock,
    TextBlock,
    load_modules,
)
from lms.people.models import Programme

CONTENT = Path(__file__).parent / "content"


def publish_catalogue(*, now: datetime) -> int:
    """Publish every exercise of the catalogue; return how many there are."""
    folders = grading.catalogue_folders()
    for folder in folders:
        publish_exercise(content=grading.read_exercise_folder(folder), now=now)
    return len(folders)


def build_course(programme: Programme) -> ProgrammePage:
    """Place the modules under the programme's page; pages that exist are left alone."""
    course = ProgrammePage.objects.filter(programme=programme).first()
    if course is None:
        course = ProgrammePage(
            title=programme.name,
            slug=programme.slug,
            programme=programme,
            summary="Dix mois pour apprendre à faire des sites, et en refaire un pour de vrai.",
        )
        _home().add_child(instance=course)
    for module in load_modules(CONTENT):
        if not course.get_children().filter(slug=module.slug).exists():
            _add_module(course, module)
    return course


def _home() -> HomePage:
    home = HomePage.objects.first()
    if home is None:
        home = HomePage(title="Cours", slug="accueil-des-cours")
        Page.get_first_root_node().add_child(instance=home)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"root_page": home, "hostname": "localhost", "site_name": settings.WAGTAIL_SITE_NAME},
    )
    # Wagtail's own welcome page would otherwise stay beside the course.
    Page.objects.filter(depth=2).exclude(pk=home.pk).filter(slug="home").delete()
    return home


def _add_module(course: ProgrammePage, content: ModuleContent) -> None:
    module = ModulePage(
        title=content.title,
        slug=content.slug,
        summary=content.summary,
        objectives="\n".join(content.objectives),
        hours=max(1, round(sum(lesson.minutes for lesson in content.lessons) / 60)),
    )
    course.add_child(instance=module)
    for lesson in content.lessons:
        module.add_child(instance=_lesson(lesson))


def _lesson(content: LessonContent) -> LessonPage:
    return LessonPage(
        title=content.title,
        slug=content.slug,
        summary=content.summary,
        minutes=content.minutes,
        body=[_block(block) for block in content.blocks],
    )


def _block(block: Block) -> tuple[str, Any]:
    match block:
        case TextBlock(markdown):
            return "text", _rich_text(markdown)
        case CodeBlock(language, code, caption):
            return "code", {
                "language": {"js": "javascript"}.get(language, language),
                "code": code,
                "caption": caption,
            }
        case LiveBlock() | QuestionBlock():
            return _to_try(block)
        case CalloutBlock(kind, markdown):
            return "callout", {"kind": kind, "text": _rich_text(markdown)}
        case ImageBlock(path, alt, caption):
            return "picture", {"image": _picture(path, alt), "caption": caption}
        case ExerciseBlock(key):
            return "exercise", {"exercise": key}


def _to_try(block: LiveBlock | QuestionBlock) -> tuple[str, Any]:
    match block:
        case LiveBlock(html, css, javascript, caption):
            return "live", {"html": html, "css": css, "javascript": javascript, "caption": caption}
        case QuestionBlock(asks, choices, explain):
            return "question", {
                "asks": asks,
                "choices": [{"text": text, "right": right, "why": why} for text, right, why in choices],
                "explain": _rich_text(explain),
            }


def _rich_text(markdown: str) -> str:
    return str(render_markdown(markdown)).replace("<strong>", "<b>").replace("</strong>", "</b>")


def _picture(path: Path, alt: str) -> Any:
    model = get_image_model()
    image = model.objects.filter(title=alt[:200]).first()
    if image is None:
        with path.open("rb") as file:
            image = model.objects.create(title=alt[:200], file=ImageFile(file, name=path.name))
    image.contextual_alt_text, image.decorative = alt, False
    return image
