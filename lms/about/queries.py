"""Reading what stopped people."""

from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from lms.about.models import Barrier


def barriers() -> QuerySet[Barrier]:
    """Return all of them, who waits for an answer first and longest."""
    return Barrier.objects.select_related("reported_by", "answered_by").order_by(
        F("answered_at").asc(nulls_first=True), "reported_at", "pk"
    )


def barriers_to_mail() -> QuerySet[Barrier]:
    """Return those that the contact of the school has not got yet."""
    return Barrier.objects.filter(mailed_at=None).order_by("pk")


def reported_by_strangers_since(*, now: datetime, hours: int) -> int:
    """Return how many were told without signing in during the last `hours`."""
    return Barrier.objects.filter(reported_by=None, reported_at__gt=now - timedelta(hours=hours)).count()
