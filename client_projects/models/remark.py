"""What is said about a version: by the client to the school, and inside the school.

Two conversations, two pairs of tables. Nothing moves from one to the other, so nothing said inside can reach the
client by a wrong tick: who writes, and on which form, decides who reads.
"""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from client_projects.models.deliverable import Version
from client_projects.models.project import ClientProject
from client_projects.models.ticket import Ticket
from client_projects.spots import LONGEST_PATH, LONGEST_SELECTOR, LONGEST_WORDS, Spot
from client_projects.states import CLOSED_REMARKS, RemarkState


class Pinned(models.Model):
    """Something said about a project, about one version, or about one place of it.

    A place is a point of a picture, in hundredths of its width and height, or the page of a document. On a site it is
    a point of an element of a page (`spot`), in hundredths of that element.
    """

    project = models.ForeignKey(
        ClientProject, verbose_name=_("project"), on_delete=models.CASCADE, related_name="%(class)ss"
    )
    version = models.ForeignKey(
        Version,
        verbose_name=_("version"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="%(class)ss",
    )
    pin_x = models.DecimalField(
        _("from the left, in hundredths"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    pin_y = models.DecimalField(
        _("from the top, in hundredths"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    page = models.PositiveSmallIntegerField(_("page"), null=True, blank=True)
    spot_path = models.CharField(_("page of the site"), max_length=LONGEST_PATH, blank=True)
    spot_selector = models.CharField(_("element of the page"), max_length=LONGEST_SELECTOR, blank=True)
    spot_words = models.CharField(_("what the element said"), max_length=LONGEST_WORDS, blank=True)
    spot_width = models.PositiveSmallIntegerField(_("width of the window"), null=True, blank=True)
    text = models.TextField(_("text"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("author"), on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(pin_x=None, pin_y=None)
                | Q(pin_x__range=(0, 100), pin_y__range=(0, 100), version__isnull=False),
                name="%(class)s_pin_is_on_its_version",
            ),
            models.CheckConstraint(
                condition=Q(spot_path="", spot_selector="", spot_words="", spot_width=None)
                | (~Q(spot_selector="") & Q(spot_width__isnull=False, pin_x__isnull=False)),
                name="%(class)s_spot_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_pinned(self) -> bool:
        return self.pin_x is not None

    @property
    def spot(self) -> Spot | None:
        """The element of a page of a site on which the pin is; None for other pins, and without one."""
        if self.spot_width is None:
            return None
        return Spot(self.spot_path, self.spot_selector, self.spot_words, self.spot_width)

    # As SVG reads them, whatever the language of the page.
    @property
    def left(self) -> str:
        return f"{self.pin_x}%"

    @property
    def top(self) -> str:
        return f"{self.pin_y}%"

    @property
    def zone(self) -> str:
        """The place on a picture in words, for who does not see the pin."""
        if self.pin_x is None or self.pin_y is None or self.spot is not None:
            return ""
        return str(ZONES[zone_of(self.pin_x, self.pin_y)])


ZONES = {
    1: _("top left"),
    2: _("top, in the middle"),
    3: _("top right"),
    4: _("on the left"),
    5: _("in the middle"),
    6: _("on the right"),
    7: _("bottom left"),
    8: _("bottom, in the middle"),
    9: _("bottom right"),
}


def zone_of(x: Decimal, y: Decimal) -> int:
    """Return which of nine zones, counted line by line from 1, holds the point."""
    column, line = (min(int(value * 3 / 100), 2) for value in (x, y))
    return 3 * line + column + 1


def centre_of(zone: int) -> tuple[Decimal, Decimal]:
    """Return the point in the middle of a zone."""
    line, column = divmod(zone - 1, 3)
    middles = (Decimal("16.67"), Decimal(50), Decimal("83.33"))
    return middles[column], middles[line]


class Remark(Pinned):
    """What the client says. Trainers read it first and sort it; the team reads it once it is sorted."""

    state = models.CharField(
        _("state"), max_length=12, choices=RemarkState.choices, default=RemarkState.RECEIVED
    )
    grouped_with = models.ForeignKey(
        "self",
        verbose_name=_("grouped with"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="grouped",
    )
    ticket = models.ForeignKey(
        Ticket,
        verbose_name=_("ticket"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="remarks",
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    # Empty until the mail is written, so that a lost wake-up loses no mail.
    author_told_at = models.DateTimeField(_("author told at"), null=True, blank=True)

    class Meta(Pinned.Meta):
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ["-written_at", "-pk"]
        constraints = [
            *Pinned.Meta.constraints,
            models.CheckConstraint(condition=Q(state__in=RemarkState.values), name="remark_state_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=sorted(CLOSED_REMARKS), closed_at__isnull=False)
                | (~Q(state__in=sorted(CLOSED_REMARKS)) & Q(closed_at=None)),
                name="remark_closed_at_follows_its_state",
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("remark", args=[self.project.slug, self.pk])

    @property
    def spot_url(self) -> str:
        return reverse("remark_spot", args=[self.project.slug, self.pk])

    @property
    def is_closed(self) -> bool:
        return self.state in CLOSED_REMARKS


class RemarkMessage(models.Model):
    """A line between the client and the trainers, under a remark. The client reads it."""

    remark = models.ForeignKey(
        Remark, verbose_name=_("remark"), on_delete=models.CASCADE, related_name="messages"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("author"), on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField(_("text"))
    written_at = models.DateTimeField(_("written at"))
    # When its author was told by mail, or when it was known that no mail is needed.
    told_at = models.DateTimeField(_("told at"), null=True, blank=True)

    class Meta:
        verbose_name = _("message about a remark")
        verbose_name_plural = _("messages about a remark")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.author} · {self.remark}"


class RemarkNote(models.Model):
    """A line inside the school about a client's remark. The client never reads it."""

    remark = models.ForeignKey(
        Remark, verbose_name=_("remark"), on_delete=models.CASCADE, related_name="notes"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("author"), on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField(_("text"))
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("note about a remark")
        verbose_name_plural = _("notes about a remark")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.author} · {self.remark}"


class TeamRemark(Pinned):
    """What the team or a trainer says about a version, among themselves. The client never reads it."""

    ticket = models.ForeignKey(
        Ticket,
        verbose_name=_("ticket"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="team_remarks",
    )
    solved_at = models.DateTimeField(_("solved at"), null=True, blank=True)
    solved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("solved by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta(Pinned.Meta):
        verbose_name = _("remark inside the school")
        verbose_name_plural = _("remarks inside the school")
        ordering = ["-written_at", "-pk"]

    @property
    def spot_url(self) -> str:
        return reverse("team_remark_spot", args=[self.project.slug, self.pk])
