"""The two lines of history around seeing the platform as somebody else."""

from datetime import datetime

from lms.core.audit import record_event
from lms.people.models import User
from lms.people.permissions import check_can_act_as


def begin_acting(*, person: User, by: User, now: datetime) -> None:
    """Write that `by` sees what `person` sees from now on.

    Raises:
        Denied: `by` may not.
    """
    check_can_act_as(by, person)
    record_event(action="acting_begun", subject=person, by=by, now=now)


def end_acting(*, person: User, by: User, now: datetime) -> None:
    """Write that `by` is back in her own account."""
    record_event(action="acting_ended", subject=person, by=by, now=now)
