"""Bring the client's people and the apprentices together around a project."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from client_projects import notifications
from client_projects.actions.access import newest_project, open_access
from client_projects.actions.refusals import ContactRefused, TeamRefused
from client_projects.models import Client, ClientContact, ClientProject, TeamMember
from client_projects.permissions import check_can_add_contact, check_can_plan
from lms.core.audit import record_event
from lms.core.queue import enqueue_after_commit
from lms.people.models import Enrolment, User
from lms.people.roles import CLIENT

WELCOME_CONTACT_JOB = "client_projects.jobs.welcome_contact"


@transaction.atomic
def add_contact(
    *,
    client: Client,
    email: str,
    first_name: str,
    last_name: str = "",
    phone: str = "",
    by: User,
    now: datetime,
) -> ClientContact:
    """Let a person speak for `client`; her account is created at need.

    It has no password: a mailed link lets her in, and a mailed code later on. Doing it twice changes nothing; who
    had left speaks for the client again. A welcome mail follows once the client has a project.

    Raises:
        Denied: `by` is neither trainer nor coordinator of the client's school.
        ContactRefused: the address belongs to somebody of a school.
    """
    check_can_add_contact(by, client)
    person = User.objects.filter(email__iexact=email).first()
    if person is None:
        person = User.objects.create_user(
            email, None, first_name=first_name, last_name=last_name, role=CLIENT, joined_at=now
        )
    if person.role != CLIENT:
        raise ContactRefused(_("This address cannot be used for a client: ask her for another one."))
    contact, created = ClientContact.objects.get_or_create(
        client=client, person=person, defaults={"phone": phone}
    )
    if not created and contact.left_on is not None:
        ClientContact.objects.filter(pk=contact.pk).update(left_on=None, welcomed_at=None)
        contact.left_on = contact.welcomed_at = None
        created = True
    if created:
        record_event(action="client_contact_added", subject=contact, by=by, now=now)
        enqueue_after_commit("default", WELCOME_CONTACT_JOB, contact_id=contact.pk)
    return contact


@transaction.atomic
def join_team(
    *,
    project: ClientProject,
    apprentice: User,
    part: str = "",
    joined_on: date | None = None,
    by: User,
    now: datetime,
) -> TeamMember:
    """Make `apprentice` a member of the team, from `joined_on` (or today) on; twice only changes her part.

    Raises:
        Denied: `by` is no trainer of the school.
        TeamRefused: the apprentice is not enrolled in this school.
    """
    check_can_plan(by, project)
    enrolled = Enrolment.objects.filter(apprentice=apprentice, cohort__school=project.school_id, left_on=None)
    if not enrolled.exists():
        raise TeamRefused(_("Only apprentices of the school can join the team."))
    member = TeamMember.objects.update_or_create(
        project=project,
        apprentice=apprentice,
        defaults={"part": part, "left_on": None},
        create_defaults={"part": part, "joined_on": joined_on or timezone.localdate(now)},
    )[0]
    record_event(action="team_joined", subject=project, by=by, now=now, apprentice=apprentice.pk, part=part)
    return member


@transaction.atomic
def leave_team(*, member: TeamMember, on: date, by: User, now: datetime) -> None:
    """Write that an apprentice no longer works on the project: her name stays beside what she did.

    Raises:
        Denied: `by` is no trainer of the school.
        TeamRefused: she would leave before she joined.
    """
    check_can_plan(by, member.project)
    if member.joined_on is not None and on < member.joined_on:
        raise TeamRefused(_("Nobody leaves before she joined."))
    TeamMember.objects.filter(pk=member.pk).update(left_on=on)
    record_event(action="team_left", subject=member.project, by=by, now=now, apprentice=member.apprentice_id)


@transaction.atomic
def remove_contact(*, contact: ClientContact, by: User, now: datetime) -> None:
    """Let a person speak for the client no longer: what she decided keeps her name, she sees nothing any more.

    Raises:
        Denied: `by` is neither trainer nor coordinator of the client's school.
    """
    check_can_add_contact(by, contact.client)
    if ClientContact.objects.filter(pk=contact.pk, left_on=None).update(left_on=timezone.localdate(now)):
        record_event(action="client_contact_removed", subject=contact, by=by, now=now)


@transaction.atomic
def welcome_contact(*, contact: ClientContact, now: datetime) -> None:
    """Mail a new contact where her project is and how she gets in, once there is a project."""
    project = newest_project(contact)
    if project is None:
        return
    welcomed = ClientContact.objects.filter(pk=contact.pk, welcomed_at=None, left_on=None)
    if welcomed.update(welcomed_at=now):
        access, token, code = open_access(contact, now=now)
        if token:
            notifications.welcome(access, project, token=token, code=code)
