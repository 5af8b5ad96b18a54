"""Boxes started before anyone clicks, and how a worker gets one.

One keeper per grading host holds, for each shape, as many boxes as it was asked to: started, loaded, blocked
on their input, never used. A worker claims one over a Unix socket and receives the very stream to it; the
claim lasts as long as the connection, so a worker that dies gives its box back to be removed. Nobody waits
for the keeper: where no box waits, or no keeper answers, the worker starts one itself.

Making and removing boxes is most of what they cost, and is done when nobody is being served.
"""

import contextlib
import json
import logging
import os
import selectors
import socket
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from grader.contract import BoxRun, Json, Outcome
from grader.sandbox.base import BoxJob, BoxShape
from grader.sandbox.box import Box, Clock, Stream
from grader.sandbox.docker import ENGINE_ERRORS, START_SECONDS, DockerSandbox, short

log = logging.getLogger(__name__)

CLAIM_SECONDS = 0.5  # a keeper that takes longer is slower than no keeper
DOORSTEP_SECONDS = 0.005  # between two tries while too many wait at the keeper's door
QUIET_SECONDS = 0.15  # nobody claimed or gave back for that long: the machine has time for the next ones
REMOVE_WITHIN_SECONDS = 2.0  # a box that is over does not stay longer, however busy we are
WAITING_SECONDS = 3600  # a waiting box is replaced before it is that old
REAP_SECONDS = 60
STOP_SECONDS = 20  # for the engine to remove what is left when the keeper stops
LAST_CALLERS_SECONDS = (
    3  # for workers to give back what they hold then; what they keep longer is the reaper's
)
BACK_OFF_SECONDS = (1, 2, 5, 15, 30)  # after the engine failed us
MOST_WAITING = 256
LONGEST_MESSAGE = 8192


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many boxes of a shape should wait, and what one costs in memory while it waits."""

    shape: BoxShape
    count: int
    waiting_mb: int


def within_budget(wanted: Sequence[Wanted], budget_mb: int) -> dict[BoxShape, int]:
    """Returns how many boxes of each shape to hold: one each as long as the memory allows, in the order given,
    then one more in turn until all have what they want or nothing fits."""
    held: dict[BoxShape, int] = {}
    left = budget_mb
    growing = [one for one in wanted if one.count > 0]
    while growing and sum(held.values()) < MOST_WAITING:
        still = []
        for one in growing:
            if one.waiting_mb > left:
                continue
            held[one.shape] = held.get(one.shape, 0) + 1
            left -= one.waiting_mb
            if held[one.shape] < one.count:
                still.append(one)
        growing = still
    return held


def helpers_for(processors: int) -> int:
    """Return how many boxes are made or removed at a time: one processor stays free for whoever clicks meanwhile."""
    return max(1, processors - 1)


@dataclass(slots=True)
class _Waiting:
    box: Box
    since: float  # monotonic


@dataclass(slots=True)
class _Caller:
    """A worker's connection: what it has said so far, and the box it holds."""

    said: bytearray = field(default_factory=bytearray)
    container: str = ""


@dataclass(frozen=True, slots=True)
class _Over:
    container: str
    due: float  # monotonic


