"""Telling what stops one here, and answering it."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext as _

from lms.about.models import Barrier
from lms.about.permissions import can_answer_barriers
from lms.about.queries import reported_by_strangers_since
from lms.core.audit import record_event
from lms.core.permissions import Denied
from lms.core.queue import enqueue_after_commit
from lms.people.models import User

MAIL_BARRIER_JOB = "lms.about.jobs.mail_barrier"
# Anybody may tell without signing in: a machine that fills the form must not fill a mailbox.
MOST_FROM_STRANGERS_AN_HOUR = 20


class TooMany(Exception):
    """The form was used too often for now; the message says what to do instead."""


@transaction.atomic
def report_barrier(*, page: str, text: str, reply_to: str, by: User | None, now: datetime) -> Barrier:
    """Keep what stopped somebody and have it mailed to the contact of the school.

    Args:
        page: the path of the page; empty when she does not say.
        by: whoever is signed in; None for a stranger.

    Raises:
        TooMany: strangers have told twenty in the last hour.
    """
    if by is None and reported_by_strangers_since(now=now, hours=1) >= MOST_FROM_STRANGERS_AN_HOUR:
        raise TooMany(
            _("Many messages came in the last hour. Keep your text and try again later, or write to us.")
        )
    barrier = Barrier.objects.create(page=page, text=text, reply_to=reply_to, reported_by=by, reported_at=now)
    enqueue_after_commit("default", MAIL_BARRIER_JOB, barrier_id=barrier.pk)
    return barrier


def mail_barrier(*, barrier: Barrier, now: datetime) -> None:
    """Mail it to the contact of the school, who can answer the mail itself."""
    subject = _("Somebody is stopped by a barrier on the site")
    where = settings.PUBLIC_URL + (barrier.page or "/")
    EmailMessage(
        subject,
        f"{where}\n\n{barrier.text}\n",
        to=[settings.ORGANISATION["CONTACT_EMAIL"]],
        reply_to=[barrier.reply_to] if barrier.reply_to else None,
    ).send()
    Barrier.objects.filter(pk=barrier.pk).update(mailed_at=now)


@transaction.atomic
def answer_barrier(*, barrier: Barrier, answer: str, by: User, now: datetime) -> Barrier:
    """Note what was done or answered; once noted it stays.

    Raises:
        Denied: `by` coordinates no school.
    """
    if not can_answer_barriers(by):
        raise Denied
    barrier = Barrier.objects.select_for_update(no_key=True).get(pk=barrier.pk)
    if barrier.answered_at is None:
        barrier.answer, barrier.answered_at, barrier.answered_by = answer, now, by
        barrier.save(update_fields=["answer", "answered_at", "answered_by"])
        record_event(action="barrier_answered", subject=barrier, by=by, now=now)
    return barrier
