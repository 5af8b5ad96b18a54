"""Remarks: about a version or about nothing in particular, then one page each. Who writes decides who reads."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from client_projects import actions
from client_projects.forms import (
    DocumentRemarkForm,
    PictureRemarkForm,
    RemarkForm,
    RemarkMessageForm,
    RemarkNoteForm,
    RemarkReopenForm,
    RemarkSortForm,
    SiteRemarkForm,
)
from client_projects.models import ClientProject, Remark, TeamRemark, Version
from client_projects.permissions import (
    can_note,
    can_remark_as_client,
    can_remark_inside,
    can_sort_remarks,
    can_talk_about_remark,
    check_can_note,
    check_can_remark_as_client,
    check_can_remark_inside,
    check_can_sort_remarks,
    check_can_talk_about_remark,
    is_contact,
)
from client_projects.previewing import has_own_name, preview_address
from client_projects.queries import (
    messages_of,
    notes_of,
    remarks_on,
    remarks_to_group_with,
    remarks_visible_to,
    team_remarks_on,
    team_remarks_visible_to,
    versions_to_find_spot_in,
)
from client_projects.spots import Spot
from client_projects.views.deliverables import visible_version
from client_projects.views.navigation import trail_of, visible_project


def _trail(request: HttpRequest, project: ClientProject, *pages: str) -> list[dict[str, str]]:
    as_client = is_contact(request.user, project.client)
    title = _("Your remarks") if as_client else _("Remarks")
    trail = trail_of(project, title, *pages, as_client=as_client)
    if pages:
        trail[-len(pages) - 1]["url"] = reverse("remarks", args=[project.slug])
    return trail


@login_required
@require_safe
def remarks(request: HttpRequest, slug: str) -> HttpResponse:
    """List what was said about a project, as this person may read it, with what became of it."""
    project = visible_project(request, slug)
    as_client = is_contact(request.user, project.client)
    found = list(remarks_visible_to(request.user).filter(project=project))
    context = {
        "project": project,
        "as_client": as_client,
        "may_write": can_remark_as_client(request.user, project),
        "open": [remark for remark in found if not remark.is_closed],
        "closed": [remark for remark in found if remark.is_closed],
        "inside": []
        if as_client
        else team_remarks_visible_to(request.user).filter(project=project, solved_at=None),
        "breadcrumb": _trail(request, project),
    }
    return render(request, "client_projects/remarks.html", context)


@login_required
def remark_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Take what the client says about nothing in particular."""
    project = visible_project(request, slug)
    check_can_remark_as_client(request.user, project)
    form = RemarkForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _write(request, form, project, None):
        return redirect("remarks", slug=slug)
    context = {"project": project, "form": form, "breadcrumb": _trail(request, project, _("New remark"))}
    return render(request, "client_projects/remark_add.html", context)


@login_required
@never_cache
def version_remarks(request: HttpRequest, slug: str, version_id: int) -> HttpResponse:
    """Show a version with what was said about it; show where, say what."""
    version = visible_version(request, version_id, slug)
    project = version.deliverable.project
    as_client = is_contact(request.user, project.client)
    may_write = (can_remark_as_client if as_client else can_remark_inside)(request.user, project)
    form = _form_for(version)(request.POST or None)
    if request.method == "POST":
        (check_can_remark_as_client if as_client else check_can_remark_inside)(request.user, project)
        if form.is_valid() and _write(request, form, project, version):
            return redirect(request.path)
    said = remarks_on(version, request.user)
    context = {
        "project": project,
        "version": version,
        "as_client": as_client,
        "form": form if may_write else None,
        "visit": _visit(request, version) if may_write else None,
        "said": said,
        "said_inside": [] if as_client else team_remarks_on(version, request.user),
        "breadcrumb": _trail(request, project, version.deliverable.title),
    }
    return render(request, "client_projects/version_remarks.html", context)


def _visit(request: HttpRequest, version: Version, spot: Spot | None = None) -> dict[str, str] | None:
    """Return the way to a site in a frame in which a place is shown; None where there is no site or no such frame."""
    if version.site is None or not has_own_name():
        return None
    address = preview_address(version.site, request.user, pointing=True, spot=spot)
    return {"address": address, "origin": settings.PREVIEW_URL}


