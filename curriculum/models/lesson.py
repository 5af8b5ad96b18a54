from collections.abc import Iterable, Mapping
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from curriculum.blocks import LessonBody


def exercise_keys_of(blocks: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the keys of the exercises that a lesson places, in order; `blocks` are those of its body, as stored."""
    return [block["value"]["exercise"] for block in blocks if block["type"] == "exercise"]


class LessonPage(Page):
    """One idea, explained and then practised."""

    parent_page_types = ["curriculum.ModulePage"]
    subpage_types: list[str] = []
    template = "curriculum/lesson_page.html"

    summary = models.TextField(_("summary"), max_length=300)
    minutes = models.PositiveSmallIntegerField(
        _("expected time, in minutes"), default=20, validators=[MinValueValidator(1)]
    )
    body = StreamField(LessonBody(), verbose_name=_("lesson"))

    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("minutes"), FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]

    class Meta:
        verbose_name = _("lesson page")
        verbose_name_plural = _("lesson pages")

    @property
    def exercise_keys(self) -> list[str]:
        """The keys of the exercises placed in this lesson, in order."""
        return exercise_keys_of(self.body.raw_data)
