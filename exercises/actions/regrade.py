"""Put back what was set aside, once somebody mended the platform or the exercise."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from exercises import grading
from exercises.actions.submit import GRADE_JOB
from exercises.models import Draft, Exercise, ExerciseVersion, Submission
from exercises.queries import set_aside_of
from exercises.states import SUBMISSION_TRANSITIONS, Lane, SubmissionState
from lms.core.audit import record_event
from lms.core.queue import enqueue_after_commit
from lms.core.states import move
from lms.people.models import User


@dataclass(frozen=True)
class Regraded:
    """How many pieces of work wait again, and how many the mended exercise cannot take."""

    put_back: int
    unfit: int


@transaction.atomic
def retry_set_aside(*, submission: Submission, by: User | None, now: datetime) -> Submission:
    """Check again what was set aside, behind those who wait in front of their page.

    Work that a broken version could not judge is judged by the version that mended it.

    Raises:
        TransitionRefused: it is not set aside any more.
    """
    version = _version_to_judge_by(submission)
    move(
        submission,
        SUBMISSION_TRANSITIONS,
        SubmissionState.QUEUED,
        lane=Lane.REGRADE,
        version=version,
        current_run=None,
        platform_failures=0,
    )
    record_event(action="submission_put_back", subject=submission, by=by, now=now, version=version.number)
    enqueue_after_commit(Lane.REGRADE.queue, GRADE_JOB, submission_id=submission.pk)
    return submission


@transaction.atomic
def regrade_exercise(*, exercise: Exercise, by: User | None, now: datetime) -> Regraded:
    """Put back whatever was set aside of `exercise`; a second time, there is nothing left to put back.

    Drafts on a version that could not judge follow to the one that mended it.
    """
    waiting = list(set_aside_of(exercise))
    _take_drafts_along(exercise, {one.version_id for one in waiting if _is_broken(one)})
    fit = [one for one in waiting if _can_be_judged(one)]
    for submission in fit:
        retry_set_aside(submission=submission, by=by, now=now)
    return Regraded(put_back=len(fit), unfit=len(waiting) - len(fit))


def _is_broken(submission: Submission) -> bool:
    """Its version could not judge it, and another one has come since."""
    run, current = submission.current_run, submission.exercise.current_version
    by_its_author = run is not None and grading.is_authors(run.fault)
    return by_its_author and current is not None and current.pk != submission.version_id


def _version_to_judge_by(submission: Submission) -> ExerciseVersion:
    mended = submission.exercise.current_version
    return mended if mended and _is_broken(submission) and _fits(submission, mended) else submission.version


def _fits(submission: Submission, version: ExerciseVersion) -> bool:
    files = {file.path: file.content for file in submission.files.all()}
    try:
        grading.editable_files(version, files)
    except grading.RefusedFiles:
        return False
    return True


def _can_be_judged(submission: Submission) -> bool:
    return not _is_broken(submission) or _version_to_judge_by(submission) != submission.version


def _take_drafts_along(exercise: Exercise, broken: Iterable[int]) -> None:
    Draft.objects.filter(exercise=exercise, version_id__in=list(broken)).update(
        version=exercise.current_version
    )