@login_required
@require_safe
@never_cache
def remark_spot(request: HttpRequest, slug: str, remark_id: int) -> HttpResponse:
    """Show a version of the site with the place that the client showed marked on it."""
    return _spot_page(request, _remark(request, slug, remark_id))


@login_required
@require_safe
@never_cache
def team_remark_spot(request: HttpRequest, slug: str, remark_id: int) -> HttpResponse:
    """The same for what was said inside."""
    found = get_object_or_404(team_remarks_visible_to(request.user), project__slug=slug, pk=remark_id)
    return _spot_page(request, found)


def _spot_page(request: HttpRequest, remark: Remark | TeamRemark) -> HttpResponse:
    versions = versions_to_find_spot_in(remark, request.user)
    asked = request.GET.get("version")
    version = next((one for one in versions if asked in (None, str(one.number))), None)
    spot = remark.spot
    if version is None or spot is None:
        raise Http404
    project = remark.project
    visit = _visit(request, version, spot)
    context = {
        "project": project,
        "remark": remark,
        "back": remark.get_absolute_url()
        if isinstance(remark, Remark)
        else f"{reverse('version_remarks', args=[project.slug, remark.version_id])}#entre-nous-{remark.pk}",
        "version": version,
        "versions": versions,
        "visit": visit,
        "mark": {
            "selector": spot.selector,
            "words": spot.words,
            "x": float(remark.pin_x or 0),
            "y": float(remark.pin_y or 0),
            "width": spot.width,
        },
        "breadcrumb": _trail(request, project, _("The place shown")),
    }
    return render(request, "client_projects/spot.html", context)


def _form_for(version: Version) -> type[RemarkForm]:
    if version.is_picture:
        return PictureRemarkForm
    if version.site is not None and has_own_name():
        return SiteRemarkForm
    return DocumentRemarkForm if version.file else RemarkForm


def _write(request: HttpRequest, form: RemarkForm, project: ClientProject, version: Version | None) -> bool:
    said: dict[str, Any] = {
        "version": version,
        "text": form.cleaned_data["text"],
        "place": form.place(),
        "by": request.user,
        "now": timezone.now(),
    }
    as_client = is_contact(request.user, project.client)
    try:
        if as_client:
            actions.write_remark(project=project, **said)
        else:
            actions.write_team_remark(**said)
    except actions.Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    thanks = (
        _("Thank you. A trainer reads it first and answers you.") if as_client else _("Your remark is there.")
    )
    messages.success(request, thanks)
    return True


def _remark(request: HttpRequest, slug: str, remark_id: int) -> Remark:
    return get_object_or_404(remarks_visible_to(request.user), project__slug=slug, pk=remark_id)


@login_required
@require_safe
def remark(request: HttpRequest, slug: str, remark_id: int) -> HttpResponse:
    return _remark_page(request, _remark(request, slug, remark_id))


def _remark_page(request: HttpRequest, remark: Remark, **refused: forms.Form) -> HttpResponse:
    """Show a remark with the forms its reader may use; `refused` are those to show again as they were sent."""
    user, project = request.user, remark.project
    as_client = is_contact(user, project.client)
    sorts = can_sort_remarks(user, project)
    offered: dict[str, forms.Form | None] = {
        "sort_form": None,
        "reopen_form": RemarkReopenForm(prefix="reopen")
        if remark.is_closed and can_remark_as_client(user, project)
        else None,
        "message_form": RemarkMessageForm(prefix="message") if can_talk_about_remark(user, project) else None,
        "note_form": RemarkNoteForm(prefix="note") if can_note(user, remark) else None,
    }
    if sorts and not remark.is_closed and remark.grouped_with is None:
        offered["sort_form"] = _sort_form(remark)
    context = {
        "project": project,
        "remark": remark,
        "as_client": as_client,
        "sorts": sorts,
        "conversation": messages_of(remark),
        "notes": [] if as_client else notes_of(remark, user),
        "grouped": [] if as_client else remark.grouped.select_related("project", "author"),
        **offered,
        **refused,
        "breadcrumb": _trail(request, project, str(remark)),
    }
    return render(request, "client_projects/remark.html", context)


