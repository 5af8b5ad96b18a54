"""Reading contracts and placements."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from lms.people.models import Cohort, Enrolment
from lms.placements.models import Placement, WorkContract
from lms.placements.rules import Span


def contract_of(enrolment: Enrolment) -> WorkContract | None:
    return WorkContract.objects.filter(enrolment=enrolment).first()


def placements_of(enrolment: Enrolment) -> QuerySet[Placement]:
    """Return the placements that were not cancelled, the first one first."""
    return Placement.objects.filter(enrolment=enrolment, cancelled_at=None).select_related("arranged_by")


def placed_on(cohorts: Iterable[Cohort], *, day: date) -> QuerySet[Placement]:
    """Return the placements of `cohorts` that cover that day."""
    return Placement.objects.filter(
        enrolment__cohort__in=cohorts, starts_on__lte=day, ends_on__gte=day, cancelled_at=None
    ).select_related("enrolment__apprentice")


def span_of(one: WorkContract | Placement) -> Span:
    return Span(one.starts_on, one.ends_on)
