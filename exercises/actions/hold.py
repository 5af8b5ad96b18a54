"""Say that one is looking at a submission; take over from a colleague."""

from datetime import datetime

from django.db import transaction

from exercises.models import ReviewHold, Submission
from exercises.permissions import check_can_review
from exercises.queries import HOLD_LASTS
from lms.core.audit import record_event
from lms.people.models import User


@transaction.atomic
def hold_submission(*, submission: Submission, by: User, now: datetime) -> ReviewHold:
    """Note that `by` looks at `submission`, unless a colleague does; return who holds it now.

    Raises:
        Denied: `by` does not teach this apprentice.
    """
    check_can_review(by, submission)
    mine = {"trainer": by, "since": now, "seen_at": now}
    hold, is_new = ReviewHold.objects.select_related("trainer").get_or_create(
        submission=submission, defaults=mine
    )
    if is_new:
        return hold
    row = ReviewHold.objects.filter(pk=hold.pk, trainer=hold.trainer, seen_at=hold.seen_at)
    if hold.seen_at < now - HOLD_LASTS:
        row.update(**mine)
    elif hold.trainer_id == by.pk:
        row.update(seen_at=now)
    return ReviewHold.objects.select_related("trainer").get(pk=hold.pk)


@transaction.atomic
def take_over(*, submission: Submission, by: User, now: datetime) -> None:
    """Look at `submission` in place of whoever does. What she has typed stays hers.

    Raises:
        Denied: `by` does not teach this apprentice.
    """
    check_can_review(by, submission)
    ReviewHold.objects.update_or_create(
        submission=submission, defaults={"trainer": by, "since": now, "seen_at": now}
    )
    record_event(action="review_taken_over", subject=submission, by=by, now=now)
