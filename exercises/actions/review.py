"""A trainer answers: validated, or to rework with a reason."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from exercises.models import Review, Submission
from exercises.permissions import check_can_review
from exercises.states import PENDING_STATES, ReviewDecision, SubmissionState
from lms.core.audit import record_event
from lms.people.models import User


class ReviewRefused(Exception):
    """The answer cannot be stored; the message is a sentence for the trainer."""


@transaction.atomic
def review_submission(
    *, submission: Submission, decision: ReviewDecision, comment: str, by: User, now: datetime
) -> Review:
    """Store the answer of `by`; one answer per submission.

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
    record_event(action="submission_reviewed", subject=submission, by=by, now=now, decision=decision)
    return review
