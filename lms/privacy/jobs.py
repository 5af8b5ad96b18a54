"""What the worker does about data: tell of requests, of answers, and of what was kept long enough."""

from django.utils import timezone

from lms.notifications.hours import may_write_at_once
from lms.privacy import actions
from lms.privacy.models import DataRequest


def tell_about_requests() -> None:
    """Write by day about what was asked or answered lately; each mail leaves once, a refused one is tried again."""
    now = timezone.now()
    if not may_write_at_once(now):
        return
    for asked in DataRequest.objects.filter(answered_at=None).select_related("person"):
        actions.tell_of_request(asked=asked, now=now)
    lately = now - actions.ANSWERS_TOLD_WITHIN
    for asked in DataRequest.objects.filter(answered_at__gt=lately).select_related("person"):
        actions.tell_of_answer(asked=asked, now=now)
    for asked in DataRequest.objects.filter(lifted_at__gt=lately).select_related("person"):
        actions.tell_of_lifting(asked=asked, now=now)


def tell_what_is_due() -> None:
    """Report once a month, by day, what was kept long enough; ends nothing."""
    now = timezone.now()
    if may_write_at_once(now):
        actions.tell_what_is_due(now=now)
