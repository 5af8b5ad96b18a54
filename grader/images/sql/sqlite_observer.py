"""Watches SQL in SQLite. The engine lives in a process of its own, which knows neither the nonce nor our output;
this one passes on what it tells, and ends it when it does not answer in time."""

import json
import os
import select
import signal
import sys
import time
from typing import Any

import observing
from sqlite_engine import Sqlite
from watching import watch

PATIENCE = 0.3  # seconds beyond those the engine counts itself: some calls cannot be interrupted
LONGEST = 400_000  # bytes of one line


class Pipe:
    """Tells the parent, as `observing.Teller` tells the reader."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def line(self, message: dict[str, Any]) -> None:
        left = memoryview(json.dumps(message, separators=(",", ":"), allow_nan=False).encode() + b"\n")
        while left:
            left = left[os.write(self._descriptor, left) :]

    def seen(self, probe_id: str, seen: dict[str, Any]) -> None:
        self.line({"probe": probe_id, "seen": seen})

    def note(self, kind: str, **details: Any) -> None:
        self.line({"note": {"kind": kind, **details}})


def read_all(descriptor: int) -> bytes:
    chunks = []
    while chunk := os.read(descriptor, 65536):
        chunks.append(chunk)
    return b"".join(chunks)


def work(asked: int, told: int) -> None:
    """The child: prepares an engine, waits for the work, does it."""
    pipe = Pipe(told)
    engine = Sqlite(lambda: pipe.line({"allowed": True}))
    warm(engine)
    pipe.line({"warm": True})
    watch(engine, json.loads(read_all(asked)), pipe)
    pipe.line({"done": True})


def warm(engine: Sqlite) -> None:
    engine.allow(5)
    engine.prepare("CREATE TABLE a (b INTEGER PRIMARY KEY, c TEXT); INSERT INTO a VALUES (1, 'd');")
    engine.look("SELECT c, count(*) FROM a GROUP BY c ORDER BY c", 100)
    engine.plan("SELECT c FROM a WHERE b = 1")
    engine.schema()
    engine.renew()


class Worker:
    """The child, seen from the parent."""

    def __init__(self) -> None:
        asks, self._asking = os.pipe()
        self._told, tells = os.pipe()
        self._rest = b""
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self._asking)
            os.close(self._told)
            silent = os.open(os.devnull, os.O_RDWR)
            for descriptor in (0, 1, 2):
                os.dup2(silent, descriptor)
            status = 1
            try:
                work(asks, tells)
                status = 0
            finally:
                os._exit(status)
        os.close(asks)
        os.close(tells)

    def send(self, request: dict[str, Any]) -> None:
        with open(self._asking, "wb") as asking:
            asking.write(json.dumps(request).encode())

    def next(self, seconds: float) -> dict[str, Any] | None:
        """Returns what the child tells next, None when it is gone; raises TimeoutError."""
        deadline = time.monotonic() + seconds
        poll = select.poll()
        poll.register(self._told, select.POLLIN)
        while b"\n" not in self._rest:
            left = deadline - time.monotonic()
            if left <= 0 or not poll.poll(left * 1000):
                raise TimeoutError
            chunk = os.read(self._told, 65536)
            if not chunk or len(self._rest) > LONGEST:
                return None
            self._rest += chunk
        line, _, self._rest = self._rest.partition(b"\n")
        message = json.loads(line)
        return message if isinstance(message, dict) else None

    def end(self) -> None:
        os.kill(self.pid, signal.SIGKILL)


def relay(worker: Worker, seconds: float, tell: observing.Teller) -> None:
    try:
        while (message := worker.next(seconds + PATIENCE)) is not None:
            if "probe" in message:
                tell.seen(str(message["probe"]), message["seen"])
            elif "note" in message:
                note = dict(message["note"])
                tell.note(str(note.pop("kind")), **note)
            elif "done" in message:
                return
    except TimeoutError:
        worker.end()
        tell.note("out_of_time", during="sql")
        return
    sys.exit("the engine is gone")


def main() -> None:
    observing.hide()
    worker = Worker()
    worker.next(20)  # allowed
    if worker.next(20) != {"warm": True}:
        sys.exit("the engine does not start")
    observing.ready()
    request = observing.read_request()
    tell = observing.Teller(request.pop("nonce"))
    worker.send(request)
    relay(worker, request["seconds"], tell)
    tell.end()


main()
