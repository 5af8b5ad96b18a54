"""What belongs to no package: the pictures of the course, and what makes the site installable."""

import json
from collections.abc import Callable
from functools import wraps
from pathlib import PurePosixPath

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.files.storage import FileSystemStorage, default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.static import serve

from lms.core.health import database_answers, queue_answers
from lms.core.request_ids import current_request_id

PAPER, PEN = "#f3f5f4", "#17507f"  # as in tokens.css
# What the offline page is drawn with; nothing else is ever kept by the browser's worker.
KEPT_OFFLINE = (
    "core/build/site.css",
    "core/build/theme.js",
    "core/build/fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2",
    "core/favicon.svg",
    "core/icons.svg",
)


@login_required
@cache_control(private=True, max_age=86_400)
def course_picture(request: HttpRequest, path: str) -> HttpResponse | FileResponse:
    """Serve a resized picture of the course. Nothing else of the media folder has an address of its own:
    a client's deliverables lie there too."""
    if not isinstance(default_storage, FileSystemStorage):
        if ".." in PurePosixPath(path).parts:  # a bucket has no folders: this would lead out of the pictures
            raise Http404
        try:
            return FileResponse(default_storage.open(f"images/{path}"))
        except FileNotFoundError:
            raise Http404 from None
    return serve(request, path, document_root=settings.MEDIA_ROOT / "images")


def for_browsers(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer what a browser asks for by itself, and leave the session alone.

    It may ask while somebody signs in: Django would find that the former session is gone, and take the new one's
    cookie away.
    """

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        return view(request)

    return answer


@for_browsers
@cache_control(public=True, max_age=3600)
def manifest(request: HttpRequest) -> JsonResponse:
    """Say how the site looks once it is installed on a phone or a computer."""
    name = _("School of the web")
    icons = [
        {"src": static("core/favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
        *(
            {
                "src": static(f"core/app-{size}.png"),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": purpose,
            }
            for size in (192, 512)
            for purpose in ("any", "maskable")
        ),
    ]
    shown = {
        "name": name,
        "short_name": name,
        "lang": "fr",
        "start_url": reverse("home"),
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PEN,
        "icons": icons,
    }
    return JsonResponse(shown, content_type="application/manifest+json")


@for_browsers
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Serve the browser's worker: from the root, because it may only look after pages below its own address."""
    kept = json.dumps([reverse("offline"), *(static(path) for path in KEPT_OFFLINE)])
    context = {"kept": mark_safe(kept)}  # noqa: S308 - addresses of ours, as JSON
    script = render_to_string("core/service_worker.js", context)
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


def offline(request: HttpRequest) -> HttpResponse:
    """Show what a browser shows in place of any page when there is no connection; it names nobody."""
    return render(request, "core/offline.html")


@for_browsers
def alive(request: HttpRequest) -> HttpResponse:
    """Say that this process answers; nothing else is asked."""
    return HttpResponse("ok", content_type="text/plain")


@for_browsers
def ready(request: HttpRequest) -> JsonResponse:
    """Say whether the database answers, which every page needs, and the queue, without which pages still work."""
    found = {"database": database_answers(), "queue": queue_answers()}
    return JsonResponse(found, status=200 if found["database"] else 503)


def failed(request: HttpRequest) -> HttpResponse:
    """Say that we made a mistake, with the number to quote; nothing is asked of what may be broken."""
    page = render_to_string("500.html", {"request_id": current_request_id()})
    return HttpResponse(page, status=500)
