"""What each first screen shows, gathered from the queries of every package; nothing is written here."""

from dataclasses import dataclass
from datetime import datetime

from curriculum.queries import course_of, next_step, outline
from exercises.queries import last_activity, passed_counts
from lms.people.models import Cohort, User
from lms.people.queries import apprentices_of, cohort_of
from lms.records.queries import evidence_counts, record_of, versions_of


@dataclass(frozen=True)
class ApprenticeRow:
    """One apprentice as her trainer, coordinator or adviser sees her in a list: facts, no ranking."""

    apprentice: User
    passed: int
    evidenced: int
    last_active: datetime | None


def apprentice_rows(cohort: Cohort) -> list[ApprenticeRow]:
    passed, evidenced, active = passed_counts(cohort), evidence_counts(cohort), last_activity(cohort)
    return [
        ApprenticeRow(person, passed.get(person.pk, 0), evidenced.get(person.pk, 0), active.get(person.pk))
        for person in apprentices_of(cohort)
    ]


def apprentice_today(user: User) -> dict[str, object]:
    """Return what the apprentice's first screen needs: one step to continue, modules, certifications."""
    course = course_of(user)
    return {
        "cohort": cohort_of(user),
        "course": course,
        "next_step": next_step(user),
        "modules": outline(course, user) if course else [],
        "certifications": record_of(user),
    }


def competence_total(cohort: Cohort) -> int:
    """Return how many competences the versions of `cohort` hold together."""
    return sum(block.competences.count() for version in versions_of(cohort) for block in version.blocks.all())
