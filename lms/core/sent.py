"""What a browser sends beside the fields of a form, read so that nothing it may hold breaks anything."""

import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

# What a database can hold as a key.
LONGEST_NUMBER = 18
NUL = "\0"


def number_in(text: str) -> int | None:
    """Return the number that `text` is; None when it is anything else, or more than a database can hold."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else None


def json_in(text: str | bytes) -> Any:
    """Return what a JSON text says.

    Raises:
        ValueError: it is no JSON, or nested deeper than anything of ours.
    """
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def refuses_nul[View: Callable[..., HttpResponse]](view: View) -> View:
    """Mark a view that says itself what is wrong with a NUL, such as one in an apprentice's code."""
    view.refuses_nul = True  # type: ignore[attr-defined]
    return view


class NoNul:
    """Takes NUL out of what is sent: it is no sign that anybody types, and PostgreSQL stores none.

    Fields of forms refuse it by themselves; search words, places in a list and texts outside forms do not.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", "") or NUL in request.META.get("QUERY_STRING", ""):
            request.GET = _without_nul(request.GET)  # type: ignore[assignment]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], arguments: list[Any], named: dict[str, Any]
    ) -> None:
        if getattr(view, "refuses_nul", False):
            return
        # Only what Django's guard against forged requests has read before: other bodies are not ours to read.
        if request.method == "POST" and not getattr(view, "csrf_exempt", False) and _holds_nul(request.POST):
            request.POST = _without_nul(request.POST)  # type: ignore[assignment]


def _holds_nul(sent: QueryDict) -> bool:
    return any(NUL in name or any(NUL in value for value in values) for name, values in sent.lists())


def _without_nul(sent: QueryDict) -> QueryDict:
    clean = QueryDict(mutable=True, encoding=sent.encoding)
    for name, values in sent.lists():
        clean.setlist(name.replace(NUL, ""), [value.replace(NUL, "") for value in values])
    clean._mutable = False
    return clean
