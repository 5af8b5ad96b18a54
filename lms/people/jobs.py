"""What the worker does for people: mail their invitations, and what changed in their accounts."""

from django.utils import timezone

from lms.core.queue import enqueue_after_commit
from lms.people import actions
from lms.people.actions.invitations import SEND_INVITATION_JOB
from lms.people.models import User
from lms.people.queries import invitations_to_send, waiting_invitations


def send_invitation(*, invitation_id: int) -> None:
    invitation = waiting_invitations().filter(pk=invitation_id, sent_at=None).first()
    if invitation is not None:
        actions.send_invitation(invitation=invitation, now=timezone.now())


def tell_account_change(*, person_id: int, change: str) -> None:
    person = User.objects.filter(pk=person_id, is_active=True).first()
    if person is not None:
        actions.tell_account_change(person=person, change=change)


def send_forgotten_invitations() -> None:
    """Ask again for those whose wake-up was lost while the queue was down; one that fails stops no other."""
    for invitation in invitations_to_send(now=timezone.now()):
        enqueue_after_commit("default", SEND_INVITATION_JOB, invitation_id=invitation.pk)
