"""Reservations of a project, for those who put them right and for her who lifts them."""

from django.db.models import Q, QuerySet

from client_projects.models import ClientProject, Reservation
from client_projects.queries.projects import Person
from client_projects.states import ReservationState, Severity
from client_projects.visibility import visible_reservations
from lms.people.models import User


def reservations_visible_to(user: Person) -> QuerySet[Reservation]:
    return visible_reservations(user).select_related(
        "project__client",
        "project__cohort__school",
        "owner",
        "decision__version__deliverable__milestone__project",
    )


def reservations_to_check(project: ClientProject) -> QuerySet[Reservation]:
    """Return what the team calls right and the client has not looked at."""
    return project.reservations.filter(state=ReservationState.FIXED)


def open_reservations(project: ClientProject) -> QuerySet[Reservation]:
    """Return what must still be lifted; wishes beyond what was agreed are not among them."""
    return project.reservations.exclude(state=ReservationState.LIFTED).exclude(severity=Severity.EVOLUTION)


def people_who_fix(project: ClientProject) -> QuerySet[User]:
    """Return the apprentices of the team and the trainers of the cohort."""
    in_team = Q(pk__in=project.team.values("apprentice"))
    return User.objects.filter(in_team | Q(pk__in=project.cohort.trainers.values("pk")))
