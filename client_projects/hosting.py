"""Keeps the sites made with PHP that somebody visits, each in a box, and answers the web over a socket.

A door to the grader, for the one process that does this: boxes need Docker. Who may visit what was decided by the
web; whoever can write on this socket is trusted.
"""

import contextlib
import logging
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from client_projects.crawling.addresses import Site as Address
from client_projects.crawling.reading import decoded, read_page
from client_projects.models import SiteVersion
from client_projects.running import (
    ANSWER_SECONDS,
    LARGEST_BODY,
    PATIENCE,
    SiteAnswer,
    Trouble,
    add_to_log,
    answer_of,
    packed,
    publish_open_sites,
    unpacked,
)
from client_projects.sites import MAX_TOTAL_BYTES, TYPES, database_scripts, folder_served, stored_files
from grader.hosting import Busy, CannotHost, Full, Gone, Host, HostedAnswer, HostedSite, SiteBox, Starting
from grader.inspection import Site
from grader.sandbox.docker import DockerSandbox

__all__ = ["CannotHost", "hosted_site", "open_host", "remove_leftovers", "serve", "site_as_shown"]

logger = logging.getLogger(__name__)

SWEEP_SECONDS = 5
MOST_CALLERS = 32
# What is asked of a site to know its pages, and the name under which its pages are then looked at.
MOST_ASKED = 80
# A site that answers slowly, or much, is looked at for so long and no longer.
WALK_SECONDS = 120
MOST_LATE = 3
_SITE = Address("https", "site.test", 443)
_NAME = "preview-"
_TROUBLES: dict[type[CannotHost], Trouble] = {
    Starting: Trouble.STARTING,
    Full: Trouble.FULL,
    Busy: Trouble.BUSY,
    Gone: Trouble.GONE,
}


def open_host() -> Host:
    """Return who keeps the boxes; `close` it at the end."""
    idle = 60 * settings.PREVIEWS["IDLE_MINUTES"]
    return Host(_sandbox(), most=settings.PREVIEWS["BOXES"], idle_seconds=idle)


def _sandbox() -> DockerSandbox:
    return DockerSandbox(
        owner=settings.GRADER["OWNER"],
        base_url=settings.GRADER["DOCKER_HOST"] or None,
        oci_runtime=settings.GRADER["OCI_RUNTIME"] or None,
    )


def remove_leftovers() -> int:
    """Remove the boxes that a former process kept for visitors and did not take with it; return how many."""
    with _sandbox() as sandbox:
        return sandbox.reap_named(_NAME)


def hosted_site(files: Mapping[str, bytes]) -> HostedSite:
    return HostedSite(files, root=folder_served(files), scripts=tuple(database_scripts(files)))


def serve(host: Host, address: str, stop: threading.Event) -> None:
    """Answer the web at this address until `stop` is set.

    Raises:
        OSError: nobody can listen there.
    """
    place = Path(address)
    place.unlink(missing_ok=True)
    callers = threading.BoundedSemaphore(MOST_CALLERS)
    with contextlib.closing(socket.socket(socket.AF_UNIX)) as listener:
        listener.bind(address)
        place.chmod(0o600)
        listener.listen(64)
        listener.settimeout(SWEEP_SECONDS / 10)
        sweeper = threading.Thread(target=_sweep, args=(host, stop), name="sweeper")
        sweeper.start()
        while not stop.is_set():
            try:
                caller, _ = listener.accept()
            except TimeoutError:
                continue
            if callers.acquire(blocking=False):
                threading.Thread(target=_attend, args=(host, caller, callers), daemon=True).start()
            else:
                caller.close()
        sweeper.join()
    place.unlink(missing_ok=True)


def _sweep(host: Host, stop: threading.Event) -> None:
    while not stop.wait(SWEEP_SECONDS):
        try:
            host.sweep()
            publish_open_sites(len(host.visited()))
        except Exception:  # the thread must outlive any fault of the engine
            logger.exception("what nobody visits stays a while longer")


