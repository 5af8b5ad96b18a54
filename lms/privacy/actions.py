"""Taking one's file, asking about one's data and answering; ending what was kept long enough."""

from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.core.audit import record_event
from lms.core.dates import date_format
from lms.core.permissions import Denied
from lms.notifications.actions import send_at_once
from lms.notifications.at_once import Yours
from lms.notifications.queries import written_at_once
from lms.people.models import User
from lms.people.roles import COORDINATOR
from lms.privacy.models import DataRequest, Outcome, RequestKind, RetentionLine
from lms.privacy.permissions import check_can_answer, coordinators_for
from lms.privacy.queries import FILE_TAKEN, MOST_FILES_A_DAY, files_taken_today, open_request_of
from lms.privacy.retention import Due, Ending, what_is_due

BATCH = 500
TO_ANSWER = relativedelta(months=1)
# Longer than any mail server says no.
ANSWERS_TOLD_WITHIN = timedelta(days=5)


class AnsweredMeanwhile(Denied):
    """Somebody else answered first; what was typed is not stored, and who typed it is shown it again."""


class TooMany(Exception):
    """She took it often enough today, or has asked this already; the message is a sentence for her."""


def due_on(asked_at: datetime) -> date:
    """Return until when the law wants an answer: one month after it was asked."""
    return timezone.localdate(asked_at) + TO_ANSWER


@transaction.atomic
def take_own_file(*, person: User, now: datetime) -> None:
    """Write down that `person` takes her file; nobody can take it for her.

    Raises:
        TooMany: she took it as often as a day allows.
    """
    User.objects.select_for_update().get(pk=person.pk)
    if files_taken_today(person, now=now) >= MOST_FILES_A_DAY:
        raise TooMany(_("You took your file several times today. Come back tomorrow: it is not lost."))
    record_event(action=FILE_TAKEN, subject=person, by=person, now=now)


@transaction.atomic
def ask_about_data(*, person: User, kind: RequestKind, text: str, now: datetime) -> DataRequest:
    """Put down what `person` asks about her data, with the date until which it is answered.

    Raises:
        TooMany: she asked the same kind of thing, and it waits for its answer.
    """
    User.objects.select_for_update().get(pk=person.pk)
    if open_request_of(person, kind) is not None:
        raise TooMany(_("You have asked this already: the answer is on its way."))
    asked = DataRequest.objects.create(person=person, kind=kind, text=text, asked_at=now, due_on=due_on(now))
    record_event(action="data_request_made", subject=asked, by=person, now=now, kind=kind)
    return asked


@transaction.atomic
def answer_request(
    *, asked: DataRequest, outcome: Outcome, answer: str, by: User, now: datetime
) -> DataRequest:
    """Answer once; who asked finds it beside her question and is written to.

    Raises:
        Denied: `by` does not coordinate a school of hers.
        AnsweredMeanwhile: somebody did already.
    """
    check_can_answer(by, asked)
    kept = DataRequest.objects.select_for_update().get(pk=asked.pk)
    if kept.answered_at is not None:
        raise AnsweredMeanwhile(_("Somebody has answered meanwhile."))
    kept.outcome, kept.answer, kept.answered_at, kept.answered_by = outcome, answer, now, by
    kept.save(update_fields=["outcome", "answer", "answered_at", "answered_by"])
    record_event(action="data_request_answered", subject=kept, by=by, now=now, outcome=outcome)
    return kept


@transaction.atomic
def lift_restriction(*, asked: DataRequest, by: User, now: datetime) -> DataRequest:
    """End a restriction that was granted; who asked for it is written to. Twice changes nothing.

    Raises:
        Denied: `by` does not coordinate a school of hers, or nothing is restricted by this request.
    """
    check_can_answer(by, asked)
    kept = DataRequest.objects.select_for_update().get(pk=asked.pk)
    if kept.lifted_at is not None:
        return kept
    if not kept.restricts:
        raise Denied
    kept.lifted_at, kept.lifted_by = now, by
    kept.save(update_fields=["lifted_at", "lifted_by"])
    record_event(action="data_restriction_lifted", subject=kept, by=by, now=now)
    return kept


