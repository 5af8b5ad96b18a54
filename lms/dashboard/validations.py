"""What is validated in a class and in every cohort of a school, gathered from the book and from the exercises."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from exercises.queries import competences_proved_by, published_exercises
from lms.people.models import Cohort, User
from lms.people.queries import enrolments_of
from lms.records.certification import CompetenceProgress, progress_of
from lms.records.models import CertificationVersion, CohortCertification, Competence, Evidence
from lms.records.queries import competences_of, requests_waiting, validations_held

# What waits for a trainer, then what an apprentice has to do.
_FIRST = ("asked", "evidenced", "not_yet", "empty")


@dataclass(frozen=True)
class _Counted:
    """That something which counts speaks for a competence."""

    competence_id: int
    is_formative: bool = False


@dataclass(frozen=True)
class PersonRow:
    """One apprentice and one certification: a cell per competence."""

    apprentice: User
    cells: list[CompetenceProgress[Competence, Any]]

    @property
    def missing(self) -> list[CompetenceProgress[Competence, Any]]:
        return [cell for cell in self.cells if not cell.is_validated]

    @property
    def why(self) -> list[tuple[str, list[CompetenceProgress[Competence, Any]]]]:
        """Return what is missing by why it is, what waits for a trainer first: one line a reason is soon read."""
        found: dict[str, list[CompetenceProgress[Competence, Any]]] = {}
        for cell in sorted(self.missing, key=lambda cell: _FIRST.index(cell.state)):
            found.setdefault(cell.state, []).append(cell)
        return list(found.items())


@dataclass
class VersionTable:
    version: CertificationVersion
    competences: list[Competence] = field(default_factory=list)
    rows: list[PersonRow] = field(default_factory=list)
    # Those for which no published exercise gives evidence.
    uncovered: list[Competence] = field(default_factory=list)

    @property
    def not_ready(self) -> list[PersonRow]:
        return [row for row in self.rows if row.missing]


def class_validations(cohort: Cohort) -> list[VersionTable]:
    """Return a table per certification of `cohort`; the number of queries depends on nothing."""
    people = [enrolment.apprentice for enrolment in enrolments_of([cohort])]
    competences = list(competences_of(cohort))
    held, asked = validations_held(people), requests_waiting(people)
    counted: dict[int, list[_Counted]] = {}
    lines = Evidence.objects.filter(apprentice__in=people, competence__in=competences, is_formative=False)
    for who, what in lines.order_by().values_list("apprentice", "competence").distinct():
        counted.setdefault(who, []).append(_Counted(what))
    proved = competences_proved_by(published_exercises().values_list("key", flat=True))
    covered = {code for codes in proved.values() for code in codes}
    tables: dict[int, VersionTable] = {}
    for competence in competences:
        version = competence.block.version
        table = tables.setdefault(version.pk, VersionTable(version))
        table.competences.append(competence)
        if competence.code not in covered:
            table.uncovered.append(competence)
    for table in tables.values():
        for person in people:
            own = {one: row for (who, one), row in held.items() if who == person.pk}
            waits = {one: row for (who, one), row in asked.items() if who == person.pk}
            cells = progress_of(table.competences, counted.get(person.pk, []), own, waits)
            table.rows.append(PersonRow(person, cells))
    return list(tables.values())


@dataclass
class CohortLine:
    """One cohort and one certification, for those who coordinate: counts of people, no ranking."""

    cohort: Cohort
    version: CertificationVersion
    apprentices: int = 0
    complete: int = 0
    started: int = 0
    requests: int = 0


def cohort_lines(cohorts: Iterable[Cohort]) -> list[CohortLine]:
    """Return a line per cohort and certification; the number of queries depends on nothing."""
    found = list(cohorts)
    enrolments = list(enrolments_of(found))
    people = [enrolment.apprentice for enrolment in enrolments]
    held, asked = validations_held(people), requests_waiting(people)
    ties = CohortCertification.objects.filter(cohort__in=found).select_related("version__certification")
    of_version: dict[int, set[int]] = {}
    for version, competence in Competence.objects.values_list("block__version", "pk"):
        of_version.setdefault(version, set()).add(competence)
    validated: dict[int, set[int]] = {}
    for (who, competence), row in held.items():
        if row.validates:
            validated.setdefault(who, set()).add(competence)
    lines = []
    for cohort in found:
        here = [enrolment.apprentice_id for enrolment in enrolments if enrolment.cohort_id == cohort.pk]
        for tie in (tie for tie in ties if tie.cohort_id == cohort.pk):
            wanted = of_version.get(tie.version_id, set())
            lines.append(
                CohortLine(
                    cohort,
                    tie.version,
                    apprentices=len(here),
                    complete=sum(bool(wanted) and wanted <= validated.get(who, set()) for who in here),
                    started=sum(bool(wanted & validated.get(who, set())) for who in here),
                    requests=sum(who in here and competence in wanted for who, competence in asked),
                )
            )
    return lines
