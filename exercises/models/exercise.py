"""An exercise keeps its identity; what it asks is a version, which never changes once published."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from exercises.states import ProofState


class Exercise(models.Model):
    # The same in every school that took this exercise from another; the key may differ there.
    identity = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    key = models.SlugField(_("key"), max_length=80, unique=True)
    current_version = models.OneToOneField(
        "ExerciseVersion",
        verbose_name=_("current version"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    # What the folder was when it came from elsewhere (the catalogue, another school); empty: written here.
    upstream_digest = models.CharField(max_length=64, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("exercise")
        verbose_name_plural = _("exercises")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.current_version.title if self.current_version else self.key


class ExerciseVersion(models.Model):
    """What an exercise asks, as published: statement, starter, checks, solution, all in `definition`.

    Only what is known about it changes: whether it was proved, and what was wrong.
    """

    exercise = models.ForeignKey(
        Exercise, verbose_name=_("exercise"), on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=160)
    summary = models.CharField(_("summary"), max_length=300)
    runtime = models.CharField(_("runtime"), max_length=20)
    # With the runtime, it names the language: a database engine, a test framework.
    variant = models.CharField(_("variant"), max_length=40)
    level = models.PositiveSmallIntegerField(_("level"))
    minutes = models.PositiveSmallIntegerField(_("expected time, in minutes"))
    competence_codes = models.JSONField(_("competences"), default=list)
    # The exercise as the grader reads and writes it; the database does not look inside.
    definition = models.JSONField(_("definition"))
    digest = models.CharField(max_length=64, editable=False)
    # The folder it was made from, for its authors; none for what was published before folders were kept.
    made_from = models.ForeignKey(
        "ExerciseRevision",
        verbose_name=_("made from"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="versions",
    )
    # Empty: being proved, nobody works on it yet.
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    publish_once_proved = models.BooleanField(default=False, editable=False)
    proof = models.CharField(
        _("proof"), max_length=10, choices=ProofState.choices, default=ProofState.WAITING
    )
    proof_ended_at = models.DateTimeField(_("proved at"), null=True, blank=True)
    # What is wrong, for its author: {"trial": "mistakes/…", "text": "…"}.
    proof_problems = models.JSONField(_("what does not hold"), default=list, blank=True)
    # What its author reads: {"trial": "…", "holds": true, "sentence": "…", "seconds": [0.4, 0.3]}.
    trials = models.JSONField(_("trials"), default=list, blank=True)
    # From then on, whoever finds it not proved may begin (again).
    proof_due_at = models.DateTimeField(null=True, editable=False)
    proof_tries = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("exercise version")
        verbose_name_plural = _("exercise versions")
        ordering = ["exercise_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["exercise", "number"], name="one_version_number_per_exercise")
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"
