"""The refusal every package raises, and the decorator that keeps strangers out of a screen."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


class Denied(PermissionDenied):
    """Somebody may not do this; the message says why in a sentence for that person."""


def only(allowed: Callable[[Any], bool]) -> Callable[[View], View]:
    """Return a view decorator: sign-in first, then `allowed(user)`, else 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        @login_required
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not allowed(request.user):
                raise Denied
            return view(request, *args, **kwargs)

        return guarded

    return decorate
