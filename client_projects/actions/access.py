"""Let a client's contact in without a password: a mailed link whose button signs in, and a code to type instead."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from client_projects import notifications
from client_projects.actions.refusals import AccessRefused
from client_projects.models import ClientContact, ClientProject, ContactAccess
from client_projects.permissions import check_can_add_contact
from lms.core.audit import record_event
from lms.core.queue import enqueue_after_commit
from lms.people.models import User
from lms.people.roles import CLIENT

INVITATION_LASTS = timedelta(days=14)
# Somebody who asks for it is waiting for it.
ASKED_LINK_LASTS = timedelta(hours=2)
SENT_AGAIN_AFTER = timedelta(minutes=10)
ASKED_AGAIN_AFTER = timedelta(minutes=2)
MOST_TRIES = 5
# Neither 0 and O nor 1, I and L: it is read on one screen and typed on another.
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_CODE_LENGTH = 8

SEND_ACCESS_JOB = "client_projects.jobs.send_access"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _hash_of_code(access: ContactAccess, code: str) -> str:
    """Keyed with the platform's secret: eight letters alone could be guessed from a stolen table."""
    return salted_hmac(f"contact-access-{access.pk}", code, algorithm="sha256").hexdigest()


def _usable(now: datetime) -> QuerySet[ContactAccess]:
    return ContactAccess.objects.filter(
        used_at=None,
        expires_at__gt=now,
        contact__left_on=None,
        contact__person__is_active=True,
        contact__person__role=CLIENT,
    ).select_related("contact__client", "contact__person")


@transaction.atomic
def invite_again(*, contact: ClientContact, by: User, now: datetime) -> None:
    """Let a contact be mailed a fresh link; the links before open nothing any more.

    Raises:
        Denied: `by` is neither trainer nor coordinator of the client's school.
        AccessRefused: one was sent a moment ago, or she no longer speaks for the client.
    """
    check_can_add_contact(by, contact.client)
    if contact.left_on is not None:
        raise AccessRefused(_("This person no longer speaks for the client."))
    mailed = ContactAccess.objects.filter(contact=contact, used_at=None, asked_at__gt=now - SENT_AGAIN_AFTER)
    if mailed.exists():
        raise AccessRefused(_("It was sent a moment ago. Wait ten minutes before sending it again."))
    _end_of(ContactAccess.objects.filter(contact=contact), now)
    _ask(contact, now=now, lasts=INVITATION_LASTS)
    record_event(action="client_contact_invited_again", subject=contact, by=by, now=now)


@transaction.atomic
def ask_for_access(*, email: str, now: datetime) -> None:
    """Mail a link to the contact with this address, if there is one; whoever asks is told nothing about it.

    A person who speaks for several clients receives one link: it opens them all. Nobody's mailbox is filled: within
    two minutes a second question changes nothing.
    """
    contact = (
        ClientContact.objects.filter(
            person__email__iexact=email, person__is_active=True, person__role=CLIENT, left_on=None
        )
        .filter(client__projects__isnull=False)
        .order_by("pk")
        .first()
    )
    if contact is None:
        return
    if ContactAccess.objects.filter(contact=contact, asked_at__gt=now - ASKED_AGAIN_AFTER).exists():
        return
    _ask(contact, now=now, lasts=ASKED_LINK_LASTS)


def _ask(contact: ClientContact, *, now: datetime, lasts: timedelta) -> ContactAccess:
    access = ContactAccess.objects.create(contact=contact, asked_at=now, expires_at=now + lasts)
    enqueue_after_commit("default", SEND_ACCESS_JOB, access_id=access.pk)
    return access


@transaction.atomic
def send_access(*, access: ContactAccess, now: datetime) -> tuple[str, str]:
    """Mail link and code of `access`, made here; return them, or two empty texts when it was done or is over."""
    project = newest_project(access.contact)
    if project is None:
        return "", ""
    token, code = _new_secrets(access, now)
    if token:
        notifications.send_access(access, project, token=token, code=code)
    return token, code


def open_access(contact: ClientContact, *, now: datetime) -> tuple[ContactAccess, str, str]:
    """Return a fresh access for the welcome mail, with its link's token and its code."""
    access = ContactAccess.objects.create(contact=contact, asked_at=now, expires_at=now + INVITATION_LASTS)
    return access, *_new_secrets(access, now)


def _new_secrets(access: ContactAccess, now: datetime) -> tuple[str, str]:
    token = secrets.token_urlsafe(32)
    code = "".join(secrets.choice(_LETTERS) for _number in range(_CODE_LENGTH))
    unsent = _usable(now).filter(pk=access.pk, sent_at=None)
    kept = {"token_hash": _hash(token), "code_hash": _hash_of_code(access, code), "sent_at": now}
    if not ContactAccess.objects.filter(pk__in=unsent.values("pk")).update(**kept):
        return "", ""
    return token, code


def newest_project(contact: ClientContact) -> ClientProject | None:
    return contact.client.projects.order_by("-starts_on", "-pk").first()


def find_access(*, token: str, now: datetime) -> ContactAccess:
    """Return the access that `token` belongs to; uses nothing up.

    Raises:
        AccessRefused: unknown, used, or too old. One sentence for all three: what was is nobody's business.
    """
    access = _usable(now).filter(token_hash=_hash(token)).first()
    if access is None:
        raise AccessRefused(_("This link has been used already or is too old."))
    return access


@transaction.atomic
def use_link(*, token: str, now: datetime) -> ContactAccess:
    """Use the link up; return its access, whose person may be signed in.

    Raises:
        AccessRefused: see `find_access`; also for the second of two tabs.
    """
    access = find_access(token=token, now=now)
    _use(access, now)
    return access


def use_code(*, email: str, code: str, now: datetime) -> ContactAccess:
    """Use the code of one of the mails sent to `email` up; return its access.

    Each wrong code counts against every mail that still waits there: after five, only a new mail helps.

    Raises:
        AccessRefused: wrong, used, too old, tried too often, or nobody known: one sentence for all.
    """
    typed = "".join(code.upper().split()).replace("-", "")
    refusal = AccessRefused(_("This code does not open anything. Check it, or ask for a new one."))
    with transaction.atomic():
        waiting = _usable(now).filter(contact__person__email__iexact=email, tries__lt=MOST_TRIES)
        # Locked in one order: tries that arrive together are counted one after the other.
        locked = waiting.select_for_update(of=("self",)).order_by("pk")
        tried = [access for access in locked if access.code_hash]
        # Counted before it is looked at, so that many at once are many tries.
        ContactAccess.objects.filter(_these(tried), tries__lt=MOST_TRIES).update(tries=F("tries") + 1)
        for access in tried:
            if secrets.compare_digest(access.code_hash, _hash_of_code(access, typed)):
                _use(access, now)
                return access
    raise refusal


def _these(accesses: Iterable[ContactAccess]) -> Q:
    return Q(pk__in=[access.pk for access in accesses])


def _use(access: ContactAccess, now: datetime) -> None:
    if not ContactAccess.objects.filter(pk=access.pk, used_at=None).update(used_at=now):
        raise AccessRefused(_("This link has been used already or is too old."))
    # She is in: whatever else lies in her mailbox is of no use to anybody.
    _end_of(ContactAccess.objects.filter(contact__person=access.contact.person_id), now)
    record_event(action="client_contact_came_in", subject=access.contact, by=access.contact.person, now=now)


def _end_of(accesses: QuerySet[ContactAccess], now: datetime) -> None:
    accesses.filter(used_at=None, expires_at__gt=now).update(expires_at=now)
