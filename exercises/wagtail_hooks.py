"""Exercises in the authors' menu: published versions, to look at."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from exercises.models import ExerciseVersion


class LookButNeverChange(ModelPermissionPolicy):
    """A published version is immutable: nobody adds, changes or deletes it by hand."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and user.has_perm("wagtailadmin.access_admin")

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


register_permission_policy(ExerciseVersion, LookButNeverChange(ExerciseVersion))


class ExerciseVersionViewSet(ModelViewSet):
    model = ExerciseVersion
    icon = "edit"
    menu_label = _("Exercises")
    add_to_admin_menu = True
    inspect_view_enabled = True
    copy_view_enabled = False
    form_fields = ["title"]
    list_display = ["title", "exercise", "number", "runtime", "level", "minutes", "proof", "published_at"]
    list_filter = ["runtime", "level", "proof"]
    search_fields = ["title", "summary"]
    inspect_view_fields = [
        "title",
        "summary",
        "runtime",
        "variant",
        "level",
        "minutes",
        "competence_codes",
        "published_at",
        "proof",
        "proof_ended_at",
        "proof_problems",
    ]


@hooks.register("register_admin_viewset")
def exercise_versions() -> ExerciseVersionViewSet:
    return ExerciseVersionViewSet("exercises")
