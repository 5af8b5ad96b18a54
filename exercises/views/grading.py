"""How checking does: for those who teach and coordinate, and whoever they call."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from exercises.permissions import can_see_grading
from exercises.presence import Boxes, boxes_now
from exercises.queries import LanguageFigures, broken_versions, language_figures
from exercises.states import LanguageState
from lms.core.permissions import only

BADGES = {
    LanguageState.RIGHT: "passed",
    LanguageState.UNSURE: "waiting",
    LanguageState.BROKEN: "platform_fault",
}


@dataclass(frozen=True)
class LanguageRow:
    """One line of the table: a language, how it does, and how many boxes wait for it (None: nobody knows)."""

    figures: LanguageFigures
    boxes: int | None

    @property
    def name(self) -> str:
        return self.figures.language.name

    @property
    def state(self) -> LanguageState:
        return LanguageState(self.figures.health.state if self.figures.health else LanguageState.UNSURE)

    @property
    def badge(self) -> str:
        return BADGES[self.state]

    @property
    def down_since(self) -> object:
        health = self.figures.health
        return health.since if health and self.state == LanguageState.BROKEN else None


@only(can_see_grading)
@never_cache
def grading_state(request: HttpRequest) -> HttpResponse:
    boxes = boxes_now()
    context = {
        "rows": list(_rows(language_figures(now=timezone.now()), boxes)),
        "boxes": boxes,
        "broken": broken_versions(),
        "now": timezone.now(),
    }
    return render(request, "exercises/grading_state.html", context)


def _rows(figures: list[LanguageFigures], boxes: Boxes | None) -> Iterator[LanguageRow]:
    for one in figures:
        yield LanguageRow(one, boxes.waiting.get(str(one.language), 0) if boxes else None)
