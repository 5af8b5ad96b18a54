"""Asking one's whole class, and answering."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core.audit import record_event
from lms.core.permissions import Denied
from lms.people.models import ClassMessage, Cohort, User
from lms.people.permissions import can_ask_class, can_read_class, can_withdraw_message


class AnswerRefused(Exception):
    """The answer has no place any more; the message is a sentence for whoever wrote it."""


@transaction.atomic
def ask_class(*, cohort: Cohort, text: str, by: User, now: datetime) -> ClassMessage:
    """Ask everybody in `cohort` and its trainers. Raises Denied when `by` is not enrolled there."""
    if not can_ask_class(by, cohort):
        raise Denied
    message = ClassMessage.objects.create(cohort=cohort, author=by, text=text.strip(), written_at=now)
    record_event(action="class_asked", subject=message, by=by, now=now)
    return message


@transaction.atomic
def answer_class(*, question: ClassMessage, text: str, by: User, now: datetime) -> ClassMessage:
    """Answer a question of the class: its trainers may, and whoever is enrolled there.

    Raises:
        Denied: `by` is neither.
        AnswerRefused: the question was withdrawn meanwhile.
    """
    if not can_read_class(by, question.cohort):
        raise Denied
    locked = ClassMessage.objects.select_for_update().get(pk=question.pk)
    if locked.withdrawn_at is not None:
        raise AnswerRefused(_("This question was withdrawn meanwhile."))
    message = ClassMessage.objects.create(
        cohort_id=locked.cohort_id, answers=locked, author=by, text=text.strip(), written_at=now
    )
    record_event(action="class_answered", subject=message, by=by, now=now)
    return message


@transaction.atomic
def withdraw_class_message(*, message: ClassMessage, by: User, now: datetime) -> None:
    """Take a question or an answer away: its author may, and the trainers. Doing it twice changes nothing.

    Raises:
        Denied: `by` is neither.
    """
    if not can_withdraw_message(by, message):
        raise Denied
    if ClassMessage.objects.filter(pk=message.pk, withdrawn_at=None).update(withdrawn_at=now):
        record_event(action="class_message_withdrawn", subject=message, by=by, now=now)
