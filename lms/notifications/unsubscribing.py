"""The signed address that ends a kind of mail without signing in."""

from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from lms.people.models import User

DIGEST, AT_ONCE = "digest", "at-once"
KINDS = (DIGEST, AT_ONCE)
# It never expires: an old mail must still end what it belongs to. It opens nothing else.
_signer = Signer(salt="lms.notifications.unsubscribe")


@dataclass(frozen=True)
class Leaving:
    """Who ends which kind of mail."""

    person: User
    kind: str


def address_to_leave(person: User, kind: str) -> str:
    """Return the whole address at which `person` ends mails of `kind` with one press."""
    token = _signer.sign_object([person.pk, kind])
    return settings.PUBLIC_URL + reverse("unsubscribe", args=[token])


def read_leaving(token: str) -> Leaving | None:
    """Return what `token` is about, or None when we did not write it or its person is no longer here."""
    try:
        who, kind = _signer.unsign_object(token)
    except (BadSignature, ValueError, TypeError):
        return None
    person = User.objects.filter(pk=who).first()
    return Leaving(person, kind) if person is not None and kind in KINDS else None
