"""Claim a submission, record its verdict, take it back: each step holds whatever process dies next."""

import base64
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.urls import reverse

from exercises import grading
from exercises.actions.compare import COMPARE_JOB
from exercises.actions.health import doubt, wake_up
from exercises.actions.submit import GRADE_JOB, WATCH_JOB
from exercises.announcing import announce_verdict
from exercises.feedback import first_sentence
from exercises.languages import Language
from exercises.models import CheckResult, GradingRun, PagePicture, Submission
from exercises.queries import forgotten_submissions, stuck_submissions, works_elsewhere
from exercises.states import SUBMISSION_TRANSITIONS, SubmissionState
from lms.core.queue import enqueue_after_commit
from lms.core.states import TransitionRefused, check_transition, move
from lms.records.actions import Source, record_evidence
from lms.records.models import EvidenceKind

TRIES_WITH_PICTURES = 3  # of each exercise and apprentice: a picture is as heavy as a thousand tries

logger = logging.getLogger(__name__)

TRIES_BEFORE_SETTING_ASIDE = 3
# A worker that says nothing for so long is taken for dead. It says something every few seconds.
LEASE = timedelta(seconds=30)


class StaleRun(Exception):
    """This run's lease was taken over: whatever it found is not believed any more."""


@transaction.atomic
def claim_submission(*, submission: Submission, worker: str, now: datetime) -> GradingRun | None:
    """Claim a queued submission for `worker`.

    Returns:
        The run that holds the lease; None when somebody else was quicker.
    """
    run = GradingRun.objects.create(
        submission=submission, worker=worker, claimed_at=now, lease_ends_at=now + LEASE
    )
    try:
        move(submission, SUBMISSION_TRANSITIONS, SubmissionState.RUNNING, current_run=run)
    except TransitionRefused:
        run.delete()
        return None
    return run


def judge_at_once(*, submission: Submission, now: datetime) -> None:
    """Judge answers to a quiz here and now, where nothing has to run; leave alone what somebody else holds.

    Should this process die on the way, the row is still queued and a worker takes it, as any other.
    """
    run = claim_submission(submission=submission, worker=grading.worker_name(), now=now)
    if run is None:
        return
    try:
        record_verdict(run=run, verdict=verdict_of(run), now=now)
    except StaleRun:
        logger.warning("submission %s: run %s lost its lease", submission.pk, run.token)


def verdict_of(run: GradingRun) -> grading.Verdict:
    """Grade; whatever breaks on the way, a time-out of the job included, is our fault and costs nobody a try."""
    try:
        return grading.grade(run)
    except Exception as error:
        logger.exception("run %s broke", run.token)
        return grading.our_fault(f"{type(error).__name__}: {error}")


def renew_lease(*, token: UUID, now: datetime) -> bool:
    """Say that the worker of this run is alive; return whether the run is still the one that counts."""
    held = GradingRun.objects.filter(token=token, finished_at=None, submission__current_run=F("pk"))
    return bool(held.update(lease_ends_at=now + LEASE))


@transaction.atomic
def record_verdict(*, run: GradingRun, verdict: grading.Verdict, now: datetime) -> Submission:
    """Store what was found, once. A passed submission becomes evidence in the same transaction.

    Raises:
        StaleRun: another run holds the submission, or it is judged already; nothing was written.
    """
    if grading.is_ours(verdict):
        return _try_again(run, verdict, now)
    state = SubmissionState.PASSED if verdict.passed else SubmissionState.FAILED
    _end(run, state, graded_at=now)
    store_findings(run=run, verdict=verdict, now=now)
    transaction.on_commit(partial(announce_verdict, run.submission_id))
    if verdict.passed:
        enqueue_after_commit("default", COMPARE_JOB, exercise_id=run.submission.exercise_id)
    enqueue_after_commit("default", WATCH_JOB, apprentice_id=run.submission.apprentice_id)
    return run.submission


