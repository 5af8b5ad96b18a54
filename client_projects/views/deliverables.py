"""What is to be made, and its versions: handed in, shown, read."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST, require_safe

from client_projects import actions
from client_projects.forms import DeliverableForm, HandInForm
from client_projects.models import Deliverable, Version
from client_projects.permissions import (
    check_can_hand_in,
    check_can_plan,
)
from client_projects.queries import (
    deliverables_visible_to,
    versions_visible_to,
)
from client_projects.views.navigation import trail_of, visible_project

# Should a file ever turn out to be more than a picture, nothing in it runs.
FILE_POLICY: dict[str, Any] = {"default-src": [CSP.NONE], "sandbox": True, "frame-ancestors": [CSP.NONE]}


def visible_version(request: HttpRequest, version_id: int, slug: str | None = None) -> Version:
    """Return the version, or raise Http404 where this person may not know of it."""
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
    version = visible_version(request, version_id)
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
    version = visible_version(request, version_id)
    try:
        actions.share_version(version=version, by=request.user, now=timezone.now())
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The client can see this version and has been told by mail."))
    return redirect(version.deliverable.project)


@login_required
def deliverable_add(request: HttpRequest, slug: str) -> HttpResponse:
    project = visible_project(request, slug)
    check_can_plan(request.user, project)
    form = DeliverableForm(request.POST or None, milestones=project.milestones.all())
    if request.method == "POST" and form.is_valid() and _add_deliverable(request, form):
        return redirect(project)
    context = {"project": project, "form": form, "breadcrumb": trail_of(project, _("Add a deliverable"))}
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
    form = HandInForm(
        request.POST or None, request.FILES or None, site_versions=deliverable.project.site_versions.all()
    )
    if request.method == "POST" and form.is_valid() and _hand_in(request, deliverable, form):
        return redirect(deliverable.project)
    context = {
        "project": deliverable.project,
        "deliverable": deliverable,
        "form": form,
        "breadcrumb": trail_of(deliverable.project, _("Hand in a version")),
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
