"""Git over HTTP, for the team of one project: who knocks shows her own key, never her account's password."""

import base64
import binascii
import gzip
import tempfile
import zlib
from typing import IO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from client_projects import actions
from client_projects.models import GitToken
from client_projects.permissions import can_hand_in
from client_projects.repositories import (
    MAX_PUSH_BYTES,
    SERVICES,
    GitFailed,
    Repository,
    advertised,
    fetched,
    open_repository,
    pushed,
    with_message,
)

_IN_MEMORY = 1024 * 1024
_CHUNK = 256 * 1024


@csrf_exempt  # no cookie opens anything here
@never_cache
@require_http_methods(["GET", "POST"])
def git_repository(request: HttpRequest, slug: str, what: str) -> HttpResponseBase:
    """Answer what `git push`, `git clone` and `git pull` ask of a project's repository."""
    token = _token_of(request, slug)
    if token is None:
        answer = HttpResponse(
            _("A Git key of this project is needed."), status=401, content_type="text/plain"
        )
        answer.headers["WWW-Authenticate"] = 'Basic realm="Git"'
        return answer
    service = request.GET.get("service", "") if what == "info/refs" else what
    if service not in SERVICES or (what == "info/refs") != (request.method == "GET"):
        raise Http404
    repository = open_repository(token.project_id)
    try:
        if what == "info/refs":
            return _said(advertised(repository, service), f"application/x-{service}-advertisement")
        return _conversed(request, token, repository, service)
    except GitFailed:
        return HttpResponse(_("Git could not do it. Try again."), status=503, content_type="text/plain")


def _said(content: bytes, content_type: str) -> HttpResponse:
    return HttpResponse(content, content_type=content_type)


def _token_of(request: HttpRequest, slug: str) -> GitToken | None:
    kind, _space, encoded = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        name, _colon, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    token = (
        GitToken.objects.filter(hash=GitToken.hash_of(secret), revoked_at=None, project__slug=slug)
        .select_related("project__cohort__school", "project__client", "person")
        .first()
    )
    if (
        token is None
        or not token.person.is_active
        or token.person.email.casefold() != name.strip().casefold()
    ):
        return None
    if not can_hand_in(token.person, token.project):
        return None
    GitToken.objects.filter(pk=token.pk).update(used_at=timezone.now())
    return token


class _Damaged(Exception):
    """What was sent cannot be read or unpacked."""


def _conversed(
    request: HttpRequest, token: GitToken, repository: Repository, service: str
) -> HttpResponseBase:
    if service == "git-receive-pack" and repository.is_full():
        return HttpResponse(_("This repository is full."), status=413, content_type="text/plain")
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as body:
        try:
            within_bounds = _received(request, body)
        except _Damaged:
            said = _("This push arrived damaged: please push again.")
            return HttpResponse(said, status=400, content_type="text/plain")
        if not within_bounds:
            return HttpResponse(_("This push is too large."), status=413, content_type="text/plain")
        body.rollover()  # Git reads a real file
        body.seek(0)
        if service == "git-upload-pack":
            return FileResponse(fetched(repository, body), content_type=f"application/x-{service}-result")
        before = repository.head()
        answer = pushed(repository, body)
    after = repository.head()
    if after != before and after[1]:
        answer = with_message(answer, _sentence(token, repository, after[1]))
    return _said(answer, f"application/x-{service}-result")


def _received(request: HttpRequest, body: "tempfile.SpooledTemporaryFile[bytes]") -> bool:
    """Copy what was sent, unpacked, and tell whether it stayed within bounds.

    Raises:
        _Damaged: it cannot be read to its end, or not unpacked.
    """
    source: IO[bytes] = request  # type: ignore[assignment]
    if "chunked" in request.headers.get("Transfer-Encoding", "") and request.META.get(
        "wsgi.input_terminated"
    ):
        # Large pushes come without a length, which Django takes for nothing at all.
        source = request.META["wsgi.input"]
    if request.headers.get("Content-Encoding") == "gzip":
        source = gzip.GzipFile(fileobj=source)  # type: ignore[assignment]
    total = 0
    try:
        while chunk := source.read(_CHUNK):
            total += len(chunk)
            if total > MAX_PUSH_BYTES:
                return False
            body.write(chunk)
    except (OSError, EOFError, zlib.error) as error:
        raise _Damaged from error
    return True


def _sentence(token: GitToken, repository: Repository, commit: str) -> str:
    """Make a version of what was pushed; return what Git shows to who pushed it."""
    try:
        version = actions.take_pushed_site(
            project=token.project, repository=repository, commit=commit, by=token.person, now=timezone.now()
        )
    except actions.Refused as refusal:
        return _("Your commits are kept, but no version was made. %(reason)s") % {"reason": refusal}
    return _("Version %(number)d of the site is there.") % {"number": version.number}
