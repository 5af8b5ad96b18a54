"""Save a draft, hand work in: nothing an apprentice wrote is ever lost or overwritten unseen."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exercises import grading
from exercises.models import Draft, Exercise, ExerciseVersion, Submission, SubmittedFile
from exercises.permissions import check_can_begin, check_can_write
from exercises.queries import checks_since, draft_of, drafts_with_version, handed_in_so_far
from exercises.states import PENDING_STATES, Lane
from lms.core.queue import enqueue_after_commit
from lms.people.models import User

GRADE_JOB = "exercises.jobs.grade_submission"
# Whoever watches over the class lies above this package and looks at this apprentice again.
WATCH_JOB = "lms.alerts.jobs.watch_apprentice"
RATE_LIMIT_COUNTS_OVER = timedelta(minutes=1)

Files = Mapping[str, str]


class WorkRefused(Exception):
    """These files cannot be stored; the message is a sentence for the apprentice."""


class TooManyChecks(WorkRefused):
    """She has checked very often just now; `wait` is how long until she may again, in whole seconds."""

    def __init__(self, message: str, *, wait: int) -> None:
        super().__init__(message)
        self.wait = wait


class DraftConflict(Exception):
    """Another window or machine has saved since; `draft` is what it saved."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(f"revision {draft.revision}")
        self.draft = draft


class AlreadyPending(Exception):
    """The very same work is being checked already; `submission` is that one."""

    def __init__(self, submission: Submission) -> None:
        super().__init__(str(submission.pk))
        self.submission = submission


@dataclass(frozen=True)
class HandedIn:
    """What became of a click on « Vérifier ».

    `draft` is None when another window's newer one was left alone; `submission` is the check under way, or
    None when it was refused, with `refusal` saying why.
    """

    draft: Draft | None
    submission: Submission | None
    refusal: WorkRefused | None = None


@dataclass(frozen=True)
class _Work:
    """What somebody sends, once it was looked at: whose, for what, and when."""

    apprentice: User
    exercise: Exercise
    version: ExerciseVersion
    files: dict[str, str]
    now: datetime


def version_for(apprentice: User, exercise: Exercise) -> ExerciseVersion:
    """Return the version that `apprentice` works on: that of her draft, else the newest."""
    return _version_of(exercise, draft_of(apprentice, exercise))


def _version_of(exercise: Exercise, draft: Draft | None) -> ExerciseVersion:
    version = draft.version if draft else exercise.current_version
    if version is None:
        raise WorkRefused(_("This exercise is not published yet."))
    return version


def _checked(version: ExerciseVersion, files: Files) -> dict[str, str]:
    try:
        return grading.editable_files(version, files)
    except grading.RefusedFiles as error:
        raise WorkRefused(str(error)) from error


def _locked_draft(apprentice: User, exercise: Exercise) -> Draft | None:
    rows = drafts_with_version().select_for_update(of=("self",))
    return rows.filter(apprentice=apprentice, exercise=exercise).first()


@transaction.atomic
def save_draft(*, apprentice: User, exercise: Exercise, files: Files, revision: int, now: datetime) -> Draft:
    """Store `files` as the newest draft.

    Args:
        revision: the revision these files were written on top of; 0 when there was none.

    Raises:
        Denied: `apprentice` may not write, or the exercise is not open yet to her.
        WorkRefused: unknown file, too large, or not text.
        DraftConflict: something newer is stored; nothing was overwritten.
    """
    check_can_write(apprentice)
    stored = _locked_draft(apprentice, exercise)
    if stored is None:
        check_can_begin(apprentice, exercise)
    version = _version_of(exercise, stored)
    work = _Work(apprentice, exercise, version, _checked(version, files), now)
    return _store_draft(work, stored, revision)


def _store_draft(work: _Work, stored: Draft | None, revision: int) -> Draft:
    if stored is None:
        # A first save and a first « Vérifier » leave the page together: the second must find the row, not fail
        # on it.
        first = {"version": work.version, "files": work.files, "revision": 1, "saved_at": work.now}
        stored, _created = Draft.objects.select_for_update().get_or_create(
            apprentice=work.apprentice, exercise=work.exercise, defaults=first
        )
    if stored.files == work.files:
        return stored
    if stored.revision != revision:
        raise DraftConflict(stored)
    stored.files, stored.revision, stored.saved_at = work.files, revision + 1, work.now
    stored.save(update_fields=["files", "revision", "saved_at"])
    return stored


