"""Looks up what was gathered for a whole screen, at the place where one line of it is shown."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import template

register = template.Library()


@register.simple_tag
def ways_to(ways: Mapping[str, Sequence[Any]] | str, code: str) -> Sequence[Any]:
    """Return what would give evidence of the competence `code`; nothing where it was not gathered."""
    return ways.get(code, ()) if isinstance(ways, Mapping) else ()
