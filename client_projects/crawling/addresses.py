"""Addresses of one site, each written in one way only."""

import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

LONGEST = 1000
# Everything that may stand in an address as it is; the rest is percent-encoded, quotes and backslashes included.
_SAFE = "/:@!$&'()*+,;=-._~%"
_PORTS = {"http": 80, "https": 443}
_CONTROL = re.compile(r"[\x00-\x20\x7f]")


@dataclass(frozen=True)
class Site:
    """One site: its own host, with or without « www. », however it is written."""

    scheme: str
    host: str
    port: int

    @property
    def root(self) -> str:
        port = "" if self.port == _PORTS.get(self.scheme) else f":{self.port}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}{port}/"

    def own(self, link: str, base: str = "") -> str | None:
        """Return the one way to write `link` if it leads into this site, else None."""
        found = normal(link, base or self.root)
        if found is None:
            return None
        other = site_of(found)
        if other is None or _bare(other.host) != _bare(self.host):
            return None
        if other.port != self.port and {other.port, self.port} != {80, 443}:
            return None
        parts = urlsplit(found)
        return urlunsplit((*urlsplit(self.root)[:2], parts.path, parts.query, ""))


def _bare(host: str) -> str:
    return host.removeprefix("www.")


def site_of(address: str) -> Site | None:
    """Return the site of a full address, or None when it is none of a web page."""
    try:
        parts = urlsplit(address)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname or parts.username is not None:
        return None
    return Site(parts.scheme, parts.hostname, port)


def normal(link: str, base: str) -> str | None:
    """Return `link`, seen from `base`, as a full web address without its fragment; None when it is none.

    Two addresses that a server cannot tell apart come out alike; what no address may hold is percent-encoded.
    """
    link = link.strip()
    if len(link) > LONGEST:
        return None
    try:
        parts = urlsplit(urljoin(base, link))
        host, port = parts.hostname, parts.port
        if parts.scheme not in _PORTS or not host or parts.username is not None:
            return None
        host = host.encode("idna").decode("ascii") if not host.isascii() else host
    except (ValueError, UnicodeError):
        return None
    if _CONTROL.search(host):
        return None
    netloc = f"[{host}]" if ":" in host else host
    if port is not None and port != _PORTS[parts.scheme]:
        netloc = f"{netloc}:{port}"
    path = _without_dots(quote(parts.path, safe=_SAFE) or "/")
    whole = urlunsplit((parts.scheme, netloc, path, quote(parts.query, safe=f"{_SAFE}?"), ""))
    return whole if len(whole) <= LONGEST else None


def _without_dots(path: str) -> str:
    if "/./" not in path and "/../" not in path:
        return path
    kept: list[str] = []
    for piece in path.split("/")[1:]:
        if piece == "..":
            kept = kept[:-1]
        elif piece != ".":
            kept.append(piece)
    return "/" + "/".join(kept)


def place(address: str) -> str:
    """Return path and query of a full address: how pages are named on screen and in redirects."""
    parts = urlsplit(address)
    return f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
