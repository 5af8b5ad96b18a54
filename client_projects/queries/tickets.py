"""The board of a project, one ticket, and the tickets that wait for somebody."""

from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from client_projects.models import ClientProject, Deliverable, Ticket
from client_projects.queries.projects import Person, team_of
from client_projects.states import ProjectState, TicketState
from client_projects.visibility import visible_tickets
from lms.people.models import User
from lms.people.roles import TRAINER
from lms.records.models import Competence

# What the book calls evidence that comes from a ticket.
TICKET_LABEL = "ticket"


@dataclass(frozen=True)
class Column:
    """One column of the board with its tickets, in the order they are shown."""

    state: TicketState
    tickets: list[Ticket] = field(default_factory=list)


@dataclass(frozen=True)
class Board:
    """The columns in order; `crowded` when more is under way than there are people to do it."""

    columns: list[Column]
    team_size: int
    under_way: int

    @property
    def crowded(self) -> bool:
        return self.under_way > max(self.team_size, 1)

    @property
    def is_empty(self) -> bool:
        return not any(column.tickets for column in self.columns)


def tickets_visible_to(user: Person) -> QuerySet[Ticket]:
    """Return the tickets of the projects that `user` sees from inside, with what a card shows."""
    return (
        visible_tickets(user)
        .select_related("project__client", "project__cohort__school", "deliverable__milestone")
        .prefetch_related("parts__apprentice", "competences")
    )


def board_of(project: ClientProject, user: User, *, mine: bool = False) -> Board:
    """Return the board as `user` sees it, with her own tickets alone if she asks; a constant number of queries.

    Done tickets come newest first, the others in the order they were written.
    """
    everything = list(tickets_visible_to(user).filter(project=project))
    shown = everything
    if mine:
        shown = [t for t in everything if any(part.apprentice_id == user.pk for part in t.parts.all())]
    columns = [Column(state, [t for t in shown if t.state == state]) for state in TicketState]
    columns[-1].tickets.sort(key=lambda ticket: ticket.moved_at, reverse=True)
    under_way = sum(ticket.state == TicketState.DOING for ticket in everything)
    return Board(columns, team_of(project).count(), under_way)


def tickets_under_way_of(apprentice: User) -> QuerySet[Ticket]:
    """Return what `apprentice` has begun and not handed over, the oldest first."""
    return (
        visible_tickets(apprentice)
        .filter(parts__apprentice=apprentice, state=TicketState.DOING)
        .exclude(project__state=ProjectState.ARCHIVED)
        .select_related("project")
        .order_by("moved_at", "pk")
    )


def tickets_to_review_by(trainer: User) -> QuerySet[Ticket]:
    """Return what teams of the schools where `trainer` teaches have handed over, the oldest first."""
    return (
        Ticket.objects.filter(
            state=TicketState.REVIEW, project__school__posts__in=trainer.posts.filter(role=TRAINER)
        )
        .exclude(project__state=ProjectState.ARCHIVED)
        .select_related("project")
        .prefetch_related("parts__apprentice")
        .order_by("moved_at", "pk")
    )


def team_people_of(project: ClientProject, ticket: Ticket | None = None) -> QuerySet[User]:
    """Return who can be put in charge: the team of now, and who is in charge of `ticket` already."""
    in_team = Q(project_parts__project=project, project_parts__left_on=None)
    in_charge = Q(pk__in=ticket.parts.values("apprentice")) if ticket else Q(pk__in=[])
    return User.objects.filter(in_team | in_charge).distinct().order_by("first_name", "pk")


def competences_of_cohort(project: ClientProject) -> QuerySet[Competence]:
    """Return what the cohort of `project` prepares for, in the order of its certifications."""
    return (
        Competence.objects.filter(block__version__cohorts__cohort=project.cohort_id)
        .select_related("block")
        .order_by("block__version__cohorts__position", "block__position", "position")
        .distinct()
    )


def deliverables_of(project: ClientProject) -> QuerySet[Deliverable]:
    return Deliverable.objects.filter(milestone__project=project).select_related("milestone")
