"""What each first screen shows, gathered from the queries of every package; nothing is written here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from curriculum.queries import course_of, next_opening, next_step, outline
from exercises.queries import last_activity, passed_counts
from lms.people.models import Cohort, User
from lms.people.queries import cohort_of, enrolments_of
from lms.records.queries import competence_totals, evidence_counts, record_of


@dataclass(frozen=True)
class ApprenticeRow:
    """One apprentice as her trainer or adviser sees her in a list: facts, no ranking."""

    apprentice: User
    passed: int
    evidenced: int
    last_active: datetime | None


@dataclass(frozen=True)
class ClassCard:
    cohort: Cohort
    competence_total: int
    rows: list[ApprenticeRow] = field(default_factory=list)


def class_cards(cohorts: Iterable[Cohort]) -> list[ClassCard]:
    """Return each cohort with its apprentices; costs the same number of queries for any number of cohorts."""
    found = list(cohorts)
    totals = competence_totals(found)
    cards = {cohort.pk: ClassCard(cohort, totals.get(cohort.pk, 0)) for cohort in found}
    passed, evidenced, active = passed_counts(found), evidence_counts(found), last_activity(found)
    for enrolment in enrolments_of(found):
        who = enrolment.apprentice_id
        row = ApprenticeRow(enrolment.apprentice, passed.get(who, 0), evidenced.get(who, 0), active.get(who))
        cards[enrolment.cohort_id].rows.append(row)
    return list(cards.values())


def apprentice_today(user: User) -> dict[str, object]:
    """Return what the apprentice's first screen needs: one step to continue, modules, certifications."""
    course = course_of(user)
    modules = outline(course, user) if course else []
    return {
        "cohort": cohort_of(user),
        "course": course,
        "next_step": next_step(modules),
        "next_opening": next_opening(modules),
        "modules": modules,
        "certifications": record_of(user),
    }
