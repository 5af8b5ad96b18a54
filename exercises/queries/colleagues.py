"""What others who teach the same classes answered."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import F, QuerySet

from exercises.models import HelpMessage, Review
from lms.people.models import Cohort, User


def reviews_by_others(trainer: User, cohorts: Collection[Cohort], *, since: datetime) -> QuerySet[Review]:
    """Return what others answered to the work of `cohorts` since then, newest first."""
    return (
        Review.objects.filter(
            submission__apprentice__enrolments__cohort__in=cohorts,
            submission__apprentice__enrolments__left_on=None,
            reviewed_at__gt=since,
        )
        .exclude(reviewed_by=trainer)
        .select_related("reviewed_by", "submission__apprentice", "submission__version")
        .defer("submission__version__definition")
        .order_by("-reviewed_at")
    )


def answers_by_others(
    trainer: User, cohorts: Collection[Cohort], *, since: datetime
) -> QuerySet[HelpMessage]:
    """Return what others answered to questions of `cohorts` since then, newest first."""
    return (
        HelpMessage.objects.filter(
            request__apprentice__enrolments__cohort__in=cohorts,
            request__apprentice__enrolments__left_on=None,
            written_at__gt=since,
        )
        .exclude(author=trainer)
        .exclude(author=F("request__apprentice"))
        .select_related("author", "request__apprentice")
        .order_by("-written_at")
    )
