"""Sites made with PHP, as the web asks for their pages: over a socket, from a process that keeps them in boxes.

The web reaches no Docker. What comes back is a stranger's word: `answer_of` keeps of it what a page of a preview may
say, and nothing of ours goes in (no cookie, no address that is a key).
"""

import contextlib
import json
import logging
import re
import socket
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError

from lms.core.queue import valkey

logger = logging.getLogger(__name__)

LARGEST_BODY = 8 * 1024 * 1024
LARGEST_ANSWER = 8 * 1024 * 1024
LONGEST_MESSAGE = 1024 * 1024
# Seconds a request may wait for its site to start, and for the whole conversation: longer than a page is given.
PATIENCE = 4.0
ANSWER_SECONDS = 30.0
# Requests that one process of the web lets wait for such sites: its other threads stay free for everybody else.
MOST_WAITING = 2
LOG_SECONDS = 24 * 3600
LOG_LINES = 100
# What is said of how many sites run holds so long.
OPEN_SECONDS = 60
_OPEN = "client_projects:open_sites"
_ADDRESS_SCHEMES = ("http", "https")
_TYPE = re.compile(
    r"(?!multipart/|message/)[\w.+-]+/[\w.+-]+(?:\s*;\s*charset=[\w-]{1,40})?", re.ASCII | re.IGNORECASE
)
# What a page may say of itself. Cookies stay in the box, and the rules of the page are ours.
_KEPT = ("Content-Disposition", "Content-Language", "Retry-After")
_waiting = threading.BoundedSemaphore(MOST_WAITING)
_PLAIN = re.compile(r"[\t\x20-\x7e]{0,1000}")


class Trouble(StrEnum):
    """Why a site does not answer."""

    STARTING = "starting"
    FULL = "full"
    BUSY = "busy"
    GONE = "gone"
    ABSENT = "absent"


