"""Invitations: sent one by one or from a list, sent again, withdrawn, accepted."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.core.audit import record_event
from lms.core.permissions import Denied
from lms.core.queue import enqueue_after_commit
from lms.people.actions.places import appoint, enrol
from lms.people.models import Cohort, Invitation, School, User
from lms.people.permissions import check_can_change_invitation, check_can_invite, check_can_invite_staff
from lms.people.queries import free_places, waiting_in, waiting_invitations
from lms.people.roles import APPRENTICE, STAFF_ROLES
from lms.people.roster import RosterLine

INVITATION_LASTS = timedelta(days=14)
SENT_AGAIN_AFTER = timedelta(minutes=10)  # nobody's mailbox is filled from here, by mistake or not
SEND_INVITATION_JOB = "lms.people.jobs.send_invitation"


class InvitationRefused(Exception):
    """The invitation cannot be used; the message is a sentence for the person who holds it."""


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(
    *,
    email: str,
    first_name: str,
    last_name: str = "",
    role: str,
    by: User,
    now: datetime,
    cohort: Cohort | None = None,
    school: School | None = None,
) -> Invitation:
    """Store an invitation into `cohort` (apprentices) or `school` (staff); the mail follows by itself.

    Raises:
        Denied: `by` may not invite this role into this school.
        InvitationRefused: this address already has an account, or an invitation into this school that waits.
    """
    where = cohort.school if cohort is not None else school
    if where is None:
        raise Denied
    check = check_can_invite_staff if role in STAFF_ROLES else check_can_invite
    check(by, where)
    _one_at_a_time(where)
    if User.objects.filter(email__iexact=email).exists():
        raise InvitationRefused(_("This address already has an account."))
    if waiting_in(where).filter(email__iexact=email).exists():
        raise InvitationRefused(_("This address already has an invitation waiting."))
    invitation = Invitation.objects.create(
        email=email.lower(),
        first_name=first_name,
        last_name=last_name,
        role=role,
        cohort=cohort,
        school=school,
        invited_by=by,
        invited_at=now,
        expires_at=now + INVITATION_LASTS,
    )
    record_event(action="person_invited", subject=invitation, by=by, now=now, role=role)
    enqueue_after_commit("default", SEND_INVITATION_JOB, invitation_id=invitation.pk)
    return invitation


@transaction.atomic
def invite_list(*, lines: Iterable[RosterLine], cohort: Cohort, by: User, now: datetime) -> list[Invitation]:
    """Invite each of `lines` as an apprentice of `cohort`, as long as there are places; who was invited meanwhile is
    left out.

    Raises:
        Denied: `by` may not invite into this school.
    """
    check_can_invite(by, cohort.school)
    _one_at_a_time(cohort.school)
    sent: list[Invitation] = []
    for line in list(lines)[: free_places(cohort)]:
        try:
            invitation = invite(
                email=line.email,
                first_name=line.first_name,
                last_name=line.last_name,
                role=APPRENTICE,
                cohort=cohort,
                by=by,
                now=now,
            )
        except InvitationRefused:
            continue
        sent.append(invitation)
    return sent


@transaction.atomic
def renew_invitation(*, invitation: Invitation, by: User, now: datetime) -> None:
    """Let the invitation be mailed again with a fresh link; the link before opens nothing any more.

    Raises:
        Denied: `by` may not send such an invitation.
        InvitationRefused: it was accepted or withdrawn meanwhile, or was sent a moment ago.
    """
    check_can_change_invitation(by, invitation)
    if invitation.sent_at is not None and invitation.sent_at > now - SENT_AGAIN_AFTER:
        raise InvitationRefused(_("It was sent a moment ago. Wait ten minutes before sending it again."))
    _change_waiting(invitation, token_hash=None, sent_at=None, expires_at=now + INVITATION_LASTS)
    record_event(action="invitation_renewed", subject=invitation, by=by, now=now)
    enqueue_after_commit("default", SEND_INVITATION_JOB, invitation_id=invitation.pk)


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: User, now: datetime) -> None:
    """Expect this person no longer: the link opens nothing, the address may be invited again.

    Raises:
        Denied: `by` may not send such an invitation.
        InvitationRefused: it was accepted or withdrawn meanwhile.
    """
    check_can_change_invitation(by, invitation)
    _change_waiting(invitation, withdrawn_at=now)
    record_event(action="invitation_withdrawn", subject=invitation, by=by, now=now)


def _change_waiting(invitation: Invitation, **fields: datetime | None) -> None:
    if not waiting_invitations().filter(pk=invitation.pk).update(**fields):
        raise InvitationRefused(_("This invitation no longer waits: it was accepted or withdrawn."))


def _one_at_a_time(school: School) -> None:
    """Let two who invite into one school at the same moment wait for each other: nobody is invited twice."""
    School.objects.select_for_update(no_key=True).get(pk=school.pk)


@transaction.atomic
def send_invitation(*, invitation: Invitation, now: datetime) -> str:
    """Mail the invitation with a fresh token, which is returned and kept as a hash only.

    Returns an empty text, and mails nothing, when it was sent, withdrawn or accepted meanwhile.
    """
    token = secrets.token_urlsafe(32)
    unsent = waiting_invitations().filter(pk=invitation.pk, sent_at=None)
    if not unsent.update(token_hash=_hash(token), sent_at=now):
        return ""
    link = settings.PUBLIC_URL + reverse("invitation", args=[token])
    context = {"invitation": invitation, "link": link}
    send_mail(
        _("Your invitation to the école du web"),
        render_to_string("people/email/invitation.txt", context),
        None,
        [invitation.email],
    )
    return token


def find_invitation(*, token: str, now: datetime) -> Invitation:
    """Return the open invitation that `token` belongs to.

    Raises:
        InvitationRefused: unknown, already used, withdrawn or expired; the message says which.
    """
    invitation = (
        Invitation.objects.select_related("cohort__school", "school").filter(token_hash=_hash(token)).first()
    )
    if invitation is None:
        raise InvitationRefused(_("We do not know this invitation. Check that the link is complete."))
    if invitation.accepted_at is not None:
        raise InvitationRefused(_("This invitation has already been used. You can sign in."))
    if invitation.withdrawn_at is not None:
        raise InvitationRefused(
            _("This invitation was withdrawn. Ask the school if you think this is a mistake.")
        )
    if invitation.expires_at <= now:
        raise InvitationRefused(
            _("This invitation has expired. Ask the person who invited you for a new one.")
        )
    return invitation


@transaction.atomic
def accept_invitation(*, token: str, password: str | None, now: datetime) -> User:
    """Create the account that the invitation promises, tie it to cohort or school, and use the invitation up.

    Args:
        password: None for those who prefer a code by mail each time.

    Raises:
        InvitationRefused: see `find_invitation`; also when two tabs accept at once.
    """
    invitation = find_invitation(token=token, now=now)
    claimed = waiting_invitations().filter(pk=invitation.pk).update(accepted_at=now)
    if not claimed or User.objects.filter(email__iexact=invitation.email).exists():
        raise InvitationRefused(_("This invitation has already been used. You can sign in."))
    person = User.objects.create_user(
        invitation.email,
        password,
        first_name=invitation.first_name,
        last_name=invitation.last_name,
        role=invitation.role,
        joined_at=now,
    )
    _tie(person, invitation, now)
    Invitation.objects.filter(pk=invitation.pk).update(accepted_by=person)
    record_event(action="invitation_accepted", subject=invitation, by=person, now=now)
    return person


def _tie(person: User, invitation: Invitation, now: datetime) -> None:
    if invitation.role == APPRENTICE and invitation.cohort is not None:
        enrol(apprentice=person, cohort=invitation.cohort, on=timezone.localdate(now))
    if invitation.role in STAFF_ROLES and invitation.school is not None:
        appoint(person=person, school=invitation.school, role=invitation.role)
