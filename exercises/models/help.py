"""« Je suis bloqué·e »: what an apprentice shows and asks while her code does not work, and what is answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exercises.models.exercise import Exercise, ExerciseVersion
from exercises.models.submission import Submission


class HelpRequest(models.Model):
    """A conversation about one exercise. Whoever spoke last waits for the other; either of them may close it."""

    apprentice = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("apprentice"),
        on_delete=models.CASCADE,
        related_name="help_requests",
    )
    exercise = models.ForeignKey(
        Exercise, verbose_name=_("exercise"), on_delete=models.PROTECT, related_name="help_requests"
    )
    asked_at = models.DateTimeField(_("asked at"))
    # Since when the trainers' answer is awaited; empty while it is the apprentice's turn.
    awaiting_trainer_since = models.DateTimeField(_("awaiting a trainer since"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("help request")
        verbose_name_plural = _("help requests")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["apprentice", "exercise"],
                condition=Q(closed_at=None),
                name="one_open_help_request_per_exercise",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(awaiting_trainer_since=None),
                name="closed_help_request_awaits_nobody",
            ),
        ]
        indexes = [models.Index(fields=["awaiting_trainer_since"], name="help_by_waiting")]

    def __str__(self) -> str:
        return f"{self.exercise.key} · {self.apprentice}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class HelpMessage(models.Model):
    """One turn. An apprentice's shows the code as it was; a trainer's may point at a line of it."""

    request = models.ForeignKey(HelpRequest, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("author"), on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField(_("text"))
    written_at = models.DateTimeField(_("written at"))
    # What she had written, path to text, and the last try she had seen; a trainer's turn shows none.
    version = models.ForeignKey(ExerciseVersion, null=True, on_delete=models.PROTECT, related_name="+")
    files = models.JSONField(_("files"), default=dict, blank=True)
    submission = models.ForeignKey(Submission, null=True, on_delete=models.SET_NULL, related_name="+")
    path = models.CharField(_("file"), max_length=200, blank=True)
    line = models.PositiveIntegerField(_("line"), null=True, blank=True)

    class Meta:
        verbose_name = _("help message")
        verbose_name_plural = _("help messages")
        ordering = ["written_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(line=None) | ~Q(path=""), name="help_message_names_the_file_of_its_line"
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]
