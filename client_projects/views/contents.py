"""What the client is to give: the list, one line of it, what she gives."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST, require_safe

from client_projects import actions
from client_projects.forms import (
    GiveAccessForm,
    GiveTextForm,
    IncompleteForm,
    PhotosForm,
    RightsForm,
    WantedContentForm,
)
from client_projects.models import GivenContent, WantedContent
from client_projects.permissions import (
    check_can_decide,
    check_can_hand_in,
    check_can_share,
    is_contact,
    rights_of,
)
from client_projects.queries import contents_visible_to, given_visible_to
from client_projects.states import ContentKind, ContentState
from client_projects.views.deliverables import FILE_POLICY
from client_projects.views.navigation import trail_of, visible_project


@login_required
@require_safe
def content_list(request: HttpRequest, slug: str) -> HttpResponse:
    """List what the client is to give, what is her turn first."""
    project = visible_project(request, slug)
    contents = list(contents_visible_to(request.user).filter(project=project))

    def in_states(*states: ContentState) -> list[WantedContent]:
        return [one for one in contents if one.state in states]

    as_client = is_contact(request.user, project.client)
    context = {
        "project": project,
        "rights": rights_of(request.user, project),
        "as_client": as_client,
        "drafts": in_states(ContentState.DRAFT),
        "awaited": [one for one in contents if one.is_awaited],
        "received": in_states(ContentState.RECEIVED),
        "settled": in_states(ContentState.ACCEPTED, ContentState.DROPPED),
        "contents": contents,
        "breadcrumb": trail_of(project, _("Contents to supply"), as_client=as_client),
    }
    return render(request, "client_projects/content_list.html", context)


@login_required
def content_add(request: HttpRequest, slug: str) -> HttpResponse:
    project = visible_project(request, slug)
    check_can_hand_in(request.user, project)
    form = WantedContentForm(request.POST or None, project=project)
    if request.method == "POST" and form.is_valid():
        try:
            wanted = actions.list_content(
                project=project,
                needed=actions.Needed(**form.cleaned_data),
                by=request.user,
                now=timezone.now(),
            )
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                _("It is on the client's list.")
                if wanted.is_awaited
                else _("A trainer reads it before the client sees it."),
            )
            return redirect("content_list", slug)
    context = {
        "project": project,
        "form": form,
        "rights": rights_of(request.user, project),
        "breadcrumb": trail_of(project, _("Add a content to supply")),
    }
    return render(request, "client_projects/content_add.html", context)


def _wanted(request: HttpRequest, slug: str, wanted_id: int) -> WantedContent:
    return get_object_or_404(contents_visible_to(request.user).filter(project__slug=slug), pk=wanted_id)


_FORMS: dict[str, type[forms.Form]] = {ContentKind.TEXT: GiveTextForm, ContentKind.ACCESS: GiveAccessForm}


def _page(request: HttpRequest, wanted: WantedContent, **changes: Any) -> HttpResponse:
    project = wanted.project
    rights = rights_of(request.user, project)
    may_give = rights.decide and wanted.takes_more
    is_photos = wanted.kind == ContentKind.PHOTOS
    given = list(wanted.given.all())
    as_client = is_contact(request.user, project.client)
    context = {
        "project": project,
        "wanted": wanted,
        "given": given,
        "lacking": sum(one.lacks_rights for one in given),
        "rights": rights,
        "as_client": as_client,
        "may_give": may_give,
        "form": None if is_photos else _FORMS[wanted.kind](),
        "photos_form": PhotosForm() if is_photos else None,
        "rights_form": RightsForm(initial={"author": request.user.get_full_name()}) if is_photos else None,
        "incomplete_form": IncompleteForm(),
        "breadcrumb": trail_of(project, wanted.title, as_client=as_client),
        **changes,
    }
    return render(request, "client_projects/content.html", context)


@login_required
@require_safe
def content(request: HttpRequest, slug: str, wanted_id: int) -> HttpResponse:
    return _page(request, _wanted(request, slug, wanted_id))


@login_required
@require_POST
def content_give(request: HttpRequest, slug: str, wanted_id: int) -> HttpResponse:
    """The client gives what is asked for; photos that can be taken are kept whatever happens to the rest."""
    wanted = _wanted(request, slug, wanted_id)
    check_can_decide(request.user, wanted.project)
    if wanted.kind == ContentKind.PHOTOS:
        return _give_photos(request, wanted)
    form = _FORMS[wanted.kind](request.POST, request.FILES)
    give = actions.give_text if wanted.kind == ContentKind.TEXT else actions.give_access
    if form.is_valid():
        try:
            give(wanted=wanted, by=request.user, now=timezone.now(), **form.cleaned_data)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you, we have it. A trainer looks at it."))
            return redirect("content_list", slug)
    return _page(request, wanted, form=form)


def _give_photos(request: HttpRequest, wanted: WantedContent) -> HttpResponse:
    photos = request.FILES.getlist("photos")
    form = RightsForm(request.POST)
    now = timezone.now()
    refused: list[tuple[str, str]] = []
    try:
        if photos:
            refused = actions.give_photos(wanted=wanted, photos=photos, by=request.user, now=now)
        if form.is_valid():
            actions.declare_rights(wanted=wanted, by=request.user, now=now, **form.cleaned_data)
    except actions.Refused as refusal:
        form.add_error(None, str(refusal))
    if form.is_valid() and not refused:
        messages.success(request, _("Thank you, we have them. A trainer looks at them."))
        return redirect("content_list", wanted.project.slug)
    again = _wanted(request, wanted.project.slug, wanted.pk)
    return _page(request, again, rights_form=form, refused=refused)


@login_required
@require_POST
def content_turn(request: HttpRequest, slug: str, wanted_id: int) -> HttpResponse:
    """A trainer asks for a content, accepts it, has it completed or no longer needs it."""
    wanted = _wanted(request, slug, wanted_id)
    check_can_share(request.user, wanted.project)
    said = {"wanted": wanted, "by": request.user, "now": timezone.now()}
    what = request.POST.get("what")
    form = IncompleteForm(request.POST)
    try:
        if what == "ask":
            actions.ask_for_content(**said)
        elif what == "accept":
            actions.accept_content(**said)
        elif what == "drop":
            actions.drop_content(**said)
        elif not form.is_valid():
            return _page(request, wanted, incomplete_form=form)
        else:
            actions.ask_to_complete(reason=form.cleaned_data["reason"], **said)
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(wanted)


def _given(request: HttpRequest, slug: str, given_id: int) -> GivenContent:
    return get_object_or_404(given_visible_to(request.user).filter(wanted__project__slug=slug), pk=given_id)


@login_required
@require_safe
@cache_control(private=True, no_cache=True)
@csp_override(FILE_POLICY)
def given_file(request: HttpRequest, slug: str, given_id: int) -> FileResponse:
    """Serve a photo on the page, a document as a download."""
    given = _given(request, slug, given_id)
    try:
        content = given.file.open("rb")
    except (ValueError, FileNotFoundError):
        raise Http404 from None
    return FileResponse(
        content,
        as_attachment=not given.is_picture,
        filename=given.file_name,
        content_type=given.file_type,
    )


@login_required
@require_POST
def given_take_back(request: HttpRequest, slug: str, given_id: int) -> HttpResponse:
    given = _given(request, slug, given_id)
    wanted = given.wanted
    try:
        actions.take_back(given=given, by=request.user, now=timezone.now())
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is taken back."))
    return redirect(wanted)
