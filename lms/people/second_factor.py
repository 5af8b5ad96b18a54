"""A second proof at sign-in: who must have one, and where those who have none are led."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from lms.people.models import User
from lms.people.permissions import is_staff

# What somebody needs to set a second factor up, to leave, and to read what the law lets everybody read.
OPEN = ("mfa_", "account_", "usersessions_")
OPEN_BY_NAME = frozenset(
    {"accessibility", "alive", "legal", "manifest", "offline", "ready", "report_barrier", "service_worker"}
)


def is_asked_of(user: Any) -> bool:
    """Say whether `user` has to sign in with a second factor: she works for a school, or may do everything."""
    return bool(settings.SECOND_FACTOR_REQUIRED) and (is_staff(user) or user.is_superuser)


class SecondFactorAsked:
    """Leads who works for a school to the page where she sets up a second factor, and nowhere else meanwhile."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, arguments: list[Any], named: dict[str, Any]
    ) -> HttpResponse | None:
        """Return where she is led, or None to let her go on."""
        # Whoever looks through the eyes of somebody else proves herself, not that person.
        user = getattr(request, "acting_by", request.user)
        if not isinstance(user, User) or not is_asked_of(user):
            return None
        name = (request.resolver_match.url_name if request.resolver_match else "") or ""
        if name.startswith(OPEN) or name in OPEN_BY_NAME or is_mfa_enabled(user):
            return None
        return redirect("mfa_index")
