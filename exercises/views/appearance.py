"""What a page looks like beside what it should look like: pictures, and where they differ."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from exercises import grading
from exercises.models import ExerciseVersion, PagePicture
from exercises.permissions import can_read_statements, lock_on
from exercises.queries import submissions_visible_to
from lms.core.permissions import only

A_WEEK = 7 * 24 * 3600  # neither a version nor what came of a try ever changes


def _png(content: bytes | None) -> HttpResponse:
    if content is None:
        raise Http404
    return HttpResponse(content, content_type="image/png")


@only(can_read_statements)
@require_safe
@cache_control(private=True, max_age=A_WEEK, immutable=True)
def model_picture(request: HttpRequest, version_id: int, check_id: str) -> HttpResponse:
    """What the page should look like: the apprentice sees it before she begins."""
    version = get_object_or_404(ExerciseVersion.objects.select_related("exercise"), pk=version_id)
    if lock_on(request.user, version.exercise):
        raise Http404
    return _png(next((one.png for one in grading.model_pictures(version) if one.name == check_id), None))


def _picture(request: HttpRequest, result_id: int) -> PagePicture:
    return get_object_or_404(
        PagePicture.objects.select_related("result__run__submission__version"),
        result=result_id,
        result__run__submission__in=submissions_visible_to(request.user),
    )


@only(lambda user: user.is_authenticated)
@require_safe
@cache_control(private=True, max_age=A_WEEK, immutable=True)
def page_picture(request: HttpRequest, result_id: int) -> HttpResponse:
    """What the page of a try looked like."""
    return _png(bytes(_picture(request, result_id).png))


@only(lambda user: user.is_authenticated)
@require_safe
@cache_control(private=True, max_age=A_WEEK, immutable=True)
def difference_picture(request: HttpRequest, result_id: int) -> HttpResponse:
    """The page of a try, pale, with what differs from the model in a strong colour."""
    picture = _picture(request, result_id)
    result = picture.result
    return _png(
        grading.picture_of_difference(result.run.submission.version, result.check_id, bytes(picture.png))
    )
