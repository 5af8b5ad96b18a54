"""A stage begins and ends."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from client_projects import actions
from client_projects.models import Milestone
from client_projects.views.navigation import visible_project


@login_required
@require_POST
def milestone_start(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    milestone = _visible_milestone(request, slug, code)
    try:
        actions.start_stage(milestone=milestone, by=request.user, now=timezone.now())
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(milestone.project)


@login_required
@require_POST
def milestone_finish(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    milestone = _visible_milestone(request, slug, code)
    try:
        actions.finish_stage(milestone=milestone, by=request.user, now=timezone.now())
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(milestone.project)


def _visible_milestone(request: HttpRequest, slug: str, code: str) -> Milestone:
    project = visible_project(request, slug)
    return get_object_or_404(project.milestones.select_related("project__cohort"), code=code)
