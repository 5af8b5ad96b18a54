"""A trainer answers: validated, or to rework with a next step; for a minute, she may take it back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from exercises import grading
from exercises.actions.comment import send_comments
from exercises.models import (
    Appraisal,
    CommentAnswer,
    LineComment,
    Review,
    ReviewDraft,
    ReviewHold,
    Submission,
)
from exercises.permissions import check_can_review
from exercises.queries.comments import TIME_TO_UNDO
from exercises.states import PENDING_STATES, AppraisalLevel, ReviewDecision, SubmissionState
from lms.core.audit import record_event
from lms.people.models import User
from lms.records.actions import Source, record_evidence, withdraw_evidence

LONGEST_FIELD = 10_000  # more than any field takes: what is too long is told when it is sent, not lost before
EVIDENCE_LABEL = "review"


class ReviewRefused(Exception):
    """The answer cannot be stored or taken back; the message is a sentence for the trainer, about one field."""

    def __init__(self, sentence: str, *, field: str = "comment") -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class Appraised:
    """What a trainer saw of one competence."""

    code: str
    level: AppraisalLevel
    words: str = ""


@transaction.atomic
def review_submission(
    *,
    submission: Submission,
    decision: ReviewDecision,
    comment: str,
    by: User,
    now: datetime,
    next_step: str = "",
    appraised: Iterable[Appraised] = (),
) -> Review:
    """Store the answer of `by`, and send what she wrote beside the lines; one answer per submission.

    What she saw of a competence in validated work is evidence, unless the exercise is only for practice.

    Args:
        next_step: what to do now, in a sentence; needed when the work is returned.
        appraised: what she saw, for competences of the exercise; others are left out.

    Raises:
        Denied: `by` does not teach this apprentice.
        ReviewRefused: not judged yet, the next step is missing, or somebody else answered meanwhile.
    """
    check_can_review(by, submission)
    if submission.state in (*PENDING_STATES, SubmissionState.SET_ASIDE):
        raise ReviewRefused(_("This work is still being checked. Wait for the result before you answer."))
    if decision == ReviewDecision.RETURNED and not next_step.strip():
        raise ReviewRefused(_("Say in a sentence what is to be reworked."), field="next_step")
    try:
        with transaction.atomic():
            # By its number: a review that is refused must not stay tied to the work in memory.
            review = Review.objects.create(
                submission_id=submission.pk,
                decision=decision,
                comment=comment.strip(),
                next_step=next_step.strip(),
                reviewed_by=by,
                reviewed_at=now,
            )
    except IntegrityError as error:
        raise ReviewRefused(_("Somebody has already answered this work.")) from error
    review.submission = submission
    _appraise(review, [one for one in appraised if one.code in submission.version.competence_codes])
    send_comments(submission=submission, by=by, now=now)
    ReviewDraft.objects.filter(submission=submission, trainer=by).delete()
    ReviewHold.objects.filter(submission=submission).delete()
    record_event(action="submission_reviewed", subject=submission, by=by, now=now, decision=decision)
    return review


def _appraise(review: Review, appraised: list[Appraised]) -> None:
    Appraisal.objects.bulk_create(
        Appraisal(review=review, competence_code=one.code, level=one.level, words=one.words.strip())
        for one in appraised
    )
    submission = review.submission
    seen = [one.code for one in appraised if one.level == AppraisalLevel.SEEN]
    if review.decision == ReviewDecision.ACCEPTED and seen and not grading.is_formative(submission.version):
        record_evidence(
            apprentice=submission.apprentice,
            competence_codes=seen,
            source=Source(
                label=EVIDENCE_LABEL,
                id=str(submission.pk),
                title=_("%(title)s, validated by a trainer") % {"title": submission.version.title},
                url=reverse("submission", args=[submission.pk]),
            ),
            now=review.reviewed_at,
        )


@transaction.atomic
def undo_review(*, submission: Submission, by: User, now: datetime) -> None:
    """Take one's answer back within a minute, with the evidence it wrote; all that was typed becomes a draft again.

    Raises:
        Denied: `by` does not teach this apprentice.
        ReviewRefused: there is no answer of `by`, the minute is over, or the apprentice has acted on it.
    """
    check_can_review(by, submission)
    review = Review.objects.select_for_update().filter(submission=submission, reviewed_by=by).first()
    if review is None or now - review.reviewed_at > TIME_TO_UNDO:
        raise ReviewRefused(_("The minute is over: the answer stays as it is."))
    # With those that were sent at once after it. Whoever answers one at this moment waits until we are done.
    sent = LineComment.objects.filter(submission=submission, author=by, sent_at__gte=review.reviewed_at)
    ids = list(sent.select_for_update().order_by("pk").values_list("pk", flat=True))
    comments = LineComment.objects.filter(pk__in=ids)
    is_answered = CommentAnswer.objects.filter(comment__in=comments).exists()
    if is_answered or comments.filter(settled_at__isnull=False).exists():
        raise ReviewRefused(_("A comment was answered or dealt with already: the answer stays as it is."))
    draft = ReviewDraft.objects.select_for_update().filter(submission=submission, trainer=by).first()
    typed = {**(draft.typed if draft else {}), **_typed_again(review)}
    keep_typed(submission=submission, typed=typed, by=by, now=now)
    comments.update(sent_at=None)
    withdraw_evidence(
        apprentice=submission.apprentice, source_label=EVIDENCE_LABEL, source_id=str(submission.pk)
    )
    record_event(action="review_withdrawn", subject=submission, by=by, now=now, decision=review.decision)
    review.delete()


def _typed_again(review: Review) -> dict[str, str]:
    """Return the answer as the fields of its form."""
    typed = {"comment": review.comment, "next_step": review.next_step}
    for one in review.appraisals.all():
        typed |= {f"level:{one.competence_code}": one.level, f"words:{one.competence_code}": one.words}
    return typed


def keep_typed(*, submission: Submission, typed: Mapping[str, str], by: User, now: datetime) -> None:
    """Keep what `by` has typed on the review page, field by field, in place of what was kept before.

    Raises:
        Denied: `by` does not teach this apprentice.
    """
    check_can_review(by, submission)
    # PostgreSQL keeps no NUL.
    written = {name: text.replace("\0", "")[:LONGEST_FIELD] for name, text in typed.items() if text.strip()}
    ReviewDraft.objects.update_or_create(
        submission=submission, trainer=by, defaults={"typed": written, "saved_at": now}
    )
