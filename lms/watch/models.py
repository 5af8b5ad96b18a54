"""What went wrong with the platform and since when, and the errors of our own programs, told apart by their place."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Trouble(models.Model):
    """One line of the table of thresholds that was passed, from when it was first seen until it was over."""

    code = models.CharField(_("what is watched"), max_length=40)
    since = models.DateTimeField(_("since"))
    last_seen_at = models.DateTimeField(_("last met at"))
    # Written before the mails leave: whatever breaks in between, nobody is written to twice.
    told_at = models.DateTimeField(_("mailed at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    end_told_at = models.DateTimeField(_("end told at"), null=True, blank=True)

    class Meta:
        verbose_name = _("trouble")
        verbose_name_plural = _("troubles")
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(ended_at=None), name="one_open_trouble_per_threshold"
            )
        ]
        indexes = [models.Index(fields=["code", "ended_at"], name="trouble_by_end")]

    def __str__(self) -> str:
        return f"{self.code} · {self.since:%Y-%m-%d %H:%M}"


class FaultGroup(models.Model):
    """An error of our own programs: the same kind at the same place is the same one. It holds nothing of anybody."""

    fingerprint = models.CharField(max_length=64, unique=True, editable=False)
    # The type of the exception, and where it was raised; never its message, which may quote anything.
    kind = models.CharField(_("kind"), max_length=120)
    place = models.CharField(_("where in our programs"), max_length=200)
    process = models.CharField(_("seen in"), max_length=60)
    count = models.PositiveIntegerField(_("how often"), default=1)
    first_seen_at = models.DateTimeField(_("first met at"))
    last_seen_at = models.DateTimeField(_("last met at"))
    last_request = models.CharField(_("number of the last request"), max_length=40, blank=True)
    told_at = models.DateTimeField(_("mailed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("group of errors")
        verbose_name_plural = _("groups of errors")
        ordering = ["-last_seen_at", "-pk"]
        indexes = [models.Index(fields=["told_at"], name="fault_group_by_telling")]

    def __str__(self) -> str:
        return f"{self.kind} · {self.place}"
