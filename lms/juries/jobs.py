"""What the worker does for juries: close accounts whose time is over, tell members who have one already."""

from django.utils import timezone

from lms.juries.actions import sessions
from lms.juries.models import JuryMember


def close_jury_accounts() -> None:
    sessions.close_jury_accounts(now=timezone.now())


def tell_jury_member(*, member_id: int) -> None:
    found = JuryMember.objects.select_related("session__school", "session__version__certification")
    member = found.filter(pk=member_id, removed_at=None).first()
    if member is not None:
        sessions.tell_jury_member(member)
