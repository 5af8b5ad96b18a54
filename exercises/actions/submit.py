"""Save a draft, hand work in: nothing an apprentice wrote is ever lost or overwritten unseen."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from exercises import grading
from exercises.models import Draft, Exercise, ExerciseVersion, Submission, SubmittedFile
from exercises.permissions import check_can_write
from exercises.queries import draft_of
from exercises.states import PENDING_STATES
from lms.core.queue import enqueue_after_commit
from lms.people.models import User

GRADE_JOB = "exercises.jobs.grade_submission"

Files = Mapping[str, str]


class WorkRefused(Exception):
    """These files cannot be stored; the message is a sentence for the apprentice."""


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


def version_for(apprentice: User, exercise: Exercise) -> ExerciseVersion:
    """Return the version that `apprentice` works on: that of her draft, else the newest."""
    draft = draft_of(apprentice, exercise)
    version = draft.version if draft else exercise.current_version
    if version is None:
        raise WorkRefused(_("This exercise is not published yet."))
    return version


def _checked(version: ExerciseVersion, files: Files) -> dict[str, str]:
    try:
        return grading.editable_files(version, files)
    except grading.RefusedFiles as error:
        raise WorkRefused(str(error)) from error


@transaction.atomic
def save_draft(*, apprentice: User, exercise: Exercise, files: Files, revision: int, now: datetime) -> Draft:
    """Store `files` as the newest draft.

    Args:
        revision: the revision these files were written on top of; 0 when there was none.

    Raises:
        Denied: `apprentice` may not write.
        WorkRefused: unknown file, too large, or not text.
        DraftConflict: something newer is stored; nothing was overwritten.
    """
    check_can_write(apprentice)
    version = version_for(apprentice, exercise)
    kept = _checked(version, files)
    # A first save and a first « Vérifier » leave the page together: the second must find the row, not fail on it.
    stored, _created = Draft.objects.select_for_update().get_or_create(
        apprentice=apprentice,
        exercise=exercise,
        defaults={"version": version, "files": kept, "revision": 1, "saved_at": now},
    )
    if stored.files == kept:
        return stored
    if stored.revision != revision:
        raise DraftConflict(stored)
    stored.files, stored.revision, stored.saved_at = kept, revision + 1, now
    stored.save(update_fields=["files", "revision", "saved_at"])
    return stored


@transaction.atomic
def submit(*, apprentice: User, exercise: Exercise, files: Files, now: datetime) -> Submission:
    """Hand `files` in and wake a grader up; what was handed in never changes again.

    Raises:
        Denied: `apprentice` may not write.
        WorkRefused: unknown file, too large, not text, or other work of hers is still being checked.
        AlreadyPending: this very work is being checked already.
    """
    check_can_write(apprentice)
    version = version_for(apprentice, exercise)
    kept = _checked(version, files)
    _refuse_while_pending(apprentice, exercise, kept)
    last = Submission.objects.filter(apprentice=apprentice, exercise=exercise).aggregate(last=Max("number"))[
        "last"
    ]
    try:
        with transaction.atomic():
            submission = Submission.objects.create(
                apprentice=apprentice,
                exercise=exercise,
                version=version,
                number=(last or 0) + 1,
                submitted_at=now,
            )
    except IntegrityError:
        # Two clicks at once: the constraint let one through.
        _refuse_while_pending(apprentice, exercise, kept)
        raise
    SubmittedFile.objects.bulk_create(
        SubmittedFile(submission=submission, path=path, content=content) for path, content in kept.items()
    )
    enqueue_after_commit("grading", GRADE_JOB, submission_id=submission.pk)
    return submission


def _refuse_while_pending(apprentice: User, exercise: Exercise, files: Files) -> None:
    """Let one piece of work of each apprentice be checked at a time, so that nobody fills the queue."""
    pending = (
        Submission.objects.filter(apprentice=apprentice, state__in=PENDING_STATES)
        .select_related("version")
        .prefetch_related("files")
        .first()
    )
    if pending is None:
        return
    same_files = {file.path: file.content for file in pending.files.all()} == dict(files)
    if pending.exercise_id == exercise.pk and same_files:
        raise AlreadyPending(pending)
    raise WorkRefused(
        _("“%(title)s”, try %(number)s, is still being checked. Your work stays here: check it in a moment.")
        % {"title": pending.version.title, "number": pending.number}
    )
