"""What was said and decided when client and school met: a draft inside, then the notes of both."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from client_projects.models.deliverable import Deliverable
from client_projects.models.project import ClientProject
from client_projects.models.ticket import Ticket


class MeetingNotes(models.Model):
    """The notes of one meeting: the school's own until a trainer shares them, unchanged from then on."""

    project = models.ForeignKey(
        ClientProject, verbose_name=_("project"), on_delete=models.CASCADE, related_name="meetings"
    )
    held_on = models.DateField(_("held on"))
    subject = models.CharField(_("subject"), max_length=120)
    present = models.TextField(_("who was there"))
    notes = models.TextField(_("what was said"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("written by"), on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(_("written at"))
    shared_at = models.DateTimeField(_("shared at"), null=True, blank=True)
    shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("shared by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("meeting notes")
        verbose_name_plural = _("meeting notes")
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(shared_at=None, shared_by=None)
                | Q(shared_at__isnull=False, shared_by__isnull=False),
                name="meeting_shared_at_with_by",
            )
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.subject}"

    def get_absolute_url(self) -> str:
        return reverse("meeting", args=[self.project.slug, self.pk])

    @property
    def is_shared(self) -> bool:
        return self.shared_at is not None


class MeetingDecision(models.Model):
    """One thing that was decided: by whom it is done, until when, about what."""

    meeting = models.ForeignKey(
        MeetingNotes, verbose_name=_("meeting notes"), on_delete=models.CASCADE, related_name="decisions"
    )
    text = models.CharField(_("what was decided"), max_length=300)
    owner = models.CharField(_("who does it"), max_length=120, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    deliverable = models.ForeignKey(
        Deliverable,
        verbose_name=_("deliverable"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    ticket = models.ForeignKey(
        Ticket,
        verbose_name=_("ticket"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("decision of a meeting")
        verbose_name_plural = _("decisions of a meeting")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class MeetingAnswer(models.Model):
    """What the client says about the notes: that they are right, or what she adds."""

    meeting = models.ForeignKey(
        MeetingNotes, verbose_name=_("meeting notes"), on_delete=models.CASCADE, related_name="answers"
    )
    # Empty: she confirms.
    text = models.TextField(_("comment"), blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(_("name of the person"), max_length=170)
    answered_at = models.DateTimeField(_("answered at"))

    class Meta:
        verbose_name = _("answer to meeting notes")
        verbose_name_plural = _("answers to meeting notes")
        ordering = ["answered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"], condition=Q(text=""), name="one_confirmation_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.meeting}"

    @property
    def confirms(self) -> bool:
        return not self.text
