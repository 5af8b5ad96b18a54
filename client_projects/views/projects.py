"""The list of projects, and one project as its client or its team sees it."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from client_projects.models import ClientProject
from client_projects.permissions import (
    can_archive,
    can_read_satisfaction,
    is_contact,
    may_open_projects,
    rights_of,
)
from client_projects.queries import (
    contacts_of,
    inventory_of,
    meeting_decisions_visible_to,
    news_since_visit,
    project_lines,
    project_progress,
    project_with_work,
    recent_changes,
    relatives_of,
    survey_of,
    team_of,
    things_to_do_for_client,
    things_to_do_for_school,
    trainers_to_call,
)
from client_projects.views.navigation import trail_of
from lms.people.actions import note_visit
from lms.people.permissions import is_client

# What a phone shows without scrolling far; the rest is folded.
NEWS_AT_A_GLANCE = 5


@login_required
@require_safe
def client_guide(request: HttpRequest) -> HttpResponse:
    """Tell a client on one page how her project is followed here; it holds nothing of any project."""
    return render(request, "client_projects/guide.html")


@login_required
@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    """List the projects of this person; a client with one project is taken straight to it."""
    lines = project_lines(request.user)
    if is_client(request.user) and len(lines) == 1:
        return redirect(lines[0].project)
    context = {
        "lines": lines,
        "may_open": may_open_projects(request.user),
        "reads_figures": can_read_satisfaction(request.user),
    }
    return render(request, "client_projects/project_list.html", context)


@login_required
@require_safe
def project(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one project, at the same address, as its client reads it or as the team works on it."""
    found = get_object_or_404(project_with_work(request.user), slug=slug)
    if is_contact(request.user, found.client):
        return render(request, "client_projects/project_client.html", _client_context(request, found))
    return render(request, "client_projects/project_team.html", _team_context(request, found))


def _shared_context(request: HttpRequest, project: ClientProject) -> dict[str, Any]:
    return {
        "project": project,
        "progress": project_progress(project),
        "changes": recent_changes(project, reader=request.user),
        "trainers": trainers_to_call(project),
        "decided": meeting_decisions_visible_to(request.user).filter(meeting__project=project)[:5],
        "can_archive": can_archive(request.user, project),
        **relatives_of(project, request.user),
    }


def _client_context(request: HttpRequest, project: ClientProject) -> dict[str, Any]:
    things = things_to_do_for_client(project)
    now = timezone.now()
    since = _last_visit(request, now)
    news = news_since_visit(project, request.user, since=since, now=now) if since else []
    deliverables = [item for milestone in project.milestones.all() for item in milestone.deliverables.all()]
    return {
        **_shared_context(request, project),
        "inventory": inventory_of(project, request.user),
        "survey": survey_of(project),
        "first_thing": next(iter(things), None),
        "other_things": things[1:],
        "since": since,
        "news": news[:NEWS_AT_A_GLANCE],
        "more_news": news[NEWS_AT_A_GLANCE:],
        "deliverables": list(reversed(deliverables)),
    }


def _last_visit(request: HttpRequest, now: datetime) -> datetime | None:
    """Return when she was here before; who only looks through her eyes is no visit of hers."""
    if getattr(request, "acting_by", None) is not None:
        return None
    return note_visit(person=request.user, now=now)


def _team_context(request: HttpRequest, project: ClientProject) -> dict[str, Any]:
    things = things_to_do_for_school(project, request.user)
    return {
        **_shared_context(request, project),
        "rights": rights_of(request.user, project),
        "team": team_of(project),
        "contacts": contacts_of(project),
        "first_thing": next(iter(things), None),
        "other_things": things[1:],
        "breadcrumb": trail_of(project),
    }
