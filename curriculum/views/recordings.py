"""Videos and sounds of lessons: played from here, by those who may open a lesson that shows them."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from django.contrib.auth.decorators import login_required
from django.core.files import File
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from curriculum.models import Recording
from curriculum.permissions import can_play
from curriculum.recordings import byte_range

PIECE = 64 * 1024


def _found(request: HttpRequest, recording_id: int) -> Recording:
    recording = get_object_or_404(Recording, pk=recording_id)
    if not can_play(request.user, recording):
        raise Http404
    return recording


@login_required
@require_safe
@cache_control(private=True, max_age=86_400)
def recording(request: HttpRequest, recording_id: int) -> HttpResponse | StreamingHttpResponse | FileResponse:
    """Serve a recording, or the part of it that a player asks for when one jumps ahead."""
    found = _found(request, recording_id)
    size = found.file.size
    try:
        part = byte_range(request.headers.get("Range", ""), size)
    except ValueError:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    file = found.file.open("rb")
    name = PurePosixPath(found.file.name).name
    if part is None:
        return FileResponse(file, content_type=found.kind, filename=name, headers={"Accept-Ranges": "bytes"})
    first, last = part
    file.seek(first)
    pieces = _pieces(file, last - first + 1)
    return StreamingHttpResponse(
        pieces,
        status=206,
        content_type=found.kind,
        headers={
            "Accept-Ranges": "bytes",
            "Content-Length": str(last - first + 1),
            "Content-Range": f"bytes {first}-{last}/{size}",
        },
    )


def _pieces(file: File[bytes], left: int) -> Iterator[bytes]:
    with file:
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece


@login_required
@require_safe
@cache_control(private=True, max_age=86_400)
def recording_captions(request: HttpRequest, recording_id: int) -> FileResponse:
    found = _found(request, recording_id)
    if not found.captions:
        raise Http404
    return FileResponse(found.captions.open("rb"), content_type="text/vtt; charset=utf-8")
