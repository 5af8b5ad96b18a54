"""What the official models say of length, headings and outline. Pure rules: no database.

The model of the dossier professionnel is that of 1 June 2016; the limits of the dossier de projet come with each
version of the title.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.records.referential import section_of

PAGES_PER_EXAMPLE = 3
ADVISED_PAGES = 30
# A full page of the PDF: of 21,000 characters of ordinary French, the first page held 4,825, the next ones 5,228.
CHARACTERS_PER_PAGE = 4800
# Stands where a sentence begun for her waits for her own words.
TO_COMPLETE = "[…]"

HEADINGS = ("tasks", "means", "with_whom", "organisation", "period")
"""What every example has to say; additional information is optional."""


def pages_for(characters: int) -> float:
    """Return about how many pages that many characters fill, in half pages."""
    return math.ceil(2 * characters / CHARACTERS_PER_PAGE) / 2


@dataclass(frozen=True)
class PageLimits:
    """The limits of the dossier de projet in one version; None where the version sets none."""

    least: int | None
    most: int | None
    appendices: int | None
    summary_words: tuple[int, int] | None
    english_excerpt: int | None
    is_printed: bool


def limits_of(settings: Mapping[str, Any]) -> PageLimits:
    """Return the limits that the settings of a certification version hold."""
    found = section_of(section_of(settings, "exam"), "project_file")
    words = found.get("summary_words")
    return PageLimits(
        found.get("pages_min"),
        found.get("pages_max"),
        found.get("appendix_pages_max"),
        (words[0], words[1]) if words else None,
        found.get("english_excerpt_characters"),
        bool(found.get("printed")),
    )


def words_in(text: str) -> int:
    return len(text.split())


def remarks_on_pages(limits: PageLimits, pages: int, appendix_pages: int) -> list[str]:
    """Return what the jury would object to in the length of a dossier de projet; nothing when it fits."""
    found = []
    if limits.least is not None and pages < limits.least:
        found.append(
            _("%(pages)s pages: at least %(least)s are asked.") % {"pages": pages, "least": limits.least}
        )
    if limits.most is not None and pages > limits.most:
        found.append(
            _("%(pages)s pages: at most %(most)s are allowed.") % {"pages": pages, "most": limits.most}
        )
    if limits.appendices is not None and appendix_pages > limits.appendices:
        found.append(
            _("%(pages)s pages of appendices: at most %(most)s are allowed.")
            % {"pages": appendix_pages, "most": limits.appendices}
        )
    return found


def remarks_on_summary(limits: PageLimits, summary: str) -> list[str]:
    """Return what is wrong with the length of the summary; nothing when it fits or is not asked."""
    if limits.summary_words is None or not summary.strip():
        return []
    least, most = limits.summary_words
    words = words_in(summary)
    if least <= words <= most:
        return []
    return [
        _("%(words)s words: between %(least)s and %(most)s are asked.")
        % {"words": words, "least": least, "most": most}
    ]


@dataclass(frozen=True)
class OutlinePart:
    code: str
    title: Promise
    help: Promise


OUTLINE = (
    OutlinePart(
        "competences",
        gettext_lazy("Competences shown by the project"),
        gettext_lazy("Which ones, and in which part of the project each can be seen."),
    ),
    OutlinePart(
        "needs",
        gettext_lazy("Needs"),
        gettext_lazy("What the client asked for, for whom, within which limits."),
    ),
    OutlinePart(
        "team",
        gettext_lazy("People and organisation"),
        gettext_lazy("The team, who did what, the calendar. Say what you did yourself."),
    ),
    OutlinePart(
        "choices",
        gettext_lazy("Specifications and choices"),
        gettext_lazy("Mock-ups, data model, techniques, and why these."),
    ),
    OutlinePart(
        "work",
        gettext_lazy("What was made"),
        gettext_lazy("The most telling parts, with short extracts of code and screenshots."),
    ),
    OutlinePart(
        "security",
        gettext_lazy("Security"),
        gettext_lazy("What could go wrong, and what you did about it."),
    ),
    OutlinePart(
        "tests",
        gettext_lazy("Tests"),
        gettext_lazy("One feature tested in full: data put in, expected, obtained."),
    ),
    OutlinePart(
        "watch",
        gettext_lazy("Watch and search"),
        gettext_lazy("What you looked up, in English too, and how it served."),
    ),
)
CODES = tuple(part.code for part in OUTLINE)
