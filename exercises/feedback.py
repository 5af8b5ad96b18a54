"""From a verdict to the sentence the apprentice reads first (pure)."""

from typing import Protocol

from django.utils.translation import gettext as _


class Judged(Protocol):
    @property
    def passed(self) -> bool: ...

    @property
    def first_sentence(self) -> str: ...


def first_sentence(verdict: Judged) -> str:
    """Return well done, or what stopped the program, or the first check to correct."""
    if verdict.passed:
        return _("Well done, everything that was asked is there.")
    return verdict.first_sentence or _("Something that was asked is still missing.")
