"""A version beside the former one, and the decision about it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from client_projects import actions
from client_projects.forms import DecisionForm
from client_projects.models import Version
from client_projects.permissions import (
    check_can_decide,
    is_contact,
)
from client_projects.queries import (
    compare,
    former_version,
    successor_of,
)
from client_projects.views.deliverables import visible_version
from client_projects.views.navigation import trail_of


@login_required
def version_decision(request: HttpRequest, slug: str, version_id: int) -> HttpResponse:
    """Show a version beside the former one; the client decides here, and reads here what was decided."""
    version = visible_version(request, version_id, slug)
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


@login_required
@require_safe
def version_proof(request: HttpRequest, slug: str, version_id: int) -> HttpResponse:
    """Show what was decided as a paper to print: who, when, about what exactly."""
    version = visible_version(request, version_id, slug)
    if version.decided is None:
        raise Http404
    project = version.deliverable.project
    context = {
        "project": project,
        "version": version,
        "decision": version.decided,
        "reservation": getattr(version.decided, "reservation", None),
        "is_intact": version.is_intact() and version.decided.content_hash == version.content_hash,
        "breadcrumb": trail_of(project, version.deliverable.title, _("Proof")),
    }
    return render(request, "client_projects/proof.html", context)


def _decision_context(request: HttpRequest, version: Version, form: DecisionForm) -> dict[str, Any]:
    project = version.deliverable.project
    as_client = is_contact(request.user, project.client)
    successor = successor_of(version)
    former = former_version(version, request.user)
    undecided = version.is_shared and version.decided is None and not project.is_archived
    open_to_decision = undecided and version.deliverable.asks_for_decision
    return {
        "project": project,
        "version": version,
        "former": former,
        "comparison": compare(version, former) if former else None,
        "as_client": as_client,
        "successor": successor,
        "form": form if as_client and open_to_decision and not successor else None,
        "refused": form.non_field_errors(),
        "breadcrumb": trail_of(project, version.deliverable.title)[1 if as_client else 0 :],
    }
