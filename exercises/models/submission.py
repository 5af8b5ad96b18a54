"""Work in progress (a draft, one per apprentice and exercise) and work handed in (immutable)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exercises.models.exercise import Exercise, ExerciseVersion
from exercises.states import PENDING_STATES, Lane, SubmissionState


class Draft(models.Model):
    """What is being written. `revision` grows with each save, so that two windows cannot overwrite each other."""

    apprentice = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("apprentice"),
        on_delete=models.CASCADE,
        related_name="drafts",
    )
    exercise = models.ForeignKey(
        Exercise, verbose_name=_("exercise"), on_delete=models.PROTECT, related_name="drafts"
    )
    version = models.ForeignKey(
        ExerciseVersion, verbose_name=_("version"), on_delete=models.PROTECT, related_name="+"
    )
    files = models.JSONField(_("files"))
    revision = models.PositiveIntegerField(_("revision"), default=1)
    saved_at = models.DateTimeField(_("saved at"))
    # Files that the version she moved to does not take: kept until she says otherwise.
    left_over = models.JSONField(_("files left over"), default=dict, blank=True)
    # What she had, and nowhere else, each time she went back to a try or to the starter; the newest last.
    before_going_back = models.JSONField(_("files before going back"), default=list, blank=True)
    # The newer version that she did not want: she is not told of it again.
    declined = models.ForeignKey(
        ExerciseVersion,
        verbose_name=_("declined version"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.UniqueConstraint(
                fields=["apprentice", "exercise"], name="one_draft_per_apprentice_and_exercise"
            )
        ]

    def __str__(self) -> str:
        return f"{self.exercise.key} · {self.apprentice} · {self.revision}"


class Submission(models.Model):
    apprentice = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("apprentice"),
        on_delete=models.PROTECT,
        related_name="submissions",
    )
    version = models.ForeignKey(
        ExerciseVersion, verbose_name=_("version"), on_delete=models.PROTECT, related_name="submissions"
    )
    exercise = models.ForeignKey(
        Exercise, verbose_name=_("exercise"), on_delete=models.PROTECT, related_name="submissions"
    )
    number = models.PositiveIntegerField(_("try"))
    state = models.CharField(
        _("state"), max_length=20, choices=SubmissionState.choices, default=SubmissionState.QUEUED
    )
    lane = models.CharField(_("lane"), max_length=10, choices=Lane.choices, default=Lane.LIVE)
    submitted_at = models.DateTimeField(_("submitted at"))
    graded_at = models.DateTimeField(_("graded at"), null=True, blank=True)
    platform_failures = models.PositiveSmallIntegerField(_("failures of ours"), default=0)
    # The run whose verdict will be believed; a run that is not this one any more writes nothing.
    current_run = models.OneToOneField(
        "GradingRun", verbose_name=_("current run"), null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["apprentice", "exercise", "number"], name="one_number_per_try"),
            # Of the live ones: what is checked again later keeps nobody from going on.
            models.UniqueConstraint(
                fields=["apprentice"],
                condition=Q(state__in=[state.value for state in PENDING_STATES], lane=Lane.LIVE.value),
                name="one_live_submission_per_apprentice",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["passed", "failed"], graded_at__isnull=False)
                | (~Q(state__in=["passed", "failed"]) & Q(graded_at=None)),
                name="judged_submission_has_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "submitted_at"], name="submission_by_state"),
            models.Index(fields=["apprentice", "submitted_at"], name="submission_by_apprentice"),
            # How far a class is, and what of it waits; how an exercise does, and how much it is used.
            models.Index(fields=["apprentice", "state", "exercise"], name="submission_by_progress"),
            models.Index(fields=["exercise", "state", "apprentice"], name="submission_by_exercise"),
            models.Index(fields=["exercise", "submitted_at"], name="submission_by_use"),
        ]

    def __str__(self) -> str:
        return f"{self.exercise.key} · {self.apprentice} · {self.number}"

    @property
    def queue(self) -> str:
        """The queue on which a worker of its lane is woken up."""
        return Lane(self.lane).queue


class SubmittedFile(models.Model):
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="files")
    path = models.CharField(_("path"), max_length=200)
    content = models.TextField(_("content"))

    class Meta:
        verbose_name = _("submitted file")
        verbose_name_plural = _("submitted files")
        ordering = ["path"]
        constraints = [models.UniqueConstraint(fields=["submission", "path"], name="one_file_per_path")]

    def __str__(self) -> str:
        return self.path
