"""What belongs to no package: the pictures of the course."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.static import serve


@login_required
@cache_control(private=True, max_age=86_400)
def course_picture(request: HttpRequest, path: str) -> HttpResponse | FileResponse:
    """Serve a resized picture of the course. Nothing else of the media folder has an address of its own:
    a client's deliverables lie there too."""
    return serve(request, path, document_root=settings.MEDIA_ROOT / "images")
