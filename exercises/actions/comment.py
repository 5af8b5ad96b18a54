"""Write beside lines of a submission, answer, and say that it is dealt with."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from exercises import grading
from exercises.models import CommentAnswer, LineComment, Review, Submission
from exercises.permissions import check_can_change_comment, check_can_discuss, check_can_review
from exercises.queries import unsent_comments_of
from lms.core.audit import record_event
from lms.core.highlighting import line_count
from lms.people.models import User

LONGEST = 2000


class CommentRefused(Exception):
    """It cannot be stored; the message is a sentence for whoever wrote."""


def _written(text: str) -> str:
    written = text.replace("\0", "").strip()  # PostgreSQL keeps no NUL
    if not written:
        raise CommentRefused(_("Write a sentence first."))
    if len(written) > LONGEST:
        raise CommentRefused(_("That is very long. Keep what matters most: 2,000 signs at the most."))
    return written


def _check_lines(submission: Submission, path: str, first_line: int, last_line: int) -> None:
    file = None if grading.is_quiz(submission.version) else submission.files.filter(path=path).first()
    if file is None:
        raise CommentRefused(_("This file is not part of the work."))
    lines = line_count(file.content)
    if not 1 <= first_line <= last_line <= lines:
        raise CommentRefused(
            _("These lines do not exist: %(path)s has %(lines)s lines.") % {"path": path, "lines": lines}
        )


@transaction.atomic
def write_comment(
    *, submission: Submission, path: str, first_line: int, last_line: int, text: str, by: User, now: datetime
) -> LineComment:
    """Store a comment on lines of a file. It waits for the review; where there is one already, it is sent at once.

    Raises:
        Denied: `by` does not teach this apprentice.
        CommentRefused: there is no text, too much, or no such lines.
    """
    check_can_review(by, submission)
    written = _written(text)
    _check_lines(submission, path, first_line, last_line)
    is_reviewed = Review.objects.filter(submission=submission).exists()
    comment = LineComment.objects.create(
        submission=submission,
        author=by,
        path=path,
        first_line=first_line,
        last_line=last_line,
        text=written,
        written_at=now,
        sent_at=now if is_reviewed else None,
    )
    if is_reviewed:
        record_event(action="line_comments_sent", subject=submission, by=by, now=now, comments=1)
    return comment


@transaction.atomic
def change_comment(
    *, comment: LineComment, path: str, first_line: int, last_line: int, text: str, by: User, now: datetime
) -> None:
    """Replace what an unsent comment says, and where it stands.

    Raises:
        Denied: it is not `by`'s, or it was sent.
        CommentRefused: there is no text, too much, or no such lines.
    """
    check_can_change_comment(by, comment)
    written = _written(text)
    _check_lines(comment.submission, path, first_line, last_line)
    unsent = LineComment.objects.filter(pk=comment.pk, sent_at=None)
    if not unsent.update(path=path, first_line=first_line, last_line=last_line, text=written, written_at=now):
        raise CommentRefused(_("This comment was sent meanwhile: write another one."))


@transaction.atomic
def discard_comment(*, comment: LineComment, by: User) -> None:
    """Delete a comment that was not sent.

    Raises:
        Denied: it is not `by`'s, or it was sent.
    """
    check_can_change_comment(by, comment)
    LineComment.objects.filter(pk=comment.pk, sent_at=None).delete()


@transaction.atomic
def send_comments(*, submission: Submission, by: User, now: datetime) -> int:
    """Show the apprentice what `by` has written beside her lines; return how many comments were sent.

    Raises:
        Denied: `by` does not teach this apprentice.
    """
    check_can_review(by, submission)
    sent = unsent_comments_of(submission, by).update(sent_at=now)
    if sent:
        record_event(action="line_comments_sent", subject=submission, by=by, now=now, comments=sent)
    return sent


@transaction.atomic
def answer_comment(*, comment: LineComment, text: str, by: User, now: datetime) -> CommentAnswer:
    """Add a turn. An apprentice's awaits a trainer from then on; any turn opens what was dealt with.

    Raises:
        Denied: it is neither her work nor that of somebody `by` teaches.
        CommentRefused: there is no text, too much, or the comment is not sent.
    """
    check_can_discuss(by, comment.submission)
    written = _written(text)
    locked = LineComment.objects.select_for_update().get(pk=comment.pk)
    if not locked.is_sent:
        raise CommentRefused(_("This comment is not sent yet."))
    answer = CommentAnswer.objects.create(comment=locked, author=by, text=written, written_at=now)
    is_apprentice = by.pk == comment.submission.apprentice_id
    locked.awaiting_trainer_since = (locked.awaiting_trainer_since or now) if is_apprentice else None
    locked.settled_at = locked.settled_by = None
    locked.save(update_fields=["awaiting_trainer_since", "settled_at", "settled_by"])
    record_event(action="line_comment_answered", subject=locked, by=by, now=now)
    return answer


@transaction.atomic
def settle_comment(*, comment: LineComment, by: User, now: datetime) -> None:
    """Say that a comment is dealt with; nobody is awaited any more. Twice does no harm.

    Raises:
        Denied: it is neither her work nor that of somebody `by` teaches.
    """
    check_can_discuss(by, comment.submission)
    settled = LineComment.objects.filter(pk=comment.pk, sent_at__isnull=False, settled_at=None).update(
        settled_at=now, settled_by=by, awaiting_trainer_since=None
    )
    if settled:
        record_event(action="line_comment_settled", subject=comment, by=by, now=now)


@transaction.atomic
def reopen_comment(*, comment: LineComment, by: User, now: datetime) -> None:
    """Open again what was dealt with. Twice does no harm.

    Raises:
        Denied: it is neither her work nor that of somebody `by` teaches.
    """
    check_can_discuss(by, comment.submission)
    opened = LineComment.objects.filter(pk=comment.pk, settled_at__isnull=False).update(
        settled_at=None, settled_by=None
    )
    if opened:
        record_event(action="line_comment_reopened", subject=comment, by=by, now=now)
