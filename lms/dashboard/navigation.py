"""The few places each role goes to, shown on every page."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from lms.people.models import User
from lms.people.roles import ADVISER, APPRENTICE, CLIENT, COORDINATOR, JURY, TRAINER


def _places(role: str) -> list[tuple[str, str, str]]:
    """Return (URL name, label, icon) for `role`: no entry leads where the person may not go."""
    home = {
        APPRENTICE: (_("Today"), "home"),
        TRAINER: (_("My class"), "home"),
        COORDINATOR: (_("Schools"), "school"),
        ADVISER: (_("Apprentices"), "users"),
        CLIENT: (_("Your site"), "home"),
        JURY: (_("Candidates to examine"), "home"),
    }[role]
    course = ("course", _("Course"), "book")
    projects = ("client_project_list", _("Client projects"), "screen")
    invitations = ("invitations", _("Invitations"), "mail")
    following = {
        APPRENTICE: [
            ("my_path", _("My path"), "book"),
            ("my_competences", _("My competences"), "award"),
            projects,
        ],
        TRAINER: [course, projects, invitations, ("wagtailadmin_home", _("Write the course"), "pencil")],
        COORDINATOR: [course, projects, invitations, ("exam_sessions", _("Exam sessions"), "award")],
        ADVISER: [course, projects],
        CLIENT: [],
        JURY: [],
    }[role]
    return [("home", *home), *following]


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Template context: `navigation` for the header, `user_detail` under the name."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"navigation": []}
    entries = []
    for name, label, icon in _places(user.role):
        url = reverse(name)
        current = request.path == url if url == "/" else request.path.startswith(url)
        entries.append({"url": url, "label": label, "icon": icon, "current": current})
    return {"navigation": entries, "user_detail": user.role_name}
