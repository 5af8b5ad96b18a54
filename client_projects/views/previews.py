"""Versions of the new site as a browser visits them, under a name where nothing of the platform is.

What a team hands in is hostile until shown otherwise: it runs there with its own scripts, and finds no cookie of
ours, no sign-in, no other site's address.
"""

import hashlib
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from client_projects.models import SiteVersion
from client_projects.previewing import PreviewRefused, has_own_name, read_token
from client_projects.queries import site_versions_visible_to
from client_projects.sites import ServedFile, is_folder, served_file
from lms.people.models import User

SECONDS_KEPT = 300
# The site's own scripts run, and those it borrows elsewhere, as they will online; it sends nothing anywhere, no
# worker stays behind it, and only the platform may put it in a frame.
_RULES = (
    "default-src 'self' data: blob:",
    "script-src 'self' 'unsafe-inline' 'unsafe-eval' https:",
    "style-src 'self' 'unsafe-inline' https:",
    "img-src 'self' data: blob: https:",
    "font-src 'self' data: https:",
    "media-src 'self' data: blob: https:",
    "frame-src 'self' https:",
    "connect-src 'self'",
    "worker-src 'none'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
)
_MAY = "allow-scripts allow-forms allow-modals allow-popups allow-downloads"
_NOBODYS_SENSORS = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), clipboard-read=()"


@require_safe
@xframe_options_exempt
def site_preview(request: HttpRequest, token: str, path: str) -> HttpResponse:
    """Serve one file of a version to the person the address was made for."""
    if has_own_name() and request.get_host() != urlsplit(settings.PREVIEW_URL).netloc:
        raise Http404
    if "Service-Worker" in request.headers:
        return HttpResponseForbidden()
    try:
        version = _version_of(token)
    except PreviewRefused:
        answer = render(request, "client_projects/preview_over.html", status=404)
        answer.headers["Cache-Control"] = "no-store"
        return _guarded(answer)
    etag = f'"{version.content_hash[:32]}-{hashlib.sha256(path.encode()).hexdigest()[:16]}"'
    answer = get_conditional_response(request, etag=etag) or _answer(request, version, path)
    if answer.status_code in (200, 304):
        answer.headers["ETag"] = etag
        answer.headers["Cache-Control"] = f"private, max-age={SECONDS_KEPT}"
    else:
        answer.headers["Cache-Control"] = "no-store"
    return _guarded(answer)


def _version_of(token: str) -> SiteVersion:
    """Return the version, if whoever the address was made for still may see it; raises PreviewRefused."""
    asked = read_token(token)
    person = User.objects.filter(pk=asked.person_id, is_active=True).first()
    version = person and site_versions_visible_to(person).filter(pk=asked.version_id).first()
    if not version:
        raise PreviewRefused
    return version


def _answer(request: HttpRequest, version: SiteVersion, path: str) -> HttpResponse:
    try:
        with version.archive.open("rb") as archive:
            if is_folder(archive, path):
                return HttpResponseRedirect(f"{request.path}/")
            archive.seek(0)
            found = served_file(archive, path)
    except (FileNotFoundError, ValueError) as error:
        raise Http404 from error
    if found is None:
        return render(request, "client_projects/preview_missing.html", {"path": path}, status=404)
    return _response(found)


def _response(found: ServedFile) -> HttpResponse:
    return HttpResponse(found.content, content_type=found.content_type, status=200 if found.found else 404)


def _guarded(answer: HttpResponse) -> HttpResponse:
    # Without a name of its own the page gets no origin at all: no storage, but nothing of the platform either.
    sandbox = f"sandbox {_MAY}" + (" allow-same-origin" if has_own_name() else "")
    frames = f"frame-ancestors 'self' {settings.PUBLIC_URL}"
    answer.headers["Content-Security-Policy"] = "; ".join([*_RULES, sandbox, frames])
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    # The address is the key: no other site may learn it. Ours has to, to know whose `/style.css` is asked for.
    answer.headers["Referrer-Policy"] = "same-origin"
    answer.headers["Permissions-Policy"] = _NOBODYS_SENSORS
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
