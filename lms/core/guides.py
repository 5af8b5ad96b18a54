"""Guides of the course that a screen leads to. The course lies above most screens: it is asked by dotted path."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Guide:
    """A module of the course that explains what a screen is for."""

    title: str
    url: str


def guide_for(topic: str, user: object) -> Guide | None:
    """Return the guide on `topic` in the course that `user` follows or teaches, or None when it has none.

    The topics are the keys of `curriculum.shipped.GUIDES`.
    """
    found: Guide | None = import_string(settings.GUIDE_PLACEMENT)(topic=topic, user=user)
    return found
