"""A small course: one programme page, one module, its lessons."""

from typing import Any

from wagtail.models import Page, Site

from curriculum.models import HomePage, LessonPage, ModulePage, ProgrammePage
from lms.people.models import Programme


def make_course(programme: Programme, *lessons: list[str]) -> ProgrammePage:
    """Return a live course with one module; each of `lessons` is a list of the exercise keys it places."""
    home = HomePage.objects.first()
    if home is None:
        home = Page.get_first_root_node().add_child(
            instance=HomePage(title="Cours", slug="accueil-des-cours")
        )
        Site.objects.update_or_create(
            is_default_site=True, defaults={"root_page": home, "hostname": "localhost"}
        )
    course = home.add_child(
        instance=ProgrammePage(
            title=programme.name, slug=programme.slug, programme=programme, summary="Un cours court."
        )
    )
    module = course.add_child(
        instance=ModulePage(
            title="Premiers pas",
            slug="premiers-pas",
            summary="Commencer.",
            objectives="Écrire une page\nLa relire",
        )
    )
    for number, keys in enumerate(lessons, start=1):
        module.add_child(instance=make_lesson(number, keys))
    return course


def make_lesson(number: int, keys: list[str]) -> LessonPage:
    body: list[tuple[str, Any]] = [
        ("text", "<h2>Une idée</h2><p>Expliquée simplement.</p>"),
        ("code", {"language": "html", "code": "<h1>Titre</h1>", "caption": "index.html"}),
        ("callout", {"kind": "tip", "text": "<p>Enregistrez souvent.</p>"}),
        *(("exercise", {"exercise": key}) for key in keys),
    ]
    return LessonPage(
        title=f"Leçon {number}", slug=f"lecon-{number}", summary="Une idée.", minutes=15, body=body
    )
