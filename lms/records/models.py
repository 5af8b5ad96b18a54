"""The book of what is proved: certifications with their versions, and evidence for their competences."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.people.models import Cohort, Programme


class CertificationKind(models.TextChoices):
    PROFESSIONAL_TITLE = "professional_title", _("Professional title")
    SCORED_CERTIFICATE = "scored_certificate", _("Scored certificate")
    SCHOOL_CERTIFICATE = "school_certificate", _("School certificate")


class Certification(models.Model):
    code = models.CharField(_("code"), max_length=40, unique=True)
    short_name = models.CharField(_("short name"), max_length=20)
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=30, choices=CertificationKind.choices)
    certifier = models.CharField(_("certifier"), max_length=200)
    notice = models.CharField(_("notice"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("certification")
        verbose_name_plural = _("certifications")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title


class CertificationVersion(models.Model):
    """A dated state of a certification. Cohorts are tied to one; it is never edited in place, only superseded."""

    certification = models.ForeignKey(
        Certification, verbose_name=_("certification"), on_delete=models.PROTECT, related_name="versions"
    )
    key = models.SlugField(_("key"), unique=True)
    number = models.CharField(_("version"), max_length=10)
    effective_on = models.DateField(_("effective on"))
    superseded_on = models.DateField(_("superseded on"), null=True, blank=True)
    # What later papers need (exam times, score scale, levels), as given by the referential's file.
    settings = models.JSONField(_("settings"), default=dict, blank=True)
    source_digest = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name = _("certification version")
        verbose_name_plural = _("certification versions")
        ordering = ["certification_id", "effective_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["certification", "number"], name="one_version_number_per_certification"
            )
        ]

    def __str__(self) -> str:
        return f"{self.certification} ({self.number})"


class CertificationBlock(models.Model):
    version = models.ForeignKey(
        CertificationVersion, verbose_name=_("version"), on_delete=models.CASCADE, related_name="blocks"
    )
    code = models.CharField(_("code"), max_length=20)
    title = models.CharField(_("title"), max_length=300)
    short_title = models.CharField(_("short title"), max_length=80)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        ordering = ["version_id", "position"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="one_block_code_per_version")]

    def __str__(self) -> str:
        return f"{self.code} · {self.short_title}"


class Competence(models.Model):
    block = models.ForeignKey(
        CertificationBlock, verbose_name=_("block"), on_delete=models.CASCADE, related_name="competences"
    )
    code = models.CharField(_("code"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=300)
    short_title = models.CharField(_("short title"), max_length=80)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("competence")
        verbose_name_plural = _("competences")
        ordering = ["block_id", "position"]

    def __str__(self) -> str:
        return f"{self.code} · {self.short_title}"


class ProgrammeCertification(models.Model):
    """A programme prepares for N certifications; two by default."""

    programme = models.ForeignKey(
        Programme, verbose_name=_("programme"), on_delete=models.CASCADE, related_name="certifications"
    )
    certification = models.ForeignKey(
        Certification, verbose_name=_("certification"), on_delete=models.PROTECT, related_name="+"
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)

    class Meta:
        verbose_name = _("certification of a programme")
        verbose_name_plural = _("certifications of a programme")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "certification"], name="programme_prepares_once_for_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme} → {self.certification}"


class CohortCertification(models.Model):
    """The version a cohort is tied to; changing it never rewrites past evidence."""

    cohort = models.ForeignKey(
        Cohort, verbose_name=_("cohort"), on_delete=models.CASCADE, related_name="certifications"
    )
    version = models.ForeignKey(
        CertificationVersion, verbose_name=_("version"), on_delete=models.PROTECT, related_name="cohorts"
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)

    class Meta:
        verbose_name = _("certification of a cohort")
        verbose_name_plural = _("certifications of a cohort")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "version"], name="cohort_is_tied_once_to_each_version")
        ]

    def __str__(self) -> str:
        return f"{self.cohort} → {self.version}"


class Evidence(models.Model):
    """A line in the book: this piece of work speaks for this competence of this apprentice.

    The source is named by label, id and title instead of linked, so that the book needs nothing from above it.
    """

    apprentice = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("apprentice"),
        on_delete=models.CASCADE,
        related_name="evidence",
    )
    competence = models.ForeignKey(
        Competence, verbose_name=_("competence"), on_delete=models.PROTECT, related_name="evidence"
    )
    source_label = models.CharField(_("kind of source"), max_length=40)
    source_id = models.CharField(_("source"), max_length=64)
    source_title = models.CharField(_("what it is"), max_length=200)
    source_url = models.CharField(_("where it is"), max_length=300, blank=True)
    is_formative = models.BooleanField(_("formative: never counts alone"), default=False)
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["apprentice", "competence", "source_label", "source_id"], name="one_line_per_source"
            )
        ]

    def __str__(self) -> str:
        return f"{self.competence.code} · {self.source_title}"
