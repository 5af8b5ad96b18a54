"""From a verdict to the sentence the apprentice reads first (pure)."""

from collections.abc import Sequence
from typing import Protocol

from django.utils.translation import gettext as _


class Held(Protocol):
    @property
    def passed(self) -> bool: ...


class Judged(Protocol):
    @property
    def passed(self) -> bool: ...

    @property
    def sentence(self) -> str: ...

    @property
    def results(self) -> Sequence[Held]: ...

    @property
    def first_sentence(self) -> str: ...


def first_sentence(verdict: Judged) -> str:
    """Return well done, or what stopped the program, or the first check to correct.

    A quiz may pass with some answers wrong: then its summary says how many are right.
    """
    if verdict.passed and not all(result.passed for result in verdict.results):
        return verdict.sentence
    if verdict.passed:
        return _("Well done, everything that was asked is there.")
    return verdict.first_sentence or _("Something that was asked is still missing.")
