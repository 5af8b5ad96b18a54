"""Versions of the new site as a browser visits them, under a name where nothing of the platform is.

What a team hands in is hostile until shown otherwise: it runs there with its own scripts, and finds no cookie of
ours, no sign-in, no other site's address.
"""

import hashlib
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseForbidden,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from client_projects.models import SiteVersion
from client_projects.permissions import can_hand_in
from client_projects.pointing import EDITION, with_pointing
from client_projects.previewing import Preview, PreviewRefused, has_own_name, read_token
from client_projects.queries import site_versions_visible_to
from client_projects.running import (
    LARGEST_BODY,
    SiteAnswer,
    SiteDoesNotAnswer,
    Trouble,
    ask_site,
)
from client_projects.sites import ServedFile, file_beside_php, is_folder, served_file
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


# A form of the site is none of ours: it carries no key of ours, and no cookie of ours comes with it.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@xframe_options_exempt
def site_preview(request: HttpRequest, token: str, path: str) -> HttpResponse:
    """Serve one file or page of a version to the person the address was made for."""
    if has_own_name() and request.get_host() != urlsplit(settings.PREVIEW_URL).netloc:
        raise Http404
    if "Service-Worker" in request.headers:
        return HttpResponseForbidden()
    try:
        asked = read_token(token)
        version, person = _version_of(asked)
    except PreviewRefused:
        return _unkept(render(request, "client_projects/preview_over.html", status=404))
    if version.runs_php:
        found = _beside_php(version, path) if request.method != "POST" else None
        if found is None:
            return _unkept(_pointed(request, asked, _page(request, version, person, path)))
    elif request.method == "POST":
        return HttpResponseNotAllowed(["GET", "HEAD"])
    edition = f"-{EDITION}" if asked.pointing and _is_shown(request) else ""
    etag = f'"{version.content_hash[:32]}-{hashlib.sha256(path.encode()).hexdigest()[:16]}{edition}"'
    answer = get_conditional_response(request, etag=etag) or _answer(request, version, path)
    answer = _pointed(request, asked, answer)
    if answer.status_code in (200, 304):
        answer.headers["ETag"] = etag
        answer.headers["Cache-Control"] = f"private, max-age={SECONDS_KEPT}"
    else:
        answer.headers["Cache-Control"] = "no-store"
    return _guarded(answer)


def _unkept(answer: HttpResponse) -> HttpResponse:
    answer.headers["Cache-Control"] = "no-store"
    return _guarded(answer)


# Those that carry no page, whatever their type says.
_EMPTY = (204, 304)


def _pointed(request: HttpRequest, asked: Preview, answer: HttpResponse) -> HttpResponse:
    """Put our script into a page in which a place is shown. Without an origin of its own it could not be believed."""
    if not asked.pointing:
        return answer
    patch_vary_headers(answer, ["Sec-Fetch-Dest"])
    is_page = answer.headers.get("Content-Type", "").split(";")[0].strip().lower() == "text/html"
    if is_page and answer.status_code not in _EMPTY and has_own_name() and _is_shown(request):
        answer.content = with_pointing(answer.content, status=answer.status_code)
    return answer


def _is_shown(request: HttpRequest) -> bool:
    """Whether a browser shows the answer. What a script of the site asks for is often data that PHP calls a page."""
    return request.headers.get("Sec-Fetch-Dest", "iframe") in {"document", "iframe", "frame"}


def _version_of(asked: Preview) -> tuple[SiteVersion, User]:
    """Return the version and whoever the address was made for, if she still may see it; raises PreviewRefused."""
    person = User.objects.filter(pk=asked.person_id, is_active=True).first()
    version = person and site_versions_visible_to(person).filter(pk=asked.version_id).first()
    if not person or not version:
        raise PreviewRefused
    return version, person


def _answer(request: HttpRequest, version: SiteVersion, path: str) -> HttpResponse:
    if version.runs_php and (found := _beside_php(version, path)):
        return _response(found)
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


# ---- pages that are made when they are asked for -----------------------------------------------------------
# What a browser says that a site may hear. Cookies are not among it: the site's stay in its box, ours are nobody's.
_HEARD = ("Accept", "Accept-Language", "Content-Type", "User-Agent", "X-Requested-With")


def _beside_php(version: SiteVersion, path: str) -> ServedFile | None:
    try:
        with version.archive.open("rb") as archive:
            return file_beside_php(archive, path)
    except (FileNotFoundError, ValueError) as error:
        raise Http404 from error


