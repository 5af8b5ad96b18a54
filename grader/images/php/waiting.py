"""The PHP that waits, seen from the observer: gives it jobs, and listens to them within bounds.

A job runs in a fork that lives for it alone. What it tells is framed with a token of that job; a frame without it
ends the listening, so that a program can spoil what is said of it but not say anything itself.
"""

import array
import os
import select
import signal
import socket
import struct
import time

PROGRAM = "/opt/observer/waiting-php"
CANNOT = 70  # how the program says that the fault is ours
INHERITED = 3  # the number under which the program finds its end of the pair
HEADERS, ERROR, LOADED, LEFT, THROWN, VALUE, MAIL = b"H", b"E", b"L", b"X", b"T", b"V", b"M"

LONGEST_FRAME = 1024 * 1024
MOST_FRAMES = 200
_TOKEN_BYTES = 16
_HEAD = struct.Struct("<32scI")
_CHUNK = 65536


class Printed:
    """What a program writes, as it comes: the head and the tail are kept, the rest is counted.

    With a `mark`, what comes before it is kept apart in `before`.
    """

    HEAD = 192 * 1024
    TAIL = 16 * 1024

    def __init__(self, mark: bytes = b"") -> None:
        self.head = bytearray()
        self.tail = bytearray()
        self.size = 0
        self.lines = 0
        self.before: Printed | None = None
        self._mark = mark
        self._held = b""

    def take(self, chunk: bytes) -> None:
        if not self._mark:
            self._keep(chunk)
            return
        held = self._held + chunk
        earlier, mark, later = held.partition(self._mark)
        if mark:
            before = Printed()
            before.head, before.tail, before.size, before.lines = self.head, self.tail, self.size, self.lines
            before._keep(earlier)
            self.before, self._mark, self._held = before, b"", b""
            self.head, self.tail, self.size, self.lines = bytearray(), bytearray(), 0, 0
            self._keep(later)
            return
        # The mark itself may come in two pieces.
        self._held = held[-len(self._mark) + 1 :]
        self._keep(held[: len(held) - len(self._held)])

    def end(self) -> None:
        """Nothing more will come: what looked like the beginning of the mark was not."""
        self._keep(self._held)
        self._mark, self._held = b"", b""

    def _keep(self, chunk: bytes) -> None:
        self.size += len(chunk)
        self.lines += chunk.count(b"\n")
        room = self.HEAD - len(self.head)
        if room > 0:
            self.head += chunk[:room]
            chunk = chunk[room:]
        if chunk:
            self.tail += chunk
            del self.tail[: -self.TAIL]


class Told:
    """The frames of one job."""

    def __init__(self, token: bytes) -> None:
        self.frames: list[tuple[bytes, bytes]] = []
        self.broken = False
        self._token = token
        self._pending = bytearray()

    def take(self, chunk: bytes) -> None:
        if self.broken:
            return
        self._pending += chunk
        while len(self._pending) >= _HEAD.size:
            token, kind, size = _HEAD.unpack_from(self._pending)
            if token != self._token or size > LONGEST_FRAME:
                self.broken = True
                return
            if len(self._pending) < _HEAD.size + size:
                return
            if len(self.frames) < MOST_FRAMES or kind not in (ERROR, MAIL):
                self.frames.append((kind, bytes(self._pending[_HEAD.size : _HEAD.size + size])))
            del self._pending[: _HEAD.size + size]

    def first(self, kind: bytes) -> bytes | None:
        return next((body for found, body in self.frames if found == kind), None)


class Late(Exception):
    """A job did not end before its deadline, and was killed."""


class Ran:
    """How a job went. `signal` is what it died of, 0 for nothing."""

    def __init__(self, printed: Printed, told: Told, status: int) -> None:
        self.printed = printed
        self.told = told
        self.signal = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


class WaitingPhp:
    """Starts the program; every `run` is a process of its own, gone when it returns."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        nothing = os.open(os.devnull, os.O_RDWR)
        os.posix_spawn(
            PROGRAM,
            [PROGRAM],
            {"PATH": "/usr/bin:/bin", "HOME": "/tmp", "LANG": "C.UTF-8"},  # noqa: S108 - inside the box
            file_actions=[
                (os.POSIX_SPAWN_DUP2, theirs.fileno(), INHERITED),
                (os.POSIX_SPAWN_DUP2, nothing, 0),
                (os.POSIX_SPAWN_DUP2, nothing, 1),
            ],
        )
        os.close(nothing)
        theirs.close()
        self._jobs = ours

    def run(
        self,
        kind: str,
        settings: list[tuple[str, str]],
        *,
        given: bytes,
        deadline: float,
        marked: bool = False,
    ) -> Ran:
        """Does one job, `given` being what it can read; raises Late at `deadline` (monotonic)."""
        token = os.urandom(_TOKEN_BYTES).hex()
        message = "".join(
            f"{name}\0{value}\0" for name, value in (("kind", kind), ("token", token), *settings)
        )
        printed, told = Printed(token.encode() if marked else b""), Told(token.encode())
        reading, listening = self._send(message.encode("utf-8", "surrogateescape"), given)
        try:
            word, child, status = self._answer()
            late = not _listen({reading: printed.take, listening: told.take}, deadline)
            if late and word == "taken":
                os.kill(child, signal.SIGKILL)
            if word == "taken":
                word, ended, status = self._answer()
                if (word, ended) != ("ended", child):
                    raise SystemExit("the PHP that waits is not what it was")
        finally:
            os.close(reading)
            os.close(listening)
        if late:
            raise Late
        if os.WIFEXITED(status) and os.WEXITSTATUS(status) == CANNOT:
            raise SystemExit("a job could not be done")
        printed.end()
        return Ran(printed, told, status)

    def _send(self, message: bytes, given: bytes) -> tuple[int, int]:
        body = os.memfd_create("given")
        os.write(body, given)
        os.lseek(body, 0, os.SEEK_SET)
        reading, printing = os.pipe()
        listening, telling = os.pipe()
        theirs = array.array("i", (body, printing, telling))
        self._jobs.sendmsg([message], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, theirs)])
        for descriptor in theirs:
            os.close(descriptor)
        return reading, listening

    def _answer(self) -> tuple[str, int, int]:
        """Returns `taken`, a process number and 0, or `ended`, the number and the status."""
        word, *numbers = self._jobs.recv(64).decode().split()
        if not numbers:
            raise SystemExit("the PHP that waits is gone")
        return word, int(numbers[0]), int(numbers[-1]) if word == "ended" else 0


def _listen(takers: dict[int, object], deadline: float) -> bool:
    """Hands over what comes until every writer is gone; returns False if `deadline` comes before."""
    poll = select.poll()
    for descriptor in takers:
        poll.register(descriptor, select.POLLIN)
    left = len(takers)
    while left:
        seconds = deadline - time.monotonic()
        if seconds <= 0:
            return False
        for descriptor, _ in poll.poll(seconds * 1000):
            chunk = os.read(descriptor, _CHUNK)
            if chunk:
                takers[descriptor](chunk)  # type: ignore[operator]
            else:
                poll.unregister(descriptor)
                left -= 1
    return True
