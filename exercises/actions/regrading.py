"""Try a mended exercise on past work first; then apply what it says, or leave everything as it is."""

from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from exercises import grading
from exercises.actions.grade import store_findings
from exercises.feedback import first_sentence
from exercises.models import Exercise, GradingRun, RegradedWork, Regrading
from exercises.models.grading import REGRADING
from exercises.permissions import check_can_regrade
from exercises.queries import judged_by_other_versions, untried_works
from exercises.states import (
    REGRADING_TRANSITIONS,
    SUBMISSION_TRANSITIONS,
    Lane,
    RegradingState,
    SubmissionState,
)
from lms.core.audit import record_event
from lms.core.queue import enqueue_after_commit
from lms.core.states import TransitionRefused, move
from lms.people.models import User

TRY_JOB = "exercises.jobs.try_on_past_work"
TRIES_BEFORE_GIVING_UP = 3


class RegradingRefused(Exception):
    """It cannot be begun or applied; the message is a sentence for the trainer."""


@transaction.atomic
def begin_regrading(*, exercise: Exercise, by: User, now: datetime) -> Regrading:
    """Try the current version on the work of `by`'s schools that other versions judged.

    Raises:
        Denied: `by` is no trainer.
        RegradingRefused: there is no such work, or such a try is under way or waits for a decision.
    """
    check_can_regrade(by)
    version = exercise.current_version
    assert version is not None
    works = list(judged_by_other_versions(exercise, version, by))
    if not works:
        raise RegradingRefused(_("All work handed in so far was judged by this version: nothing to try."))
    try:
        with transaction.atomic():
            regrading = Regrading.objects.create(
                exercise=exercise, version=version, asked_by=by, asked_at=now
            )
    except IntegrityError as error:  # the database lets one be open: two clicks make no two
        raise RegradingRefused(
            _("This exercise is already being tried on past work: decide on that first.")
        ) from error
    RegradedWork.objects.bulk_create(
        RegradedWork(regrading=regrading, submission=submission, before=submission.state)
        for submission in works
    )
    _wake(regrading)
    return regrading


def _wake(regrading: Regrading) -> None:
    for pk in untried_works(regrading).values_list("pk", flat=True):
        enqueue_after_commit(Lane.REGRADE.queue, TRY_JOB, work_id=pk)


def store_try(*, work: RegradedWork, verdict: grading.Verdict, now: datetime) -> None:
    """Keep what the version says of one piece of past work. A fault of ours is tried again later, three times."""
    if grading.is_ours(verdict):
        _give_up_or_wait(work, now)
    else:
        after = SubmissionState.PASSED if verdict.passed else SubmissionState.FAILED
        found = {
            "after": after,
            "sentence": first_sentence(verdict),
            "verdict": verdict.without_pictures().to_dict(),
        }
        _keep(work, now, **found)


def store_unfit(*, work: RegradedWork, reason: str, now: datetime) -> None:
    """Keep that the version cannot take this work; its result stays as it is."""
    _keep(work, now, sentence=reason)


def _give_up_or_wait(work: RegradedWork, now: datetime) -> None:
    RegradedWork.objects.filter(pk=work.pk).update(tries=F("tries") + 1)
    work.refresh_from_db(fields=["tries"])
    if work.tries >= TRIES_BEFORE_GIVING_UP:
        _keep(work, now, sentence=_("The platform failed three times to try this work. It stays as it is."))


def _keep(work: RegradedWork, now: datetime, **found: object) -> None:
    RegradedWork.objects.filter(pk=work.pk, tried_at=None).update(tried_at=now, **found)
    if not untried_works(work.regrading).exists():
        Regrading.objects.filter(pk=work.regrading_id, state=RegradingState.RUNNING).update(
            state=RegradingState.READY
        )


@transaction.atomic
def apply_regrading(*, regrading: Regrading, lowered: Collection[int], by: User, now: datetime) -> int:
    """Give past work the results that were tried: what passes now passes; what fails now only where it was chosen.

    Args:
        lowered: ids of the `RegradedWork` whose result may fall, chosen one by one.

    Returns:
        How many results changed.

    Raises:
        Denied: it is not `by`'s.
        TransitionRefused: it is not ready, or was decided meanwhile.
    """
    check_can_regrade(by, regrading)
    move(regrading, REGRADING_TRANSITIONS, RegradingState.APPLIED, ended_at=now, ended_by=by)
    works = regrading.works.select_related("submission__apprentice", "submission__exercise").exclude(after="")
    chosen = [work for work in works if work.is_raised or (work.is_lowered and work.pk in lowered)]
    return sum(_apply(work, regrading, by, now) for work in chosen)


def _apply(work: RegradedWork, regrading: Regrading, by: User, now: datetime) -> bool:
    submission = work.submission
    if submission.state != work.before:
        return False  # judged anew meanwhile: what was tried is not what stands there now
    run = GradingRun.objects.create(
        submission=submission, worker=REGRADING, claimed_at=now, lease_ends_at=now
    )
    try:
        move(
            submission,
            SUBMISSION_TRANSITIONS,
            work.after,
            current_run=run,
            version=regrading.version,
            graded_at=now,
        )
    except TransitionRefused:
        run.delete()
        return False
    store_findings(run=run, verdict=grading.kept_verdict(work.verdict or {}), now=now)
    RegradedWork.objects.filter(pk=work.pk).update(is_applied=True)
    record_event(
        action="result_regraded",
        subject=submission,
        by=by,
        now=now,
        before=work.before,
        after=work.after,
        version=regrading.version.number,
    )
    return True


@transaction.atomic
def cancel_regrading(*, regrading: Regrading, by: User, now: datetime) -> None:
    """Leave every result as it is.

    Raises:
        Denied: it is not `by`'s.
        TransitionRefused: it was decided meanwhile.
    """
    check_can_regrade(by, regrading)
    move(regrading, REGRADING_TRANSITIONS, RegradingState.CANCELLED, ended_at=now, ended_by=by)


def wake_forgotten_regradings() -> int:
    """Wake the workers up for what is still to be tried, whatever became of the first wake-up."""
    waiting = list(Regrading.objects.filter(state=RegradingState.RUNNING))
    for regrading in waiting:
        _wake(regrading)
    return len(waiting)
