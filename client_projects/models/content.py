"""What the client owes: texts, photos with their rights, access; asked for, given, accepted."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from client_projects.models.project import ClientProject, Milestone
from client_projects.states import AccessWay, ContentKind, ContentState, PeopleShown, PictureRights


class WantedContent(models.Model):
    """One thing the client is to give; she sees it once a trainer has asked for it."""

    project = models.ForeignKey(
        ClientProject, verbose_name=_("project"), on_delete=models.CASCADE, related_name="wanted_contents"
    )
    title = models.CharField(_("title"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=ContentKind.choices)
    details = models.TextField(_("what exactly"))
    page = models.CharField(_("for which page"), max_length=120, blank=True)
    milestone = models.ForeignKey(
        Milestone,
        verbose_name=_("stage"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="wanted_contents",
    )
    wanted_on = models.DateField(_("wanted by"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ContentState.choices, default=ContentState.DRAFT
    )
    # Why what was given is not enough yet, in words for the client.
    reason = models.TextField(_("what is missing"), blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("written by"), on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(_("written at"))
    # Since when the client is waited for: asked, or asked again.
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    received_at = models.DateTimeField(_("received at"), null=True, blank=True)
    reminders_sent = models.PositiveSmallIntegerField(_("reminders sent"), default=0)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)

    class Meta:
        verbose_name = _("content to supply")
        verbose_name_plural = _("contents to supply")
        ordering = ["wanted_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "title"], name="one_wanted_content_per_title"),
            models.CheckConstraint(
                condition=Q(state__in=[ContentState.DRAFT, ContentState.DROPPED]) | Q(asked_at__isnull=False),
                name="what_the_client_owes_was_asked",
            ),
            models.CheckConstraint(
                condition=~Q(state=ContentState.INCOMPLETE) | ~Q(reason=""),
                name="what_is_incomplete_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("content", args=[self.project.slug, self.pk])

    @property
    def is_awaited(self) -> bool:
        """Whether it is the client's turn."""
        return self.state in (ContentState.ASKED, ContentState.INCOMPLETE)

    @property
    def takes_more(self) -> bool:
        return self.is_awaited or self.state == ContentState.RECEIVED


def _given_path(given: "GivenContent", _name: str) -> str:
    return f"client_projects/contents/{given.wanted_id}/{uuid.uuid4().hex}"


class GivenContent(models.Model):
    """A text, a file or the way to an access that the client gave; never a password."""

    wanted = models.ForeignKey(
        WantedContent, verbose_name=_("content to supply"), on_delete=models.CASCADE, related_name="given"
    )
    text = models.TextField(_("text"), blank=True)
    file = models.FileField(_("file"), upload_to=_given_path, blank=True)
    file_name = models.CharField(_("name of the file"), max_length=100, blank=True)
    file_type = models.CharField(_("type of the file"), max_length=40, blank=True)
    way = models.CharField(_("how it was given"), max_length=12, choices=AccessWay.choices, blank=True)
    holder = models.CharField(_("who holds it"), max_length=120, blank=True)
    # Empty until declared: a photo that came without its rights is kept, not used.
    rights = models.CharField(_("rights"), max_length=12, choices=PictureRights.choices, blank=True)
    author = models.CharField(_("author"), max_length=120, blank=True)
    permission = models.CharField(_("permission or licence"), max_length=200, blank=True)
    people = models.CharField(_("people visible"), max_length=12, choices=PeopleShown.choices, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("given by"), on_delete=models.PROTECT, related_name="+"
    )
    # Copied: a list of rights quotes it for ever.
    given_by_name = models.CharField(_("name of the person"), max_length=170)
    given_at = models.DateTimeField(_("given at"))

    class Meta:
        verbose_name = _("given content")
        verbose_name_plural = _("given contents")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") | ~Q(file="") | ~Q(way=""), name="what_is_given_is_something"
            ),
            models.CheckConstraint(
                condition=Q(rights="", author="", people="")
                | (~Q(rights="") & ~Q(author="") & ~Q(people="") & ~Q(file="")),
                name="rights_are_declared_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wanted} · {self.pk}"

    @property
    def is_picture(self) -> bool:
        return self.file_type.startswith("image/")

    @property
    def lacks_rights(self) -> bool:
        return self.is_picture and not self.rights
