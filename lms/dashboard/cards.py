"""What each first screen shows, gathered from the queries of every package; nothing is written here."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from curriculum.queries import ExerciseStep, ModuleStep, course_of, next_opening, next_step, outline
from exercises.queries import (
    awaiting_review_in,
    competences_proved_by,
    last_activity,
    passed_counts,
)
from lms.alerts.queries import alerted_in
from lms.attendance.queries import Absent, absent_in, day_off, marked_counts
from lms.people.models import Cohort, School, User
from lms.people.queries import (
    apprentice_ids_of,
    cohort_of,
    cohorts_visible_to,
    enrolments_of,
    invitation_counts,
    schools_of,
)
from lms.records.queries import CertificationProgress, competence_totals, evidence_counts, record_of

WAYS_SHOWN = 3


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


@dataclass(frozen=True)
class WhoIsThere:
    """The third list of a class today: who is away, and whether anybody has looked."""

    cohort: Cohort
    absent: list[Absent]
    marked: int
    why_closed: str


def who_is_there(cohorts: Collection[Cohort], *, now: datetime) -> list[WhoIsThere]:
    """Return who is away in each of `cohorts`; costs the same number of queries for any number of them."""
    absent, marked = absent_in(cohorts, now=now), marked_counts(cohorts, now=now)
    return [
        WhoIsThere(
            cohort,
            [one for one in absent if one.cohort == cohort],
            marked.get(cohort.pk, 0),
            day_off(cohort, timezone.localdate(now)),
        )
        for cohort in cohorts
    ]


@dataclass
class CohortCard:
    """One cohort beside the others, for those who coordinate: facts that call for something, no ranking."""

    cohort: Cohort
    apprentices: int = 0
    awaiting: int = 0
    awaiting_since: datetime | None = None
    stuck: int = 0
    invitations: int = 0


@dataclass(frozen=True)
class SchoolCard:
    school: School
    cohorts: list[CohortCard] = field(default_factory=list)


def school_cards(user: User, *, now: datetime) -> list[SchoolCard]:
    """Return the schools where `user` works with their cohorts; the number of queries depends on neither."""
    schools = {school.pk: SchoolCard(school) for school in schools_of(user)}
    cohorts = list(cohorts_visible_to(user).filter(school__in=schools).prefetch_related("trainers"))
    awaiting, invited = awaiting_review_in(cohorts), invitation_counts(cohorts)
    stuck = alerted_in(cohorts, now=now)
    cards = {cohort.pk: CohortCard(cohort, invitations=invited.get(cohort.pk, 0)) for cohort in cohorts}
    for cohort_id, who in apprentice_ids_of(cohorts):
        card = cards[cohort_id]
        card.apprentices += 1
        card.stuck += who in stuck
        if who in awaiting:
            since = awaiting[who].since
            card.awaiting += awaiting[who].count
            card.awaiting_since = min(card.awaiting_since or since, since)
    for card in cards.values():
        schools[card.cohort.school_id].cohorts.append(card)
    return list(schools.values())


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
        "due": due_modules(modules),
        "certifications": record_of(user),
    }


def due_modules(modules: Iterable[ModuleStep]) -> list[ModuleStep]:
    """Return the open modules that are expected by a day and not done yet, the most pressing first."""
    asked = [m for m in modules if m.due_on and not (m.is_locked or m.is_done or m.exempted)]
    return sorted(asked, key=lambda module: module.due_on or date.max)


def ways_to_evidence(
    person: User, certifications: Iterable[CertificationProgress]
) -> dict[str, list[ExerciseStep]]:
    """Return, for each competence (by code) of `person` without evidence, what of her course would give some.

    At most three exercises each: those that are open first, in the order of the course.
    """
    course = course_of(person)
    modules = outline(course, person) if course else []
    steps = {
        step.key: step
        for module in modules
        for lesson in module.lessons
        for step in lesson.exercises
        if not step.is_done
    }
    proved_by = competences_proved_by(steps)
    missing = {
        entry.competence.code
        for progress in certifications
        for block in progress.blocks
        for entry in block.competences
        if not entry.is_evidenced
    }
    in_order = sorted((step for step in steps.values() if step.key in proved_by), key=lambda s: s.is_locked)
    ways: dict[str, list[ExerciseStep]] = {code: [] for code in missing}
    for step in in_order:
        for code in proved_by[step.key]:
            if code in missing and len(ways[code]) < WAYS_SHOWN:
                ways[code].append(step)
    return ways
