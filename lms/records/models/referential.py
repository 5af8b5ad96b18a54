"""What can be proved: certifications with their versions, blocks, competences and criteria."""

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
    # Said on screen: it shows what the platform does, and a school sets what it really prepares for.
    is_example = models.BooleanField(_("an example"), default=False)
    # Which block counts for which, across versions: [[key of a version, code of its block], [key, code]] each.
    block_equivalences = models.JSONField(_("equivalent blocks"), default=list, blank=True)

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
    # What later papers need of it (number of the activity, what a project must cover), as given by the file.
    settings = models.JSONField(_("settings"), default=dict, blank=True)

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
    # How the exam looks at it (project, interview, questionnaire), as given by the file.
    assessed_by = models.JSONField(_("assessed by"), default=list, blank=True)

    class Meta:
        verbose_name = _("competence")
        verbose_name_plural = _("competences")
        ordering = ["block_id", "position"]

    def __str__(self) -> str:
        return f"{self.code} · {self.short_title}"


class Criterion(models.Model):
    """What one looks at to say that a competence is there, in a short sentence of ours, never the official one.

    A criterion may show a transversal competence: those are seen through the others, never alone.
    """

    competence = models.ForeignKey(
        Competence, verbose_name=_("competence"), on_delete=models.CASCADE, related_name="criteria"
    )
    text = models.CharField(_("text"), max_length=200)
    position = models.PositiveSmallIntegerField(_("position"))
    # Its number among the `transversal` entries in the settings of the version.
    transversal = models.PositiveSmallIntegerField(_("transversal competence"), null=True, blank=True)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["competence_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["competence", "position"], name="one_criterion_per_position")
        ]

    def __str__(self) -> str:
        return self.text


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
