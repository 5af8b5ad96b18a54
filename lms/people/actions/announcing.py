"""Saying something to a whole cohort."""

from datetime import datetime

from django.db import transaction

from lms.core.audit import record_event
from lms.core.permissions import Denied
from lms.people.models import Announcement, Cohort, User
from lms.people.permissions import can_teach


@transaction.atomic
def announce(*, cohort: Cohort, text: str, by: User, now: datetime) -> Announcement:
    """Say `text` to everybody in `cohort`. Raises Denied when `by` does not teach there."""
    if not can_teach(by, cohort):
        raise Denied
    announcement = Announcement.objects.create(cohort=cohort, author=by, text=text, published_at=now)
    record_event(action="announcement_published", subject=announcement, by=by, now=now)
    return announcement


@transaction.atomic
def withdraw_announcement(*, announcement: Announcement, by: User, now: datetime) -> Announcement:
    """Take it off the apprentices' screens; any trainer of the school may. Doing it twice changes nothing."""
    if not can_teach(by, announcement.cohort):
        raise Denied
    if announcement.withdrawn_at is None:
        announcement.withdrawn_at = now
        announcement.save(update_fields=["withdrawn_at"])
        record_event(action="announcement_withdrawn", subject=announcement, by=by, now=now)
    return announcement
