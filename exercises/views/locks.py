"""What an apprentice reads instead of what is not open yet: what is closed, why, until when, and whom to ask."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from exercises.permissions import Lock, Locked

View = Callable[..., HttpResponse]


def locked_page(request: HttpRequest, lock: Lock) -> HttpResponse:
    return render(request, "exercises/locked.html", {"lock": lock}, status=403)


def explains_locks(view: View) -> View:
    """Answer with the page above wherever `view` meets something that is not open yet."""

    @wraps(view)
    def explained(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Locked as locked:
            return locked_page(request, locked.lock)

    return explained
