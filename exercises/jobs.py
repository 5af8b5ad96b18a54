"""What the grading worker does, and what the scheduler asks for."""

import logging

from django.utils import timezone

from exercises import grading
from exercises.actions import grade
from exercises.models import GradingRun

logger = logging.getLogger(__name__)


def grade_submission(*, submission_id: int) -> None:
    run = grade.claim_submission(
        submission_id=submission_id, worker=grading.worker_name(), now=timezone.now()
    )
    if run is None:
        logger.info("submission %s: nothing to grade", submission_id)
        return
    try:
        grade.record_verdict(run=run, verdict=_verdict_of(run), now=timezone.now())
    except grade.StaleRun:
        logger.warning(
            "submission %s: run %s lost its lease, its verdict is dropped", submission_id, run.token
        )


def _verdict_of(run: GradingRun) -> grading.Verdict:
    """Grade; whatever breaks on the way, a time-out of the job included, is our fault and costs nobody a try."""
    try:
        return grading.grade(run)
    except Exception as error:
        logger.exception("run %s broke", run.token)
        return grading.our_fault(f"{type(error).__name__}: {error}")


def release_stuck_runs() -> None:
    waiting = grade.release_stuck_runs(now=timezone.now())
    if waiting:
        logger.info("%s submission(s) wait for a grader", waiting)
