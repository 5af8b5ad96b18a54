"""The one way in for those who prove who they are with a link or a code of ours."""

from allauth.account.utils import perform_login
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from lms.people.models import User


def enter(request: HttpRequest, person: User, then: str) -> HttpResponse:
    """Sign `person` in and lead her to `then`; who has a second factor is asked for it first.

    Whoever was signed in on this machine leaves: two people never share a session.
    """
    if request.user.is_authenticated and request.user != person:
        logout(request)
    response: HttpResponse = perform_login(request, person, redirect_url=then)
    return response