def tell_of_request(*, asked: DataRequest, now: datetime) -> int:
    """Write to those who may answer, once each; return how many mails left."""
    day = date_format(asked.due_on, "j F Y")
    mails = (
        Yours(
            person,
            f"data-request:{asked.pk}",
            asked.asked_at,
            _("A request about data, to be answered by %(day)s") % {"day": day},
            _("Somebody of your school asks about her data. The law gives until %(day)s to answer.")
            % {"day": day},
            settings.PUBLIC_URL + reverse("data_requests"),
        )
        for person in coordinators_for(asked.person)
    )
    return sum(send_at_once(yours=yours, now=now) for yours in mails)


def tell_of_answer(*, asked: DataRequest, now: datetime) -> bool:
    """Write to who asked that her answer is there; what it says is read on the platform."""
    if not asked.person.is_active:
        return False
    yours = Yours(
        asked.person,
        f"data-answer:{asked.pk}",
        now,
        _("Your request about your data is answered"),
        _("The school answered your request about your data. You read the answer on your page."),
        settings.PUBLIC_URL + reverse("my_data"),
    )
    return send_at_once(yours=yours, now=now)


def tell_of_lifting(*, asked: DataRequest, now: datetime) -> bool:
    """Write to who asked for a restriction that it ends, before anything of hers does."""
    if not asked.person.is_active:
        return False
    yours = Yours(
        asked.person,
        f"data-lifted:{asked.pk}",
        now,
        _("The restriction of your data ends"),
        _(
            "You had asked that your data be kept and no longer used. The school ends this: they are used again, "
            "and end when the register says so. You may object on your page."
        ),
        settings.PUBLIC_URL + reverse("my_data"),
    )
    return send_at_once(yours=yours, now=now)


def end_what_is_over(*, now: datetime, batch: int = BATCH) -> list[RetentionLine]:
    """End everything that was kept long enough, in small transactions, and write down how much of what.

    Run again after a crash it takes up the rest: what is ended is no longer due.
    """
    lines = []
    for due in list(what_is_due(today=timezone.localdate(now))):
        count, last = 0, 0
        while ended := _end_some(due.ending, due.before, batch, after=last):
            count, last = count + len(ended), ended[-1]
        if count:
            lines.append(_line(due, count, now))
    return lines


@transaction.atomic
def _end_some(ending: Ending, before: date, batch: int, *, after: int) -> list[int]:
    """End the next rows; always further on, so that a row that stays over is met once and not for ever."""
    found = list(ending.over(before).filter(pk__gt=after).values_list("pk", flat=True)[:batch])
    if found:
        ending.end(apps.get_model(ending.model)._default_manager.filter(pk__in=found))
    return found


def _line(due: Due, count: int, now: datetime) -> RetentionLine:
    return RetentionLine.objects.create(
        rule=due.ending.keeping.code,
        model=due.ending.model,
        count=count,
        before=due.before,
        applied_at=now,
    )


def tell_what_is_due(*, now: datetime) -> int:
    """Write to those who coordinate, once a month, that something was kept long enough; return how many mails left.

    The platform ends nothing by itself: what is gone does not come back, and somebody answers for it.
    """
    about = f"retention:{timezone.localdate(now):%Y-%m}"
    people = User.objects.filter(is_active=True, posts__role=COORDINATOR).distinct()
    told = written_at_once([about], now=now)
    waiting = [one for one in people if (one.pk, about) not in told]
    if not waiting or not (due := list(what_is_due(today=timezone.localdate(now)))):
        return 0
    words = "\n".join(f"{one.ending.what} : {one.count}" for one in due)
    mails = (
        Yours(
            person,
            about,
            now,
            _("Data that was kept long enough"),
            _("Some data was kept as long as your register says. Whoever runs the platform ends it."),
            settings.PUBLIC_URL + reverse("data_register"),
            words,
        )
        for person in waiting
    )
    return sum(send_at_once(yours=yours, now=now) for yours in mails)