class Keeper:
    """Holds the waiting boxes of one host. `address` is its Unix socket; `budget_mb` bounds what waits.

    `serve` blocks; `want` may be called from any thread, at any time.
    """

    def __init__(self, sandbox: DockerSandbox, address: Path, *, budget_mb: int) -> None:
        self._sandbox = sandbox
        self._address = address
        self._budget_mb = budget_mb
        self._lock = threading.Condition()
        self._targets: dict[BoxShape, int] = {}
        self._waiting: dict[BoxShape, deque[_Waiting]] = {}
        self._starting: Counter[BoxShape] = Counter()
        self._over: deque[_Over] = deque()
        self._last_claim = 0.0
        self._failures = 0
        self._retry_at = 0.0
        self._reap_at = 0.0
        self._stopping = False
        self._give_up_at = 0.0
        self._counts: Counter[str] = Counter()
        self._held = 0  # boxes in the hands of workers; of the serving thread alone
        self._selector = selectors.DefaultSelector()
        self._bell, self._ringer = socket.socketpair()

    # ---- what the platform says and asks ----------------------------------------------------------
    def want(self, wanted: Sequence[Wanted]) -> None:
        """Sets what should wait from now on; what is more than that, or too old, goes. Call it regularly."""
        with self._lock:
            self._targets = within_budget(wanted, self._budget_mb)
            self._drop_surplus()
            self._drop_old()
            self._lock.notify_all()

    def metrics(self) -> dict[str, Json]:
        """Returns counts since the start (`claimed`, `missed`, `started`, `start_failures`, `died_waiting`,
        `removed`) and, per image and command, how many boxes wait, start and are wanted."""
        with self._lock:
            shapes: dict[str, Json] = {
                _name(shape): {
                    "waiting": len(self._waiting.get(shape, ())),
                    "starting": self._starting[shape],
                    "wanted": self._targets.get(shape, 0),
                }
                for shape in {*self._targets, *self._waiting}
            }
            counts: dict[str, Json] = {name: self._counts[name] for name in _COUNTED}
            return {**counts, "shapes": shapes, "engine_fails": self._failures > 0}

    # ---- serving ----------------------------------------------------------------------------------
    def serve(self, stop: threading.Event) -> None:
        """Answers claims until `stop` is set, then removes what waits. Raises OSError if the address is taken."""
        try:
            listener = self._listen()
        except OSError:
            self._close()
            raise
        helpers = [
            threading.Thread(target=self._keep_house, name=f"keeper-{number}", daemon=True)
            for number in range(helpers_for(os.cpu_count() or 1))
        ]
        try:
            self._selector.register(listener, selectors.EVENT_READ, self._welcome)
            self._selector.register(self._bell, selectors.EVENT_READ, self._hear_bell)
            for helper in helpers:
                helper.start()
            while not stop.is_set():
                for key, _ in self._selector.select(timeout=0.2):
                    key.data(key.fileobj)
        finally:
            self._address.unlink(missing_ok=True)
            listener.close()
            self._end(helpers)

    def _listen(self) -> socket.socket:
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        if _answers(self._address):
            listener.close()
            raise OSError(f"another keeper answers at {self._address}")
        self._address.unlink(missing_ok=True)
        mask = os.umask(0o177)
        try:
            listener.bind(str(self._address))
        finally:
            os.umask(mask)
        listener.listen(128)
        listener.setblocking(False)
        return listener

    def _take_back_last_boxes(self) -> None:
        """Hear the workers that are done just now: a box given back as we stop is removed like any other."""
        deadline = time.monotonic() + LAST_CALLERS_SECONDS
        while self._held and time.monotonic() < deadline:
            for key, _ in self._selector.select(timeout=0.05):
                key.data(key.fileobj)

    def _end(self, helpers: Sequence[threading.Thread]) -> None:
        self._take_back_last_boxes()
        with self._lock:
            self._stopping = True
            self._give_up_at = time.monotonic() + STOP_SECONDS
            self._targets = {}
            self._drop_surplus()
            self._lock.notify_all()
        for helper in helpers:
            helper.join(timeout=START_SECONDS)
        for key in list(self._selector.get_map().values()):
            self._selector.unregister(key.fileobj)
            key.fileobj.close()  # type: ignore[union-attr]
        self._close()

    def _close(self) -> None:
        for part in (self._bell, self._ringer, self._selector):
            part.close()

    def _welcome(self, listener: socket.socket) -> None:
        """Let in everybody who waits at the door: one at a time, a crowd would outlast a worker's patience."""
        with contextlib.suppress(BlockingIOError, ConnectionAbortedError):
            while True:
                connection, _ = listener.accept()
                connection.setblocking(False)
                hear = partial(self._hear, caller=_Caller())
                self._selector.register(connection, selectors.EVENT_READ, hear)

    def _hear(self, connection: socket.socket, caller: _Caller) -> None:
        try:
            chunk = connection.recv(LONGEST_MESSAGE)
        except BlockingIOError:
            return
        except OSError:
            chunk = b""
        caller.said += chunk
        if not chunk or len(caller.said) > LONGEST_MESSAGE:
            self._part(connection, caller)
        elif b"\n" in caller.said and not caller.container:
            self._give(connection, caller)

    def _part(self, connection: socket.socket, caller: _Caller) -> None:
        """The worker is done with its box, or gone: the box is over either way."""
        self._selector.unregister(connection)
        connection.close()
        self._held -= bool(caller.container)
        with self._lock:
            self._last_claim = time.monotonic()
            if caller.container:
                self._over.append(_Over(caller.container, self._last_claim + REMOVE_WITHIN_SECONDS))
                self._lock.notify_all()

    def _give(self, connection: socket.socket, caller: _Caller) -> None:
        try:
            shape = BoxShape.from_dict(json.loads(bytes(caller.said)))
        except (ValueError, KeyError, TypeError):
            self._part(connection, caller)
            return
        waiting = self._take(shape)
        if waiting is None:
            with contextlib.suppress(OSError):
                connection.send(b"\n")
            return
        caller.container = waiting.box.container
        self._held += 1
        answer = waiting.box.container.encode() + b"\n"
        try:
            socket.send_fds(connection, [answer], [waiting.box.stream.socket.fileno()])
        except OSError:
            self._part(connection, caller)
        finally:
            waiting.box.stream.close()  # ours; the worker has its own now

    def _take(self, shape: BoxShape) -> _Waiting | None:
        with self._lock:
            self._last_claim = time.monotonic()
            queue = self._waiting.get(shape)
            if not queue:
                self._counts["missed"] += 1
                return None
            self._counts["claimed"] += 1
            waiting = queue.popleft()
        with contextlib.suppress(KeyError):  # it may be too new to be watched
            self._selector.unregister(waiting.box.stream.socket)
        return waiting

    # ---- waiting boxes, watched ---------------------------------------------------------------------
    def _hear_bell(self, bell: socket.socket) -> None:
        """A box became ready, or has to go: the selector is changed by its own thread only."""
        bell.recv(4096)
        with self._lock:
            watched = self._selector.get_map()
            for shape, queue in self._waiting.items():
                for waiting in queue:
                    if waiting.box.stream.socket not in watched:
                        self._watch(shape, waiting)

    def _watch(self, shape: BoxShape, waiting: _Waiting) -> None:
        self._selector.register(
            waiting.box.stream.socket, selectors.EVENT_READ, lambda _: self._lose(shape, waiting)
        )

    def _lose(self, shape: BoxShape, waiting: _Waiting) -> None:
        """A waiting box says nothing: one that speaks, or ends, is broken."""
        with self._lock:
            queue = self._waiting[shape]
            if waiting in queue:
                queue.remove(waiting)
                self._counts["died_waiting"] += 1
                self._discard(waiting)

    def _discard(self, waiting: _Waiting) -> None:
        with contextlib.suppress(KeyError, ValueError):
            self._selector.unregister(waiting.box.stream.socket)
        waiting.box.stream.close()
        self._over.append(_Over(waiting.box.container, time.monotonic() + REMOVE_WITHIN_SECONDS))
        self._lock.notify_all()

    def _drop_surplus(self) -> None:
        for shape, queue in self._waiting.items():
            while len(queue) > self._targets.get(shape, 0):
                self._discard(queue.popleft())

    def _drop_old(self) -> None:
        oldest = time.monotonic() - WAITING_SECONDS * 0.8
        for queue in self._waiting.values():
            while queue and queue[0].since < oldest:
                self._discard(queue.popleft())

    # ---- making and removing, when there is time ----------------------------------------------------
    def _keep_house(self) -> None:
        while True:
            with self._lock:
                task = self._next_task()
                if task is None:
                    if self._stopping and (not self._over or time.monotonic() > self._give_up_at):
                        return  # what the engine still holds is the reaper's
                    self._lock.wait(timeout=0.05 if self._has_work() else 1.0)
                    continue
            task()

    def _has_work(self) -> bool:
        return bool(self._over) or self._neediest() is not None

    def _next_task(self) -> Callable[[], None] | None:
        now = time.monotonic()
        quiet = now - self._last_claim > QUIET_SECONDS or self._stopping
        if self._over and now > self._retry_at and (quiet or self._over[0].due < now):
            return partial(self._remove, self._over.popleft().container)
        if not quiet or self._stopping or now < self._retry_at:
            return None
        if now > self._reap_at:
            self._reap_at = now + REAP_SECONDS
            return self._reap
        if (shape := self._neediest()) is None:
            return None
        self._starting[shape] += 1
        return partial(self._fill, shape)

    def _remove(self, container: str) -> None:
        if self._sandbox.remove(container):
            self._counts["removed"] += 1
            return
        with self._lock:  # the engine fails us: it will be asked again
            self._retry_at = max(self._retry_at, time.monotonic() + BACK_OFF_SECONDS[0])
            self._over.append(_Over(container, self._retry_at + BACK_OFF_SECONDS[0]))

    def _reap(self) -> None:
        """Removes what a keeper or a worker before us left when it died."""
        try:
            self._sandbox.reap(time.time())
        except ENGINE_ERRORS as error:
            log.warning("left-over boxes were not looked for: %s", short(error))

    def _neediest(self) -> BoxShape | None:
        """Returns the shape that has the smallest part of what it should have, or None if all have it."""
        parts = {
            shape: (len(self._waiting.get(shape, ())) + self._starting[shape]) / count
            for shape, count in self._targets.items()
        }
        neediest = min(parts, key=parts.__getitem__, default=None)
        return neediest if neediest is not None and parts[neediest] < 1 else None

    def _fill(self, shape: BoxShape) -> None:
        box, problem = self._start(shape)
        with self._lock:
            self._starting[shape] -= 1
            if box is None:
                self._counts["start_failures"] += 1
                self._retry_at = time.monotonic() + BACK_OFF_SECONDS[min(self._failures, 4)]
                self._failures += 1
                log.warning("no box of %s could be started: %s", _name(shape), problem)
                return
            self._failures = 0
            self._counts["started"] += 1
            self._waiting.setdefault(shape, deque()).append(_Waiting(box, time.monotonic()))
            self._drop_surplus()
        with contextlib.suppress(OSError):
            self._ringer.send(b"!")

    def _start(self, shape: BoxShape) -> tuple[Box | None, str]:
        try:
            box = self._sandbox.open_box(shape, run_id="waiting", lifetime=WAITING_SECONDS + START_SECONDS)
        except ENGINE_ERRORS as error:
            return None, short(error)
        if box.wait_ready(time.monotonic() + START_SECONDS):
            box.stream.socket.setblocking(False)
            return box, ""
        problem = box.stream.stderr[-300:].decode("utf-8", "replace") or "it was never ready"
        box.stream.close()
        self._sandbox.remove_soon(box.container)
        return None, problem


