"""Ask for help while the code does not work, and answer."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from exercises import grading
from exercises.actions.submit import WATCH_JOB
from exercises.models import Exercise, HelpMessage, HelpRequest
from exercises.permissions import check_can_ask_for_help, check_can_begin, check_can_help
from exercises.queries import draft_of, tries_of
from lms.core.audit import record_event
from lms.core.queue import enqueue_after_commit
from lms.people.models import User

LONGEST = 2000


class HelpRefused(Exception):
    """It cannot be stored; the message is a sentence for whoever wrote."""


def _written(text: str) -> str:
    written = text.strip()
    if not written:
        raise HelpRefused(_("Write a sentence first: what did you try, what happens?"))
    if len(written) > LONGEST:
        raise HelpRefused(_("That is very long. Keep what matters most: 2,000 signs at the most."))
    return written


@transaction.atomic
def ask_for_help(
    *, apprentice: User, exercise: Exercise, text: str, files: Mapping[str, str], now: datetime
) -> HelpRequest:
    """Store what `apprentice` asks, with her code as it is now; it joins the open request of the exercise, if any.

    Args:
        files: what her page holds, path to text.

    Raises:
        Denied: she is no apprentice, or not enrolled, or the exercise is not open yet to her.
        HelpRefused: there is no text, or too much.
        RefusedFiles: what was sent is no code of this exercise.
    """
    check_can_ask_for_help(apprentice)
    draft = draft_of(apprentice, exercise)
    if draft is None:
        check_can_begin(apprentice, exercise)
    written = _written(text)
    version = draft.version if draft else exercise.current_version
    assert version is not None
    shown = grading.editable_files(version, files)
    request, _created = HelpRequest.objects.get_or_create(
        apprentice=apprentice,
        exercise=exercise,
        closed_at=None,
        defaults={"asked_at": now, "awaiting_trainer_since": now},
    )
    if request.awaiting_trainer_since is None:
        _await_trainer(request, now)
    HelpMessage.objects.create(
        request=request,
        author=apprentice,
        text=written,
        written_at=now,
        version=version,
        files=shown,
        submission=tries_of(apprentice, exercise).first(),
    )
    enqueue_after_commit("default", WATCH_JOB, apprentice_id=apprentice.pk)
    return request


def _await_trainer(request: HelpRequest, since: datetime | None) -> None:
    request.awaiting_trainer_since = since
    request.save(update_fields=["awaiting_trainer_since"])


@transaction.atomic
def answer_help(
    *, request: HelpRequest, text: str, by: User, now: datetime, path: str = "", line: int | None = None
) -> HelpMessage:
    """Store a trainer's answer; it is the apprentice's turn then. `path` and `line` point into the code she showed.

    Raises:
        Denied: `by` does not teach this apprentice.
        HelpRefused: there is no text, too much, no such line, or she has closed the request meanwhile.
    """
    check_can_help(by, request)
    locked = HelpRequest.objects.select_for_update().get(pk=request.pk)
    if not locked.is_open:
        raise HelpRefused(_("The request was closed meanwhile. Your text is still here."))
    written = _written(text)
    if line is not None and not _has_line(locked, path, line):
        raise HelpRefused(_("This line does not exist in the code that was shown."))
    message = HelpMessage.objects.create(
        request=locked, author=by, text=written, written_at=now, path=path if line else "", line=line
    )
    _await_trainer(locked, None)
    record_event(action="help_answered", subject=locked, by=by, now=now)
    return message


def _has_line(request: HelpRequest, path: str, line: int) -> bool:
    shown = request.messages.exclude(files={}).last()
    return shown is not None and 1 <= line <= len(shown.files.get(path, "").splitlines())


@transaction.atomic
def close_help(*, request: HelpRequest, by: User, now: datetime) -> None:
    """End the conversation: the apprentice found out, or her trainer says that it is settled. Twice does no harm.

    Raises:
        Denied: it is not her request, and `by` does not teach her.
    """
    if by != request.apprentice:
        check_can_help(by, request)
    closed = HelpRequest.objects.filter(pk=request.pk, closed_at=None).update(
        closed_at=now, awaiting_trainer_since=None
    )
    if closed:
        enqueue_after_commit("default", WATCH_JOB, apprentice_id=request.apprentice_id)
    if closed and by != request.apprentice:
        record_event(action="help_closed", subject=request, by=by, now=now)
