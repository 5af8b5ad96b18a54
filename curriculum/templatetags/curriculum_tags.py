"""Progress shown beside content: pages stay pure content, and ask here what their reader has done."""

from typing import Any

from django import template
from django.conf import settings
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from curriculum import queries
from curriculum.models import LessonPage, ModulePage, ProgrammePage
from curriculum.permissions import can_read_trainer_sheet
from curriculum.words import mark_words, words_of_the_course

register = template.Library()


@register.simple_tag(takes_context=True)
def surroundings(context: dict[str, Any], page: LessonPage) -> queries.LessonSurroundings:
    return queries.surroundings_of(page, context["request"].user)


@register.simple_tag(takes_context=True)
def outline(context: dict[str, Any], course: ProgrammePage) -> list[queries.ModuleStep]:
    return queries.outline(course, context["request"].user)


@register.simple_tag(takes_context=True)
def module_outline(context: dict[str, Any], page: ModulePage) -> queries.ModuleStep | None:
    course = ProgrammePage.objects.ancestor_of(page).first()
    modules = queries.outline(course, context["request"].user) if course else []
    return next((module for module in modules if module.page.pk == page.pk), None)


@register.simple_tag(takes_context=True)
def trainer_sheet(context: dict[str, Any], page: ModulePage) -> str:
    """Return the sheet of a module for who may read it, else nothing."""
    return page.trainer_sheet if can_read_trainer_sheet(context["request"].user) else ""


@register.simple_tag
def exercise_step(around: queries.LessonSurroundings, key: str) -> queries.ExerciseStep | None:
    """Return the step of exercise `key` in the lesson being read, or None when it is not published."""
    steps = around.step.exercises if around and around.step else []
    return next((step for step in steps if step.key == key), None)


@register.simple_tag
def preview_frame_url() -> str:
    """Return where live examples are drawn: under the other name that previews have."""
    return settings.PREVIEW_URL + reverse("preview_frame")


class WordsNode(template.Node):
    """The block between `words` and `endwords`, with its words of the trade explained."""

    def __init__(self, body: NodeList) -> None:
        self.body = body

    def render(self, context: Context) -> SafeString:
        html, met = mark_words(self.body.render(context), words_of_the_course())
        # What comes in was escaped by its own templates; only buttons of ours are added.
        return SafeString(html + render_to_string("curriculum/_words.html", {"words": met}))


@register.tag
def words(parser: Parser, token: Token) -> WordsNode:
    """`{% words %} … {% endwords %}`: the first mention of each word opens its meaning."""
    body = parser.parse(("endwords",))
    parser.delete_first_token()
    return WordsNode(body)


@register.filter
def lines_to_show(content: str) -> int:
    """Return how many lines a text area should show of an example."""
    return min(max(content.count("\n") + 2, 3), 16)
