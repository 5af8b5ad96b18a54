"""What the course asks of Wagtail: only those it is meant for may open a page."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.models import Page

from curriculum.permissions import can_open


@hooks.register("before_serve_page")
def refuse_strangers(page: Page, request: HttpRequest, *args: Any) -> HttpResponse | None:
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not can_open(request.user, page):
        raise PermissionDenied
    return None
