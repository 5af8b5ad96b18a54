"""When the night's work is due."""

from datetime import datetime, time, timedelta

from django.utils import timezone


def next_time(at: time, *, now: datetime) -> datetime:
    """Return the next moment at which the clock of the school says `at`."""
    local = timezone.localtime(now)
    due = local.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    return due if due > local else due + timedelta(days=1)
