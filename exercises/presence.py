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
# What each grading host says, and the hosts that said something lately.
_SNAPSHOT = "exercises:boxes"
_HOSTS = "exercises:boxes:hosts"


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
    """What the keepers say of their boxes; `waiting` is by language (runtime/variant)."""

    waiting: dict[str, int] = field(default_factory=dict)
    claimed: int = 0
    missed: int = 0
    # No host can start any.
    engine_fails: bool = False
    hosts: int = 1


def publish_boxes(boxes: Boxes, *, host: str) -> None:
    """Say what the keeper of a grading host keeps. A failure is logged, and nothing else."""
    try:
        pipeline = valkey().pipeline(transaction=False)
        pipeline.sadd(_HOSTS, host)
        pipeline.set(_snapshot_of(host), json.dumps(asdict(boxes)), ex=SNAPSHOT_LASTS)
        pipeline.execute()
    except RedisError as error:
        logger.warning("the state of the boxes is not published: %s", error)


def boxes_now() -> Boxes | None:
    """Return what the keepers said a moment ago, added up; None when no keeper runs, or nobody can say."""
    try:
        known = [host.decode() for host in cast(set[bytes], valkey().smembers(_HOSTS))]
        said = (
            cast(list[bytes | None], valkey().mget([_snapshot_of(host) for host in known])) if known else []
        )
        return _added_up([Boxes(**json.loads(one)) for one in said if one])
    except (RedisError, ValueError, TypeError) as error:
        logger.warning("the state of the boxes is unknown: %s", error)
        return None


def _snapshot_of(host: str) -> str:
    return f"{_SNAPSHOT}:of:{host}"


def _added_up(told: list[Boxes]) -> Boxes | None:
    if not told:
        return None
    waiting: Counter[str] = Counter()
    for one in told:
        waiting.update(one.waiting)
    return Boxes(
        waiting=dict(waiting),
        claimed=sum(one.claimed for one in told),
        missed=sum(one.missed for one in told),
        engine_fails=all(one.engine_fails for one in told),
        hosts=len(told),
    )
