"""« Essayer »: what the code does, beside it, without handing anything in."""

import json
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from exercises import grading
from exercises.actions import dry_run as dry_runs
from exercises.actions import submit as work
from exercises.announcing import wait_for_dry_run
from exercises.models import DryRun
from exercises.permissions import can_read_statements
from exercises.presence import note_presence
from exercises.queries import dry_run_of, is_given_up
from exercises.states import Lane
from exercises.views.apprentice import AT_ONCE, exercise_of, exercise_page, posted_files, refused, tell_draft
from exercises.views.locks import explains_locks
from lms.core.permissions import only
from lms.core.queue import waiting_on
from lms.core.sent import number_in


@only(can_read_statements)  # whether she may write now is asked by the action
@require_POST
@explains_locks
def run_dry(request: HttpRequest, key: str) -> HttpResponse:
    """Run what the form holds; answers the panel to the page's script, the page to a plain form."""
    exercise = exercise_of(request, key)
    if not grading.asks_to_try(work.version_for(request.user, exercise)).asks:
        raise Http404
    files = posted_files(request)
    asked = dry_runs.ask_for_dry_run(
        apprentice=request.user,
        exercise=exercise,
        files=files,
        revision=number_in(request.POST.get("revision", "")) or 0,
        wish=posted_wish(request),
        now=timezone.now(),
    )
    if asked.dry_run is None:
        response = refused(request, exercise, files, asked.refusal)
    else:
        note_presence(user=request.user, version=asked.dry_run.version, now=timezone.now())
        if waiting_on(Lane.LIVE.queue) <= AT_ONCE:
            wait_for_dry_run(asked.dry_run.pk, seconds=settings.GRADER["MOMENT_SECONDS"])
        response = (
            _panel(request, asked.dry_run.pk) if request.htmx else redirect("dry_run", asked.dry_run.pk)
        )
    return tell_draft(response, asked.draft)


def posted_wish(request: HttpRequest) -> grading.Wish:
    """Read what is to be run. A visit that cannot be read begins again at the address that was typed."""
    code = request.POST.get("to_run", "").strip()
    lines = request.POST.get("typed", "").replace("\r\n", "\n").removesuffix("\n")
    steps = _posted_steps(request.POST.get("visit", ""))
    if code.startswith("/") and not steps:
        steps = ({"path": code},)
    return grading.Wish(code=code, lines=tuple(lines.split("\n")) if lines else (), steps=steps)


def _posted_steps(told: str) -> tuple[Any, ...]:
    try:
        read = json.loads(told) if told else []
        return grading.steps_of(read if isinstance(read, list) else [])
    except (ValueError, RecursionError, grading.BadWish):
        return ()


@never_cache
@only(can_read_statements)
def dry_run(request: HttpRequest, dry_run_id: int) -> HttpResponse:
    """Show what came of a dry run of one's own: the panel to the page's script, else the whole page."""
    if request.htmx:
        return _panel(request, dry_run_id)
    found = _found(request, dry_run_id)
    return exercise_page(request, found.exercise, dry_run=found)


def _found(request: HttpRequest, dry_run_id: int) -> DryRun:
    found = dry_run_of(request.user, dry_run_id)
    if found is None:
        raise Http404
    return found


def _panel(request: HttpRequest, dry_run_id: int) -> HttpResponse:
    found = _found(request, dry_run_id)
    given_up = is_given_up(found, now=timezone.now())
    if found.is_pending and not given_up and "Seen" in request.headers:
        return HttpResponse(status=204)
    return render(request, "exercises/_dry_run.html", {"dry_run": found, "given_up": given_up})
