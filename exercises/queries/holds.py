"""Reading who looks at what, and what comes next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from exercises.models import ReviewHold, Submission
from exercises.queries.work import submissions_waiting_for
from lms.people.models import User

HOLD_LASTS = timedelta(minutes=5)  # without a sign of who holds it


@dataclass(frozen=True)
class Neighbours:
    """What waits before and after a submission, by id, and how much waits in all."""

    previous: int | None
    next: int | None
    waiting: int


def neighbours_of(submission: Submission, trainer: User, *, now: datetime) -> Neighbours:
    """Return what `trainer` reads before and after `submission`; what a colleague is looking at is passed over."""
    held = ReviewHold.objects.filter(submission=OuterRef("pk"), seen_at__gte=now - HOLD_LASTS)
    waiting = submissions_waiting_for(trainer).filter(~Exists(held.exclude(trainer=trainer)))
    ids = list(waiting.values_list("pk", flat=True))
    others = [pk for pk in ids if pk != submission.pk]
    at = ids.index(submission.pk) if submission.pk in ids else 0
    return Neighbours(
        previous=others[at - 1] if at > 0 else None,
        # After the last one, those that were passed over come again.
        next=next(iter([*others[at:], *others[:at]]), None),
        waiting=len(ids),
    )


def looked_at_by_others(
    trainer: User, submissions: Iterable[Submission], *, now: datetime
) -> dict[int, User]:
    """Return, per id of `submissions`, the colleague of `trainer` who is looking at it now."""
    holds = ReviewHold.objects.filter(submission__in=submissions, seen_at__gte=now - HOLD_LASTS)
    return {
        hold.submission_id: hold.trainer for hold in holds.exclude(trainer=trainer).select_related("trainer")
    }
