"""The test book as it stands, and what stands between it and a signature."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from client_projects.models import (
    ChecklistItem,
    ClientProject,
    Paper,
    Reservation,
    TestAnswer,
    TestItem,
    TestRun,
)
from client_projects.queries.projects import Person
from client_projects.queries.reservations import open_reservations
from client_projects.states import AcceptanceDecision, Severity
from client_projects.visibility import (
    visible_checklist_items,
    visible_papers,
    visible_test_items,
    visible_test_runs,
)


def test_items_visible_to(user: Person) -> QuerySet[TestItem]:
    return visible_test_items(user).select_related("project__client", "project__cohort__school")


def test_runs_visible_to(user: Person) -> QuerySet[TestRun]:
    return visible_test_runs(user).select_related("project__client", "project__cohort__school")


def papers_visible_to(user: Person) -> QuerySet[Paper]:
    return (
        visible_papers(user)
        .select_related("project__client", "project__cohort__school", "project__school", "run")
        .prefetch_related("signatures")
    )


def checklist_visible_to(user: Person) -> QuerySet[ChecklistItem]:
    return visible_checklist_items(user).select_related("project__client", "project__cohort__school")


def open_run(project: ClientProject) -> TestRun | None:
    return project.test_runs.filter(closed_at=None).first()


@dataclass(frozen=True)
class BookLine:
    """One line of the test book with the client's answer in one round, if there is one."""

    item: TestItem
    answer: TestAnswer | None


def book_of(user: Person, project: ClientProject, run: TestRun | None) -> list[BookLine]:
    """Return the lines that `user` may read, in order, with the answers of `run`; one or two queries."""
    items = test_items_visible_to(user).filter(project=project)
    if run is None:
        return [BookLine(item, None) for item in items]
    answers = TestAnswer.objects.filter(run=run).select_related("reservation")
    read = items.prefetch_related(Prefetch("answers", queryset=answers, to_attr="in_run"))
    return [BookLine(item, next(iter(item.in_run), None)) for item in read]


def acceptance_blockers(project: ClientProject) -> list[Reservation]:
    """Return the blocking reservations that are not lifted: while there is one, nothing is accepted."""
    return list(open_reservations(project).filter(severity=Severity.BLOCKING))


def decisions_open_to(project: ClientProject) -> tuple[list[AcceptanceDecision], str]:
    """Return what the client may decide about a delivered version, and why not the rest in a sentence."""
    no = [AcceptanceDecision.POSTPONED, AcceptanceDecision.REFUSED]
    if blockers := acceptance_blockers(project):
        numbers = ", ".join(str(one.number) for one in blockers)
        sentence = ngettext(
            "Nothing can be accepted while a blocking reservation is open: no. %(numbers)s.",
            "Nothing can be accepted while blocking reservations are open: nos. %(numbers)s.",
            len(blockers),
        )
        return no, sentence % {"numbers": numbers}
    if open_reservations(project).exists():
        return [AcceptanceDecision.WITH_RESERVATIONS, *no], _(
            "There are open reservations: it can only be accepted with them."
        )
    return [AcceptanceDecision.WITHOUT_RESERVATIONS, *no], ""
