"""The twelve stages of a redesign, as a table: their names, what each means for a client, what she does.

Stages are code, not rows, because the rules lean on them (which one is signed) and because every project is
told with the same words. A project stores only where it stands in each.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Stage:
    """One row.

    Attributes:
        number: place in the line, from 1.
        code: what rows store and addresses show.
        sentence: one plain sentence for the client.
        needed: what we need from the client while it lasts; empty when nothing.
        client_signs: the stage is over only once the client has approved what it produced.
    """

    number: int
    code: str
    name: Promise
    sentence: Promise
    needed: Promise | str
    client_signs: bool


_ROWS: tuple[tuple[str, Promise, Promise, Promise | str, bool], ...] = (
    (
        "framing",
        pgettext_lazy("redesign stage", "Framing"),
        _("We meet, we understand what you expect, and we agree on it in writing."),
        _("An hour of conversation, then your agreement on the project sheet."),
        True,
    ),
    (
        "audit",
        pgettext_lazy("redesign stage", "Look at the present site"),
        _("We go through your present site page by page: what works, what is missing, what gets in the way."),
        _("The visit figures of your site, if you have them."),
        False,
    ),
    (
        "specification",
        pgettext_lazy("redesign stage", "Specification"),
        _("We write down what the new site will do, and what it will not do."),
        _("Read it and say whether it is what you want."),
        True,
    ),
    (
        "site_map",
        pgettext_lazy("redesign stage", "Site map"),
        _("We arrange the pages of the new site, and where each old page goes."),
        _("Check that no page that matters to you is missing."),
        True,
    ),
    (
        "wireframes",
        pgettext_lazy("redesign stage", "Wireframes"),
        _("We draw the pages in black and white: what goes where, without colours yet."),
        _("Tell us whether you find your way around."),
        True,
    ),
    (
        "mockups",
        pgettext_lazy("redesign stage", "Mock-ups"),
        _("We give the pages their colours, lettering and pictures, on a phone and on a computer."),
        _("Your logo, and your opinion on what we show you."),
        True,
    ),
    (
        "content",
        pgettext_lazy("redesign stage", "Content"),
        _("You give us texts and pictures; we put them in place."),
        _("Your texts, and pictures that you have the right to use."),
        False,
    ),
    (
        "development",
        pgettext_lazy("redesign stage", "Making the site"),
        _("We build the site. You see it grow at each demonstration."),
        "",
        False,
    ),
    (
        "acceptance",
        pgettext_lazy("redesign stage", "Acceptance"),
        _("We check everything with you before the opening."),
        _("Try the site and tell us what is wrong."),
        True,
    ),
    (
        "go_live",
        pgettext_lazy("redesign stage", "Going live"),
        _("The new site takes the place of the old one; old addresses lead to the new pages."),
        _("The access to your hosting and your domain name, and your go-ahead."),
        True,
    ),
    (
        "handover",
        pgettext_lazy("redesign stage", "Handover"),
        _("We show you how to keep the site up to date and hand over every access."),
        _("Two hours to learn how to change your pages."),
        True,
    ),
    (
        "closing",
        pgettext_lazy("redesign stage", "Closing"),
        _("We look back together at what went well, and at what comes next."),
        _("Your opinion on the project, in a few minutes."),
        False,
    ),
)

STAGES = {row[0]: Stage(number, *row) for number, row in enumerate(_ROWS, start=1)}

STAGE_CHOICES = [(stage.code, stage.name) for stage in STAGES.values()]

SIGNED_STAGES = frozenset(stage.code for stage in STAGES.values() if stage.client_signs)
