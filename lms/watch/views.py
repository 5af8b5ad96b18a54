"""Whether the platform does well: figures for machines, sentences for people, errors for whoever mends them."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache

from lms.core.permissions import only
from lms.core.views import for_browsers
from lms.watch.metrics import CONTENT_TYPE, as_text
from lms.watch.permissions import can_read_faults, can_read_state
from lms.watch.queries import MOST_GROUPS, fault_groups, is_silent, lines_of, looked_at
from lms.watch.readings import read_all

_SCHEME = "Bearer "


@for_browsers
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Tell the figures to whoever says the token; nobody else learns that they are here, signed in or not."""
    said = request.headers.get("Authorization", "")
    expected = settings.METRICS_TOKEN
    if not expected or not constant_time_compare(said, _SCHEME + expected):
        raise Http404
    now = timezone.now()
    return HttpResponse(as_text(read_all(now=now, looked_at=looked_at())), content_type=CONTENT_TYPE)


@only(can_read_state)
@never_cache
def platform_state(request: HttpRequest) -> HttpResponse:
    """Say how each thing does, since when, what it means for a class and what to do."""
    now = timezone.now()
    lines = lines_of(read_all(now=now))
    context = {
        "now": now,
        "lines": lines,
        "wrong": sum(line.is_wrong is True for line in lines),
        "unknown": sum(line.is_wrong is None for line in lines),
        "looked_at": looked_at(),
        "is_silent": is_silent(now=now),
        "can_read_faults": can_read_faults(request.user),
    }
    return render(request, "watch/state.html", context)


@only(can_read_faults)
def faults(request: HttpRequest) -> HttpResponse:
    """Show the errors of our programs, each kind at its place once, the newest first."""
    return render(request, "watch/faults.html", {"groups": fault_groups(), "most": MOST_GROUPS})
