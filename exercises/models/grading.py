"""One attempt of ours to judge a submission, and what it found."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from exercises.models.submission import Submission

REGRADING = "regrading"  # stands for a worker where a trainer applied what a mended version says


class GradingRun(models.Model):
    """A claim on a submission, valid until its lease ends. `token` names it in logs and on the container."""

    submission = models.ForeignKey(
        Submission, verbose_name=_("submission"), on_delete=models.CASCADE, related_name="runs"
    )
    token = models.UUIDField(_("token"), default=uuid.uuid4, unique=True, editable=False)
    worker = models.CharField(_("worker"), max_length=120)
    claimed_at = models.DateTimeField(_("claimed at"))
    lease_ends_at = models.DateTimeField(_("lease ends at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=30, blank=True)
    fault = models.CharField(_("fault"), max_length=20, blank=True)
    sentence = models.TextField(_("first sentence"), blank=True)
    printed = models.TextField(_("what the code wrote"), blank=True)
    # Why the platform failed, for whoever mends it; never shown to apprentices.
    platform_error = models.TextField(_("platform error"), blank=True)

    class Meta:
        verbose_name = _("grading run")
        verbose_name_plural = _("grading runs")
        ordering = ["claimed_at", "pk"]
        indexes = [models.Index(fields=["finished_at"], name="run_by_end")]

    def __str__(self) -> str:
        return str(self.token)


class CheckResult(models.Model):
    run = models.ForeignKey(GradingRun, on_delete=models.CASCADE, related_name="results")
    position = models.PositiveSmallIntegerField(_("position"))
    check_id = models.CharField(_("check"), max_length=80)
    asks = models.TextField(_("what is asked"))
    passed = models.BooleanField(_("passed"))
    sentence = models.TextField(_("sentence"), blank=True)
    expected = models.TextField(_("expected"), blank=True)
    found = models.TextField(_("found"), blank=True)
    where = models.JSONField(_("where"), default=dict, blank=True)

    class Meta:
        verbose_name = _("check result")
        verbose_name_plural = _("check results")
        ordering = ["run_id", "position"]
        constraints = [models.UniqueConstraint(fields=["run", "position"], name="one_result_per_position")]

    def __str__(self) -> str:
        return f"{self.check_id}: {'passed' if self.passed else 'failed'}"


class PagePicture(models.Model):
    """The page of a try, as a PNG, where a check compares it with the author's model and it differs."""

    result = models.OneToOneField(CheckResult, on_delete=models.CASCADE, related_name="picture")
    png = models.BinaryField(_("picture"))

    class Meta:
        verbose_name = _("picture of a page")
        verbose_name_plural = _("pictures of pages")

    def __str__(self) -> str:
        return f"{self.result.check_id}.png"
