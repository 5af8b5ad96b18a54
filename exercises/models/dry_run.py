"""Work that is run to see what it does: no submission, and soon forgotten."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from exercises.models.exercise import Exercise, ExerciseVersion


class DryRun(models.Model):
    """A click on « Essayer »: what was written then, what to run of it, and what came of that.

    It proves nothing and counts for nothing; a day later it is gone.
    """

    apprentice = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("apprentice"), on_delete=models.CASCADE, related_name="+"
    )
    exercise = models.ForeignKey(
        Exercise, verbose_name=_("exercise"), on_delete=models.CASCADE, related_name="+"
    )
    version = models.ForeignKey(
        ExerciseVersion, verbose_name=_("version"), on_delete=models.CASCADE, related_name="+"
    )
    files = models.JSONField(_("files"))
    # What to run, as `grader.trying.Wish` reads it.
    wish = models.JSONField(_("to run"))
    asked_at = models.DateTimeField(_("asked at"))
    # What came of it, as `grader.trying.Shown` writes it; nothing while somebody waits for it.
    shown = models.JSONField(_("what it did"), null=True, blank=True)

    class Meta:
        verbose_name = _("dry run")
        verbose_name_plural = _("dry runs")
        indexes = [
            models.Index(fields=["apprentice", "asked_at"], name="dry_run_by_apprentice"),
            models.Index(fields=["asked_at"], name="dry_run_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.exercise.key} · {self.apprentice} · {self.asked_at}"

    @property
    def is_pending(self) -> bool:
        return self.shown is None
