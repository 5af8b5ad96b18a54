"""What an exercise asks, as people read it: its statement, and the images that it shows."""

from collections.abc import Mapping
from pathlib import PurePosixPath

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from exercises import grading
from exercises.models import ExerciseVersion
from exercises.permissions import can_read_statements, lock_on
from lms.core.markdown import render_markdown
from lms.core.permissions import only

_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp"}


def statement_html(version: ExerciseVersion) -> SafeString:
    """Return the statement as HTML, its images at the addresses of this version."""
    content = grading.content_of(version)
    addresses = {name: reverse("statement_image", args=[version.pk, name]) for name in content.images}
    return _with_images(content.statement, addresses)


def draft_statement_html(key: str, content: grading.Definition) -> SafeString:
    """Return the statement that an author is writing, its images at the addresses of her draft."""
    addresses = {name: reverse("author_image", args=[key, name]) for name in content.images}
    return _with_images(content.statement, addresses)


def _with_images(statement: str, addresses: Mapping[str, str]) -> SafeString:
    return render_markdown(statement, {f"images/{name}": address for name, address in addresses.items()})


def image_response(name: str, content: bytes | None) -> HttpResponse:
    """Return a picture as what its name says; raises Http404 where there is none."""
    kind = _TYPES.get(PurePosixPath(name).suffix)
    if content is None or kind is None:
        raise Http404
    return HttpResponse(content, content_type=kind)


@only(can_read_statements)
@require_safe
@cache_control(private=True, max_age=7 * 24 * 3600, immutable=True)  # a version never changes
def statement_image(request: HttpRequest, version_id: int, name: str) -> HttpResponse:
    version = get_object_or_404(ExerciseVersion.objects.select_related("exercise"), pk=version_id)
    if lock_on(request.user, version.exercise):
        raise Http404
    return image_response(name, grading.image_of(version, name))
