"""Reading reviews and what is said about lines of a submission: who sees it, whose turn it is."""

from datetime import datetime, timedelta

from django.db.models import Count, Max, Prefetch, Q, QuerySet

from exercises.models import CommentAnswer, Exercise, LineComment, Review, ReviewDraft, Submission
from exercises.queries.work import submissions_visible_to
from lms.people.models import User

TIME_TO_UNDO = timedelta(seconds=60)
# Of the comments of a submission: those its author sees, and those she has not answered or dealt with.
_IS_SENT = Q(comments__sent_at__isnull=False)
_IS_HER_TURN = Q(comments__settled_at=None, comments__awaiting_trainer_since=None)


def _seen_by(reader: User) -> Q:
    return Q(sent_at__isnull=False) | Q(author=reader)


def comments_of(submission: Submission, reader: User) -> QuerySet[LineComment]:
    """Return the comments on `submission` that `reader` sees (those sent, and her own), with what was answered."""
    answers = CommentAnswer.objects.select_related("author").order_by("written_at", "pk")
    return (
        LineComment.objects.filter(_seen_by(reader), submission=submission)
        .select_related("author", "settled_by")
        .prefetch_related(Prefetch("answers", answers))
        .order_by("path", "last_line", "pk")
    )


def comments_visible_to(user: User) -> QuerySet[LineComment]:
    """Return the comments on work that `user` sees: those sent, and her own."""
    return LineComment.objects.filter(
        _seen_by(user), submission__in=submissions_visible_to(user).order_by().values("pk")
    ).select_related("submission__apprentice", "submission__exercise")


def unsent_comments_of(submission: Submission, author: User) -> QuerySet[LineComment]:
    return LineComment.objects.filter(submission=submission, author=author, sent_at=None)


def commented_tries_of(apprentice: User, exercise: Exercise) -> QuerySet[Submission]:
    """Return the tries that trainers sent comments on, newest first, each with `comment_count` and `open_count`."""
    return (
        Submission.objects.filter(apprentice=apprentice, exercise=exercise)
        .annotate(
            comment_count=Count("comments", filter=_IS_SENT),
            open_count=Count("comments", filter=_IS_SENT & _IS_HER_TURN),
        )
        .filter(comment_count__gt=0)
        .order_by("-number")
    )


def commented_work_of(apprentice: User) -> QuerySet[Submission]:
    """Return her work with comments that it is her turn to look at, newest first, with `open_count`."""
    return (
        Submission.objects.filter(apprentice=apprentice)
        .annotate(
            open_count=Count("comments", filter=_IS_SENT & _IS_HER_TURN),
            last_sent_at=Max("comments__sent_at"),
        )
        .filter(open_count__gt=0)
        .select_related("version", "exercise")
        .defer("version__definition")
        .order_by("-last_sent_at")
    )


def review_to_undo(trainer: User, *, now: datetime) -> Review | None:
    """Return the answer that `trainer` sent within the last minute and may still take back."""
    return (
        Review.objects.filter(reviewed_by=trainer, reviewed_at__gte=now - TIME_TO_UNDO)
        .select_related("submission__apprentice", "submission__version")
        .defer("submission__version__definition")
        .order_by("-reviewed_at")
        .first()
    )


def review_draft_of(submission: Submission, trainer: User) -> ReviewDraft | None:
    return ReviewDraft.objects.filter(submission=submission, trainer=trainer).first()
