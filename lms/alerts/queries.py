"""Reading the reasons to go and see somebody."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
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


def alerts_for(trainer: User, *, now: datetime) -> list[Alert]:
    """Return what nobody has dismissed in the cohorts that `trainer` teaches, the longest first.

    Nobody is shown who is not expected at school today.
    """
    today = timezone.localdate(now)
    cohorts = list(cohorts_taught_by(trainer, on=today).prefetch_related("periods"))
    here = [cohort for cohort in cohorts if not day_off(cohort, today)]
    away = [one.apprentice.pk for one in absent_in(here, now=now)]
    found = _of_the_enrolled(here).exclude(apprentice__in=away)
    return list(found.select_related("apprentice", "cohort").order_by("since", "pk"))


def alerted_in(cohorts: Iterable[Cohort]) -> set[int]:
    """Return the ids of the apprentices of `cohorts` about whom a trainer is told something."""
    return set(_of_the_enrolled(cohorts).order_by().values_list("apprentice", flat=True))


def alerts_of(cohort: Cohort, *, now: datetime) -> QuerySet[Alert]:
    """Return what was noticed in `cohort`: what goes on, and what ended or was dismissed in the last month."""
    lately = Q(ended_at=None, dismissed_at=None) | Q(noticed_at__gte=now - KEPT_IN_SIGHT)
    return (
        Alert.objects.filter(lately, cohort=cohort)
        .select_related("apprentice", "dismissed_by")
        .order_by(F("ended_at").desc(nulls_first=True), "-noticed_at", "-pk")
    )
