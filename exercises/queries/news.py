"""What was answered about an apprentice's work since a moment."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse

from exercises.models import CommentAnswer, HelpMessage, Review, SolutionAccess, Submission
from exercises.states import ReviewDecision
from lms.people.models import User


@dataclass(frozen=True)
class Answered:
    """`kind` is a word that the screens know: validated, returned, answered, replied or shown."""

    kind: str
    at: datetime
    title: str
    by: str
    url: str


def answered_since(apprentice: User, since: datetime) -> list[Answered]:
    """Return the reviews, the answers to questions and the solutions opened since then, newest first."""
    found = [
        *_reviews(apprentice, since),
        *_answers(apprentice, since),
        *_replies(apprentice, since),
        *_solutions(apprentice, since),
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _reviews(apprentice: User, since: datetime) -> list[Answered]:
    reviews = Review.objects.filter(submission__apprentice=apprentice, reviewed_at__gt=since)
    return [
        Answered(
            kind="validated" if review.decision == ReviewDecision.ACCEPTED else "returned",
            at=review.reviewed_at,
            title=review.submission.version.title,
            by=str(review.reviewed_by),
            url=reverse("submission", args=[review.submission_id]),
        )
        for review in reviews.select_related("submission__version", "reviewed_by")
    ]


def _answers(apprentice: User, since: datetime) -> list[Answered]:
    messages = HelpMessage.objects.filter(request__apprentice=apprentice, written_at__gt=since)
    return [
        Answered(
            kind="answered",
            at=message.written_at,
            title=message.request.exercise.current_version.title,
            by=str(message.author),
            url=reverse("exercise", args=[message.request.exercise.key]) + "#aide",
        )
        for message in messages.exclude(author=apprentice).select_related(
            "author", "request__exercise__current_version"
        )
        if message.request.exercise.current_version
    ]


def _replies(apprentice: User, since: datetime) -> list[Answered]:
    replies = CommentAnswer.objects.filter(comment__submission__apprentice=apprentice, written_at__gt=since)
    return [
        Answered(
            kind="replied",
            at=reply.written_at,
            title=reply.comment.submission.version.title,
            by=str(reply.author),
            url=reverse("code_of_try", args=[reply.comment.submission_id]),
        )
        for reply in replies.exclude(author=apprentice).select_related(
            "author", "comment__submission__version"
        )
    ]


def _solutions(apprentice: User, since: datetime) -> list[Answered]:
    given = SolutionAccess.objects.filter(apprentice=apprentice, given_at__gt=since)
    return [
        Answered(
            kind="shown",
            at=access.given_at,
            title=access.exercise.current_version.title,
            by=str(access.given_by),
            url=reverse("solutions", args=[access.exercise.key]),
        )
        for access in given.select_related("exercise__current_version", "given_by")
        if access.exercise.current_version and access.given_at
    ]


def returned_between(since: datetime, until: datetime) -> QuerySet[Review]:
    """Return the reviews of that time that ask for rework, unless a newer try was handed in since; oldest first."""
    newer = Submission.objects.filter(
        apprentice=OuterRef("submission__apprentice"),
        exercise=OuterRef("submission__exercise"),
        number__gt=OuterRef("submission__number"),
    )
    return (
        Review.objects.filter(
            ~Exists(newer), decision=ReviewDecision.RETURNED, reviewed_at__gt=since, reviewed_at__lte=until
        )
        .select_related("submission__version", "reviewed_by")
        .defer("submission__version__definition")
        .order_by("reviewed_at")
    )


def help_answered_between(since: datetime, until: datetime) -> QuerySet[HelpMessage]:
    """Return the answers of that time to open questions that wait for nobody else since; oldest first."""
    later = HelpMessage.objects.filter(request=OuterRef("request"), pk__gt=OuterRef("pk"))
    return (
        HelpMessage.objects.filter(
            ~Exists(later),
            request__closed_at=None,
            request__awaiting_trainer_since=None,
            written_at__gt=since,
            written_at__lte=until,
        )
        .exclude(author=F("request__apprentice"))
        .select_related("author", "request__exercise__current_version")
        .defer("request__exercise__current_version__definition")
        .order_by("written_at")
    )
