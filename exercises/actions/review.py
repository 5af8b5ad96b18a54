"""A trainer answers: validated, or to rework with a reason."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from exercises.actions.comment import send_comments
from exercises.models import Review, ReviewDraft, Submission
from exercises.permissions import check_can_review
from exercises.states import PENDING_STATES, ReviewDecision, SubmissionState
from lms.core.audit import record_event
from lms.people.models import User

LONGEST_FIELD = 10_000  # more than any field takes: what is too long is told when it is sent, not lost before


class ReviewRefused(Exception):
    """The answer cannot be stored; the message is a sentence for the trainer."""


@transaction.atomic
def review_submission(
    *, submission: Submission, decision: ReviewDecision, comment: str, by: User, now: datetime
) -> Review:
    """Store the answer of `by`, and send what she wrote beside the lines; one answer per submission.

    Raises:
        Denied: `by` does not teach this apprentice.
        ReviewRefused: not judged yet, a reason is missing, or somebody else answered meanwhile.
    """
    check_can_review(by, submission)
    if submission.state in (*PENDING_STATES, SubmissionState.SET_ASIDE):
        raise ReviewRefused(_("This work is still being checked. Wait for the result before you answer."))
    if decision == ReviewDecision.RETURNED and not comment.strip():
        raise ReviewRefused(_("Say in a sentence what is to be reworked."))
    try:
        with transaction.atomic():
            review = Review.objects.create(
                submission=submission,
                decision=decision,
                comment=comment.strip(),
                reviewed_by=by,
                reviewed_at=now,
            )
    except IntegrityError as error:
        raise ReviewRefused(_("Somebody has already answered this work.")) from error
    send_comments(submission=submission, by=by, now=now)
    ReviewDraft.objects.filter(submission=submission, trainer=by).delete()
    record_event(action="submission_reviewed", subject=submission, by=by, now=now, decision=decision)
    return review


def keep_typed(*, submission: Submission, typed: Mapping[str, str], by: User, now: datetime) -> None:
    """Keep what `by` has typed on the review page, field by field, in place of what was kept before.

    Raises:
        Denied: `by` does not teach this apprentice.
    """
    check_can_review(by, submission)
    written = {name: text[:LONGEST_FIELD] for name, text in typed.items() if text.strip()}
    ReviewDraft.objects.update_or_create(
        submission=submission, trainer=by, defaults={"typed": written, "saved_at": now}
    )
