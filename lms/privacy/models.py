"""What people ask about their data, and what was ended when its time was over."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RequestKind(models.TextChoices):
    """Which right is used: articles 15 to 21 of the GDPR."""

    ACCESS = "access", _("To see what is kept of me and not in my file")
    CORRECTION = "correction", _("To have something corrected")
    DELETION = "deletion", _("To have something deleted")
    LIMIT = "limit", _("To have something kept but no longer used")
    OBJECTION = "objection", _("To object to something that is done with my data")


class Outcome(models.TextChoices):
    GRANTED = "granted", pgettext_lazy("request", "Done")
    PARTLY = "partly", pgettext_lazy("request", "Done in part")
    REFUSED = "refused", pgettext_lazy("request", "Not done, and why")


class DataRequest(models.Model):
    """What a person asks about her data. The law gives one month; the answer stays beside the question."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="data_requests",
    )
    kind = models.CharField(_("what is asked"), max_length=20, choices=RequestKind.choices)
    text = models.TextField(_("in her words"), max_length=4000)
    asked_at = models.DateTimeField(_("asked at"))
    due_on = models.DateField(_("to be answered by"))
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices, blank=True)
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("answered by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    # A restriction that was granted lasts until the school ends it, and says so to her.
    lifted_at = models.DateTimeField(_("restriction ended at"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("restriction ended by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("request about data")
        verbose_name_plural = _("requests about data")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="data_request_says_something"),
            models.CheckConstraint(
                condition=Q(answered_at=None, outcome="", answer="")
                | (Q(answered_at__isnull=False) & ~Q(outcome="") & ~Q(answer="")),
                name="data_request_is_answered_in_words",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None) | Q(kind="limit", answered_at__isnull=False),
                name="only_a_restriction_is_lifted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.asked_at:%Y-%m-%d}"

    @property
    def restricts(self) -> bool:
        """Whether her data are restricted by this today, as `RESTRICTS` says to the database."""
        return self.kind == RequestKind.LIMIT and self.outcome in _GRANTED and self.lifted_at is None


_GRANTED = (Outcome.GRANTED, Outcome.PARTLY)
RESTRICTS = Q(kind=RequestKind.LIMIT, outcome__in=_GRANTED, lifted_at=None)
"""What was granted and still holds: her data are kept, and nothing of them ends (article 18 of the GDPR)."""


class RetentionLine(models.Model):
    """What was ended at one moment under one rule: how many rows of which model, and nobody's name."""

    rule = models.CharField(_("rule"), max_length=40)
    model = models.CharField(_("kind of data"), max_length=80)
    count = models.PositiveIntegerField(_("how many"))
    before = models.DateField(_("what counts from before"))
    applied_at = models.DateTimeField(_("applied at"))

    class Meta:
        verbose_name = _("line of retention")
        verbose_name_plural = _("lines of retention")
        ordering = ["-applied_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.rule} · {self.model} · {self.count}"
