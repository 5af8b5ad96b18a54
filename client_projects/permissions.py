"""Who acts on a client project. Rights follow relations: my team, my school, my organisation."""

from dataclasses import dataclass

from client_projects.models import Client, ClientContact, ClientProject, TeamMember, Ticket
from lms.core.permissions import Denied
from lms.people.models import Cohort, Enrolment, User
from lms.people.permissions import can_invite, can_teach


def is_contact(user: User, client: Client) -> bool:
    return user.is_authenticated and ClientContact.objects.filter(person=user, client=client).exists()


def is_team_member(user: User, project: ClientProject) -> bool:
    """Team members who have left the school keep their name in the team, not their key."""
    return (
        user.is_authenticated
        and TeamMember.objects.filter(apprentice=user, project=project).exists()
        and Enrolment.objects.filter(apprentice=user, cohort__school=project.school_id, left_on=None).exists()
    )


def can_open_project(user: User, cohort: Cohort) -> bool:
    return user.is_authenticated and can_invite(user, cohort.school)


def can_add_contact(user: User, client: Client) -> bool:
    return user.is_authenticated and can_invite(user, client.school)


def can_plan(user: User, project: ClientProject) -> bool:
    """Compose the team, start and finish stages, name deliverables: the trainers of the school."""
    return user.is_authenticated and can_teach(user, project.cohort)


def can_hand_in(user: User, project: ClientProject) -> bool:
    return can_plan(user, project) or is_team_member(user, project)


def can_share(user: User, project: ClientProject) -> bool:
    """A trainer stands between the team and a client who pays attention: only trainers show her something."""
    return can_plan(user, project)


def can_decide(user: User, project: ClientProject) -> bool:
    """The client alone: nobody of the school can approve in her name."""
    return is_contact(user, project.client)


def can_work_on_board(user: User, project: ClientProject) -> bool:
    """Write tickets, take them, move them: the team and its trainers."""
    return can_hand_in(user, project)


def can_say_part(user: User, ticket: Ticket) -> bool:
    """What she did, each one says herself."""
    return is_team_member(user, ticket.project) and ticket.parts.filter(apprentice=user).exists()


def can_review_tickets(user: User, project: ClientProject) -> bool:
    """Only a trainer ends a ticket: it may become evidence."""
    return can_plan(user, project)


def can_lift(user: User, project: ClientProject) -> bool:
    """Who raised the reservation says whether it is put right: the client."""
    return is_contact(user, project.client)


def check_can_lift(user: User, project: ClientProject) -> None:
    if not can_lift(user, project):
        raise Denied


def check_can_open_project(user: User, cohort: Cohort) -> None:
    if not can_open_project(user, cohort):
        raise Denied


def check_can_add_contact(user: User, client: Client) -> None:
    if not can_add_contact(user, client):
        raise Denied


def check_can_plan(user: User, project: ClientProject) -> None:
    if not can_plan(user, project):
        raise Denied


def check_can_hand_in(user: User, project: ClientProject) -> None:
    if not can_hand_in(user, project):
        raise Denied


def check_can_share(user: User, project: ClientProject) -> None:
    if not can_share(user, project):
        raise Denied


def check_can_decide(user: User, project: ClientProject) -> None:
    if not can_decide(user, project):
        raise Denied


def check_can_work_on_board(user: User, project: ClientProject) -> None:
    if not can_work_on_board(user, project):
        raise Denied


def check_can_say_part(user: User, ticket: Ticket) -> None:
    if not can_say_part(user, ticket):
        raise Denied


def check_can_review_tickets(user: User, project: ClientProject) -> None:
    if not can_review_tickets(user, project):
        raise Denied


@dataclass(frozen=True)
class Rights:
    """What one person may do on one project, asked once per page."""

    plan: bool
    hand_in: bool
    share: bool
    decide: bool


def rights_of(user: User, project: ClientProject) -> Rights:
    plan = can_plan(user, project)
    return Rights(
        plan=plan,
        hand_in=plan or is_team_member(user, project),
        share=plan,
        decide=can_decide(user, project),
    )
