"""One request to a stranger's server, as bounded as it can be.

The name is resolved here, every address it leads to is looked at, and the connection goes to the very address that
was looked at: a name that changes its mind between the two gains nothing, and however an address is written, it is
what it resolves to that counts. Redirects are not followed: whoever asks decides about the next request.
"""

import ipaddress
import socket
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import urllib3
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from client_projects.crawling.addresses import place, site_of

USER_AGENT = (
    "EcoleDuWeb-inventaire/1.0 (inventaire du site avant sa refonte, avec l'accord de son organisation)"
)
ROBOTS_NAME = "EcoleDuWeb-inventaire"

_ORDINARY_PORTS = {"http": 80, "https": 443}
# What is routed on the Internet of version 6; the rest is local, mapped, or led back into version 4.
_GLOBAL_V6 = ipaddress.ip_network("2000::/3")
_TUNNELS = [ipaddress.ip_network(net) for net in ("2001::/32", "2002::/16", "64:ff9b::/96")]
_CHUNK = 16 * 1024
_READABLE = {"text/html", "application/xhtml+xml", "text/plain", "text/xml", "application/xml"}


class NotFetched(Exception):
    """Nothing came; `code` says why, see `models.inventory.Problem`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Fetched:
    """What a server answered.

    Attributes:
        size: bytes of the whole, as far as it is known.
        body: its beginning, at most as long as was allowed.
        location: where a redirect leads, as written.
    """

    status: int
    content_type: str
    charset: str
    body: bytes
    size: int
    location: str = ""
    cut: bool = False

    @property
    def is_redirect(self) -> bool:
        return self.status in {301, 302, 303, 307, 308} and bool(self.location)

    @property
    def is_html(self) -> bool:
        return self.content_type in {"text/html", "application/xhtml+xml"}


@dataclass(frozen=True)
class Manners:
    """How a stranger's server is asked: how much, how long, and where we may go.

    Attributes:
        local_ports: ports at which this very machine may be asked; none outside development and tests.
    """

    bytes_per_answer: int = 3_000_000
    seconds_per_answer: float = 15.0
    local_ports: frozenset[int] = frozenset()


def is_public(address: str) -> bool:
    """Whether a numeric address is one of the Internet at large."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if ip.scope_id or ip not in _GLOBAL_V6 or any(ip in net for net in _TUNNELS):
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def get(address: str, manners: Manners, *, read: bool = True, whole: bool = False) -> Fetched:
    """Return what is at `address`.

    Args:
        read: whether the body is wanted; without it, only its size is, and a declared size is believed.
        whole: whether it is wanted whatever it is, a picture for instance, unless it says that it is too large.

    Raises:
        NotFetched: forbidden, not there, too slow or unreadable.
    """
    site = site_of(address)
    if site is None:
        raise NotFetched("forbidden")
    connection = _connected(site.host, site.port, site.scheme, manners)
    with _ended_after(connection, manners.seconds_per_answer) as late:
        try:
            answer = _ask(connection, address, manners, read=read, whole=whole)
        except (urllib3.exceptions.SSLError, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            if late.is_set():
                raise NotFetched("slow") from error
            raise NotFetched(
                "certificate" if "certificate" in str(error).lower() else "unreachable"
            ) from error
    if late.is_set():
        # Cut in the middle: what came is not the page.
        raise NotFetched("slow")
    return answer


def _connected(host: str, port: int, scheme: str, manners: Manners) -> socket.socket:
    local = port in manners.local_ports
    if port != _ORDINARY_PORTS[scheme] and not local:
        raise NotFetched("forbidden")
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotFetched("unknown_name") from None
    for _family, _type, _protocol, _name, where in found:
        # One forbidden address is enough: a name that leads half into a private network is not an honest one.
        numeric = str(where[0])
        if not (is_public(numeric) or (local and ipaddress.ip_address(numeric).is_loopback)):
            raise NotFetched("forbidden")
    for family, kind, protocol, _name, where in found:
        connection = socket.socket(family, kind, protocol)
        connection.settimeout(manners.seconds_per_answer)
        try:
            connection.connect(where)
        except OSError:
            connection.close()
        else:
            return connection
    raise NotFetched("unreachable")


@contextmanager
def _ended_after(connection: socket.socket, seconds: float) -> Iterator[threading.Event]:
    """Cut the connection after that time, whatever drips out of it: encryption, headers and body alike."""
    late = threading.Event()
    # A second handle on the same connection: encryption takes the first one over.
    handle = connection.dup()

    def cut() -> None:
        late.set()
        try:
            handle.shutdown(socket.SHUT_RDWR)
        except OSError:
            return

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield late
    finally:
        timer.cancel()
        handle.close()
        connection.close()


def _pool_over(connection: socket.socket, address: str) -> HTTPConnectionPool:
    """Return a pool of one connection: the one that was looked at, whatever the name leads to meanwhile."""
    parts = urlsplit(address)
    kind: Any = HTTPSConnectionPool if parts.scheme == "https" else HTTPConnectionPool

    class Pinned(kind.ConnectionCls):  # plain or encrypted, as the address says
        def _new_conn(self) -> socket.socket:
            return connection

    pool = kind(parts.hostname, parts.port, maxsize=1, retries=False, timeout=connection.gettimeout())
    pool.ConnectionCls = Pinned
    made: HTTPConnectionPool = pool
    return made


def _ask(connection: socket.socket, address: str, manners: Manners, *, read: bool, whole: bool) -> Fetched:
    headers = {"User-Agent": USER_AGENT, "Accept": "text/html,*/*;q=0.8", "Accept-Encoding": "identity"}
    pool = _pool_over(connection, address)
    try:
        answer = pool.urlopen(
            "GET", place(address), headers=headers, redirect=False, retries=False, preload_content=False
        )
        try:
            return _taken(answer, manners.bytes_per_answer, read=read, whole=whole)
        finally:
            answer.close()
    finally:
        pool.close()


def _taken(answer: Any, most: int, *, read: bool, whole: bool) -> Fetched:
    kind, _separator, rest = answer.headers.get("Content-Type", "").partition(";")
    content_type = kind.strip().lower()[:100]
    declared = answer.headers.get("Content-Length", "")
    size = int(declared) if declared.isascii() and declared.isdigit() and len(declared) < 16 else None
    location = answer.headers.get("Location", "")
    fits = whole and (size is None or size <= most)
    wanted = read and (fits or content_type in _READABLE)
    if location or (size is not None and not wanted):
        return Fetched(answer.status, content_type, "", b"", size or 0, location)
    raw, cut = _beginning(answer, most)
    body, unfolded_cut = _unfolded(raw, answer.headers.get("Content-Encoding", ""), most)
    cut = cut or unfolded_cut
    return Fetched(
        answer.status, content_type, _charset(rest), body if wanted else b"", len(body), location, cut=cut
    )


def _beginning(answer: Any, most: int) -> tuple[bytes, bool]:
    taken = bytearray()
    while len(taken) <= most:
        chunk = answer.read(_CHUNK, decode_content=False)
        if not chunk:
            return bytes(taken), False
        taken += chunk
    return bytes(taken[:most]), True


def _unfolded(raw: bytes, encoding: str, most: int) -> tuple[bytes, bool]:
    """Undo a compression that we did not ask for, never beyond `most` bytes."""
    encoding = encoding.strip().lower()
    if encoding in {"", "identity"}:
        return raw, False
    if encoding not in {"gzip", "x-gzip", "deflate"}:
        raise NotFetched("unreadable")
    try:
        unfolding = zlib.decompressobj(zlib.MAX_WBITS | 32)
        body = unfolding.decompress(raw, most)
    except zlib.error:
        raise NotFetched("unreadable") from None
    return body, bool(unfolding.unconsumed_tail)


def _charset(rest: str) -> str:
    for setting in rest.split(";"):
        name, _separator, value = setting.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'")[:40]
    return ""