@transaction.atomic
def hand_in(*, apprentice: User, exercise: Exercise, files: Files, revision: int, now: datetime) -> HandedIn:
    """Save `files` as the draft and hand them in, so that the page shows them again whatever comes of it.

    Another window's newer draft is left alone: the submission itself keeps these files. Nothing is raised for
    what is refused: what could be kept is kept.

    Raises:
        Denied: `apprentice` may not write, or the exercise is not open yet to her.
    """
    check_can_write(apprentice)
    stored = _locked_draft(apprentice, exercise)
    if stored is None:
        check_can_begin(apprentice, exercise)
    draft: Draft | None = None
    try:
        version = _version_of(exercise, stored)
        work = _Work(apprentice, exercise, version, _checked(version, files), now)
        draft = _store_draft_unless_newer(work, stored, revision)
        return HandedIn(draft, _store_submission(work))
    except AlreadyPending as pending:
        # The same click twice: the check that is under way is the answer.
        return HandedIn(draft, pending.submission)
    except WorkRefused as refusal:
        return HandedIn(draft, None, refusal)


def _store_draft_unless_newer(work: _Work, stored: Draft | None, revision: int) -> Draft | None:
    try:
        return _store_draft(work, stored, revision)
    except DraftConflict:
        return None


@transaction.atomic
def submit(*, apprentice: User, exercise: Exercise, files: Files, now: datetime) -> Submission:
    """Hand `files` in and wake a grader up; what was handed in never changes again.

    Raises:
        Denied: `apprentice` may not write, or the exercise is not open yet to her.
        TooManyChecks: she has checked very often just now.
        WorkRefused: unknown file, too large, not text, or other work of hers is still being checked.
        AlreadyPending: this very work is being checked already.
    """
    check_can_write(apprentice)
    draft = draft_of(apprentice, exercise)
    if draft is None:
        check_can_begin(apprentice, exercise)
    version = _version_of(exercise, draft)
    return _store_submission(_Work(apprentice, exercise, version, _checked(version, files), now))


def _store_submission(work: _Work) -> Submission:
    since = work.now - RATE_LIMIT_COUNTS_OVER
    so_far = handed_in_so_far(work.apprentice, work.exercise, since=since, now=work.now)
    if so_far.is_waiting:
        _refuse_while_pending(work)
    if so_far.lately >= settings.GRADER["CHECKS_PER_MINUTE"]:
        _refuse_too_often(work.apprentice, work.now)
    try:
        with transaction.atomic():
            submission = Submission.objects.create(
                apprentice=work.apprentice,
                exercise=work.exercise,
                version=work.version,
                number=so_far.last_number + 1,
                submitted_at=work.now,
            )
    except IntegrityError:
        # Two clicks at once: the constraint let one through.
        _refuse_while_pending(work)
        raise
    SubmittedFile.objects.bulk_create(
        SubmittedFile(submission=submission, path=path, content=content)
        for path, content in work.files.items()
    )
    if not grading.is_quiz(work.version):  # answers are judged at once, by whoever took them
        enqueue_after_commit(submission.queue, GRADE_JOB, submission_id=submission.pk)
    return submission


def _refuse_while_pending(work: _Work) -> None:
    """Let one piece of work of each apprentice be checked at a time, so that nobody fills the queue."""
    pending = (
        Submission.objects.filter(apprentice=work.apprentice, state__in=PENDING_STATES, lane=Lane.LIVE)
        .select_related("version")
        .defer("version__definition")
        .prefetch_related("files")
        .first()
    )
    if pending is None:
        return
    same_files = {file.path: file.content for file in pending.files.all()} == work.files
    if pending.exercise_id == work.exercise.pk and same_files:
        raise AlreadyPending(pending)
    raise WorkRefused(
        _("“%(title)s”, try %(number)s, is still being checked. Your work stays here: check it in a moment.")
        % {"title": pending.version.title, "number": pending.number}
    )


def _refuse_too_often(apprentice: User, now: datetime) -> None:
    """Counted for each person: a whole class may sit behind one address."""
    most = settings.GRADER["CHECKS_PER_MINUTE"]
    checks = checks_since(apprentice, now - RATE_LIMIT_COUNTS_OVER, now=now)
    if len(checks) < most:
        return
    wait = max(1, math.ceil((checks[-most] + RATE_LIMIT_COUNTS_OVER - now).total_seconds()))
    sentence = ngettext(
        "That is a lot of checks in one minute. Your work is saved: check it again in %(count)s second.",
        "That is a lot of checks in one minute. Your work is saved: check it again in %(count)s seconds.",
        wait,
    )
    raise TooManyChecks(sentence % {"count": wait}, wait=wait)
