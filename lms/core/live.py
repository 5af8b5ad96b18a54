"""A part of a page that follows what happens: asked for again by the page's script, sent only when it has changed."""

import hashlib
import re

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag

# The token of a form is masked anew each time: it is no change.
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')


def is_asked_live(request: HttpRequest) -> bool:
    """Whether the page's script asks for the part that follows, and not a person for the page."""
    return "Live" in request.headers


def live_part(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    """Return the part, or an empty 304 where whoever asks has it already."""
    text = render_to_string(template, context, request)
    etag = quote_etag(hashlib.sha256(_TOKEN.sub("", text).encode()).hexdigest()[:32])
    response = get_conditional_response(request, etag=etag, response=HttpResponse(text))
    assert isinstance(response, HttpResponse)
    response["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    return response
