"""What the worker does about barriers: mail them to the contact of the school."""

from django.utils import timezone

from lms.about import actions
from lms.about.actions import MAIL_BARRIER_JOB
from lms.about.queries import barriers_to_mail
from lms.core.queue import enqueue_after_commit


def mail_barrier(*, barrier_id: int) -> None:
    barrier = barriers_to_mail().filter(pk=barrier_id).first()
    if barrier is not None:
        actions.mail_barrier(barrier=barrier, now=timezone.now())


def mail_forgotten_barriers() -> None:
    """Ask again for those whose wake-up was lost while the queue was down."""
    for barrier in barriers_to_mail():
        enqueue_after_commit("default", MAIL_BARRIER_JOB, barrier_id=barrier.pk)
