"""Saying that a submission is judged, or a dry run over, to whoever waits in front of the page.

The row is the truth; an announcement only spares the waiting request from asking again and again. It lies in
Valkey for a moment, so that it is heard whether one began to wait before or after.
"""

import logging
import time
from collections.abc import Callable

from redis.exceptions import RedisError

from exercises.models import DryRun, Submission
from exercises.states import PENDING_STATES
from lms.core.queue import valkey

logger = logging.getLogger(__name__)

KEPT_SECONDS = 10
LOOK_SECONDS = 0.01


def announce_verdict(submission_id: int) -> None:
    """Wake up who waits for this submission. A failure is logged, and nothing else."""
    _announce(f"exercises:judged:{submission_id}")


def announce_dry_run(dry_run_id: int) -> None:
    """Wake up who waits for this dry run. A failure is logged, and nothing else."""
    _announce(f"exercises:run:{dry_run_id}")


def _announce(key: str) -> None:
    try:
        pipeline = valkey().pipeline(transaction=False)
        pipeline.rpush(key, "over")
        pipeline.expire(key, KEPT_SECONDS)
        pipeline.execute()
    except RedisError as error:
        logger.warning("%s is not announced: %s", key, error)


def wait_for_verdict(submission_id: int, *, seconds: float) -> None:
    """Return once the submission is judged, or after `seconds` (less than a second). Asks the row itself where
    Valkey does not answer."""
    waiting = Submission.objects.filter(pk=submission_id, state__in=PENDING_STATES)
    _wait(f"exercises:judged:{submission_id}", waiting.exists, seconds)


def wait_for_dry_run(dry_run_id: int, *, seconds: float) -> None:
    """Return once the dry run is over, or after `seconds` (less than a second), as `wait_for_verdict` does."""
    _wait(
        f"exercises:run:{dry_run_id}",
        DryRun.objects.filter(pk=dry_run_id, shown__isnull=True).exists,
        seconds,
    )


def _wait(key: str, is_waiting: Callable[[], bool], seconds: float) -> None:
    if seconds <= 0:
        return
    try:
        valkey().blpop([key], timeout=seconds)
    except RedisError as error:
        logger.warning("%s cannot be heard: %s", key, error)
        ends = time.monotonic() + seconds
        while time.monotonic() < ends and is_waiting():
            time.sleep(LOOK_SECONDS)
