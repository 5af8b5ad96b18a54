"""Sites made with PHP, each in a box of its own for as long as somebody visits it.

Unlike a graded job a box is spoken to many times: a request goes in on its standard input, an answer comes out with
the box's nonce. It has no network; nothing of what it says is believed but its own bytes. The clock is out here: a
box that does not answer in time, or says something else than an answer, is ended.
"""

import contextlib
import json
import logging
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from grader import images
from grader.contract import Json, Limits
from grader.sandbox.base import BoxShape
from grader.sandbox.box import Box
from grader.sandbox.docker import ENGINE_ERRORS, START_SECONDS, DockerSandbox, short

log = logging.getLogger(__name__)

IMAGE = "php-site"
LIMITS = Limits(
    memory_mb=512, processes=64, scratch_mb=192, scratch_files=8000, file_mb=64, open_files=512, cpus=1.0
)
LAY_SECONDS = 60  # to receive the files and to play the database's
PAGE_SECONDS = 10  # for one page, watched in the box
LATE_SECONDS = 5  # what a box may take beyond, before it is ended from outside
LARGEST_ANSWER = 8 * 1024 * 1024
LONGEST_MESSAGE = 1024 * 1024
LIFE_SECONDS = 3600  # a box is replaced then, visited or not: the reaper takes what is older
GRACE_SECONDS = 60  # a box visited since does not make room for another
TURN_SECONDS = 3  # for a request to have its turn: a site makes one page at a time
# Two versions of a site are compared side by side; more would keep the sites of others out.
MOST_OF_ONE = 2
MOST_ASKING = 3  # requests that wait for one site


@dataclass(frozen=True, slots=True)
class HostedSite:
    """A site to serve: its files, the folder that is served (empty for all), the scripts its database begins with."""

    files: Mapping[str, bytes]
    root: str = ""
    scripts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HostedAnswer:
    """What a site answered; `told` is the box's word and may hold anything."""

    told: Mapping[str, Json]
    body: bytes


class CannotHost(Exception):
    """A site is not to be had now; the text is for the people who run the platform."""


class Full(CannotHost):
    """As many sites as are allowed are being visited."""


class Starting(CannotHost):
    """The box is being started: ask again."""


class Busy(CannotHost):
    """The site is still at work for others."""


class Gone(CannotHost):
    """The box ended while it was asked. The next request starts another."""


