"""Screens of a client project: the client's home and her decision, the team's page, what is handed in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST, require_safe

from client_projects import actions
from client_projects.forms import DecisionForm, DeliverableForm, HandInForm
from client_projects.models import ClientProject, Deliverable, Milestone, Version
from client_projects.permissions import (
    check_can_decide,
    check_can_hand_in,
    check_can_plan,
    is_contact,
    rights_of,
)
from client_projects.queries import (
    contacts_of,
    deliverables_visible_to,
    former_version,
    project_lines,
    project_progress,
    project_with_work,
    projects_visible_to,
    recent_changes,
    successor_of,
    team_of,
    things_to_do_for_client,
    trainers_to_call,
    versions_visible_to,
)
from lms.people.permissions import is_client

# Should a file ever turn out to be more than a picture, nothing in it runs.
FILE_POLICY: dict[str, Any] = {"default-src": [CSP.NONE], "sandbox": True}


def _trail(project: ClientProject, *pages: str) -> list[dict[str, str]]:
    trail = [
        {"title": _("Client projects"), "url": reverse("client_project_list")},
        {"title": project.name, "url": project.get_absolute_url()},
        *({"title": page, "url": ""} for page in pages),
    ]
    trail[-1]["url"] = ""
    return trail


@login_required
@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    """List the projects of this person; a client with one project is taken straight to it."""
    lines = project_lines(request.user)
    if is_client(request.user) and len(lines) == 1:
        return redirect(lines[0].project)
    return render(request, "client_projects/project_list.html", {"lines": lines})


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
    }


def _client_context(request: HttpRequest, project: ClientProject) -> dict[str, Any]:
    things = things_to_do_for_client(project)
    deliverables = [item for milestone in project.milestones.all() for item in milestone.deliverables.all()]
    return {
        **_shared_context(request, project),
        "first_thing": next(iter(things), None),
        "other_things": things[1:],
        "deliverables": list(reversed(deliverables)),
    }


def _team_context(request: HttpRequest, project: ClientProject) -> dict[str, Any]:
    return {
        **_shared_context(request, project),
        "rights": rights_of(request.user, project),
        "team": team_of(project),
        "contacts": contacts_of(project),
        "breadcrumb": _trail(project),
    }


@login_required
def version_decision(request: HttpRequest, slug: str, version_id: int) -> HttpResponse:
    """Show a version beside the former one; the client decides here, and reads here what was decided."""
    version = _visible_version(request, version_id, slug)
    if request.method == "POST":
        check_can_decide(request.user, version.deliverable.project)
        form = DecisionForm(request.POST)
        if form.is_valid() and _decide(request, version, form):
            return redirect(version.decision_url)
    else:
        form = DecisionForm(initial={"seen_hash": version.content_hash})
    return render(request, "client_projects/decide.html", _decision_context(request, version, form))


def _decide(request: HttpRequest, version: Version, form: DecisionForm) -> bool:
    try:
        actions.decide(version=version, by=request.user, now=timezone.now(), **form.cleaned_data)
    except actions.Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Thank you. Your decision has been written down and sent to the team."))
    return True


def _decision_context(request: HttpRequest, version: Version, form: DecisionForm) -> dict[str, Any]:
    project = version.deliverable.project
    as_client = is_contact(request.user, project.client)
    successor = successor_of(version)
    open_to_decision = version.is_shared and version.decided is None and version.deliverable.asks_for_decision
    return {
        "project": project,
        "version": version,
        "former": former_version(version, request.user),
        "as_client": as_client,
        "successor": successor,
        "form": form if as_client and open_to_decision and not successor else None,
        "refused": form.non_field_errors(),
        "breadcrumb": _trail(project, version.deliverable.title)[1 if as_client else 0 :],
    }


def _visible_version(request: HttpRequest, version_id: int, slug: str | None = None) -> Version:
    versions = versions_visible_to(request.user)
    if slug is not None:
        versions = versions.filter(deliverable__milestone__project__slug=slug)
    return get_object_or_404(versions, pk=version_id)


@login_required
@require_safe
@cache_control(private=True, no_cache=True)
@csp_override(FILE_POLICY)
def version_file(request: HttpRequest, version_id: int) -> FileResponse:
    """Serve a file to those who may see its version: pictures on the page, documents as downloads."""
    version = _visible_version(request, version_id)
    try:
        content = version.file.open("rb")
    except (ValueError, FileNotFoundError):
        raise Http404 from None
    return FileResponse(
        content,
        as_attachment=not version.is_picture,
        filename=version.file_name,
        content_type=version.file_type,
    )


@login_required
@require_POST
def version_share(request: HttpRequest, version_id: int) -> HttpResponse:
    version = _visible_version(request, version_id)
    try:
        actions.share_version(version=version, by=request.user, now=timezone.now())
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The client can see this version and has been told by mail."))
    return redirect(version.deliverable.project)


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
    project = get_object_or_404(projects_visible_to(request.user), slug=slug)
    return get_object_or_404(project.milestones.select_related("project__cohort"), code=code)


@login_required
def deliverable_add(request: HttpRequest, slug: str) -> HttpResponse:
    project = get_object_or_404(projects_visible_to(request.user), slug=slug)
    check_can_plan(request.user, project)
    form = DeliverableForm(request.POST or None, milestones=project.milestones.all())
    if request.method == "POST" and form.is_valid() and _add_deliverable(request, form):
        return redirect(project)
    context = {"project": project, "form": form, "breadcrumb": _trail(project, _("Add a deliverable"))}
    return render(request, "client_projects/deliverable_add.html", context)


def _add_deliverable(request: HttpRequest, form: DeliverableForm) -> bool:
    try:
        actions.add_deliverable(by=request.user, now=timezone.now(), **form.cleaned_data)
    except actions.Refused as refusal:
        form.add_error("title", str(refusal))
        return False
    return True


@login_required
def version_hand_in(request: HttpRequest, slug: str, deliverable_id: int) -> HttpResponse:
    deliverables = deliverables_visible_to(request.user).filter(milestone__project__slug=slug)
    deliverable = get_object_or_404(deliverables, pk=deliverable_id)
    check_can_hand_in(request.user, deliverable.project)
    form = HandInForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _hand_in(request, deliverable, form):
        return redirect(deliverable.project)
    context = {
        "project": deliverable.project,
        "deliverable": deliverable,
        "form": form,
        "breadcrumb": _trail(deliverable.project, _("Hand in a version")),
    }
    return render(request, "client_projects/hand_in.html", context)


def _hand_in(request: HttpRequest, deliverable: Deliverable, form: HandInForm) -> bool:
    try:
        version = actions.hand_in_version(
            deliverable=deliverable, by=request.user, now=timezone.now(), **form.cleaned_data
        )
    except actions.Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    sentence = _("Version %(number)d is handed in. A trainer will show it to the client.")
    messages.success(request, sentence % {"number": version.number})
    return True
