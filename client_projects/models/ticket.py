"""The board of a project: what is to be done, who does it, what each one did, what the trainer said."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from client_projects.models.deliverable import Deliverable
from client_projects.models.project import ClientProject
from client_projects.states import TicketState, TicketVerdict
from lms.records.models import Competence


class Ticket(models.Model):
    """Something the team has to do. The client never sees it."""

    project = models.ForeignKey(
        ClientProject, verbose_name=_("project"), on_delete=models.CASCADE, related_name="tickets"
    )
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(_("what to do"), blank=True)
    state = models.CharField(
        _("column"), max_length=10, choices=TicketState.choices, default=TicketState.TODO
    )
    half_days = models.PositiveSmallIntegerField(_("estimate, in half-days"), null=True, blank=True)
    deliverable = models.ForeignKey(
        Deliverable,
        verbose_name=_("deliverable"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="tickets",
    )
    competences = models.ManyToManyField(Competence, verbose_name=_("competences"), related_name="+")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("written by"), on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(_("written at"))
    moved_at = models.DateTimeField(_("moved at"))

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="one_ticket_per_number"),
            models.CheckConstraint(condition=Q(state__in=TicketState.values), name="ticket_state_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("ticket", args=[self.project.slug, self.number])

    @property
    def is_done(self) -> bool:
        return self.state == TicketState.DONE


class TicketPart(models.Model):
    """An apprentice is in charge of a ticket; `sentence` says what she did in it, herself."""

    ticket = models.ForeignKey(
        Ticket, verbose_name=_("ticket"), on_delete=models.CASCADE, related_name="parts"
    )
    apprentice = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("apprentice"),
        on_delete=models.PROTECT,
        related_name="ticket_parts",
    )
    sentence = models.CharField(_("what I did"), max_length=300, blank=True)
    written_at = models.DateTimeField(_("written at"), null=True, blank=True)

    class Meta:
        verbose_name = _("part in a ticket")
        verbose_name_plural = _("parts in a ticket")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["ticket", "apprentice"], name="one_part_per_ticket_and_person")
        ]

    def __str__(self) -> str:
        return f"{self.apprentice} · {self.ticket}"


class TicketComment(models.Model):
    """A line of the conversation inside the school about a ticket."""

    ticket = models.ForeignKey(
        Ticket, verbose_name=_("ticket"), on_delete=models.CASCADE, related_name="comments"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("author"), on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField(_("text"))
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("comment on a ticket")
        verbose_name_plural = _("comments on a ticket")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.author} · {self.ticket}"


class TicketReview(models.Model):
    """What a trainer said of a ticket handed over: validated, to rework, or taken up again later."""

    ticket = models.ForeignKey(
        Ticket, verbose_name=_("ticket"), on_delete=models.CASCADE, related_name="reviews"
    )
    verdict = models.CharField(_("verdict"), max_length=10, choices=TicketVerdict.choices)
    reason = models.TextField(_("reason"), blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("reviewed by"), on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField(_("reviewed at"))

    class Meta:
        verbose_name = _("review of a ticket")
        verbose_name_plural = _("reviews of a ticket")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict__in=TicketVerdict.values), name="ticket_verdict_is_known"
            ),
            models.CheckConstraint(
                condition=Q(verdict=TicketVerdict.VALIDATED) | ~Q(reason=""),
                name="ticket_review_gives_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket} · {self.get_verdict_display()}"