def _attend(host: Host, caller: socket.socket, callers: threading.BoundedSemaphore) -> None:
    try:
        with contextlib.closing(caller), caller.makefile("rb") as reader:
            caller.settimeout(ANSWER_SECONDS)
            message, body = unpacked(reader, LARGEST_BODY)
            caller.sendall(packed(*_answer(host, message, body)))
    except (OSError, ValueError, KeyError, TypeError):
        logger.warning("a caller left before it was answered", exc_info=True)
    finally:
        callers.release()
        close_old_connections()


def _answer(host: Host, message: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    version_id = int(message["version"])
    if message["do"] == "end":
        host.end(_name(version_id))
        return {"ended": True}, b""
    try:
        answer = host.ask(
            _name(version_id),
            lambda: _load(version_id),
            message["request"],
            body,
            owner=str(int(message["project"])),
            patience=PATIENCE,
            begun=lambda problem: _log_beginning(version_id, problem),
        )
    except CannotHost as refusal:
        trouble = _TROUBLES.get(type(refusal), Trouble.ABSENT)
        if trouble == Trouble.ABSENT:
            logger.error("site version %s cannot be shown: %s", version_id, refusal)
        return {"trouble": trouble}, b""
    _log(version_id, answer)
    return {"answer": dict(answer.told)}, answer.body


def _name(version_id: int) -> str:
    return f"{_NAME}{version_id}"


def _load(version_id: int) -> HostedSite:
    try:
        with SiteVersion.objects.get(pk=version_id).archive.open("rb") as archive:
            return hosted_site(stored_files(archive))
    finally:
        close_old_connections()


# ---- a site as a stranger finds it ------------------------------------------------------------------------
@dataclass(frozen=True)
class ShownSite:
    """The pages of a site made with PHP, the home page first, and the site as `inspecting` takes it."""

    site: Site
    pages: list[str]


def site_as_shown(version: SiteVersion, *, most_pages: int) -> ShownSite:
    """Return a site made with PHP as whoever follows its links from the home page finds it.

    Raises:
        CannotHost: no box could be had. The fault is ours.
        OSError: its files cannot be read.
    """
    with version.archive.open("rb") as archive:
        hosted = hosted_site(stored_files(archive))
    with _sandbox() as sandbox:
        box = SiteBox(sandbox, hosted, name=f"site-{version.pk}")
        try:
            _log_beginning(version.pk, box.problem)
            return _Walk(version.pk, box, dict(_served_as_they_are(hosted)), most_pages).walked()
        finally:
            box.close()


def _served_as_they_are(hosted: HostedSite) -> Iterator[tuple[str, bytes]]:
    top = f"{hosted.root}/" if hosted.root else ""
    for path, content in hosted.files.items():
        if path.startswith(top) and PurePosixPath(path).suffix.lower() in TYPES:
            yield path.removeprefix(top), content


class _Walk:
    """Follows the links of a site from its home page."""

    def __init__(self, version_id: int, box: SiteBox, files: dict[str, bytes], most_pages: int) -> None:
        self._version_id = version_id
        self._box = box
        self._files = files
        self._types: dict[str, str] = {}
        self._most = most_pages
        self._pages: list[str] = []
        self._there: set[str] = set()
        self._late = 0
        self._room = MAX_TOTAL_BYTES - sum(map(len, files.values()))
        self._waiting = [_SITE.root]
        self._known = {_SITE.root}

    def walked(self) -> ShownSite:
        ends = time.monotonic() + WALK_SECONDS
        for _ in range(MOST_ASKED):
            if not self._waiting or len(self._pages) >= self._most:
                break
            if self._late >= MOST_LATE or self._room <= 0 or time.monotonic() > ends:
                break
            try:
                self._visit(self._waiting.pop(0))
            except Gone:  # what was found until here is looked at
                break
        # Nobody went there: nobody can say that it leads nowhere.
        self._there.update(_key(address) for address in self._waiting)
        return ShownSite(Site(self._files, types=self._types, elsewhere=frozenset(self._there)), self._pages)

    def _visit(self, address: str) -> None:
        parts = urlsplit(address)
        request: dict[str, Any] = {
            "method": "GET",
            "path": unquote(parts.path),
            "query": parts.query,
            "headers": {"Accept": "text/html", "Accept-Language": "fr"},
            "host": parts.netloc,
            "secure": True,
            "visitor": "inspection",
        }
        raw = self._box.ask(request)
        _log(self._version_id, raw)
        answer = answer_of(dict(raw.told), raw.body, parts.netloc)
        if answer.location or answer.elsewhere:
            self._there.add(_key(address))
            self._find([answer.location], address)
        elif answer.late:
            self._late += 1
        elif answer.status == HTTPStatus.OK and not answer.broke and len(answer.body) <= self._room:
            self._room -= len(answer.body)
            self._keep(address, answer)

    def _keep(self, address: str, answer: SiteAnswer) -> None:
        name = _key(address)
        self._files[name], self._types[name] = answer.body, answer.content_type
        if answer.content_type.startswith("text/html"):
            self._pages.append(name)
            facts = read_page(decoded(answer.body, "utf-8"), address, _SITE)
            self._find([*facts.links, *facts.files], address)

    def _find(self, links: list[str], base: str) -> None:
        for link in filter(None, links):
            found = _SITE.own(link, base)
            if found and found not in self._known and not self._is_served_as_it_is(_key(found)):
                self._known.add(found)
                self._waiting.append(found)

    def _is_served_as_it_is(self, name: str) -> bool:
        return name in self._files and not name.endswith((".html", ".htm"))


def _key(address: str) -> str:
    """Return an address as `inspecting` names what it leads to."""
    parts = urlsplit(address)
    path = unquote(parts.path).lstrip("/")
    if not path or path.endswith("/"):
        path += "index.html"
    return f"{path}?{parts.query}" if parts.query else path


# ---- the log ---------------------------------------------------------------------------------------------
# Lines are added to what is there: one thread at a time.
_log_turn = threading.Lock()


def _log_beginning(version_id: int, problem: Any) -> None:
    if isinstance(problem, dict):
        with _log_turn:
            add_to_log(version_id, [_line("database", "", problem)])


def _log(version_id: int, answer: HostedAnswer) -> None:
    page = str(answer.told.get("page") or "")[:200]
    lines = [_line("warning", page, one) for one in _dicts(answer.told.get("warnings"))]
    if answer.told.get("late") is True:
        lines.append(_line("late", page, {}))
    if answer.told.get("cut") is True:
        lines.append(_line("cut", page, {}))
    lines += [_line("stopped", page, one) for one in _dicts([answer.told.get("stopped")])]
    for letter in _list(answer.told.get("letters")):
        if isinstance(letter, list) and len(letter) == 2:
            lines.append(_line("letter", page, {"name": letter[0], "message": letter[1]}))
    with _log_turn:
        add_to_log(version_id, lines[::-1])


def _line(kind: str, page: str, problem: Mapping[str, Any]) -> dict[str, Any]:
    line = problem.get("line")
    return {
        "at": timezone.now().isoformat(),
        "kind": kind,
        "page": page,
        "name": _text(problem.get("name")),
        "message": _text(problem.get("message")),
        "file": _text(problem.get("file")),
        "line": line if type(line) is int else None,
    }


def _text(value: Any) -> str:
    return "".join(char for char in value[:600] if char.isprintable()) if isinstance(value, str) else ""


def _list(value: Any) -> list[Any]:
    return value[:20] if isinstance(value, list) else []


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [one for one in _list(value) if isinstance(one, dict)]
