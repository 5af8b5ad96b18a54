"""The way back from a page of a project."""

from django.urls import reverse
from django.utils.translation import gettext as _

from client_projects.models import ClientProject


def trail_of(project: ClientProject, *pages: str) -> list[dict[str, str]]:
    """Return the breadcrumb of a page inside `project`: title and address of each step, the last without one."""
    trail = [
        {"title": _("Client projects"), "url": reverse("client_project_list")},
        {"title": project.name, "url": project.get_absolute_url()},
        *({"title": page, "url": ""} for page in pages),
    ]
    trail[-1]["url"] = ""
    return trail
