"""The handover pack: made on request, taken home by the people of the project."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from client_projects import actions
from client_projects.permissions import can_archive, is_contact
from client_projects.queries import packs_visible_to
from client_projects.states import PackState
from client_projects.views.navigation import trail_of, visible_project


@login_required
@require_safe
def handover_pack(request: HttpRequest, slug: str) -> HttpResponse:
    project = visible_project(request, slug)
    packs = list(packs_visible_to(request.user).filter(project=project))
    as_client = is_contact(request.user, project.client)
    context = {
        "project": project,
        "as_client": as_client,
        "may_make": can_archive(request.user, project),
        "newest": next(iter(packs), None),
        "ready": next((pack for pack in packs if pack.state == PackState.DONE), None),
        "breadcrumb": trail_of(project, _("The archive to take home"), as_client=as_client),
    }
    return render(request, "client_projects/handover_pack.html", context)


@login_required
@require_POST
def handover_pack_make(request: HttpRequest, slug: str) -> HttpResponse:
    project = visible_project(request, slug)
    try:
        actions.ask_for_pack(project=project, by=request.user, now=timezone.now())
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The archive is being made. Open this page again in a minute."))
    return redirect("handover_pack", slug)


@login_required
@require_safe
@cache_control(private=True, no_cache=True)
def handover_pack_file(request: HttpRequest, slug: str) -> FileResponse:
    """Serve the pack that is ready, from disk, as a download."""
    packs = packs_visible_to(request.user).filter(project__slug=slug, state=PackState.DONE)
    pack = packs.first()
    if pack is None:
        raise Http404
    try:
        content = pack.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    name = f"archive-a-emporter-{pack.project.slug}.zip"
    return FileResponse(content, as_attachment=True, filename=name, content_type="application/zip")
