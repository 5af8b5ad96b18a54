"""What the worker does every minute: look at the platform, tell what begins and ends, tell new errors."""

from django.utils import timezone

from lms.watch import actions
from lms.watch.readings import read_all


def look_at_platform() -> None:
    now = timezone.now()
    actions.note_troubles(readings=read_all(now=now), now=now)


def tell_new_faults() -> None:
    actions.tell_new_faults(now=timezone.now())
