"""What the grading worker does, and what the scheduler asks for."""

import logging

from django.utils import timezone

from exercises import grading
from exercises.actions import grade

logger = logging.getLogger(__name__)


def grade_submission(*, submission_id: int) -> None:
    run = grade.claim_submission(
        submission_id=submission_id, worker=grading.worker_name(), now=timezone.now()
    )
    if run is None:
        logger.info("submission %s: nothing to grade", submission_id)
        return
    try:
        verdict = grading.grade(run)
        grade.record_verdict(run=run, verdict=verdict, now=timezone.now())
    except grade.StaleRun:
        logger.warning(
            "submission %s: run %s lost its lease, its verdict is dropped", submission_id, run.token
        )


def release_stuck_runs() -> None:
    waiting = grade.release_stuck_runs(now=timezone.now())
    if waiting:
        logger.info("%s submission(s) wait for a grader", waiting)