class SiteBox:
    """One box and the site in it; asked by one thread at a time."""

    def __init__(
        self,
        sandbox: DockerSandbox,
        site: HostedSite,
        *,
        name: str,
        turn: AbstractContextManager[object] | None = None,
    ) -> None:
        """Starts the box, within `turn` if others start boxes too, and lays the site; raises CannotHost."""
        self._sandbox = sandbox
        self._lock = threading.Lock()
        self._nonce = secrets.token_hex(16)
        self._box: Box | None = None
        self.problem: Json = None
        shape = BoxShape(images.tag(IMAGE), LIMITS.of_the_walls())
        try:
            with turn or contextlib.nullcontext():
                self._box = sandbox.open_box(
                    shape, run_id=name, lifetime=LIFE_SECONDS + START_SECONDS + LAY_SECONDS
                )
            if not self._box.wait_ready(time.monotonic() + START_SECONDS):
                detail = self._box.stream.stderr[-500:].decode("utf-8", "replace")
                raise CannotHost(f"the box was not ready: {detail}")
            self.problem = self._lay(site).told.get("problem")
        except ENGINE_ERRORS as error:
            self.close()
            raise CannotHost(short(error)) from error
        except CannotHost:
            self.close()
            raise

    def _lay(self, site: HostedSite) -> HostedAnswer:
        paths = sorted(site.files)
        first: dict[str, Any] = {
            "nonce": self._nonce,
            "files": [[path, len(site.files[path])] for path in paths],
            "root": site.root,
            "scripts": list(site.scripts),
            "seconds": LAY_SECONDS / 2,
        }
        return self._converse(first, b"".join(site.files[path] for path in paths), LAY_SECONDS)

    def ask(self, request: Mapping[str, Json], body: bytes = b"") -> HostedAnswer:
        """Returns what the site answers; raises Busy, or Gone, after which nothing can be asked here any more."""
        if not self._lock.acquire(timeout=TURN_SECONDS):
            raise Busy("its turn did not come")
        try:
            return self._converse(
                {**request, "seconds": PAGE_SECONDS, "size": len(body)}, body, PAGE_SECONDS + LATE_SECONDS
            )
        finally:
            self._lock.release()

    def _converse(self, message: Mapping[str, Any], body: bytes, seconds: float) -> HostedAnswer:
        box, deadline = self._box, time.monotonic() + seconds
        if box is None:
            raise Gone("the box was ended")
        head = json.dumps(message).encode()
        try:
            box.stream.send(b"%d\n" % len(head) + head + body, deadline)
            return self._heard(box, deadline)
        except (OSError, ValueError, KeyError, TypeError) as error:  # a timeout is an OSError
            self.close()
            raise Gone(short(error)) from error

    def _heard(self, box: Box, deadline: float) -> HostedAnswer:
        box.stream.limit = LARGEST_ANSWER + LONGEST_MESSAGE
        line = self._wait_for(box, box.stream.take_line, deadline)
        nonce, size = line.decode("ascii").split(" ")
        if nonce != f"@{self._nonce}" or not 0 < int(size) <= LONGEST_MESSAGE:
            raise ValueError("the box speaks out of turn")
        told = json.loads(self._wait_for(box, lambda: box.stream.take(int(size)), deadline))
        length = told["size"]
        if type(length) is not int or not 0 <= length <= LARGEST_ANSWER:
            raise ValueError("the box answers too much")
        return HostedAnswer(told, self._wait_for(box, lambda: box.stream.take(length), deadline))

    def _wait_for(self, box: Box, taken: Callable[[], bytes | None], deadline: float) -> bytes:
        while (found := taken()) is None:
            if box.stream.ended or box.stream.overflowed:
                raise OSError("the box ended, or wrote too much")
            box.stream.read(deadline)
        return found

    def close(self) -> None:
        """Ends the box; whoever asks it hears that it is gone."""
        box, self._box = self._box, None
        if box is not None:
            box.stream.close()
            self._sandbox.remove_soon(box.container)


@dataclass(slots=True)
class _Hosted:
    """A site by its key, from the first request on."""

    owner: str
    began: float
    visited: float
    ready: threading.Event = field(default_factory=threading.Event)
    box: SiteBox | None = None
    refusal: str = ""
    asking: int = 0


