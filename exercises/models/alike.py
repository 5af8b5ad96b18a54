"""What works have in common: kept as hashes of passages, and as pairs that are something to talk about."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from exercises.models.submission import Submission


class Fingerprint(models.Model):
    """What stands for one passed submission when works are compared; see `exercises.winnowing`."""

    submission = models.OneToOneField(
        Submission, verbose_name=_("submission"), on_delete=models.CASCADE, related_name="fingerprint"
    )
    marks = models.JSONField(default=list, editable=False)
    # How many of them few people have: what everybody writes tells nothing of anybody.
    telling = models.PositiveIntegerField(default=0, editable=False)
    taken_at = models.DateTimeField(_("taken at"))

    class Meta:
        verbose_name = _("fingerprint")
        verbose_name_plural = _("fingerprints")

    def __str__(self) -> str:
        return str(self.submission)


class Likeness(models.Model):
    """Two works of different people that have much in common. `percent` is of the one that has less to compare."""

    one = models.ForeignKey(
        Submission, verbose_name=_("submission"), on_delete=models.CASCADE, related_name="likenesses"
    )
    other = models.ForeignKey(
        Submission, verbose_name=_("other submission"), on_delete=models.CASCADE, related_name="+"
    )
    percent = models.PositiveSmallIntegerField(_("in common, in percent"))
    found_at = models.DateTimeField(_("found at"))

    class Meta:
        verbose_name = _("likeness")
        verbose_name_plural = _("likenesses")
        ordering = ["-percent", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="one_likeness_per_pair"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="likeness_names_the_older_first"),
        ]

    def __str__(self) -> str:
        return f"{self.one} · {self.other} · {self.percent}"
