"""Waking a worker up: the one way to put something on a queue.

The row is the truth and the queue only a wake-up. When the queue cannot be reached, the failure is logged and
the work waits in its row until the scheduler finds it; nobody's request fails for it.
"""

import logging
from functools import cache
from typing import Any

import django_rq
from django.conf import settings
from django.db import transaction
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from lms.core.request_ids import current_request_id

logger = logging.getLogger(__name__)

ANSWER_SECONDS = 1


@cache
def valkey() -> Redis:
    """Return this process's connections to Valkey, made when first needed and kept.

    An answer that does not come within a second is an error: somebody waits for a page.
    """
    return Redis.from_url(
        settings.VALKEY_URL,
        socket_connect_timeout=ANSWER_SECONDS,
        socket_timeout=ANSWER_SECONDS,
        # Once more, for a connection that the server has closed meanwhile.
        retry=Retry(NoBackoff(), 1),
    )


def enqueue_after_commit(queue: str, job: str, **arguments: Any) -> None:
    """Put `job` (a dotted path) on `queue` once the current transaction is committed.

    While the same job with the same arguments waits there, it is not added again, however often the scheduler asks.
    """
    key = "-".join([job.replace(".", "-"), *map(str, arguments.values())])

    # The job's lines in the log carry the number of the request that asked for it.
    asked_by = current_request_id()

    def enqueue() -> None:
        try:
            waiting = django_rq.get_queue(queue, commit_mode="auto", connection=valkey())
            # Looked up in the list itself: a job may say it is queued after the list was lost.
            if waiting.get_job_position(key) is None:
                waiting.enqueue(job, job_id=key, kwargs=arguments, meta={"request_id": asked_by})
        except RedisError as error:
            logger.warning("%s: not woken up, the scheduler will find it (%s)", key, error)

    transaction.on_commit(enqueue)


def waiting_on(queue: str) -> int:
    """Return how many jobs wait on `queue`; none, as far as we know, when it cannot be reached."""
    try:
        return int(django_rq.get_queue(queue, connection=valkey()).count)
    except RedisError as error:
        logger.warning("%s: nobody knows how much waits (%s)", queue, error)
        return 0
