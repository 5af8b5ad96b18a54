"""The present site as it looks: each page at two widths, and the whole site beside a version of the new one."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from client_projects.models import SiteVersion
from client_projects.permissions import is_contact
from client_projects.queries import (
    Pair,
    in_sentences,
    inventory_of,
    looks_of,
    measured,
    old_facts,
    old_pages_visible_to,
    old_picture_visible_to,
    pairs_of,
    seen_in,
    site_versions_visible_to,
    trend_beside,
)
from client_projects.queries.sites import facts_of, findings_of
from client_projects.views.deliverables import FILE_POLICY
from client_projects.views.navigation import trail_of, visible_project


@login_required
@require_safe
def old_page(request: HttpRequest, slug: str, page_id: int) -> HttpResponse:
    """Show one page of the present site at two widths, with what a program found in it."""
    project = visible_project(request, slug)
    page = get_object_or_404(old_pages_visible_to(request.user), inventory__project=project, pk=page_id)
    as_client = is_contact(request.user, project.client)
    trail = trail_of(project, _("The present site"), page.place)
    trail[2]["url"] = reverse("inventory", args=[slug])
    context = {
        "project": project,
        "page": page,
        "seen": seen_in(page),
        "pictures": list(page.pictures.all()),
        "as_client": as_client,
        "breadcrumb": trail[1 if as_client else 0 :],
    }
    return render(request, "client_projects/old_page.html", context)


@login_required
@require_safe
@cache_control(private=True, max_age=86400)
@csp_override(FILE_POLICY)
def old_picture(request: HttpRequest, picture_id: int) -> HttpResponse:
    """Serve a picture of the present site to those who may see its inventory."""
    picture = get_object_or_404(old_picture_visible_to(request.user, picture_id))
    try:
        with picture.image.open("rb") as image:
            return HttpResponse(image.read(), content_type="image/jpeg")
    except (ValueError, FileNotFoundError):
        raise Http404 from None


@login_required
@require_safe
def before_after(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the present site beside a version of the new one: the newest, or the one that was chosen."""
    project = visible_project(request, slug)
    found = inventory_of(project, request.user)
    versions = list(site_versions_visible_to(request.user).filter(project=project))
    version = _chosen_version(request, versions)
    as_client = is_contact(request.user, project.client)
    context: dict[str, Any] = {
        "project": project,
        "inventory": found,
        "versions": versions,
        "version": version,
        "as_client": as_client,
        "breadcrumb": trail_of(project, _("Before and after"), as_client=as_client),
    }
    before = old_facts(found) if found is not None else None
    context["before"] = before
    if found is not None and before is not None and version is not None:
        inspected = findings_of(version)
        after = facts_of(inspected) if inspected else None
        pairs = pairs_of(found, version)
        chosen = _chosen_pair(request, pairs)
        context |= {
            "after": after,
            "sentences": in_sentences(before, after) if after else [],
            "lines": measured(before, after) if after else [],
            "trend": trend_beside(before, versions),
            "pairs": pairs,
            "chosen": chosen,
            "looks": looks_of(chosen, version) if chosen else [],
        }
    return render(request, "client_projects/before_after.html", context)


def _chosen_version(request: HttpRequest, versions: list[SiteVersion]) -> SiteVersion | None:
    """Return the version an address asks for, else the newest that was looked at, else the newest."""
    number = request.GET.get("version", "")
    for version in versions:
        if str(version.number) == number:
            return version
    looked = (version for version in versions if findings_of(version))
    return next(looked, versions[0] if versions else None)


def _chosen_pair(request: HttpRequest, pairs: list[Pair]) -> Pair | None:
    """Return the page an address asks for, else the first that has a page beside it, else the first."""
    number = request.GET.get("page", "")
    for pair in pairs:
        if str(pair.old.pk) == number:
            return pair
    paired = (pair for pair in pairs if pair.after is not None)
    return next(paired, pairs[0] if pairs else None)
