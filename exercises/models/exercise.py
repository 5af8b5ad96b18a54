"""An exercise keeps its identity; what it asks is a version, which never changes once published."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Exercise(models.Model):
    key = models.SlugField(_("key"), max_length=80, unique=True)
    current_version = models.OneToOneField(
        "ExerciseVersion",
        verbose_name=_("current version"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("exercise")
        verbose_name_plural = _("exercises")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.current_version.title if self.current_version else self.key


class ExerciseVersion(models.Model):
    """What an exercise asks, as published: statement, starter, checks, solution, all in `definition`."""

    exercise = models.ForeignKey(
        Exercise, verbose_name=_("exercise"), on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=160)
    summary = models.CharField(_("summary"), max_length=300)
    runtime = models.CharField(_("runtime"), max_length=20)
    level = models.PositiveSmallIntegerField(_("level"))
    minutes = models.PositiveSmallIntegerField(_("expected time, in minutes"))
    competence_codes = models.JSONField(_("competences"), default=list)
    # The exercise as the grader reads and writes it; the database does not look inside.
    definition = models.JSONField(_("definition"))
    digest = models.CharField(max_length=64, editable=False)
    published_at = models.DateTimeField(_("published at"))

    class Meta:
        verbose_name = _("exercise version")
        verbose_name_plural = _("exercise versions")
        ordering = ["exercise_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["exercise", "number"], name="one_version_number_per_exercise")
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"
