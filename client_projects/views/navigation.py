"""The project of a page, and the way back from it."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from client_projects.models import ClientProject
from client_projects.queries import projects_visible_to


def visible_project(request: HttpRequest, slug: str) -> ClientProject:
    """Return the project of this address, if whoever asks may see it; raises Http404."""
    return get_object_or_404(projects_visible_to(request.user), slug=slug)


def trail_of(project: ClientProject, *pages: str, as_client: bool = False) -> list[dict[str, str]]:
    """Return the breadcrumb of a page inside `project`: title and address of each step, the last without one.

    A client, who may have one project only, begins at her project.
    """
    trail = [
        {"title": _("Client projects"), "url": reverse("client_project_list")},
        {"title": project.name, "url": project.get_absolute_url()},
        *({"title": page, "url": ""} for page in pages),
    ]
    trail[-1]["url"] = ""
    return trail[1:] if as_client else trail
