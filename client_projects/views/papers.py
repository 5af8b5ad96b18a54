"""What both sides sign, on the page and as PDF, and the lists that lead there."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from client_projects import actions
from client_projects.forms import SignatureForm
from client_projects.models import Paper
from client_projects.permissions import check_can_decide, check_can_plan, is_contact, rights_of
from client_projects.queries import checklist_visible_to, papers_visible_to
from client_projects.states import PaperKind, Side
from client_projects.views.navigation import trail_of, visible_project
from lms.core.papers import PapersUnavailable, pdf_of


def _paper(request: HttpRequest, slug: str, paper_id: int) -> Paper:
    return get_object_or_404(papers_visible_to(request.user).filter(project__slug=slug), pk=paper_id)


def _context(found: Paper) -> dict[str, Any]:
    return {
        "project": found.project,
        "paper": found,
        "text": found.content,
        "signatures": [{"label": side.label, "signature": found.signature_of(side)} for side in Side],
    }


@login_required
def paper(request: HttpRequest, slug: str, paper_id: int) -> HttpResponse:
    """Show a paper; each side signs it here."""
    found = _paper(request, slug, paper_id)
    as_client = is_contact(request.user, found.project.client)
    side = Side.CLIENT if as_client else Side.SCHOOL
    rights = rights_of(request.user, found.project)
    may_sign = (rights.decide if as_client else rights.plan) and not found.signature_of(side)
    form = SignatureForm(
        request.POST or None,
        initial={"seen_hash": found.content_hash, "name": request.user.get_full_name()},
    )
    if request.method == "POST":
        (check_can_decide if as_client else check_can_plan)(request.user, found.project)
        if form.is_valid() and _sign(request, found, form, as_client):
            return redirect(found)
    context = {
        **_context(found),
        "form": form if may_sign else None,
        "as_client": as_client,
        "breadcrumb": trail_of(found.project, found.content["title"], as_client=as_client),
    }
    return render(request, "client_projects/paper.html", context)


def _sign(request: HttpRequest, found: Paper, form: SignatureForm, as_client: bool) -> bool:
    act = actions.sign if as_client else actions.countersign
    asked = {key: form.cleaned_data[key] for key in ("name", "seen_hash")}
    try:
        act(paper=found, by=request.user, now=timezone.now(), **asked)
    except actions.Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("It is signed in your name."))
    return True


@login_required
@require_safe
@cache_control(private=True, no_cache=True)
def paper_pdf(request: HttpRequest, slug: str, paper_id: int) -> HttpResponse:
    found = _paper(request, slug, paper_id)
    try:
        content = pdf_of("client_projects/paper_pdf.html", _context(found))
    except PapersUnavailable:
        messages.error(request, _("This server cannot make PDF files for now: print the page instead."))
        return redirect(found)
    name = f"{slugify(found.content['title'])}-{found.project.slug}-{found.number}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@login_required
@require_POST
def paper_draw_up(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    project = visible_project(request, slug)
    try:
        drawn_up = actions.draw_up(project=project, kind=kind, by=request.user, now=timezone.now())
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("checklist", slug, kind) if kind in _LISTS else redirect("acceptance", slug)
    return redirect(drawn_up)


_LISTS = frozenset({PaperKind.GO_LIVE, PaperKind.HANDOVER})


@login_required
@require_safe
def checklist(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Show the list of the opening or of the handover."""
    project = visible_project(request, slug)
    titles = {PaperKind.GO_LIVE: _("Opening list"), PaperKind.HANDOVER: _("Handover list")}
    if kind not in titles:
        raise Http404
    context = {
        "project": project,
        "kind": kind,
        "title": titles[PaperKind(kind)],
        "rights": rights_of(request.user, project),
        "items": checklist_visible_to(request.user).filter(project=project, kind=kind),
        "breadcrumb": trail_of(
            project, titles[PaperKind(kind)], as_client=is_contact(request.user, project.client)
        ),
    }
    return render(request, "client_projects/checklist.html", context)


@login_required
@require_POST
def checklist_start(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    project = visible_project(request, slug)
    if kind not in _LISTS:
        raise Http404
    actions.start_checklist(project=project, kind=kind, by=request.user, now=timezone.now())
    return redirect("checklist", slug, kind)


@login_required
@require_POST
def checklist_tick(request: HttpRequest, slug: str, item_id: int) -> HttpResponse:
    items = checklist_visible_to(request.user).filter(project__slug=slug)
    item = get_object_or_404(items, pk=item_id)
    actions.tick_checklist(
        item=item,
        is_done=request.POST.get("done") == "yes",
        note=request.POST.get("note", "")[:500],
        by=request.user,
        now=timezone.now(),
    )
    return redirect("checklist", slug, item.kind)
