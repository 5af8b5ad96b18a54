"""What the course asks of Wagtail: only those it is meant for may open a page, once it is open."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from wagtail import hooks
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from curriculum.models import Recording
from curriculum.permissions import can_open, lock_on
from curriculum.queries import as_lock
from exercises.views.locks import locked_page


@hooks.register("before_serve_page")
def refuse_strangers(page: Page, request: HttpRequest, *args: Any) -> HttpResponse | None:
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not can_open(request.user, page):
        # Whoever may not read this course at all learns nothing of its dates: hers are asked, of her own cohort.
        if dates := lock_on(request.user, page, on=timezone.localdate()):
            return locked_page(request, as_lock(dates))
        raise PermissionDenied
    return None


class RecordingViewSet(SnippetViewSet):
    model = Recording
    icon = "media"
    add_to_admin_menu = True
    list_display = ["title", "kind", "has_speech"]


register_snippet(RecordingViewSet)
