"""Seeing the platform as somebody of one's schools does, and changing nothing meanwhile."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from lms.core.permissions import Denied
from lms.people import actions
from lms.people.models import User
from lms.people.permissions import can_act_as

SESSION_KEY = "acting_as"
SAFE = ("GET", "HEAD", "OPTIONS")


class ActingAs:
    """Shows to a coordinator what another person sees, and refuses everything that would write in her name.

    The session stays the coordinator's: whoever signs out or loses her rights is herself again. Every answer is
    made in a transaction that is undone, because some pages note that they were read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if SESSION_KEY not in request.session:
            return self.get_response(request)
        by = request.user
        person = User.objects.filter(pk=request.session[SESSION_KEY]).first()
        if not isinstance(by, User) or person is None or not can_act_as(by, person):
            stop_acting(request)
            return self.get_response(request)
        if request.path == reverse("stop_acting"):
            return self.get_response(request)
        if request.path == reverse("account_logout") and request.method == "POST":
            stop_acting(request)
            return self.get_response(request)
        request.user = person
        setattr(request, "acting_by", by)  # noqa: B010 - no declared attribute to assign
        # How somebody enters her account is hers alone: spare codes, keys, where she is signed in.
        hers = (reverse("wagtailadmin_home"), reverse("mfa_index"))
        if request.method not in SAFE or request.path.startswith(hers):
            return render(request, "people/acting_refused.html", status=403)
        return self._undone(request)

    def _undone(self, request: HttpRequest) -> HttpResponse:
        with transaction.atomic():
            response = self.get_response(request)
            transaction.set_rollback(True)
        return response


def acting(request: HttpRequest) -> dict[str, object]:
    """Template context: `acting_by`, who looks through the eyes of `user`; None on ordinary pages."""
    return {"acting_by": getattr(request, "acting_by", None)}


def start_acting(request: HttpRequest, person: User) -> None:
    """Let whoever is signed in see what `person` sees.

    Raises:
        Denied: not somebody of her schools, or somebody who coordinates.
    """
    if not isinstance(request.user, User):
        raise Denied
    actions.begin_acting(person=person, by=request.user, now=timezone.now())
    request.session[SESSION_KEY] = person.pk


def stop_acting(request: HttpRequest) -> User | None:
    """Return to one's own account; return whose eyes were borrowed, or None."""
    person = User.objects.filter(pk=request.session.pop(SESSION_KEY, None)).first()
    if person is not None and isinstance(request.user, User):
        actions.end_acting(person=person, by=request.user, now=timezone.now())
    return person