def _sort_form(remark: Remark, *args: Any) -> RemarkSortForm:
    return RemarkSortForm(*args, prefix="sort", remark=remark, others=remarks_to_group_with(remark))


_SORTING: dict[str, tuple[Callable[..., object], tuple[str, ...]]] = {
    "ticket": (actions.make_ticket_of, ("title", "text")),
    "group": (actions.group_remark, ("with_",)),
    "considered": (actions.consider_remark, ("text",)),
    "solved": (actions.solve_remark, ("text",)),
    "refused": (actions.set_aside_remark, ("text",)),
}


@login_required
@require_POST
def remark_sort(request: HttpRequest, slug: str, remark_id: int) -> HttpResponse:
    remark = _remark(request, slug, remark_id)
    check_can_sort_remarks(request.user, remark.project)
    form = _sort_form(remark, request.POST)
    if form.is_valid():
        act, names = _SORTING[form.cleaned_data["kind"]]
        given = {name: form.cleaned_data[name] for name in names}
        if _accepted(form, lambda: act(remark=remark, by=request.user, now=timezone.now(), **given)):
            messages.success(request, _("It is sorted."))
            return redirect(remark)
    return _remark_page(request, remark, sort_form=form)


def _done(request: HttpRequest, remark: Remark, form: forms.Form, act: Callable[..., object]) -> bool:
    return _accepted(
        form, lambda: act(remark=remark, by=request.user, now=timezone.now(), **form.cleaned_data)
    )


def _accepted(form: forms.Form, act: Callable[[], object]) -> bool:
    """Do it; or put the refusal on the form and return False."""
    try:
        act()
    except actions.Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


@login_required
@require_POST
def remark_message(request: HttpRequest, slug: str, remark_id: int) -> HttpResponse:
    remark = _remark(request, slug, remark_id)
    check_can_talk_about_remark(request.user, remark.project)
    form = RemarkMessageForm(request.POST, prefix="message")
    if form.is_valid() and _done(request, remark, form, actions.write_message):
        messages.success(request, _("Your message is there."))
        return redirect(remark)
    return _remark_page(request, remark, message_form=form)


@login_required
@require_POST
def remark_note(request: HttpRequest, slug: str, remark_id: int) -> HttpResponse:
    remark = _remark(request, slug, remark_id)
    check_can_note(request.user, remark)
    form = RemarkNoteForm(request.POST, prefix="note")
    if form.is_valid() and _done(request, remark, form, actions.write_note):
        messages.success(request, _("Your note is there."))
        return redirect(remark)
    return _remark_page(request, remark, note_form=form)


@login_required
@require_POST
def remark_reopen(request: HttpRequest, slug: str, remark_id: int) -> HttpResponse:
    remark = _remark(request, slug, remark_id)
    check_can_remark_as_client(request.user, remark.project)
    form = RemarkReopenForm(request.POST, prefix="reopen")
    if form.is_valid() and _done(request, remark, form, actions.reopen_remark):
        messages.success(request, _("Thank you. A trainer looks at it again."))
        return redirect(remark)
    return _remark_page(request, remark, reopen_form=form)


@login_required
@require_POST
def team_remark_solve(request: HttpRequest, slug: str, remark_id: int) -> HttpResponse:
    found = get_object_or_404(team_remarks_visible_to(request.user), project__slug=slug, pk=remark_id)
    actions.solve_team_remark(remark=found, by=request.user, now=timezone.now())
    return redirect("version_remarks", slug=slug, version_id=found.version_id)


@login_required
@require_POST
def team_remark_ticket(request: HttpRequest, slug: str, remark_id: int) -> HttpResponse:
    """Make a ticket of a remark made inside, and lead there: it is completed on the board."""
    found = get_object_or_404(team_remarks_visible_to(request.user), project__slug=slug, pk=remark_id)
    try:
        ticket = actions.make_ticket_of_team_remark(remark=found, by=request.user, now=timezone.now())
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("version_remarks", slug=slug, version_id=found.version_id)
    messages.success(request, _("The ticket is on the board: say who takes it."))
    return redirect(ticket)
