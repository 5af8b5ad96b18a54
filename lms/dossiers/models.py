"""What a candidate writes herself: the dossier professionnel, and beside it the dossier de projet.

Two different documents, always named in full. Both belong to the apprentice; nobody else writes in them.
"""

import hashlib
import json
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.records.models import CertificationBlock, CertificationVersion, Evidence

EXAMPLES_AT_MOST = 3


class ProfessionalFile(models.Model):
    """The dossier professionnel of one apprentice for one title.

    What was declared is kept as a fingerprint of the content: any change lapses the declaration by itself.
    """

    apprentice = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("apprentice"),
        on_delete=models.PROTECT,
        related_name="professional_files",
    )
    version = models.ForeignKey(
        CertificationVersion, verbose_name=_("version"), on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(_("opened at"))
    declared_at = models.DateTimeField(_("declared at"), null=True, blank=True)
    declared_name = models.CharField(_("name under the declaration"), max_length=160, blank=True)
    declared_place = models.CharField(_("place of the declaration"), max_length=120, blank=True)
    declared_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("dossier professionnel")
        verbose_name_plural = _("dossiers professionnels")
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["apprentice", "version"], name="one_professional_file_per_title_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.apprentice} · {self.version}"


class FileExample(models.Model):
    """One example of professional practice, under the five headings of the official model."""

    file = models.ForeignKey(
        ProfessionalFile,
        verbose_name=_("dossier professionnel"),
        on_delete=models.CASCADE,
        related_name="examples",
    )
    block = models.ForeignKey(
        CertificationBlock, verbose_name=_("activity type"), on_delete=models.PROTECT, related_name="+"
    )
    position = models.PositiveSmallIntegerField(_("position"))
    title = models.CharField(_("title of the example"), max_length=150, blank=True)
    tasks = models.TextField(_("tasks or operations, and in which conditions"), blank=True)
    means = models.TextField(_("means used"), blank=True)
    with_whom = models.TextField(_("with whom you worked"), blank=True)
    organisation = models.CharField(_("company, association or school"), max_length=150, blank=True)
    service = models.CharField(pgettext_lazy("workplace", "service or team"), max_length=150, blank=True)
    period = models.CharField(_("from when to when"), max_length=100, blank=True)
    extra = models.TextField(_("additional information"), blank=True)
    evidence = models.ManyToManyField(
        Evidence, verbose_name=_("evidence it is written from"), related_name="+", blank=True
    )
    revision = models.PositiveIntegerField(default=0, editable=False)
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("example of practice")
        verbose_name_plural = _("examples of practice")
        ordering = ["block__position", "position"]
        constraints = [
            models.UniqueConstraint(fields=["file", "block", "position"], name="one_example_per_position"),
            models.CheckConstraint(
                condition=Q(position__gte=1, position__lte=EXAMPLES_AT_MOST),
                name="three_examples_at_most_per_activity_type",
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(_("Example %(number)s") % {"number": self.position})


def _document_path(document: "FileDocument", name: str) -> str:
    return f"dossiers/{document.file_id}/{uuid.uuid4().hex}.{name.rpartition('.')[2]}"


class FileDocument(models.Model):
    """A picture or a PDF that illustrates an activity type; two at most."""

    file = models.ForeignKey(
        ProfessionalFile,
        verbose_name=_("dossier professionnel"),
        on_delete=models.CASCADE,
        related_name="documents",
    )
    block = models.ForeignKey(
        CertificationBlock, verbose_name=_("activity type"), on_delete=models.PROTECT, related_name="+"
    )
    caption = models.CharField(_("what it shows"), max_length=200)
    content = models.FileField(_("file"), upload_to=_document_path)
    name = models.CharField(_("name"), max_length=120)
    content_type = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("illustrating document")
        verbose_name_plural = _("illustrating documents")
        ordering = ["block__position", "pk"]

    def __str__(self) -> str:
        return self.caption

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")


class FileDiploma(models.Model):
    """A line of the optional table of diplomas."""

    file = models.ForeignKey(
        ProfessionalFile,
        verbose_name=_("dossier professionnel"),
        on_delete=models.CASCADE,
        related_name="diplomas",
    )
    title = models.CharField(_("diploma, title or certificate"), max_length=200)
    given_by = models.CharField(_("given by"), max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)

    class Meta:
        verbose_name = _("diploma")
        verbose_name_plural = _("diplomas")
        ordering = ["-year", "pk"]

    def __str__(self) -> str:
        return self.title


class FileComment(models.Model):
    """What a trainer says beside the dossier professionnel; it never goes into it, nor to a jury."""

    file = models.ForeignKey(
        ProfessionalFile,
        verbose_name=_("dossier professionnel"),
        on_delete=models.CASCADE,
        related_name="comments",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("author"), on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField(_("text"))
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("comment beside a dossier professionnel")
        verbose_name_plural = _("comments beside dossiers professionnels")
        ordering = ["-written_at", "-pk"]

    def __str__(self) -> str:
        return self.text[:60]


class ProjectFile(models.Model):
    """The dossier de projet: its summary and its outline are kept here, its pages are handed in as a PDF."""

    apprentice = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("apprentice"),
        on_delete=models.PROTECT,
        related_name="project_files",
    )
    version = models.ForeignKey(
        CertificationVersion, verbose_name=_("version"), on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(_("name of the project"), max_length=150, blank=True)
    summary = models.TextField(_("summary of the project"), blank=True)
    summary_written_at = models.DateTimeField(_("summary written at"), null=True, blank=True)
    # Codes of `guidance.OUTLINE` that she has written.
    parts_done = models.JSONField(_("parts written"), default=list, blank=True)
    # Each save names the one it saw, so that two tabs never overwrite each other.
    revision = models.PositiveIntegerField(_("revision"), default=0)

    class Meta:
        verbose_name = _("dossier de projet")
        verbose_name_plural = _("dossiers de projet")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["apprentice", "version"], name="one_project_file_per_version")
        ]

    def __str__(self) -> str:
        return self.title or f"{self.apprentice} · {self.version}"


def _project_path(upload: "ProjectFileUpload", name: str) -> str:
    return f"dossiers-de-projet/{upload.project_file_id}/{uuid.uuid4().hex}.pdf"


class ProjectFileUpload(models.Model):
    """The dossier de projet as it was handed in once; the newest counts, the others stay."""

    project_file = models.ForeignKey(
        ProjectFile, verbose_name=_("dossier de projet"), on_delete=models.CASCADE, related_name="uploads"
    )
    number = models.PositiveSmallIntegerField(_("number"))
    content = models.FileField(_("file"), upload_to=_project_path)
    name = models.CharField(_("name"), max_length=120)
    digest = models.CharField(max_length=64)
    pages = models.PositiveSmallIntegerField(_("pages without the appendices"))
    appendix_pages = models.PositiveSmallIntegerField(_("pages of appendices"), default=0)
    uploaded_at = models.DateTimeField(_("handed in at"))

    class Meta:
        verbose_name = _("dossier de projet handed in")
        verbose_name_plural = _("dossiers de projet handed in")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["project_file", "number"], name="one_project_upload_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"


def digest_of_content(content: Any) -> str:
    """Return the SHA-256 of plain data, whatever the order in which it was put together."""
    return hashlib.sha256(
        json.dumps(content, sort_keys=True, ensure_ascii=False, default=str).encode()
    ).hexdigest()
