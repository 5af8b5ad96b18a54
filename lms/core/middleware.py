"""Which policy a page gets, who tries too many addresses, and what is answered under the name of the previews."""

import time
from collections.abc import Callable
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, HttpResponseRedirect
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


class NothingButPreviews:
    """Keeps the platform off the name under which apprentices' pages run: no sign-in there, so no cookie to steal.

    Whoever typed that name by hand is led to the platform.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        public, previews = urlsplit(settings.PUBLIC_URL), urlsplit(settings.PREVIEW_URL)
        self.name = previews.netloc if previews.netloc != public.netloc else ""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self.name or request.get_host() != self.name or self._is_preview(request.path):
            return self.get_response(request)
        if site := self._site_that_asks(request):
            # A form of a site is sent on as it was.
            sends = request.method == "POST"
            return HttpResponseRedirect(site + request.get_full_path(), preserve_request=sends)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotFound()
        return HttpResponseRedirect(settings.PUBLIC_URL + request.get_full_path())

    def _is_preview(self, path: str) -> bool:
        return path in settings.PREVIEW_PATHS or path.startswith(tuple(settings.PREVIEW_SITES))

    def _site_that_asks(self, request: HttpRequest) -> str:
        """Return where the site lies whose page asks for `/style.css`, as sites do that have a name to themselves."""
        try:
            asking = urlsplit(request.headers.get("Referer", ""))
        except ValueError:
            return ""
        if asking.netloc != self.name:
            return ""
        for below in settings.PREVIEW_SITES:
            if asking.path.startswith(below):
                first = asking.path.removeprefix(below).split("/")[0]
                return f"{below}{first}" if first else ""
        return ""


class RelaxedPolicyForTheCms:
    """Wagtail's admin has inline scripts without a nonce: it gets a looser policy, our own pages the strict one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.prefix = ""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        self.prefix = self.prefix or reverse("wagtailadmin_home")
        # A screen of ours under the same address asks for our own policy itself.
        if request.path.startswith(self.prefix) and not hasattr(response, "_csp_config"):
            # The name that Django's own decorator sets, and its CSP middleware reads.
            setattr(response, "_csp_config", CMS_POLICY)  # noqa: B010 - no declared attribute to assign
        return response


# What no page of ours asks of a browser. Keys are asked for by our own pages alone.
NOBODYS_SENSORS = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), "
    "microphone=(), midi=(), payment=(), serial=(), usb=(), "
    "publickey-credentials-get=(self), publickey-credentials-create=(self)"
)


class SensorsRefused:
    """Tells browsers that our pages use neither camera nor microphone nor place, whatever gets into one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Previews have said it their own way.
        response.headers.setdefault("Permissions-Policy", NOBODYS_SENSORS)
        return response


# Below these the next folder is the key to something: invitations, links of clients, works, certificates.
KEYS = ("/invitation/", "/entree/lien/", "/courriels/arreter/", "/travaux/", "/attestation/")
UNKNOWN = (404, 410)


class KeysNotGuessed:
    """Stops who tries one secret address after the other: after too many, right ones do not open either."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(KEYS):
            return self.get_response(request)
        counter = f"unknown-key:{_where_from(request)}:{int(time.time()) // 60}"
        if cache.get(counter, 0) >= settings.UNKNOWN_KEYS_PER_MINUTE:
            refused: HttpResponse = ratelimit.respond_429(request)
            return refused
        response = self.get_response(request)
        if response.status_code in UNKNOWN and not cache.add(counter, 1, timeout=120):
            cache.incr(counter)
        return response


def _where_from(request: HttpRequest) -> str:
    """Return the address a request comes from; of a long one the half that a household shares."""
    address = ip_address(get_adapter(request).get_client_ip(request))
    return str(ip_network((address, 64), strict=False) if address.version == 6 else address)
