"""What the observers share that run an apprentice's program: a light conversation, and what was printed.

Every page of memory counts in a box that waits, and every call to the kernel once it works.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from collections.abc import Iterable, Mapping

TYPE_CHECKING = False  # loading `typing` would cost half a megabyte in each box that waits
if TYPE_CHECKING:
    from typing import Any, NoReturn

PIPE = 65_536  # bytes that a pipe holds
LONGEST_LINE = 250_000  # bytes; the reader refuses longer ones
ROOM = 800_000  # bytes of all lines together, below what a box may write


def require_hidden() -> None:
    """Ends this program if another process of this user could read its memory (see the Dockerfile)."""
    if os.access("/proc/self/environ", os.R_OK):
        sys.exit("the observer can be looked into")


def say_ready() -> None:
    os.write(1, b"ready\n")


def read_request() -> dict[str, Any]:
    """Returns the request as soon as it is whole, without waiting for the end of the input: nonce, files (path ->
    text), entry, seconds, probes."""
    read, size = b"", -1
    while size < 0 or len(read) < size:
        chunk = os.read(0, PIPE)
        if not chunk:
            sys.exit("the request is cut")
        read += chunk
        if size < 0 and b"\n" in read:
            first, _, read = read.partition(b"\n")
            size = int(first)
    request: dict[str, Any] = json.loads(read)
    return request


def write_files(files: Mapping[str, str], folder: str) -> None:
    """Lays files in `folder`, which exists; the platform has checked their names."""
    for path, text in files.items():
        place = f"{folder}/{path}"
        if "/" in path:
            os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "x", encoding="utf-8", newline="") as file:
            file.write(text)


class Teller:
    """Gathers the lines that the reader believes, each with the nonce, and writes them together."""

    def __init__(self, nonce: str) -> None:
        self._mark = f"@{nonce} "
        self._lines: list[bytes] = []
        self._room = ROOM

    def seen(self, probe_id: str, seen: Mapping[str, Any]) -> None:
        self._add({"probe": probe_id, "seen": seen})

    def note(self, kind: str, **details: Any) -> None:
        self._add({"note": {"kind": kind, **details}})

    def _add(self, message: Mapping[str, Any]) -> None:
        # What does not fit is not told: to the judge, what was not seen is not there.
        line = f"{self._mark}{json.dumps(message, separators=(',', ':'))}\n".encode()
        if len(line) <= min(LONGEST_LINE, self._room):
            self._room -= len(line)
            self._lines.append(line)

    def flush(self) -> None:
        left = memoryview(b"".join(self._lines))
        self._lines.clear()
        while left:
            left = left[os.write(1, left) :]

    def end(self) -> NoReturn:
        """Says the last line, stops what the program left, and waits to be killed: leaving by itself would make the
        engine work while others are being served."""
        self._lines.append(f'{self._mark}{{"end":true}}\n'.encode())
        self.flush()
        with contextlib.suppress(ProcessLookupError):
            os.kill(-1, signal.SIGSTOP)  # everybody but this process and the box's init
        while True:
            signal.pause()


class Printed:
    """What was written, head and tail kept, whatever its size."""

    LINES, LINE, HEAD = 400, 4_000, 40_000
    TAIL, TAIL_LINE = 20, 200

    def __init__(self) -> None:
        self._head = b""
        self._tail = b""
        self._size = 0
        self._ends = 0

    def add(self, data: bytes) -> None:
        self._size += len(data)
        self._ends += data.count(b"\n")
        if (room := self.HEAD - len(self._head)) > 0:
            self._head += data[:room]
        self._tail = (self._tail + data)[-self.TAIL * self.TAIL_LINE :]

    def seen(self) -> dict[str, Any]:
        """Returns lines, tail, how many were skipped between them, and how many there were."""
        count = self._ends + (self._size > 0 and not self._tail.endswith(b"\n"))
        head = _lines(self._head)
        if self._size > len(self._head):
            del head[-1:]  # it may be cut
        head = head[: self.LINES]
        missing = min(self.TAIL, count - len(head))
        tail = _lines(self._tail)[-missing:] if missing else []
        return {
            "lines": _cut(head, self.LINE),
            "skipped": count - len(head) - len(tail),
            "tail": _cut(tail, self.TAIL_LINE),
            "count": count,
        }


def _lines(data: bytes) -> list[str]:
    lines = data.decode("utf-8", "replace").split("\n")
    return lines if lines[-1] else lines[:-1]


def _cut(lines: Iterable[str], longest: int) -> list[str]:
    return [line[:longest] for line in lines]
