"""Second factors and sessions: what changed is said to the person; a lost phone is not a lost account."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.core.audit import record_event
from lms.core.queue import enqueue_after_commit
from lms.people.models import User
from lms.people.permissions import check_can_reset_second_factor

TELL_JOB = "lms.people.jobs.tell_account_change"

RESET = "second_factor_reset"
# What allauth calls it, and what the person is told.
CHANGES: dict[str, Promise] = {
    "totp_activated": gettext_lazy("An application for codes was added to your account."),
    "totp_deactivated": gettext_lazy("The application for codes was removed from your account."),
    "webauthn_added": gettext_lazy("A security key was added to your account."),
    "webauthn_removed": gettext_lazy("A security key was removed from your account."),
    "recovery_codes_generated": gettext_lazy("New spare codes were made; the former ones are worth nothing."),
    "password_changed": gettext_lazy("Your password was changed."),
    "password_set": gettext_lazy("A password was chosen for your account."),
    "password_reset": gettext_lazy("Your password was replaced with a code that was mailed to you."),
    RESET: gettext_lazy(
        "Your school removed your second factor, and you were signed out everywhere. You can sign in with your "
        "password or a mailed code, then set up a new one."
    ),
}


@transaction.atomic
def note_account_change(*, person: User, change: str, now: datetime) -> None:
    """Write that `person` changed a way into her account, and mail it to her: she is who would know it was not her.

    Args:
        change: a key of `CHANGES`; others are left alone.
    """
    if change not in CHANGES:
        return
    record_event(action=change, subject=person, by=person, now=now)
    enqueue_after_commit("default", TELL_JOB, person_id=person.pk, change=change)


def tell_account_change(*, person: User, change: str) -> None:
    """Mail to `person` what changed in the ways into her account."""
    context = {
        "person": person,
        "change": CHANGES[change],
        "link": settings.PUBLIC_URL + reverse("mfa_index"),
        "contact": settings.ORGANISATION["CONTACT_EMAIL"],
    }
    text = render_to_string("people/email/account_changed.txt", context)
    send_mail(_("A change in the ways into your account"), text, None, [person.email])


@transaction.atomic
def reset_second_factor(*, person: User, by: User, now: datetime) -> None:
    """Remove every second factor of `person`, who lost hers, and sign her out everywhere.

    Raises:
        Denied: `by` coordinates no school of hers, or it is her own.
    """
    check_can_reset_second_factor(by, person)
    remove_second_factor(person=person, by=by, now=now)


@transaction.atomic
def remove_second_factor(*, person: User, by: User | None, now: datetime) -> None:
    """Do it without asking who may: for who keeps the server, where nobody else can help a coordinator."""
    Authenticator.objects.filter(user=person).delete()
    for session in UserSession.objects.filter(user=person):
        session.end()
    record_event(action=RESET, subject=person, by=by, now=now)
    enqueue_after_commit("default", TELL_JOB, person_id=person.pk, change=RESET)
