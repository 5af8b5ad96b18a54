"""What keeps an exercise good: how it does, and what a mended version says of past work."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from exercises.actions.regrading import RegradingRefused, apply_regrading, begin_regrading, cancel_regrading
from exercises.models import Regrading
from exercises.queries import (
    exercises_in_need,
    health_of,
    judged_by_other_versions,
    published_exercises,
    regradings_of,
    works_of,
)
from lms.core.permissions import only
from lms.core.sent import number_in
from lms.core.states import TransitionRefused
from lms.people.permissions import is_trainer


@only(is_trainer)
def in_need(request: HttpRequest) -> HttpResponse:
    """List the exercises that need their author, then all of them."""
    context = {"in_need": exercises_in_need(), "exercises": published_exercises().order_by("key")}
    return render(request, "exercises/in_need.html", context)


@only(is_trainer)
def health(request: HttpRequest, key: str) -> HttpResponse:
    exercise = get_object_or_404(published_exercises(), key=key)
    context = {
        "exercise": exercise,
        "version": exercise.current_version,
        "health": health_of(exercise),
        "regradable": judged_by_other_versions(exercise, exercise.current_version, request.user).count(),
        "regradings": regradings_of(request.user).filter(exercise=exercise),
    }
    return render(request, "exercises/health.html", context)


@only(is_trainer)
@require_POST
def begin(request: HttpRequest, key: str) -> HttpResponse:
    exercise = get_object_or_404(published_exercises(), key=key)
    try:
        regrading = begin_regrading(exercise=exercise, by=request.user, now=timezone.now())
    except RegradingRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("exercise_health", key)
    return redirect("regrading", regrading.pk)


def _own(request: HttpRequest, regrading_id: int) -> Regrading:
    return get_object_or_404(regradings_of(request.user), pk=regrading_id)


@only(is_trainer)
@never_cache
def regrading(request: HttpRequest, regrading_id: int) -> HttpResponse:
    """Show what would change, apprentice by apprentice, with the reason."""
    found = _own(request, regrading_id)
    works = list(works_of(found))
    context = {
        "regrading": found,
        "total": len(works),
        "tried": sum(work.tried_at is not None for work in works),
        "raised": [work for work in works if work.is_raised],
        "lowered": [work for work in works if work.is_lowered],
        "unfit": [work for work in works if work.tried_at and not work.after],
        "unchanged": sum(bool(work.after) and work.after == work.before for work in works),
    }
    return render(request, "exercises/regrading.html", context)


@only(is_trainer)
@require_POST
def apply(request: HttpRequest, regrading_id: int) -> HttpResponse:
    found = _own(request, regrading_id)
    lowered = {pk for sent in request.POST.getlist("lowered") if (pk := number_in(sent)) is not None}
    try:
        changed = apply_regrading(regrading=found, lowered=lowered, by=request.user, now=timezone.now())
    except TransitionRefused:
        messages.error(request, _("This was decided meanwhile."))
    else:
        told = ngettext("%(count)s result has changed.", "%(count)s results have changed.", changed)
        messages.success(request, told % {"count": changed})
    return redirect("regrading", found.pk)


@only(is_trainer)
@require_POST
def cancel(request: HttpRequest, regrading_id: int) -> HttpResponse:
    found = _own(request, regrading_id)
    try:
        cancel_regrading(regrading=found, by=request.user, now=timezone.now())
    except TransitionRefused:
        messages.error(request, _("This was decided meanwhile."))
    return redirect("exercise_health", found.exercise.key)
