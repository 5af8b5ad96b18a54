"""Who is at work on which exercise now, so that boxes wait for them; and what the keeper of those boxes says.

Both are kept in Valkey, where they may be lost: without them boxes start when they are needed, and no page
fails.
"""

import json
import logging
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import cast

from redis.exceptions import RedisError

from exercises.models import ExerciseVersion
from lms.core.queue import valkey
from lms.people.models import User

logger = logging.getLogger(__name__)

PRESENT_FOR = timedelta(minutes=10)
SNAPSHOT_LASTS = timedelta(seconds=30)
_PEOPLE = "exercises:present"
_SNAPSHOT = "exercises:boxes"


def note_presence(*, user: User, version: ExerciseVersion, now: datetime) -> None:
    """Say that `user` is at work on `version`. A failure is logged, and nothing else."""
    try:
        pipeline = valkey().pipeline(transaction=False)
        pipeline.zadd(_PEOPLE, {f"{user.pk}:{version.pk}": now.timestamp()})
        pipeline.expire(_PEOPLE, PRESENT_FOR)
        pipeline.execute()
    except RedisError as error:
        logger.warning("presence is not noted: %s", error)


def people_present(*, now: datetime) -> Counter[int]:
    """Return how many people are at work on each version (by id); each counts where she was last seen.

    Nobody, as far as we know, when Valkey does not answer.
    """
    oldest = (now - PRESENT_FOR).timestamp()
    try:
        valkey().zremrangebyscore(_PEOPLE, "-inf", oldest)
        seen = cast(list[bytes], valkey().zrange(_PEOPLE, 0, -1))
    except RedisError as error:
        logger.warning("nobody knows who is present: %s", error)
        return Counter()
    # Ordered by time: the newest line of each person replaces those before.
    last: dict[bytes, bytes] = {}
    for member in seen:
        person, _, version = member.partition(b":")
        last[person] = version
    return Counter(int(version) for version in last.values())


@dataclass(frozen=True)
class Boxes:
    """What the keeper says of its boxes; `waiting` is by language (runtime/variant)."""

    waiting: dict[str, int] = field(default_factory=dict)
    claimed: int = 0
    missed: int = 0
    engine_fails: bool = False


def publish_boxes(boxes: Boxes) -> None:
    try:
        valkey().set(_SNAPSHOT, json.dumps(asdict(boxes)), ex=SNAPSHOT_LASTS)
    except RedisError as error:
        logger.warning("the state of the boxes is not published: %s", error)


def boxes_now() -> Boxes | None:
    """Return what the keeper said a moment ago; None when no keeper runs, or nobody can say."""
    try:
        said = valkey().get(_SNAPSHOT)
        return Boxes(**json.loads(said)) if said else None
    except (RedisError, ValueError, TypeError) as error:
        logger.warning("the state of the boxes is unknown: %s", error)
        return None
