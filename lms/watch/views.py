"""Whether the platform does well: figures for machines."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache

from lms.core.views import for_browsers
from lms.watch.metrics import CONTENT_TYPE, as_text
from lms.watch.readings import read_all

_SCHEME = "Bearer "


@for_browsers
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Tell the figures to whoever says the token; nobody else learns that they are here, signed in or not."""
    said = request.headers.get("Authorization", "")
    expected = settings.METRICS_TOKEN
    if not expected or not constant_time_compare(said, _SCHEME + expected):
        raise Http404
    return HttpResponse(as_text(read_all(now=timezone.now())), content_type=CONTENT_TYPE)
