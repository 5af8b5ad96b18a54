"""What became of those who left: facts as somebody gave them, never a category. Lines are added, never changed."""

from pathlib import PurePosixPath
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.people.models import Enrolment


class Moment(models.TextChoices):
    """When she is asked. A survey, months later, does not replace what was known on the day of the exit."""

    AT_EXIT = "at_exit", _("On leaving")
    THREE_MONTHS = "three_months", _("Three months later")
    SIX_MONTHS = "six_months", _("Six months later")


class Situation(models.TextChoices):
    """What somebody does. Why she is out of the count is never asked: it concerns health or private life."""

    JOB = "job", _("A job with an ordinary employer")
    AIDED_JOB = "aided_job", _("A job with a contract aided by the State")
    PUBLIC_SERVICE = "public_service", _("Civil servant, in training or confirmed")
    BUSINESS = "business", _("Her own business")
    INTEGRATION = "integration", _("A job in another integration structure")
    TRAINING = "training", _("A training that leads to a qualification")
    LOOKING = "looking", _("Looking for a job")
    OTHER = "other", pgettext_lazy("situation", "Another situation")
    OUT_OF_COUNT = "out_of_count", _("Taken out of the count by the administration")
    UNREACHABLE = "unreachable", _("Asked, could not be reached")


class Source(models.TextChoices):
    """On whose word a line stands."""

    SCHOOL = "school", _("Written by the school")
    PERSON = "person", _("Declared by the person")


EMPLOYED = (Situation.JOB, Situation.AIDED_JOB, Situation.INTEGRATION)


class ContractType(models.TextChoices):
    PERMANENT = "permanent", _("Permanent contract (CDI)")
    FIXED_TERM = "fixed_term", _("Fixed-term contract (CDD)")
    TEMPORARY = "temporary", _("Temporary work")


class EmployerKind(models.TextChoices):
    COMPANY = "company", pgettext_lazy("employer", "Company")
    ASSOCIATION = "association", pgettext_lazy("employer", "Association")
    PUBLIC = "public", pgettext_lazy("employer", "Public body")


def _stored_path(fact: "ExitFact", name: str) -> str:
    return f"exits/{fact.enrolment_id}/{uuid4()}{PurePosixPath(name).suffix}"


class ExitFact(models.Model):
    """What was known of one person at one moment. The newest line of a moment holds; the others stay."""

    enrolment = models.ForeignKey(
        Enrolment, verbose_name=_("enrolment"), on_delete=models.PROTECT, related_name="exit_facts"
    )
    moment = models.CharField(_("moment"), max_length=20, choices=Moment.choices)
    situation = models.CharField(_("situation"), max_length=20, choices=Situation.choices)
    contract = models.CharField(
        _("type of contract"), max_length=20, choices=ContractType.choices, blank=True
    )
    months = models.PositiveSmallIntegerField(_("length in months"), null=True, blank=True)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    employer = models.CharField(
        _("kind of employer"), max_length=20, choices=EmployerKind.choices, blank=True
    )
    known_on = models.DateField(_("known on"))
    proof = models.FileField(_("proof of the situation"), upload_to=_stored_path, blank=True)
    proof_name = models.CharField(_("name of the file"), max_length=120, blank=True)
    content_type = models.CharField(max_length=60, blank=True, editable=False)
    source = models.CharField(_("source"), max_length=20, choices=Source.choices, default=Source.SCHOOL)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("recorded by"), on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(_("put down at"))

    class Meta:
        verbose_name = _("situation after an exit")
        verbose_name_plural = _("situations after an exit")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(contract="") | Q(situation__in=EMPLOYED), name="only_a_job_has_a_contract"
            ),
            models.CheckConstraint(
                condition=Q(months=None) | Q(contract__in=["fixed_term", "temporary"]),
                name="only_a_limited_contract_has_a_length",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} · {self.get_moment_display()} · {self.get_situation_display()}"


class OutcomeSurvey(models.Model):
    """A person is asked once, by mail, what she does months later; she answers without an account, or declines."""

    enrolment = models.ForeignKey(
        Enrolment, verbose_name=_("enrolment"), on_delete=models.PROTECT, related_name="surveys"
    )
    moment = models.CharField(_("moment"), max_length=20, choices=Moment.choices)
    asked_at = models.DateTimeField(_("asked at"))
    expires_on = models.DateField(_("last day to answer"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    # The mail server said no: it may be tried again. After a crash this stays empty, and nothing is repeated.
    refused_at = models.DateTimeField(_("refused at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=1)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    declined_at = models.DateTimeField(_("declined at"), null=True, blank=True)

    class Meta:
        verbose_name = _("survey after an exit")
        verbose_name_plural = _("surveys after an exit")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "moment"], name="one_survey_per_exit_and_moment"),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(declined_at=None), name="survey_is_answered_or_declined"
            ),
            models.CheckConstraint(condition=~Q(moment="at_exit"), name="survey_comes_months_later"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} · {self.get_moment_display()}"

    @property
    def waits(self) -> bool:
        """Nobody has answered it, whether or not it is still open."""
        return self.answered_at is None and self.declined_at is None
