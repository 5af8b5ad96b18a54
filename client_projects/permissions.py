"""Who acts on a client project. Rights follow relations: my team, my school, my organisation."""

from dataclasses import dataclass

from client_projects.models import Client, ClientContact, ClientProject, Remark, TeamMember, Ticket, Version
from client_projects.states import RemarkState
from lms.core.permissions import Denied
from lms.people.models import Cohort, Enrolment, StaffPost, User
from lms.people.permissions import can_invite, can_teach, is_coordinator, is_trainer


def is_contact(user: User, client: Client) -> bool:
    return (
        user.is_authenticated
        and ClientContact.objects.filter(person=user, client=client, left_on=None).exists()
    )


def is_team_member(user: User, project: ClientProject) -> bool:
    """Team members who have left the team or the school keep their name in it, not their key."""
    return (
        user.is_authenticated
        and TeamMember.objects.filter(apprentice=user, project=project, left_on=None).exists()
        and Enrolment.objects.filter(apprentice=user, cohort__school=project.school_id, left_on=None).exists()
    )


def can_open_project(user: User, cohort: Cohort) -> bool:
    return user.is_authenticated and can_invite(user, cohort.school)


def may_open_projects(user: User) -> bool:
    """Whether the screen that opens projects is hers at all; in which schools, `can_open_project` says."""
    return is_trainer(user) or is_coordinator(user)


def can_add_contact(user: User, client: Client) -> bool:
    return user.is_authenticated and can_invite(user, client.school)


def can_plan(user: User, project: ClientProject) -> bool:
    """Compose the team, start and finish stages, name deliverables: the trainers of the school.

    Nobody while the project is archived: it is only read then.
    """
    return can_archive(user, project) and not project.is_archived


def can_archive(user: User, project: ClientProject) -> bool:
    """Put a project away or take it out again, and let the next cohort take it over: the trainers of the school."""
    return user.is_authenticated and can_teach(user, project.cohort)


def can_read_convention(user: User, project: ClientProject) -> bool:
    """The two sides that signed it: the school and the client."""
    return is_contact(user, project.client) or (
        user.is_authenticated and StaffPost.objects.filter(person=user, school=project.school_id).exists()
    )


def can_hand_in(user: User, project: ClientProject) -> bool:
    return can_plan(user, project) or (not project.is_archived and is_team_member(user, project))


def can_share(user: User, project: ClientProject) -> bool:
    """A trainer stands between the team and a client who pays attention: only trainers show her something."""
    return can_plan(user, project)


def can_decide(user: User, project: ClientProject) -> bool:
    """The client alone: nobody of the school can approve in her name."""
    return not project.is_archived and is_contact(user, project.client)


def can_work_on_board(user: User, project: ClientProject) -> bool:
    """Write tickets, take them, move them: the team and its trainers."""
    return can_hand_in(user, project)


def can_say_part(user: User, ticket: Ticket) -> bool:
    """What she did, each one says herself."""
    return can_hand_in(user, ticket.project) and ticket.parts.filter(apprentice=user).exists()


def can_review_tickets(user: User, project: ClientProject) -> bool:
    """Only a trainer ends a ticket: it may become evidence."""
    return can_plan(user, project)


def can_say_version_part(user: User, version: Version) -> bool:
    """What she did in a version, each one of the team says herself."""
    project = version.deliverable.project
    return not project.is_archived and is_team_member(user, project)


def can_give_evidence(user: User, project: ClientProject) -> bool:
    """Only a trainer says what counts as evidence."""
    return can_plan(user, project)


def can_consent(user: User, project: ClientProject) -> bool:
    """Whether her words may be quoted, the client alone says, even when the project is put away."""
    return is_contact(user, project.client)


def check_can_say_version_part(user: User, version: Version) -> None:
    if not can_say_version_part(user, version):
        raise Denied


def check_can_give_evidence(user: User, project: ClientProject) -> None:
    if not can_give_evidence(user, project):
        raise Denied


def check_can_consent(user: User, project: ClientProject) -> None:
    if not can_consent(user, project):
        raise Denied


def can_lift(user: User, project: ClientProject) -> bool:
    """Who raised the reservation says whether it is put right: the client."""
    return not project.is_archived and is_contact(user, project.client)


def check_can_lift(user: User, project: ClientProject) -> None:
    if not can_lift(user, project):
        raise Denied


def can_remark_as_client(user: User, project: ClientProject) -> bool:
    """What the client says, she says herself."""
    return not project.is_archived and is_contact(user, project.client)


def can_remark_inside(user: User, project: ClientProject) -> bool:
    """The team and its trainers, among themselves."""
    return can_hand_in(user, project)


def can_sort_remarks(user: User, project: ClientProject) -> bool:
    """A trainer stands between a client and beginners: she reads first, answers and shares out."""
    return can_plan(user, project)


def can_talk_about_remark(user: User, project: ClientProject) -> bool:
    """The school speaks to the client with one voice, that of its trainers."""
    return can_remark_as_client(user, project) or can_sort_remarks(user, project)


def can_note(user: User, remark: Remark) -> bool:
    """Say something inside about a client's remark; the team once it is sorted."""
    if can_sort_remarks(user, remark.project):
        return True
    return remark.state != RemarkState.RECEIVED and can_hand_in(user, remark.project)


def can_read_satisfaction(user: User) -> bool:
    """The figures over all projects; of which schools, the query says."""
    return is_coordinator(user)


def check_can_read_satisfaction(user: User) -> None:
    if not can_read_satisfaction(user):
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


def check_can_archive(user: User, project: ClientProject) -> None:
    if not can_archive(user, project):
        raise Denied


def check_can_read_convention(user: User, project: ClientProject) -> None:
    if not can_read_convention(user, project):
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


def check_can_remark_as_client(user: User, project: ClientProject) -> None:
    if not can_remark_as_client(user, project):
        raise Denied


def check_can_remark_inside(user: User, project: ClientProject) -> None:
    if not can_remark_inside(user, project):
        raise Denied


def check_can_sort_remarks(user: User, project: ClientProject) -> None:
    if not can_sort_remarks(user, project):
        raise Denied


def check_can_talk_about_remark(user: User, project: ClientProject) -> None:
    if not can_talk_about_remark(user, project):
        raise Denied


def check_can_note(user: User, remark: Remark) -> None:
    if not can_note(user, remark):
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
        hand_in=plan or can_hand_in(user, project),
        share=plan,
        decide=can_decide(user, project),
    )