def _page(request: HttpRequest, version: SiteVersion, person: User, path: str) -> HttpResponse:
    top = request.path.removesuffix(path)
    try:
        body = _sent(request)
        asked = {
            "method": request.method,
            "path": f"/{path}",
            "query": request.META.get("QUERY_STRING", "")[:4000],
            "headers": _heard(request, top),
            "host": request.get_host(),
            "secure": request.is_secure(),
            "visitor": _visitor(version, person),
        }
        answer = ask_site(version_id=version.pk, project_id=version.project_id, request=asked, body=body)
    except _TooLarge:
        return _said(request, _("This form sends too much"), _("A preview takes 8 MB at a time."), 413)
    except SiteDoesNotAnswer as silence:
        return _silence(request, silence.trouble)
    if answer.elsewhere:
        elsewhere = answer.elsewhere
        return _said(request, _("This page leads to another site"), elsewhere, 200, leads=elsewhere)
    if answer.broke:
        return _broken(request, version, person, answer)
    if answer.status == 404 and not answer.body:
        return render(request, "client_projects/preview_missing.html", {"path": path}, status=404)
    return _php_response(answer, top)


class _TooLarge(Exception):
    pass


def _sent(request: HttpRequest) -> bytes:
    if request.method != "POST":
        return b""
    body = request.read(LARGEST_BODY + 1)
    if len(body) > LARGEST_BODY:
        raise _TooLarge
    return bytes(body)


def _heard(request: HttpRequest, top: str) -> dict[str, str]:
    """Return the headers for the site: where the visitor comes from is said without the address that is her key."""
    heard = {name: request.headers[name][:1000] for name in _HEARD if name in request.headers}
    origin = f"{request.scheme}://{request.get_host()}"
    before = request.headers.get("Referer", "")
    if before.startswith(origin + top):
        heard["Referer"] = f"{origin}/{before.removeprefix(origin + top)}"[:1000]
    if request.method == "POST":
        heard["Origin"] = origin
    return heard


def _visitor(version: SiteVersion, person: User) -> str:
    """Return who visits, in a word that says nothing of her: each visitor of a site has cookies of her own there."""
    return hashlib.sha256(f"{settings.SECRET_KEY} {version.pk} {person.pk}".encode()).hexdigest()[:32]


def _php_response(answer: SiteAnswer, top: str) -> HttpResponse:
    response = HttpResponse(answer.body, content_type=answer.content_type, status=answer.status)
    for name, value in answer.headers.items():
        response.headers[name] = value
    if answer.location:
        led = top + answer.location[1:] if answer.location.startswith("/") else answer.location
        response.headers["Location"] = led
    return response


def _broken(request: HttpRequest, version: SiteVersion, person: User, answer: SiteAnswer) -> HttpResponse:
    if answer.late:
        text = _("It took more than ten seconds, and was stopped.")
    elif answer.cut:
        text = _("It shows more than 8 MB: a page without end, perhaps.")
    else:
        text = _("The team finds what happened in the log of this version.")
    context: dict[str, Any] = {}
    if can_hand_in(person, version.project):
        context = {"problem": answer.stopped, "log": settings.PUBLIC_URL + version.log_url}
    return _said(request, _("This page stopped before its end"), text, 500, **context)


def _silence(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    title, text = {
        Trouble.STARTING: (
            _("The site is getting ready"),
            _("It takes a few seconds. This page asks again by itself."),
        ),
        Trouble.BUSY: (
            _("The site is at work"),
            _("It makes one page after the other. This page asks again by itself."),
        ),
        Trouble.FULL: (
            _("Too many sites are being visited"),
            _("Come back in a few minutes: a site that nobody looks at any more makes room."),
        ),
        Trouble.GONE: (
            _("The site stopped"),
            _(
                "It used more than it may, or was stopped by the platform. Open the page again: it begins afresh."
            ),
        ),
        Trouble.ABSENT: (
            _("Sites made with PHP cannot be visited right now"),
            _(
                "The fault is ours, not the team's. Try again later; if it lasts, tell whoever runs the platform."
            ),
        ),
    }[trouble]
    waits = trouble in (Trouble.STARTING, Trouble.BUSY)
    # What a form sent is never sent again by itself: whoever sent it goes back to it.
    if waits and request.method == "POST":
        text = _("Nothing was sent. Go back to the form in a few seconds, and send it again.")
    return _said(request, title, text, 503, asks_again=waits and request.method != "POST")


def _said(request: HttpRequest, title: str, text: str, status: int, **more: Any) -> HttpResponse:
    context = {"title": title, "text": text, **more}
    return render(request, "client_projects/preview_said.html", context, status=status)


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
