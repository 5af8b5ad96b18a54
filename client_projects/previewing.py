"""The address of a preview: under another name than the platform's, and only for the person it was made for.

The address itself is the key, since no cookie of ours is ever set under that name. It is signed, ends after some
hours, and whoever it was made for is asked again at each file whether she still may see the version.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from client_projects.models import SiteVersion
from client_projects.spots import Spot
from lms.people.models import User

LASTS = timedelta(hours=8)
_SALT = "client_projects.preview"
_POINTING = "pointing"


class PreviewRefused(Exception):
    """The address was not made by us, or is over."""


@dataclass(frozen=True)
class Preview:
    """What an address is for; `pointing` where its pages carry the script with which one shows a place."""

    version_id: int
    person_id: int
    pointing: bool = False


def has_own_name() -> bool:
    """Whether previews live under a name of their own, where they can have scripts and storage."""
    return bool(settings.PREVIEW_URL) and settings.PREVIEW_URL != settings.PUBLIC_URL


def preview_address(
    version: SiteVersion, person: User, *, pointing: bool = False, spot: Spot | None = None
) -> str:
    """Return where `person`, whose right to see `version` was checked, can look at it for some hours.

    Args:
        pointing: whether she shows a place there, or is shown one. It is signed with the rest, and every page under
            this address is so, since a site's links stay below it.
        spot: whose page is opened, instead of the first one.
    """
    given = [version.pk, person.pk, *([_POINTING] if pointing else [])]
    token = signing.dumps(given, salt=_SALT, compress=False)
    return settings.PREVIEW_URL + reverse("site_preview", args=[token, ""]) + (spot.path if spot else "")


def read_token(token: str) -> Preview:
    """Return what a preview's address is for.

    Raises:
        PreviewRefused: we did not make it, or it is over.
    """
    try:
        version_id, person_id, *more = signing.loads(token, salt=_SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise PreviewRefused from error
    return Preview(version_id, person_id, pointing=more == [_POINTING])