class Host:
    """Keeps the boxes of the sites that are visited, `most` at once, each until nobody came for `idle_seconds`."""

    def __init__(self, sandbox: DockerSandbox, *, most: int, idle_seconds: float) -> None:
        self._sandbox = sandbox
        self._most = most
        self._idle = idle_seconds
        self._lock = threading.Lock()
        self._engine = threading.Lock()
        self._hosted: dict[str, _Hosted] = {}
        self._closed = False

    def ask(
        self,
        key: str,
        load: Callable[[], HostedSite],
        request: Mapping[str, Json],
        body: bytes = b"",
        *,
        owner: str,
        patience: float,
        begun: Callable[[Json], None] = lambda problem: None,
    ) -> HostedAnswer:
        """Returns what the site of this key answers; where nobody visits it, it is started first.

        Args:
            owner: whose site it is; two of one owner live at once, a third ends the one visited longest ago.
            load: reads the site, called in a thread of its own.
            patience: seconds to wait for a box that starts.
            begun: told what the database complained of (or None), once the site is there.

        Raises:
            Full, Starting, Busy, Gone, CannotHost.
        """
        hosted = self._hosted_by(key, owner, load, begun)
        try:
            if not hosted.ready.wait(patience):
                raise Starting(key)
            if hosted.box is None:
                self._forget(key, hosted)
                raise CannotHost(hosted.refusal)
            try:
                return hosted.box.ask(request, body)
            except Gone:
                self._forget(key, hosted)
                raise
        finally:
            with self._lock:
                hosted.asking -= 1
                hosted.visited = time.monotonic()

    def _hosted_by(
        self, key: str, owner: str, load: Callable[[], HostedSite], begun: Callable[[Json], None]
    ) -> _Hosted:
        with self._lock:
            if self._closed:
                raise CannotHost("previews are stopping")
            now = time.monotonic()
            hosted = self._hosted.get(key)
            if hosted is None:
                self._make_room(owner, now)
                hosted = self._hosted[key] = _Hosted(owner, now, now)
                threading.Thread(target=self._start, args=(key, hosted, load, begun), daemon=True).start()
            if hosted.asking >= MOST_ASKING:
                raise Busy(f"{hosted.asking} requests wait")
            hosted.asking += 1
            hosted.visited = now
            return hosted

    def _make_room(self, owner: str, now: float) -> None:
        theirs = [key for key, one in self._hosted.items() if one.owner == owner]
        if len(theirs) >= MOST_OF_ONE:
            self._end(min(theirs, key=lambda key: self._hosted[key].visited))
        if len(self._hosted) < self._most:
            return
        quiet = [
            key for key, one in self._hosted.items() if not one.asking and now - one.visited >= GRACE_SECONDS
        ]
        if not quiet:
            raise Full(f"{self._most} sites are visited")
        self._end(min(quiet, key=lambda key: self._hosted[key].visited))

    def _start(
        self, key: str, hosted: _Hosted, load: Callable[[], HostedSite], begun: Callable[[Json], None]
    ) -> None:
        try:
            site = load()
            # The database of one site may take a minute: others start meanwhile.
            box = SiteBox(self._sandbox, site, name=key, turn=self._engine)
            with self._lock:
                unwanted = self._hosted.get(key) is not hosted
                hosted.box = box
            if unwanted:
                box.close()
            begun(box.problem)
        except CannotHost as refusal:
            hosted.refusal = str(refusal)
        except Exception as error:  # whatever it is, whoever waits has to be told
            log.exception("the site %s could not be started", key)
            hosted.refusal = short(error)
        finally:
            hosted.ready.set()

    def _forget(self, key: str, hosted: _Hosted) -> None:
        with self._lock:
            if self._hosted.get(key) is hosted:
                self._end(key)

    def _end(self, key: str) -> None:
        """With the lock held."""
        hosted = self._hosted.pop(key)
        if hosted.box is not None:
            hosted.box.close()

    def end(self, key: str) -> None:
        """Ends the site of this key, if it is there: the next visit starts it afresh."""
        with self._lock:
            if key in self._hosted:
                self._end(key)

    def sweep(self) -> None:
        """Ends what nobody visits any more, and what has lived long enough."""
        now = time.monotonic()
        with self._lock:
            for key, one in list(self._hosted.items()):
                over = now - one.began > LIFE_SECONDS or now - one.visited > self._idle
                if over and not one.asking and one.ready.is_set():
                    self._end(key)

    def visited(self) -> list[str]:
        with self._lock:
            return sorted(self._hosted)

    def close(self) -> None:
        """Ends every site and returns once nothing of them is left."""
        with self._lock:
            self._closed = True
            starting = [one for one in self._hosted.values() if not one.ready.is_set()]
            for key in list(self._hosted):
                self._end(key)
        deadline = time.monotonic() + START_SECONDS + LAY_SECONDS
        for one in starting:
            one.ready.wait(max(0, deadline - time.monotonic()))
        with contextlib.suppress(*ENGINE_ERRORS):
            self._sandbox.close()
