"""Reading contracts and placements."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from lms.people.models import Cohort, Enrolment, User
from lms.placements.models import JournalEntry, Placement, PlacementAgreement, WorkContract
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


def placement_under_way(apprentice: User, *, on: date) -> Placement | None:
    """Return the placement that `apprentice` is in on that day; None when she is at school."""
    return Placement.objects.filter(
        enrolment__apprentice=apprentice, starts_on__lte=on, ends_on__gte=on, cancelled_at=None
    ).first()


def agreement_of(placement: Placement) -> PlacementAgreement | None:
    """Return the agreement that holds; None as long as there is none."""
    return placement.agreements.filter(replaced_at=None).select_related("added_by").first()


def journal_of(placement: Placement) -> QuerySet[JournalEntry]:
    """Return the entries of the journal, the newest day first, with their comments; two queries."""
    return placement.journal.prefetch_related("comments__written_by")


def stamp_of_entry(entry: JournalEntry) -> str:
    """Return what a form sends back to say which text of this entry was read beside it."""
    return entry.written_at.isoformat()


def span_of(one: WorkContract | Placement) -> Span:
    return Span(one.starts_on, one.ends_on)
