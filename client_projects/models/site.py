"""The new site, version after version, and what was seen when each was looked at."""

import hashlib
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from client_projects.models.project import ClientProject
from client_projects.sites import SiteRefused, checked_site, stored_files
from client_projects.states import CheckState, SiteSource


def _stored_archive(version: "SiteVersion", _name: str) -> str:
    return f"client_projects/sites/{version.project_id}/{uuid.uuid4().hex}.zip"


def _stored_picture(picture: "SitePicture", _name: str) -> str:
    return f"client_projects/pictures/{picture.check_of_id}/{uuid.uuid4().hex}.jpg"


class SiteVersion(models.Model):
    """The whole new site as it was at one moment, frozen when handed in."""

    project = models.ForeignKey(
        ClientProject, verbose_name=_("project"), on_delete=models.CASCADE, related_name="site_versions"
    )
    number = models.PositiveSmallIntegerField(_("number"))
    note = models.TextField(_("note"), blank=True)
    source = models.CharField(_("how it arrived"), max_length=10, choices=SiteSource.choices)
    commit = models.CharField(_("commit"), max_length=64, blank=True)
    archive = models.FileField(_("files"), upload_to=_stored_archive)
    content_hash = models.CharField(_("fingerprint"), max_length=64, editable=False)
    file_count = models.PositiveIntegerField(_("number of files"))
    size = models.PositiveBigIntegerField(_("size in bytes"))
    # Its pages are made when they are asked for, in a box (`running`); else it is served as it was built.
    runs_php = models.BooleanField(_("made with PHP"), default=False)
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("handed in by"), on_delete=models.PROTECT, related_name="+"
    )
    handed_in_at = models.DateTimeField(_("handed in at"))

    class Meta:
        verbose_name = _("version of the site")
        verbose_name_plural = _("versions of the site")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="one_site_version_per_number"),
            models.CheckConstraint(
                condition=Q(source__in=SiteSource.values), name="site_version_source_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("site_version", args=[self.project.slug, self.number])

    @property
    def preview_url(self) -> str:
        """Where a person who may see it is led to its preview."""
        return reverse("site_open", args=[self.project.slug, self.number])

    @property
    def log_url(self) -> str:
        """Where the team reads what PHP complained of."""
        return reverse("site_log", args=[self.project.slug, self.number])

    def stored_digest(self) -> str:
        """Return the SHA-256 of what is stored now; reads everything."""
        try:
            with self.archive.open("rb") as archive:
                return checked_site(stored_files(archive)).digest
        except (FileNotFoundError, SiteRefused, ValueError, OSError):
            return "missing"


class SiteCheck(models.Model):
    """Looking at one version in a box: the row is the truth, a worker is only woken up."""

    version = models.OneToOneField(
        SiteVersion, verbose_name=_("version of the site"), on_delete=models.CASCADE, related_name="looked_at"
    )
    state = models.CharField(
        _("state"), max_length=10, choices=CheckState.choices, default=CheckState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    asked_at = models.DateTimeField(_("asked at"))
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    # What the box showed, as `inspecting.SiteInspection.to_dict` says it.
    findings = models.JSONField(_("findings"), default=dict, blank=True)
    # For the people who run the platform: why no box could be had.
    detail = models.TextField(_("detail"), blank=True)

    class Meta:
        verbose_name = _("check of a site")
        verbose_name_plural = _("checks of sites")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CheckState.values), name="site_check_state_is_known")
        ]

    def __str__(self) -> str:
        return f"{self.version} · {self.get_state_display()}"


class SitePicture(models.Model):
    """One page of a version as a browser of one width shows it."""

    check_of = models.ForeignKey(
        SiteCheck, verbose_name=_("check"), on_delete=models.CASCADE, related_name="pictures"
    )
    page = models.CharField(_("page"), max_length=200)
    width = models.PositiveSmallIntegerField(_("width"))
    image = models.FileField(_("picture"), upload_to=_stored_picture)

    class Meta:
        verbose_name = _("picture of a page")
        verbose_name_plural = _("pictures of pages")
        ordering = ["page", "width"]
        constraints = [
            models.UniqueConstraint(
                fields=["check_of", "page", "width"], name="one_picture_per_page_and_width"
            )
        ]

    def __str__(self) -> str:
        return f"{self.page} · {self.width}"


class GitToken(models.Model):
    """Lets one person's Git push to one project, without her password; only its hash is kept."""

    project = models.ForeignKey(
        ClientProject, verbose_name=_("project"), on_delete=models.CASCADE, related_name="git_tokens"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="git_tokens",
    )
    hash = models.CharField(_("hash"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"))
    used_at = models.DateTimeField(_("last used at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("Git key")
        verbose_name_plural = _("Git keys")
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.person} · {self.project}"

    @staticmethod
    def hash_of(secret: str) -> str:
        # The secret is long and drawn by chance: nothing can be guessed, so a quick hash is enough.
        return hashlib.sha256(secret.encode()).hexdigest()
