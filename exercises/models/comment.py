"""What trainers write beside lines of a submission, and what is said about it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from exercises.models.submission import Submission


class LineComment(models.Model):
    """A trainer's words on lines of one file. Only its author sees it until it is sent with the review."""

    submission = models.ForeignKey(
        Submission, verbose_name=_("submission"), on_delete=models.CASCADE, related_name="comments"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("author"), on_delete=models.PROTECT, related_name="+"
    )
    path = models.CharField(_("file"), max_length=200)
    first_line = models.PositiveIntegerField(_("first line"))
    last_line = models.PositiveIntegerField(_("last line"))
    text = models.TextField(_("text"))
    written_at = models.DateTimeField(_("written at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    # Since when the trainers' answer is awaited; empty while it is the apprentice's turn.
    awaiting_trainer_since = models.DateTimeField(_("awaiting a trainer since"), null=True, blank=True)
    settled_at = models.DateTimeField(_("dealt with at"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("dealt with by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("line comment")
        verbose_name_plural = _("line comments")
        ordering = ["path", "last_line", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_line__gte=1) & Q(last_line__gte=F("first_line")),
                name="line_comment_is_on_lines",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=False) | Q(awaiting_trainer_since=None, settled_at=None),
                name="unsent_comment_awaits_nobody",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None) | Q(awaiting_trainer_since=None),
                name="settled_comment_awaits_nobody",
            ),
        ]
        indexes = [models.Index(fields=["awaiting_trainer_since"], name="comment_by_waiting")]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_sent(self) -> bool:
        return self.sent_at is not None

    @property
    def is_settled(self) -> bool:
        return self.settled_at is not None


class CommentAnswer(models.Model):
    """One turn of what is said about a line comment, by the apprentice or a trainer."""

    comment = models.ForeignKey(LineComment, on_delete=models.CASCADE, related_name="answers")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("author"), on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField(_("text"))
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("answer to a line comment")
        verbose_name_plural = _("answers to line comments")
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]
