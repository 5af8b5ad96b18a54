"""A number for each request: in each line of the log, in the answer, on the page of an error, with jobs it asks for.

It names a request and nobody: made by chance, kept nowhere but there.
"""

import secrets
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse
from rq import get_current_job

HEADER = "X-Request-ID"
META_KEY = "ecole.request_id"
# Read aloud on the telephone: no letter that looks like a figure.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_LENGTH = 10
_current: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """Return the number of the request that is answered here, or that asked for the job that runs; else nothing."""
    if number := _current.get():
        return number
    job = get_current_job()
    return str(job.meta.get("request_id", "")) if job is not None else ""


class RequestIds:
    """First of all: whatever happens to the request has its number. One that a stranger sends is not believed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = "".join(secrets.choice(_LETTERS) for _each in range(_LENGTH))
        # For what is logged about the request once this is over: Django tells 404 after every middleware.
        request.META[META_KEY] = number
        token = _current.set(number)
        try:
            response = self.get_response(request)
        finally:
            _current.reset(token)
        response[HEADER] = number
        return response
