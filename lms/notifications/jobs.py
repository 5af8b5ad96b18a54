"""What the worker sends by the clock: digests in the morning, what is somebody's to do by day."""

import logging
from collections.abc import Callable

from django.utils import timezone

from lms.notifications import actions
from lms.notifications.at_once import theirs_now
from lms.notifications.hours import Rhythm, is_time_for_digests, may_write_at_once
from lms.notifications.queries import digests_due

logger = logging.getLogger(__name__)

# What waits on the same queue, a lost grading for one, is not held up: the others follow a minute later.
AT_A_TIME = 30


def send_digests() -> None:
    """Write the digests of this morning to those who have none yet, some at a time."""
    now = timezone.now()
    if not is_time_for_digests(now):
        return
    for person in digests_due(now=now)[:AT_A_TIME]:
        _each_by_itself(actions.send_digest, person=person, rhythm=Rhythm(person.rhythm), now=now)


def send_at_once() -> None:
    """Write about what is somebody's to do and was not written about; at night and at weekends it waits."""
    now = timezone.now()
    if not may_write_at_once(now):
        return
    for yours in theirs_now(now=now)[:AT_A_TIME]:
        _each_by_itself(actions.send_at_once, yours=yours, now=now)


def _each_by_itself(send: Callable[..., bool], **arguments: object) -> None:
    """One mail that cannot be written keeps no other from leaving; its row says that it was begun."""
    try:
        send(**arguments)
    except Exception:
        logger.exception("A mail could not be written")