class SiteDoesNotAnswer(Exception):
    """The site cannot be had now."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


@dataclass(frozen=True)
class SiteAnswer:
    """What a page answered, cleaned: `location` leads within the site, `elsewhere` to another one."""

    status: int
    content_type: str
    body: bytes
    headers: Mapping[str, str]
    location: str = ""
    elsewhere: str = ""
    late: bool = False
    cut: bool = False
    stopped: Mapping[str, Any] | None = None

    @property
    def broke(self) -> bool:
        """Whether the page stopped before it had anything to show."""
        return self.late or self.cut or (self.stopped is not None and not self.body)


def ask_site(
    *, version_id: int, project_id: int, request: Mapping[str, Any], body: bytes = b""
) -> SiteAnswer:
    """Return what a version of a project's site, made with PHP, answers to a request.

    Raises:
        SiteDoesNotAnswer: it is starting, too many are visited or wait for an answer, or nobody keeps such
            sites.
    """
    if not _waiting.acquire(blocking=False):
        raise SiteDoesNotAnswer(Trouble.BUSY)
    try:
        asked = {"do": "ask", "version": version_id, "project": project_id, "request": dict(request)}
        told, content = _converse(asked, body)
    finally:
        _waiting.release()
    if trouble := told.get("trouble"):
        raise SiteDoesNotAnswer(Trouble(trouble) if trouble in list(Trouble) else Trouble.ABSENT)
    return answer_of(told.get("answer"), content, str(request["host"]))


def end_site(*, version_id: int) -> None:
    """End the box of a version, if there is one: the next visit begins afresh.

    Raises:
        SiteDoesNotAnswer: nobody keeps such sites.
    """
    _converse({"do": "end", "version": version_id}, b"")


def _converse(message: Mapping[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    address = settings.PREVIEWS["SOCKET"]
    if not address:
        raise SiteDoesNotAnswer(Trouble.ABSENT)
    try:
        with contextlib.closing(socket.socket(socket.AF_UNIX)) as line:
            line.settimeout(ANSWER_SECONDS)
            line.connect(address)
            line.sendall(packed(message, body))
            with line.makefile("rb") as reader:
                return unpacked(reader, LARGEST_ANSWER)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SiteDoesNotAnswer(Trouble.ABSENT) from error


# ---- the words on the socket -----------------------------------------------------------------------------
def packed(message: Mapping[str, Any], body: bytes) -> bytes:
    return json.dumps({**message, "size": len(body)}).encode() + b"\n" + body


def unpacked(reader: Any, most: int) -> tuple[dict[str, Any], bytes]:
    """Return a message and its body; raises ValueError, KeyError or TypeError for what is none."""
    line = reader.readline(LONGEST_MESSAGE)
    message = json.loads(line)
    size = message["size"]
    if type(size) is not int or not 0 <= size <= most:
        raise ValueError("too much")
    body = reader.read(size)
    if len(body) < size:
        raise ValueError("cut")
    return message, body


# ---- what a stranger said --------------------------------------------------------------------------------
def answer_of(told: Any, body: bytes, host: str) -> SiteAnswer:
    """Return what a page of a preview may say of all that a site said; `host` is the name it was asked under."""
    told = told if isinstance(told, dict) else {}
    status = told.get("status")
    if type(status) is not int or not 200 <= status <= 599:
        status = 502
    given = _first_of_each(told.get("headers"))
    location, elsewhere = _led(given.get("location", ""), host) if 300 <= status < 400 else ("", "")
    stopped = told.get("stopped")
    kind = given.get("content-type", "text/html; charset=utf-8")
    return SiteAnswer(
        status=status,
        content_type=kind if _TYPE.fullmatch(kind) else "text/plain; charset=utf-8",
        body=body,
        headers={name: given[name.lower()] for name in _KEPT if name.lower() in given},
        location=location,
        elsewhere=elsewhere,
        late=told.get("late") is True,
        cut=told.get("cut") is True,
        stopped=stopped if isinstance(stopped, dict) else None,
    )


def _first_of_each(headers: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in headers if isinstance(headers, list) else []:
        if isinstance(one, list) and len(one) == 2 and all(isinstance(text, str) for text in one):
            name, value = one
            if _PLAIN.fullmatch(value):
                found.setdefault(name.lower(), value)
    return found


def _led(place: str, host: str) -> tuple[str, str]:
    """Return where a redirection leads: an address of this site, or one of another."""
    if not place or any(sign in place for sign in "\\\t"):
        return "", ""
    try:
        parts = urlsplit(place)
    except ValueError:
        return "", ""
    if parts.scheme and parts.scheme not in _ADDRESS_SCHEMES:
        return "", ""
    if parts.netloc and parts.netloc != host:
        return "", place if parts.scheme else f"https:{place}"
    inside = parts._replace(scheme="", netloc="").geturl()
    # `//a.example` would be another site's address again.
    return ("/" + inside.lstrip("/") if parts.netloc or inside.startswith("/") else inside), ""


# ---- how many ---------------------------------------------------------------------------------------------
def publish_open_sites(count: int) -> None:
    """Say how many sites are kept running now; soon forgotten, so that a keeper that died says nothing."""
    try:
        valkey().set(_OPEN, count, ex=OPEN_SECONDS)
    except RedisError as error:
        logger.warning("the number of open previews is not published: %s", error)


def open_sites_now() -> int | None:
    """Return how many sites are kept running; None when no keeper runs, or nobody can say."""
    try:
        said = cast(bytes | None, valkey().get(_OPEN))
        return int(said) if said is not None else None
    except (RedisError, ValueError) as error:
        logger.warning("the number of open previews is unknown: %s", error)
        return None


# ---- the log ---------------------------------------------------------------------------------------------
def log_of(version_id: int) -> list[dict[str, Any]]:
    """Return what PHP complained of when a version was visited lately, newest first."""
    kept: list[dict[str, Any]] = cache.get(_log_key(version_id), [])
    return kept


def add_to_log(version_id: int, lines: Sequence[Mapping[str, Any]]) -> None:
    """Keep these for a day, before the former ones; what was said in the same words just before is not said again."""
    if not lines:
        return
    kept = log_of(version_id)
    fresh = [dict(line) for line in lines]
    words = [{**line, "at": ""} for line in kept[: len(fresh)]]
    if words == [{**line, "at": ""} for line in fresh]:
        kept = kept[len(fresh) :]
    cache.set(_log_key(version_id), [*fresh, *kept][:LOG_LINES], LOG_SECONDS)


def _log_key(version_id: int) -> str:
    return f"site-log:{version_id}"
