"""Reading the reasons to go and see somebody."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet, prefetch_related_objects
from django.utils import timezone

from curriculum.queries import day_off
from lms.alerts.models import Alert
from lms.attendance.queries import absent_in
from lms.people.models import Cohort, User
from lms.people.queries import cohorts_taught_by

KEPT_IN_SIGHT = timedelta(days=30)


def _of_the_enrolled(cohorts: Iterable[Cohort]) -> QuerySet[Alert]:
    return Alert.objects.filter(
        cohort__in=cohorts,
        ended_at=None,
        dismissed_at=None,
        apprentice__enrolments__cohort=F("cohort"),
        apprentice__enrolments__left_on=None,
    )


def _of_those_expected(cohorts: Iterable[Cohort], *, now: datetime) -> QuerySet[Alert]:
    """Leave out cohorts that have a day off, and people who are away."""
    today, cohorts = timezone.localdate(now), list(cohorts)
    prefetch_related_objects(cohorts, "periods")
    here = [cohort for cohort in cohorts if not day_off(cohort, today)]
    away = [one.apprentice.pk for one in absent_in(here, now=now)]
    return _of_the_enrolled(here).exclude(apprentice__in=away)


def alerts_for(trainer: User, *, now: datetime) -> list[Alert]:
    """Return what nobody has dismissed in the cohorts that `trainer` teaches, the longest first.

    Nobody is shown who is not expected at school today.
    """
    found = _of_those_expected(cohorts_taught_by(trainer, on=timezone.localdate(now)), now=now)
    return list(found.select_related("apprentice", "cohort").order_by("since", "pk"))


def alerted_in(cohorts: Iterable[Cohort], *, now: datetime) -> set[int]:
    """Return the ids of the apprentices of `cohorts` about whom a trainer is told something now."""
    return set(_of_those_expected(cohorts, now=now).order_by().values_list("apprentice", flat=True))


def alerts_of(cohort: Cohort, *, now: datetime) -> QuerySet[Alert]:
    """Return what was noticed in `cohort`: what goes on, and what ended or was dismissed in the last month."""
    lately = Q(ended_at=None, dismissed_at=None) | Q(noticed_at__gte=now - KEPT_IN_SIGHT)
    return (
        Alert.objects.filter(lately, cohort=cohort)
        .select_related("apprentice", "dismissed_by")
        .order_by(F("ended_at").desc(nulls_first=True), "-noticed_at", "-pk")
    )
