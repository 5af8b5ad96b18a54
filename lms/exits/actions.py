"""Write down what became of somebody who left: what the school learns, and what she declares herself when asked."""

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from smtplib import SMTPException

from django.core.files.base import File
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.core.audit import record_event
from lms.exits.mails import survey_mail
from lms.exits.models import (
    EMPLOYED,
    ContractType,
    ExitFact,
    Moment,
    OutcomeSurvey,
    Situation,
    Source,
)
from lms.exits.permissions import check_can_follow_exits
from lms.exits.queries import left_on, may_be_asked_again, to_remind
from lms.people.models import Enrolment, User

logger = logging.getLogger(__name__)

OPEN_FOR = timedelta(days=30)


class FactRefused(Exception):
    """It cannot be written so; the message is a sentence, `field` names what to correct."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Proof:
    """A file that was looked at."""

    content: File
    name: str
    content_type: str


@dataclass(frozen=True)
class Told:
    """What was told, raw."""

    situation: Situation
    known_on: date
    contract: str = ""
    months: int | None = None
    starts_on: date | None = None
    employer: str = ""


@transaction.atomic
def record_situation(
    *, enrolment: Enrolment, moment: Moment, told: Told, by: User, now: datetime, proof: Proof | None = None
) -> ExitFact:
    """Add a line about what became of her; what was known before stays, and does not hold any more.

    Raises:
        Denied: `by` neither coordinates her school nor advises there.
        FactRefused: she has not left, a day makes no sense, or a job lacks its contract.
    """
    check_can_follow_exits(by, enrolment.cohort.school)
    today = timezone.localdate(now)
    left = left_on(enrolment, on=today)
    if left is None:
        raise FactRefused(_("She has not left yet: first record her exit."), "situation")
    if told.known_on > today:
        raise FactRefused(_("This day has not come yet."), "known_on")
    if told.known_on < left and moment != Moment.AT_EXIT:
        raise FactRefused(_("This day is before her exit."), "known_on")
    fact = _fact(enrolment, moment, told, by=by, now=now, source=Source.SCHOOL)
    if proof is not None:
        fact.proof_name, fact.content_type = proof.name, proof.content_type
        fact.proof.save(proof.name, proof.content, save=False)
    fact.save()
    record_event(action="situation_recorded", subject=fact, by=by, now=now, moment=moment)
    return fact


def _fact(
    enrolment: Enrolment, moment: Moment, told: Told, *, by: User, now: datetime, source: Source
) -> ExitFact:
    """Return the line that `told` makes, not stored yet."""
    contract, months = _contract(told)
    return ExitFact(
        enrolment=enrolment,
        moment=moment,
        situation=told.situation,
        contract=contract,
        months=months,
        starts_on=told.starts_on,
        employer=told.employer if told.situation in EMPLOYED else "",
        known_on=told.known_on,
        source=source,
        recorded_by=by,
        recorded_at=now,
    )


def _contract(told: Told) -> tuple[str, int | None]:
    """Return the type and the length that this situation has, without what was typed for another one."""
    if told.situation not in EMPLOYED:
        return "", None
    if not told.contract:
        raise FactRefused(_("A job has a contract: say which."), "contract")
    if told.contract == ContractType.PERMANENT:
        return told.contract, None
    if not told.months:
        raise FactRefused(_("Say for how many months: what it counts as depends on it."), "months")
    return told.contract, told.months


class SurveyClosed(Exception):
    """It was answered, declined or is over; the message is a sentence for the person."""


def send_survey(*, enrolment: Enrolment, moment: Moment, now: datetime) -> bool:
    """Ask the person of `enrolment` what she does at `moment`; return whether a mail left. Once each.

    The row is claimed before the mail leaves, so that whatever breaks in between, nobody is asked twice. What the
    mail server refuses is tried again later.
    """
    survey, is_new = OutcomeSurvey.objects.get_or_create(
        enrolment=enrolment,
        moment=moment,
        defaults={"asked_at": now, "expires_on": timezone.localdate(now) + OPEN_FOR},
    )
    if not is_new:
        again = OutcomeSurvey.objects.filter(
            may_be_asked_again(now=now), pk=survey.pk, attempts=survey.attempts
        )
        if not again.update(refused_at=None, attempts=F("attempts") + 1):
            return False
    if not _left(survey_mail(survey)):
        OutcomeSurvey.objects.filter(pk=survey.pk).update(refused_at=now)
        return False
    OutcomeSurvey.objects.filter(pk=survey.pk).update(sent_at=now)
    return True


def remind_of_survey(*, survey: OutcomeSurvey, now: datetime) -> bool:
    """Write a second and last time to whoever has not answered; return whether a mail left."""
    if not to_remind(now=now).filter(pk=survey.pk).update(reminded_at=now):
        return False
    if not _left(survey_mail(survey, is_reminder=True)):
        OutcomeSurvey.objects.filter(pk=survey.pk).update(reminded_at=None)
        return False
    return True


def _left(mail: EmailMessage) -> bool:
    try:
        mail.send()
    except (OSError, SMTPException) as error:
        logger.warning("survey: not sent, it is tried again (%s)", error)
        return False
    return True


@transaction.atomic
def answer_survey(*, survey: OutcomeSurvey, told: Told, now: datetime) -> ExitFact:
    """Write down what the person declares; her signed address is what lets her answer.

    Raises:
        SurveyClosed: it was answered or declined, or its last day is over.
        FactRefused: a job lacks its contract or its length.
    """
    held = _still_open(survey, now)
    person = held.enrolment.apprentice
    fact = _fact(held.enrolment, Moment(held.moment), told, by=person, now=now, source=Source.PERSON)
    fact.save()
    held.answered_at = now
    held.save(update_fields=["answered_at"])
    record_event(action="situation_declared", subject=fact, by=person, now=now, moment=held.moment)
    return fact


@transaction.atomic
def decline_survey(*, survey: OutcomeSurvey, now: datetime) -> None:
    """Ask this person no more, now or later: she objects to being asked.

    Raises:
        SurveyClosed: it was answered or declined, or its last day is over.
    """
    held = _still_open(survey, now)
    held.declined_at = now
    held.save(update_fields=["declined_at"])
    record_event(
        action="survey_declined", subject=held, by=held.enrolment.apprentice, now=now, moment=held.moment
    )


def _still_open(survey: OutcomeSurvey, now: datetime) -> OutcomeSurvey:
    held = (
        OutcomeSurvey.objects.select_for_update(of=("self",))
        .select_related("enrolment__apprentice")
        .get(pk=survey.pk)
    )
    check_is_open(survey=held, now=now)
    return held


def check_is_open(*, survey: OutcomeSurvey, now: datetime) -> None:
    """Refuse what can no longer be answered.

    Raises:
        SurveyClosed: it was answered or declined, or its last day is over.
    """
    if not survey.waits:
        raise SurveyClosed(_("You have answered already. Thank you."))
    if survey.expires_on < timezone.localdate(now):
        raise SurveyClosed(_("This address is over. You can still write to the school."))
