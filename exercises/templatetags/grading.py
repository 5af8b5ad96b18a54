"""What the state of grading puts on the screens of those who teach."""

from typing import Any

from django import template

from exercises.languages import Language
from exercises.queries import languages_known
from exercises.states import LanguageState

register = template.Library()


@register.inclusion_tag("exercises/_appearance.html")
def appearance(card: Any, result: Any) -> dict[str, object]:
    """Draw the curtain between the model of a page and the page; `card` knows where their pictures are."""
    return {"pictures": card.pictures_of(result), "result": result}


@register.inclusion_tag("exercises/_languages_down.html")
def languages_down_notice() -> dict[str, object]:
    """Say which languages cannot be checked now; nothing when all work."""
    down = [row for row in languages_known() if row.state == LanguageState.BROKEN]
    return {"names": [Language.of(row).name for row in down]}