def store_findings(*, run: GradingRun, verdict: grading.Verdict, now: datetime) -> None:
    """Write what a run found, check by check, and the evidence where its submission passed."""
    results = CheckResult.objects.bulk_create(
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
    _keep_pictures(run.submission, list(zip(results, verdict.results, strict=True)))
    _finish(
        run,
        now,
        outcome=verdict.outcome.value,
        fault=verdict.fault.value,
        sentence=first_sentence(verdict),
        printed=verdict.printed,
    )
    version = run.submission.version
    if verdict.passed and version.competence_codes and not grading.is_formative(version):
        _record_evidence(run.submission, now)


def _keep_pictures(
    submission: Submission, results: Sequence[tuple[CheckResult, grading.CheckResult]]
) -> None:
    """Keep what the page looked like where that is what failed, and forget the pictures of old tries."""
    pictures = [
        PagePicture(result=row, png=base64.b64decode(found.picture))
        for row, found in results
        if found.picture
    ]
    if not pictures:
        return
    PagePicture.objects.bulk_create(pictures)
    PagePicture.objects.filter(
        result__run__submission__apprentice=submission.apprentice_id,
        result__run__submission__exercise=submission.exercise_id,
        result__run__submission__number__lte=submission.number - TRIES_WITH_PICTURES,
    ).delete()


def _end(run: GradingRun, state: SubmissionState, **changes: Any) -> None:
    """Move the submission along, only if it is this run that holds it: the condition travels with the UPDATE."""
    check_transition(SUBMISSION_TRANSITIONS, SubmissionState.RUNNING, state)
    held = Submission.objects.filter(pk=run.submission_id, state=SubmissionState.RUNNING, current_run=run)
    if not held.update(state=state, **changes):
        raise StaleRun(str(run.token))
    for name, value in {"state": state, **changes}.items():
        setattr(run.submission, name, value)


def _finish(run: GradingRun, now: datetime, **found: str) -> None:
    GradingRun.objects.filter(pk=run.pk).update(finished_at=now, **found)


def _record_evidence(submission: Submission, now: datetime) -> None:
    kind = EvidenceKind.QUIZ if grading.is_quiz(submission.version) else EvidenceKind.EXERCISE
    record_evidence(
        apprentice=submission.apprentice,
        competence_codes=submission.version.competence_codes,
        source=Source(
            label=kind.value,
            id=submission.exercise.key,
            title=submission.version.title,
            url=reverse("submission", args=[submission.pk]),
        ),
        now=now,
    )


def _try_again(run: GradingRun, verdict: grading.Verdict, now: datetime) -> Submission:
    """Put it back in the queue, or aside once it has failed us too often: one poisoned submission must not kill
    every worker in turn. What cannot succeed (a broken exercise) goes aside at once."""
    submission = run.submission
    hopeless = grading.is_hopeless(verdict)
    failures = submission.platform_failures + 1
    if hopeless or failures >= TRIES_BEFORE_SETTING_ASIDE:
        _end(run, SubmissionState.SET_ASIDE, platform_failures=failures)
    else:
        _end(run, SubmissionState.QUEUED, current_run=None, platform_failures=failures)
    _finish(run, now, outcome=verdict.outcome.value, fault=verdict.fault.value, platform_error=verdict.detail)
    if not hopeless:
        language, host = Language.of(submission.version), grading.host_of(run.worker)
        doubt(language=language, host=host, now=now)
        # Otherwise its wake-up comes when known answers are judged rightly again, or by the clock.
        if submission.state == SubmissionState.QUEUED and works_elsewhere(language, host=host):
            wake_up(submission=submission)
    return submission


def release_stuck_runs(*, now: datetime) -> int:
    """Take back what a dead worker holds and wake the graders up for all that waits; return how many waited."""
    for submission in stuck_submissions(now=now):
        _take_back(submission.pk, now)
    waiting = list(forgotten_submissions(now=now))
    for submission in waiting:
        enqueue_after_commit(submission.queue, GRADE_JOB, submission_id=submission.pk)
    return len(waiting)


@transaction.atomic
def _take_back(submission_id: int, now: datetime) -> None:
    submission = (
        stuck_submissions(now=now)
        .select_for_update(of=("self",))
        .select_related("version", "current_run")
        .filter(pk=submission_id)
        .first()
    )
    if submission is None:
        return
    run = submission.current_run
    if run is None:
        move(submission, SUBMISSION_TRANSITIONS, SubmissionState.QUEUED)
        return
    run.submission = submission
    _try_again(run, grading.our_fault("The worker disappeared before it gave a verdict."), now)
