"""What the team produces at a stage, version after version."""

import hashlib
import json
import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from client_projects.models.project import ClientProject, Milestone
from client_projects.models.site import SiteVersion
from client_projects.stages import SIGNED_STAGES
from client_projects.states import APPROVALS, DeliverableState
from lms.core.uploads import digest_of

if TYPE_CHECKING:
    from client_projects.models.decision import Decision


class Deliverable(models.Model):
    """Something the team produces at a stage, in as many versions as it takes."""

    milestone = models.ForeignKey(
        Milestone, verbose_name=_("stage"), on_delete=models.CASCADE, related_name="deliverables"
    )
    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(_("what it is"), blank=True)

    class Meta:
        verbose_name = _("deliverable")
        verbose_name_plural = _("deliverables")
        ordering = ["milestone__number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["milestone", "title"], name="one_deliverable_per_title")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def project(self) -> ClientProject:
        return self.milestone.project

    @property
    def asks_for_decision(self) -> bool:
        return self.milestone.code in SIGNED_STAGES

    # The three below read `versions.all()` so that lists prefetch once; versions come newest first.

    @property
    def newest(self) -> "Version | None":
        return next(iter(self.versions.all()), None)

    @property
    def newest_shared(self) -> "Version | None":
        return next((version for version in self.versions.all() if version.is_shared), None)

    @property
    def state(self) -> DeliverableState:
        """Follows the newest shared version alone: sharing a new one makes the former approval lapse."""
        version = self.newest_shared
        if version is None:
            return DeliverableState.IN_PREPARATION
        if not self.asks_for_decision:
            return DeliverableState.SHOWN
        if version.decided is None:
            return DeliverableState.AWAITING_DECISION
        return DeliverableState(version.decided.kind)

    @property
    def is_approved(self) -> bool:
        return self.state in APPROVALS


def _stored_path(version: "Version", _name: str) -> str:
    """A name nobody can guess or choose; the offered one is in `file_name`."""
    return f"client_projects/{version.deliverable_id}/{uuid.uuid4().hex}"


class Version(models.Model):
    """One state of a deliverable, frozen when handed in; the client sees it once a trainer has shared it."""

    deliverable = models.ForeignKey(
        Deliverable, verbose_name=_("deliverable"), on_delete=models.CASCADE, related_name="versions"
    )
    number = models.PositiveSmallIntegerField(_("number"))
    note = models.TextField(_("note"), blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    file = models.FileField(_("file"), upload_to=_stored_path, blank=True)
    file_name = models.CharField(_("name of the file"), max_length=100, blank=True)
    file_type = models.CharField(_("type of the file"), max_length=40, blank=True)
    site = models.ForeignKey(
        SiteVersion,
        verbose_name=_("version of the site"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="shown_as",
    )
    content_hash = models.CharField(_("fingerprint"), max_length=64, editable=False)
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("handed in by"), on_delete=models.PROTECT, related_name="+"
    )
    handed_in_at = models.DateTimeField(_("handed in at"))
    shared_at = models.DateTimeField(_("shared at"), null=True, blank=True)
    shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("shared by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    # Empty until the client's mail is written, so that a lost wake-up loses no mail.
    client_told_at = models.DateTimeField(_("client told at"), null=True, blank=True)
    reminders_sent = models.PositiveSmallIntegerField(_("reminders sent"), default=0)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["deliverable", "number"], name="one_version_per_number"),
            models.CheckConstraint(
                condition=Q(shared_at=None, shared_by=None)
                | Q(shared_at__isnull=False, shared_by__isnull=False),
                name="version_shared_at_with_by",
            ),
            models.CheckConstraint(
                condition=Q(client_told_at=None) | Q(shared_at__isnull=False), name="client_told_once_shared"
            ),
            models.CheckConstraint(
                condition=(Q(link="", site=None) & ~Q(file=""))
                | (~Q(link="") & Q(file="", site=None))
                | Q(link="", file="", site__isnull=False),
                name="version_is_a_link_a_file_or_a_site",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deliverable} · {self.number}"

    @property
    def is_shared(self) -> bool:
        return self.shared_at is not None

    @property
    def is_picture(self) -> bool:
        return self.file_type.startswith("image/")

    @property
    def decided(self) -> "Decision | None":
        return getattr(self, "decision", None)

    @property
    def decision_url(self) -> str:
        return reverse("version_decision", args=[self.deliverable.project.slug, self.pk])

    @property
    def proof_url(self) -> str:
        return reverse("version_proof", args=[self.deliverable.project.slug, self.pk])

    def fingerprint(self, *, file_digest: str = "", site_digest: str = "") -> str:
        """Return the SHA-256 of exactly what the client is shown: title, number, note, link, file or site."""
        shown = {
            "deliverable": self.deliverable.title,
            "number": self.number,
            "note": self.note,
            "link": self.link,
            "file_name": self.file_name,
            "file": file_digest,
            # Left out where there is none: what was decided before sites existed keeps its fingerprint.
            **({"site": site_digest} if site_digest else {}),
        }
        return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()

    def is_intact(self) -> bool:
        """Whether what is stored is still what was handed in; reads the file."""
        site_digest = self.site.stored_digest() if self.site is not None else ""
        return self.content_hash == self.fingerprint(
            file_digest=self._stored_digest(), site_digest=site_digest
        )

    def _stored_digest(self) -> str:
        if not self.file:
            return ""
        try:
            with self.file.open("rb") as stored:
                return digest_of(stored)
        except FileNotFoundError:
            return "missing"
