"""Choosing what one receives, and sending it: claimed first, then sent, so that nobody is written to twice."""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from lms.core.audit import record_event
from lms.notifications.at_once import Yours
from lms.notifications.digests import digest_for
from lms.notifications.hours import Rhythm
from lms.notifications.mails import at_once_mail, digest_mail
from lms.notifications.models import AtOnceMail, Digest, MailChoice
from lms.notifications.permissions import check_can_choose_mails
from lms.notifications.queries import chosen_by, first_claimed, may_be_tried_again, told_until
from lms.notifications.unsubscribing import AT_ONCE, DIGEST
from lms.people.models import User

logger = logging.getLogger(__name__)

# What a first digest looks back on, and the most that any does.
FIRST = {Rhythm.DAILY: timedelta(days=1), Rhythm.WEEKLY: timedelta(days=7)}
LONGEST = timedelta(days=14)


@transaction.atomic
def choose_mails(
    *, person: User, rhythm: Rhythm, at_once: bool, now: datetime, by: User | None = None
) -> MailChoice:
    """Keep what `person` wants to receive; `by` is None when she came by the address in a mail.

    Raises:
        Denied: she has nothing to choose.
    """
    check_can_choose_mails(person)
    choice, _created = MailChoice.objects.update_or_create(
        person=person, defaults={"rhythm": rhythm, "at_once": at_once}
    )
    record_event(action="mails_chosen", subject=choice, by=by, now=now, rhythm=rhythm, at_once=at_once)
    return choice


def unsubscribe(*, person: User, kind: str, now: datetime) -> None:
    """End mails of `kind` for `person`; doing it again changes nothing.

    Raises:
        Denied: she has nothing to choose.
    """
    kept = chosen_by(person)
    rhythm = Rhythm.NEVER if kind == DIGEST else kept.rhythm
    at_once = False if kind == AT_ONCE else kept.at_once
    if (rhythm, at_once) != (kept.rhythm, kept.at_once):
        choose_mails(person=person, rhythm=rhythm, at_once=at_once, now=now)


def send_digest(*, person: User, rhythm: Rhythm, now: datetime) -> bool:
    """Write to `person` what is new since her last digest; return whether a mail left.

    Nothing is sent when nothing is new. What a crash kept from leaving comes with her next digest.
    """
    row = _claim_digest(person, now)
    if row is None:
        return False
    since = max(told_until(person) or first_claimed(person) - FIRST[rhythm], now - LONGEST)
    told = digest_for(person, since=since, now=now)
    rows = Digest.objects.filter(pk=row.pk)
    if told.is_worth_a_mail:
        rows.update(lines=told.count)
        if not _send(row, digest_mail(person, told, now=now), now):
            return False
    rows.update(told_until=now)
    return told.is_worth_a_mail


def _claim_digest(person: User, now: datetime) -> Digest | None:
    row, is_new = Digest.objects.get_or_create(
        person=person, day=timezone.localdate(now), defaults={"claimed_at": now}
    )
    return row if is_new or _claim_again(Digest, row, now) else None


def send_at_once(*, yours: Yours, now: datetime) -> bool:
    """Write to a person about one thing that is hers to do; return whether the mail left. Once for each thing."""
    row, is_new = AtOnceMail.objects.get_or_create(
        person=yours.person, about=yours.about, defaults={"claimed_at": now}
    )
    if not is_new and not _claim_again(AtOnceMail, row, now):
        return False
    return _send(row, at_once_mail(yours), now)


def _claim_again(model: type[Digest] | type[AtOnceMail], row: Digest | AtOnceMail, now: datetime) -> bool:
    """Take a mail that its server refused; whoever moves the row first sends it."""
    refused = model.objects.filter(may_be_tried_again(now=now), pk=row.pk, attempts=row.attempts)
    return bool(refused.update(refused_at=None, claimed_at=now, attempts=F("attempts") + 1))


def _send(row: Digest | AtOnceMail, mail: EmailMultiAlternatives, now: datetime) -> bool:
    rows = type(row).objects.filter(pk=row.pk)
    try:
        mail.send()
    except (OSError, SMTPException) as error:
        logger.warning("%s: not sent, it is tried again (%s)", row._meta.label, error)
        rows.update(refused_at=now)
        return False
    rows.update(sent_at=now)
    return True
