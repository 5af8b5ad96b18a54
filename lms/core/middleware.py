"""Wagtail's admin has inline scripts without a nonce: it gets a looser policy, our own pages keep the strict one."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.csp import CSP

CMS_POLICY = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "font-src": [CSP.SELF, "data:"],
    "frame-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.SELF],
}


class RelaxedPolicyForTheCms:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.prefix = ""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        self.prefix = self.prefix or reverse("wagtailadmin_home")
        if request.path.startswith(self.prefix):
            # The name that Django's own decorator sets, and its CSP middleware reads.
            setattr(response, "_csp_config", CMS_POLICY)  # noqa: B010 - no declared attribute to assign
        return response
