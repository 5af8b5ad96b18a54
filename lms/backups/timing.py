"""When the night's work is due."""

from datetime import datetime, time, timedelta

from django.utils import timezone


def next_time(at: time, *, now: datetime) -> datetime:
    """Return the next moment at which the clock of the school says `at`."""
    local = timezone.localtime(now)
    due = local.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    return due if due > local else due + timedelta(days=1)


def first_time(at: time, *, last: datetime | None, now: datetime) -> datetime:
    """Return when to begin after a start: at once where the machine was off when the last backup was due.

    Args:
        last: when the last backup was made; None on a new server, where everything has time until the night.
    """
    due = next_time(at, now=now)
    return now if last is not None and last < due - timedelta(days=1) else due
