"""A trainer's answer to a submission."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exercises.models.submission import Submission
from exercises.states import AppraisalLevel, ReviewDecision


class Review(models.Model):
    submission = models.OneToOneField(
        Submission, verbose_name=_("submission"), on_delete=models.PROTECT, related_name="review"
    )
    decision = models.CharField(_("decision"), max_length=20, choices=ReviewDecision.choices)
    comment = models.TextField(_("comment"), blank=True)
    # What to do now, in a sentence; work that is returned has one.
    next_step = models.CharField(_("next step"), max_length=300, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reviewed by"),
        on_delete=models.PROTECT,
        related_name="reviews",
    )
    reviewed_at = models.DateTimeField(_("reviewed at"))

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-reviewed_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision=ReviewDecision.ACCEPTED) | ~Q(comment="", next_step=""),
                name="returned_work_says_why",
            )
        ]

    def __str__(self) -> str:
        return f"{self.submission} · {self.get_decision_display()}"


class Appraisal(models.Model):
    """What a trainer saw of one competence in the work, in a level and words. The competence is named by its code."""

    review = models.ForeignKey(
        Review, verbose_name=_("review"), on_delete=models.CASCADE, related_name="appraisals"
    )
    competence_code = models.CharField(_("competence"), max_length=20)
    level = models.CharField(_("level"), max_length=10, choices=AppraisalLevel.choices)
    words = models.CharField(_("in words"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("appraisal")
        verbose_name_plural = _("appraisals")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "competence_code"], name="one_appraisal_per_competence_and_review"
            )
        ]

    def __str__(self) -> str:
        return f"{self.competence_code} · {self.get_level_display()}"


class ReviewDraft(models.Model):
    """What a trainer has typed on the review page and not sent, so that nothing of it is lost."""

    submission = models.ForeignKey(
        Submission, verbose_name=_("submission"), on_delete=models.CASCADE, related_name="review_drafts"
    )
    trainer = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("trainer"), on_delete=models.CASCADE, related_name="+"
    )
    # The fields of the page, name to text.
    typed = models.JSONField(_("typed"), default=dict)
    saved_at = models.DateTimeField(_("saved at"))

    class Meta:
        verbose_name = _("review draft")
        verbose_name_plural = _("review drafts")
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "trainer"], name="one_review_draft_per_trainer_and_submission"
            )
        ]

    def __str__(self) -> str:
        return f"{self.submission} · {self.trainer}"


class ReviewHold(models.Model):
    """Who is looking at a submission, so that two trainers do not answer it. Refuses nothing, and ends by itself."""

    submission = models.OneToOneField(
        Submission, verbose_name=_("submission"), on_delete=models.CASCADE, related_name="hold"
    )
    trainer = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("trainer"), on_delete=models.CASCADE, related_name="+"
    )
    since = models.DateTimeField(_("since"))
    seen_at = models.DateTimeField(_("last seen at"))

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")

    def __str__(self) -> str:
        return f"{self.submission} · {self.trainer}"
