"""Reasons to go and see somebody, each stored when it begins."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from exercises.models import Submission
from lms.people.models import Cohort


class AlertKind(models.TextChoices):
    ASKED = "asked", _("Pressed “I am stuck”")
    TRIES = "tries", _("Tries that come no nearer")
    LATE = "late", _("Behind the class")
    SILENT = "silent", _("Nothing for some days")


class Alert(models.Model):
    """One reason to go and see an apprentice, from when it begins until it ends by itself.

    A trainer may dismiss it: it stays quiet until the reason has ended and begins anew, which is another row.
    """

    apprentice = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("apprentice"),
        on_delete=models.CASCADE,
        related_name="alerts",
    )
    cohort = models.ForeignKey(
        Cohort, verbose_name=_("cohort"), on_delete=models.CASCADE, related_name="alerts"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=AlertKind.choices)
    # The key of the exercise that it is about; empty when it is about none.
    about = models.CharField(_("about"), max_length=100, blank=True)
    # What the sentence says: title, number of tries, of days…
    facts = models.JSONField(_("facts"), default=dict)
    submission = models.ForeignKey(
        Submission, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    since = models.DateTimeField(_("since"))
    noticed_at = models.DateTimeField(_("noticed at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    dismissed_at = models.DateTimeField(_("dismissed at"), null=True, blank=True)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("dismissed by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    dismissed_because = models.CharField(_("why it was dismissed"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["apprentice", "kind", "about"],
                condition=Q(ended_at=None),
                name="one_open_alert_per_person_and_reason",
            ),
            models.CheckConstraint(
                condition=Q(dismissed_because="") | Q(dismissed_at__isnull=False),
                name="alert_dismissed_because_is_dismissed",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("noticed_at")),
                name="alert_ends_after_it_was_noticed",
            ),
        ]
        indexes = [models.Index(fields=["cohort", "ended_at"], name="alert_by_cohort")]

    def __str__(self) -> str:
        return f"{self.apprentice} · {self.get_kind_display()}"

    @property
    def title(self) -> str:
        """The exercise that it is about, as it was called then."""
        return str(self.facts.get("title", ""))

    @property
    def question_id(self) -> int | None:
        """The conversation that the button began."""
        found: int | None = self.facts.get("question")
        return found

    @property
    def words(self) -> str:
        """The reason, in a sentence for a trainer."""
        return _WORDS[AlertKind(self.kind)](self.facts)


def _asked(facts: dict[str, Any]) -> str:
    return gettext("Pressed “I am stuck”")


def _tries(facts: dict[str, Any]) -> str:
    return gettext("%(tries)s failed tries in a row, none nearer than the one before") % {
        "tries": facts["tries"]
    }


def _late(facts: dict[str, Any]) -> str:
    return ngettext(
        "%(passed)s core exercise passed, when half of the class has %(usual)s or more",
        "%(passed)s core exercises passed, when half of the class has %(usual)s or more",
        facts["passed"],
    ) % {"passed": facts["passed"], "usual": facts["usual"]}


def _silent(facts: dict[str, Any]) -> str:
    return ngettext(
        "Nothing handed in or saved for %(days)s working day",
        "Nothing handed in or saved for %(days)s working days",
        facts["days"],
    ) % {"days": facts["days"]}


_WORDS = {
    AlertKind.ASKED: _asked,
    AlertKind.TRIES: _tries,
    AlertKind.LATE: _late,
    AlertKind.SILENT: _silent,
}
