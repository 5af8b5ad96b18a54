"""A mended exercise tried on work that its former versions judged: what would change, before anything does."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exercises.models.exercise import Exercise, ExerciseVersion
from exercises.models.submission import Submission
from exercises.states import RegradingState, SubmissionState


class Regrading(models.Model):
    """One try of a version on past work. Nobody's result moves before it is applied."""

    exercise = models.ForeignKey(
        Exercise, verbose_name=_("exercise"), on_delete=models.PROTECT, related_name="regradings"
    )
    version = models.ForeignKey(
        ExerciseVersion, verbose_name=_("version"), on_delete=models.PROTECT, related_name="regradings"
    )
    state = models.CharField(
        _("state"), max_length=10, choices=RegradingState.choices, default=RegradingState.RUNNING
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("ended by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("regrading")
        verbose_name_plural = _("regradings")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["exercise", "asked_by"],
                condition=Q(state__in=["running", "ready"]),
                name="one_open_regrading_per_exercise_and_trainer",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["running", "ready"], ended_at=None, ended_by=None)
                | Q(state__in=["applied", "cancelled"], ended_at__isnull=False, ended_by__isnull=False),
                name="ended_regrading_says_when_and_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exercise.key} · {self.version.number}"


class RegradedWork(models.Model):
    """One submission in a regrading: what it was judged then, and what the version tried says of it."""

    regrading = models.ForeignKey(Regrading, on_delete=models.CASCADE, related_name="works")
    submission = models.ForeignKey(
        Submission, verbose_name=_("submission"), on_delete=models.CASCADE, related_name="regraded"
    )
    before = models.CharField(_("before"), max_length=20, choices=SubmissionState.choices)
    # Empty until it was tried; it stays so where it cannot be, and `sentence` says why.
    after = models.CharField(_("after"), max_length=20, choices=SubmissionState.choices, blank=True)
    sentence = models.TextField(_("first sentence"), blank=True)
    verdict = models.JSONField(null=True, editable=False)
    tried_at = models.DateTimeField(_("tried at"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    is_applied = models.BooleanField(_("applied"), default=False)

    class Meta:
        verbose_name = _("regraded work")
        verbose_name_plural = _("regraded work")
        ordering = ["submission__apprentice__first_name", "submission__number"]
        constraints = [
            models.UniqueConstraint(fields=["regrading", "submission"], name="one_try_per_regraded_work")
        ]

    def __str__(self) -> str:
        return f"{self.submission} · {self.before} → {self.after or '?'}"

    @property
    def is_raised(self) -> bool:
        return self.before != self.after == SubmissionState.PASSED

    @property
    def is_lowered(self) -> bool:
        return self.before != self.after == SubmissionState.FAILED
