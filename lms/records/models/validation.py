"""Validation: what a trainer decided about a competence, on which pieces. Lines are added, never changed."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.records.models.evidence import Evidence, EvidenceKind
from lms.records.models.referential import Competence, Criterion


class Level(models.TextChoices):
    NOT_YET = "not_yet", _("Not yet")
    ACQUIRED = "acquired", _("Acquired")
    INDEPENDENT = "independent", _("Acquired, on her own")


class AppendOnly(models.Model):
    """A row that is written once: what was decided then stays what was decided then."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} is written once; write another line instead.")
        super().save(*args, **kwargs)


class ValidationRequest(AppendOnly):
    """An apprentice asks a trainer to look at a competence. The next validation answers it."""

    apprentice = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("apprentice"),
        on_delete=models.CASCADE,
        related_name="validation_requests",
    )
    competence = models.ForeignKey(
        Competence, verbose_name=_("competence"), on_delete=models.PROTECT, related_name="+"
    )
    message = models.TextField(_("message"), blank=True)
    asked_at = models.DateTimeField(_("asked at"))

    class Meta:
        verbose_name = _("request for validation")
        verbose_name_plural = _("requests for validation")
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.apprentice} · {self.competence}"


class Validation(AppendOnly):
    """What a trainer decided about one competence of one apprentice. The last one that is not revoked holds."""

    apprentice = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("apprentice"),
        on_delete=models.CASCADE,
        related_name="validations",
    )
    competence = models.ForeignKey(
        Competence, verbose_name=_("competence"), on_delete=models.PROTECT, related_name="validations"
    )
    level = models.CharField(_("level"), max_length=12, choices=Level.choices)
    comment = models.TextField(_("comment"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("decided by"), on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"))

    class Meta:
        verbose_name = _("validation")
        verbose_name_plural = _("validations")
        ordering = ["-decided_at", "-pk"]
        indexes = [models.Index(fields=["apprentice", "competence"], name="validation_by_competence")]

    def __str__(self) -> str:
        return f"{self.apprentice} · {self.competence.code} · {self.get_level_display()}"

    @property
    def validates(self) -> bool:
        return self.level != Level.NOT_YET


class ValidatedCriterion(AppendOnly):
    """Whether one criterion was met, as a trainer saw it in one validation."""

    validation = models.ForeignKey(
        Validation, verbose_name=_("validation"), on_delete=models.CASCADE, related_name="findings"
    )
    criterion = models.ForeignKey(
        Criterion, verbose_name=_("criterion"), on_delete=models.PROTECT, related_name="+"
    )
    is_met = models.BooleanField(_("met"))

    class Meta:
        verbose_name = _("criterion looked at")
        verbose_name_plural = _("criteria looked at")
        ordering = ["criterion__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["validation", "criterion"], name="each_criterion_once_per_validation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion} · {self.is_met}"


class ValidationPiece(models.Model):
    """A piece of evidence that a validation rests on, as it was called then: it may be withdrawn later."""

    validation = models.ForeignKey(
        Validation, verbose_name=_("validation"), on_delete=models.CASCADE, related_name="pieces"
    )
    evidence = models.ForeignKey(
        Evidence, verbose_name=_("evidence"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    kind = models.CharField(_("kind"), max_length=40)
    title = models.CharField(_("title"), max_length=200)
    url = models.CharField(_("where it is"), max_length=300, blank=True)
    is_formative = models.BooleanField(_("formative: never counts alone"), default=False)

    class Meta:
        verbose_name = _("piece of a validation")
        verbose_name_plural = _("pieces of a validation")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def kind_name(self) -> str:
        known = self.kind in EvidenceKind.values
        return str(EvidenceKind(self.kind).label if known else _("Other piece"))


class Revocation(AppendOnly):
    """A validation that no longer holds, and why. It stays in the history."""

    validation = models.OneToOneField(
        Validation, verbose_name=_("validation"), on_delete=models.CASCADE, related_name="revocation"
    )
    reason = models.TextField(_("reason"))
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("revoked by"), on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField(_("revoked at"))

    class Meta:
        verbose_name = _("revocation")
        verbose_name_plural = _("revocations")
        ordering = ["-revoked_at"]

    def __str__(self) -> str:
        return f"{self.validation} · {self.reason}"
