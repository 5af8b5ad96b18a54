"""How mails are written: text and HTML from the same words, with the address that ends them."""

import re
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.core.dates import date_format
from lms.notifications.at_once import Yours
from lms.notifications.digests import Told
from lms.notifications.unsubscribing import AT_ONCE, DIGEST, address_to_leave
from lms.people.models import User


def digest_mail(person: User, told: Told, *, now: datetime) -> EmailMultiAlternatives:
    """Return the digest `told` as a mail to `person`."""
    day = date_format(timezone.localdate(now), "l j F")
    subject = _("Your digest of %(day)s") % {"day": day}
    return _mail("digest", subject, {"person": person, "told": told}, person, DIGEST)


def at_once_mail(yours: Yours) -> EmailMultiAlternatives:
    """Return the mail about one thing that is a person's to do."""
    return _mail("at_once", yours.subject, {"person": yours.person, "yours": yours}, yours.person, AT_ONCE)


def _mail(
    template: str, subject: str, context: dict[str, object], person: User, kind: str
) -> EmailMultiAlternatives:
    leave = address_to_leave(person, kind)
    context |= {
        "subject": subject,
        "leave": leave,
        "choose": settings.PUBLIC_URL + reverse("mail_choices"),
        "home": settings.PUBLIC_URL + reverse("home"),
    }
    mail = EmailMultiAlternatives(
        # What somebody wrote as a title must not break the header.
        " ".join(subject.split()),
        _spaced(render_to_string(f"notifications/email/{template}.txt", context)),
        None,
        [person.email],
        headers={
            # RFC 8058: the reader's mail program offers a button, and presses it for her.
            "List-Unsubscribe": f"<{leave}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(render_to_string(f"notifications/email/{template}.html", context), "text/html")
    return mail


def _spaced(text: str) -> str:
    """Return `text` with one empty line where the tags of a template leave several."""
    return re.sub(r"\n\s*\n\s*\n", "\n\n", text).strip() + "\n"
