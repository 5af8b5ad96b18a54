"""The new site: its versions, what was found in each, and the way to their previews."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST, require_safe

from client_projects import actions, running
from client_projects.forms import SiteUploadForm
from client_projects.models import ClientProject, SiteVersion
from client_projects.permissions import can_hand_in, check_can_hand_in, is_contact
from client_projects.previewing import preview_address
from client_projects.queries import (
    check_of,
    facts_of,
    findings_of,
    former_site_version,
    git_tokens_of,
    home_looks,
    measured,
    pages_with_something,
    picture_visible_to,
    pictures_of,
    site_trend,
    site_versions_visible_to,
)
from client_projects.states import SiteSource
from client_projects.views.deliverables import FILE_POLICY
from client_projects.views.navigation import trail_of, visible_project


def _visible_site_version(request: HttpRequest, slug: str, number: int) -> SiteVersion:
    return get_object_or_404(site_versions_visible_to(request.user), project__slug=slug, number=number)


@login_required
def site_versions(request: HttpRequest, slug: str) -> HttpResponse:
    """List the versions of the new site; the team hands in the next one here."""
    project = visible_project(request, slug)
    if request.method == "POST":
        check_can_hand_in(request.user, project)
        form = SiteUploadForm(request.POST, request.FILES)
        if form.is_valid() and (version := _hand_in(request, project, form)):
            return redirect(version)
    else:
        form = SiteUploadForm()
    return render(request, "client_projects/site_versions.html", _versions_context(request, project, form))


def _hand_in(request: HttpRequest, project: ClientProject, form: SiteUploadForm) -> SiteVersion | None:
    try:
        version = actions.hand_in_site(
            project=project,
            content=form.cleaned_data["archive"],
            source=SiteSource.ZIP,
            note=form.cleaned_data["note"],
            by=request.user,
            now=timezone.now(),
        )
    except actions.Refused as refusal:
        form.add_error("archive", str(refusal))
        return None
    messages.success(request, _("Version %(number)d of the site is there.") % {"number": version.number})
    return version


def _versions_context(request: HttpRequest, project: ClientProject, form: SiteUploadForm) -> dict[str, Any]:
    may_hand_in = can_hand_in(request.user, project)
    as_client = is_contact(request.user, project.client)
    return {
        "project": project,
        "lines": site_trend(list(site_versions_visible_to(request.user).filter(project=project))),
        "as_client": as_client,
        "form": form if may_hand_in else None,
        "git_address": settings.PUBLIC_URL + reverse("git_repository", args=[project.slug, ""]),
        "git_token": git_tokens_of(project, request.user).first() if may_hand_in else None,
        "breadcrumb": trail_of(project, _("The new site"), as_client=as_client),
    }


@login_required
@require_safe
def site_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show what was found in one version, beside the former one."""
    version = _visible_site_version(request, slug, number)
    former = former_site_version(version, request.user)
    found, before = findings_of(version), findings_of(former) if former is not None else None
    as_client = is_contact(request.user, version.project.client)
    context = {
        "project": version.project,
        "version": version,
        "former": former,
        "check": check_of(version),
        "found": found,
        "lines": measured(facts_of(before) if before else None, facts_of(found)) if found else [],
        "looks": home_looks(pictures_of(former) if former else [], pictures_of(version)),
        "pages": pages_with_something(found) if found else [],
        "as_client": as_client,
        "reads_log": version.runs_php and can_hand_in(request.user, version.project),
        "breadcrumb": trail_of(
            version.project, _("Version %(number)d of the site") % {"number": number}, as_client=as_client
        ),
    }
    return render(request, "client_projects/site_version.html", context)


@login_required
@require_safe
@never_cache
def site_open(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Lead to the preview of a version, at an address made for this person."""
    version = _visible_site_version(request, slug, number)
    return redirect(preview_address(version, request.user))


@login_required
@never_cache
def site_log(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show what PHP complained of when a version was visited; the team begins its preview afresh from here."""
    version = _visible_site_version(request, slug, number)
    check_can_hand_in(request.user, version.project)
    if not version.runs_php:
        raise Http404
    if request.method == "POST":
        _begin_afresh(request, version)
        return redirect(version.log_url)
    context = {
        "project": version.project,
        "version": version,
        "lines": [{**line, "at": datetime.fromisoformat(line["at"])} for line in running.log_of(version.pk)],
        "breadcrumb": trail_of(version.project, _("Log of version %(number)d") % {"number": number}),
    }
    return render(request, "client_projects/site_log.html", context)


def _begin_afresh(request: HttpRequest, version: SiteVersion) -> None:
    try:
        running.end_site(version_id=version.pk)
    except running.SiteDoesNotAnswer:
        messages.error(request, _("Sites made with PHP cannot be visited right now"))
        return
    messages.success(
        request, _("The next visit begins with the files and the database as they were handed in.")
    )


@login_required
@require_safe
@cache_control(private=True, max_age=86400)
@csp_override(FILE_POLICY)
def site_picture(request: HttpRequest, picture_id: int) -> HttpResponse:
    """Serve a picture of a page to those who may see its version."""
    picture = get_object_or_404(picture_visible_to(request.user, picture_id))
    try:
        with picture.image.open("rb") as image:
            return HttpResponse(image.read(), content_type="image/jpeg")
    except (ValueError, FileNotFoundError):
        raise Http404 from None


@login_required
@require_POST
@never_cache
def git_token_make(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a key for Git and show it, this once."""
    project = visible_project(request, slug)
    secret = actions.make_git_token(project=project, by=request.user, now=timezone.now())
    context = {
        **_versions_context(request, project, SiteUploadForm()),
        "secret": secret,
        "git_host": settings.PUBLIC_URL.partition("://")[2],
    }
    return render(request, "client_projects/git_token.html", context)


@login_required
@require_POST
def git_token_revoke(request: HttpRequest, slug: str) -> HttpResponse:
    project = visible_project(request, slug)
    check_can_hand_in(request.user, project)
    for token in git_tokens_of(project, request.user):
        actions.revoke_git_token(token=token, by=request.user, now=timezone.now())
    messages.success(request, _("Your Git key no longer opens anything."))
    return redirect("site_versions", project.slug)
