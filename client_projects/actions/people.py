"""Bring the client's people and the apprentices together around a project."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from client_projects import notifications
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
    *, client: Client, email: str, first_name: str, last_name: str = "", by: User, now: datetime
) -> ClientContact:
    """Let a person speak for `client`; her account is created at need.

    It has no password: she signs in by a mailed code. Doing it twice changes nothing. A welcome mail follows
    once the client has a project.

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
    contact, created = ClientContact.objects.get_or_create(client=client, person=person)
    if created:
        record_event(action="client_contact_added", subject=contact, by=by, now=now)
        enqueue_after_commit("default", WELCOME_CONTACT_JOB, contact_id=contact.pk)
    return contact


@transaction.atomic
def join_team(
    *, project: ClientProject, apprentice: User, part: str = "", by: User, now: datetime
) -> TeamMember:
    """Make `apprentice` a member of the team; twice only changes her part.

    Raises:
        Denied: `by` is no trainer of the school.
        TeamRefused: the apprentice is not enrolled in this school.
    """
    check_can_plan(by, project)
    enrolled = Enrolment.objects.filter(apprentice=apprentice, cohort__school=project.school_id, left_on=None)
    if not enrolled.exists():
        raise TeamRefused(_("Only apprentices of the school can join the team."))
    member = TeamMember.objects.update_or_create(
        project=project, apprentice=apprentice, defaults={"part": part}
    )[0]
    record_event(action="team_joined", subject=project, by=by, now=now, apprentice=apprentice.pk, part=part)
    return member


@transaction.atomic
def welcome_contact(*, contact: ClientContact, now: datetime) -> None:
    """Mail a new contact where her project is, once there is one."""
    project = contact.client.projects.first()
    if project is None:
        return
    if ClientContact.objects.filter(pk=contact.pk, welcomed_at=None).update(welcomed_at=now):
        notifications.welcome(contact, project)
