"""Claim a submission, record its verdict, take it back: each step holds whatever process dies next."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from exercises import grading
from exercises.actions.submit import GRADE_JOB
from exercises.feedback import first_sentence
from exercises.models import CheckResult, GradingRun, Submission
from exercises.queries import forgotten_submissions, stuck_submissions
from exercises.states import SUBMISSION_TRANSITIONS, SubmissionState
from lms.core.queue import enqueue_after_commit
from lms.core.states import TransitionRefused, move
from lms.records.actions import Source, record_evidence

TRIES_BEFORE_SETTING_ASIDE = 3


class StaleRun(Exception):
    """This run's lease was taken over: whatever it found is not believed any more."""


@transaction.atomic
def claim_submission(*, submission_id: int, worker: str, now: datetime) -> GradingRun | None:
    """Claim a queued submission for `worker`.

    Returns:
        The run that holds the lease; None when there is nothing to do (already claimed, judged, or gone).
    """
    submission = (
        Submission.objects.filter(pk=submission_id, state=SubmissionState.QUEUED)
        .select_related("version")
        .first()
    )
    if submission is None:
        return None
    run = GradingRun.objects.create(
        submission=submission,
        worker=worker,
        claimed_at=now,
        lease_ends_at=now + grading.longest_run(submission.version),
    )
    try:
        move(submission, SUBMISSION_TRANSITIONS, SubmissionState.RUNNING, current_run=run)
    except TransitionRefused:
        run.delete()
        return None
    return run


@transaction.atomic
def record_verdict(*, run: GradingRun, verdict: grading.Verdict, now: datetime) -> Submission:
    """Store what was found, once. A passed submission becomes evidence in the same transaction.

    Raises:
        StaleRun: another run holds the submission, or it is judged already; nothing was written.
    """
    submission = _held(run)
    if grading.is_ours(verdict):
        return _try_again(submission, run, verdict, now)
    state = SubmissionState.PASSED if verdict.passed else SubmissionState.FAILED
    move(submission, SUBMISSION_TRANSITIONS, state, graded_at=now)
    CheckResult.objects.bulk_create(
        CheckResult(
            run=run,
            position=position,
            check_id=result.id,
            asks=result.asks,
            passed=result.passed,
            sentence=result.sentence,
            expected=result.expected,
            found=result.found,
            where=result.where.to_dict(),
        )
        for position, result in enumerate(verdict.results)
    )
    _finish(
        run,
        now,
        outcome=verdict.outcome.value,
        fault=verdict.fault.value,
        sentence=first_sentence(verdict),
        printed=verdict.printed,
    )
    if verdict.passed:
        _record_evidence(submission, now)
    return submission


def _held(run: GradingRun) -> Submission:
    submission = (
        Submission.objects.select_for_update(of=("self",))
        .filter(pk=run.submission_id, state=SubmissionState.RUNNING, current_run=run)
        .select_related("apprentice", "exercise", "version")
        .first()
    )
    if submission is None:
        raise StaleRun(str(run.token))
    return submission


def _finish(run: GradingRun, now: datetime, **found: str) -> None:
    GradingRun.objects.filter(pk=run.pk).update(finished_at=now, **found)


def _record_evidence(submission: Submission, now: datetime) -> None:
    record_evidence(
        apprentice=submission.apprentice,
        competence_codes=submission.version.competence_codes,
        source=Source(
            label="exercise",
            id=submission.exercise.key,
            title=submission.version.title,
            url=reverse("submission", args=[submission.pk]),
        ),
        now=now,
    )


def _try_again(
    submission: Submission, run: GradingRun, verdict: grading.Verdict, now: datetime
) -> Submission:
    """Put it back in the queue, or aside once it has failed us too often: one poisoned submission must not kill
    every worker in turn. What cannot succeed (a broken exercise) goes aside at once."""
    _finish(run, now, outcome=verdict.outcome.value, fault=verdict.fault.value, platform_error=verdict.detail)
    failures = submission.platform_failures + 1
    if grading.is_hopeless(verdict) or failures >= TRIES_BEFORE_SETTING_ASIDE:
        move(submission, SUBMISSION_TRANSITIONS, SubmissionState.SET_ASIDE, platform_failures=failures)
        return submission
    # No wake-up here: the scheduler's comes soon, and leaves the engine the time to recover.
    move(
        submission,
        SUBMISSION_TRANSITIONS,
        SubmissionState.QUEUED,
        current_run=None,
        platform_failures=failures,
    )
    return submission


def release_stuck_runs(*, now: datetime) -> int:
    """Take back what a dead worker holds and wake the graders up for all that waits; return how many waited."""
    for submission in stuck_submissions(now=now):
        _take_back(submission.pk, now)
    waiting = list(forgotten_submissions(now=now).values_list("pk", flat=True))
    for pk in waiting:
        enqueue_after_commit("grading", GRADE_JOB, submission_id=pk)
    return len(waiting)


@transaction.atomic
def _take_back(submission_id: int, now: datetime) -> None:
    submission = stuck_submissions(now=now).select_for_update(of=("self",)).filter(pk=submission_id).first()
    if submission is None:
        return
    run = submission.current_run
    if run is None:
        move(submission, SUBMISSION_TRANSITIONS, SubmissionState.QUEUED)
        return
    lost = grading.our_fault("The worker disappeared before it gave a verdict.")
    _try_again(submission, run, lost, now)


@transaction.atomic
def retry_set_aside(*, submission: Submission) -> Submission:
    """Try again what was set aside, after somebody mended the platform.

    Raises:
        TransitionRefused: it is not set aside any more.
    """
    move(submission, SUBMISSION_TRANSITIONS, SubmissionState.QUEUED, current_run=None, platform_failures=0)
    enqueue_after_commit("grading", GRADE_JOB, submission_id=submission.pk)
    return submission