_COUNTED = ("claimed", "missed", "started", "start_failures", "died_waiting", "removed")


def _name(shape: BoxShape) -> str:
    return " ".join([shape.image, *shape.command])


def _answers(address: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(CLAIM_SECONDS)
        try:
            probe.connect(str(address))
        except OSError:
            return False
    return True


class PooledSandbox:
    """Does each job in a box that waited for it, or in one started for it by `cold` when none does.

    `patience` is how many seconds the keeper at `address` may take to answer.
    """

    def __init__(self, cold: DockerSandbox, address: Path, *, patience: float = CLAIM_SECONDS) -> None:
        self.cold = cold
        self._address = str(address)
        self._patience = patience

    def run(self, job: BoxJob) -> BoxRun:
        clock = Clock()
        with self._claimed(job.shape) as box:
            if box is not None:
                with contextlib.suppress(*ENGINE_ERRORS):
                    run = self.cold.run_in(box, job, clock)
                    # A box that was taken away under our hands proves nothing: once more, in a new one.
                    if run.outcome is not Outcome.COULD_NOT_START:
                        return run
        return self.cold.run(job)

    @contextlib.contextmanager
    def _claimed(self, shape: BoxShape) -> Iterator[Box | None]:
        """Yields a ready box, or None. The box is the keeper's again, to be removed, when the block ends."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as keeper:
            box = self._ask(keeper, shape)
            try:
                yield box
            finally:
                if box is not None:
                    box.stream.close()

    def _ask(self, keeper: socket.socket, shape: BoxShape) -> Box | None:
        keeper.settimeout(self._patience)
        try:
            self._come_in(keeper)
            keeper.sendall(json.dumps(shape.to_dict()).encode() + b"\n")
            answer, descriptors, _, _ = socket.recv_fds(keeper, 256, 1)
        except OSError:
            return None
        if not descriptors:
            return None
        stream = Stream(socket.socket(fileno=descriptors[0]))
        return Box(answer.decode("ascii", "replace").strip(), stream)

    def _come_in(self, keeper: socket.socket) -> None:
        """Come back while the doorstep is full: with a time limit one is refused at once (EAGAIN of connect(2))."""
        deadline = time.monotonic() + self._patience
        while True:
            try:
                return keeper.connect(self._address)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(DOORSTEP_SECONDS)

    def reap(self, now: float) -> int:
        return self.cold.reap(now)

    def reap_all(self) -> int:
        return self.cold.reap_all()

    def close(self) -> None:
        self.cold.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
