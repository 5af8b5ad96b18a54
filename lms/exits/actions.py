"""Write down what became of somebody who left."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.core.audit import record_event
from lms.exits.models import EMPLOYED, ContractType, ExitFact, Moment, Situation
from lms.exits.permissions import check_can_follow_exits
from lms.exits.queries import left_on
from lms.people.models import Enrolment, User


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
    contract, months = _contract(told)
    employed = told.situation in EMPLOYED
    fact = ExitFact(
        enrolment=enrolment,
        moment=moment,
        situation=told.situation,
        contract=contract,
        months=months,
        starts_on=told.starts_on,
        employer=told.employer if employed else "",
        known_on=told.known_on,
        recorded_by=by,
        recorded_at=now,
    )
    if proof is not None:
        fact.proof_name, fact.content_type = proof.name, proof.content_type
        fact.proof.save(proof.name, proof.content, save=False)
    fact.save()
    record_event(action="situation_recorded", subject=fact, by=by, now=now, moment=moment)
    return fact


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
