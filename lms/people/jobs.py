"""What the worker does for people: mail their invitations."""

from django.utils import timezone

from lms.people import actions
from lms.people.queries import invitations_to_send, waiting_invitations


def send_invitation(*, invitation_id: int) -> None:
    invitation = waiting_invitations().filter(pk=invitation_id, sent_at=None).first()
    if invitation is not None:
        actions.send_invitation(invitation=invitation, now=timezone.now())


def send_forgotten_invitations() -> None:
    """Send those whose wake-up was lost while the queue was down."""
    now = timezone.now()
    for invitation in invitations_to_send(now=now):
        actions.send_invitation(invitation=invitation, now=now)
