"""Saying that a submission is judged, to whoever waits in front of the page.

The row is the truth; an announcement only spares the waiting request from asking again and again. It lies in
Valkey for a moment, so that it is heard whether one began to wait before or after.
"""

import logging
import time

from redis.exceptions import RedisError

from exercises.models import Submission
from exercises.states import PENDING_STATES
from lms.core.queue import valkey

logger = logging.getLogger(__name__)

KEPT_SECONDS = 10
LOOK_SECONDS = 0.01


def announce_verdict(submission_id: int) -> None:
    """Wake up who waits for this submission. A failure is logged, and nothing else."""
    try:
        pipeline = valkey().pipeline(transaction=False)
        pipeline.rpush(_key(submission_id), "judged")
        pipeline.expire(_key(submission_id), KEPT_SECONDS)
        pipeline.execute()
    except RedisError as error:
        logger.warning("the verdict of %s is not announced: %s", submission_id, error)


def wait_for_verdict(submission_id: int, *, seconds: float) -> None:
    """Return once the submission is judged, or after `seconds` (less than a second). Asks the row itself where
    Valkey does not answer."""
    if seconds <= 0:
        return
    try:
        valkey().blpop([_key(submission_id)], timeout=seconds)
    except RedisError as error:
        logger.warning("the verdict of %s cannot be heard: %s", submission_id, error)
        _look(submission_id, seconds)


def _look(submission_id: int, seconds: float) -> None:
    ends = time.monotonic() + seconds
    states = Submission.objects.filter(pk=submission_id).values_list("state", flat=True)
    while time.monotonic() < ends and states.get() in PENDING_STATES:
        time.sleep(LOOK_SECONDS)


def _key(submission_id: int) -> str:
    return f"exercises:judged:{submission_id}"
