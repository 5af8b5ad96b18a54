"""One box in our hands: the stream to it, and the conversation of the contract."""

import contextlib
import socket
import struct
import time
from dataclasses import dataclass, field
from typing import Any

from grader.contract import Outcome, Timings
from grader.sandbox.base import READY_LINE, BoxJob

LONGEST_GREETING = 4096  # what a box may write before it is ready, and what is kept of its complaints


class Stream:
    """The hijacked connection to a container, read with a deadline.

    The SDK's own readers ignore time-outs, hence this one. The engine multiplexes both outputs in frames:
    one byte of stream number, three empty, four of size, then the bytes. `keeps` are objects that must
    live as long as the socket.
    """

    def __init__(self, connection: socket.socket, keeps: tuple[Any, ...] = ()) -> None:
        self.socket = connection
        self.limit = LONGEST_GREETING
        self._keeps = keeps
        self._pending = bytearray()
        self._outputs: dict[int, bytearray] = {1: bytearray(), 2: bytearray()}
        self.ended = False

    @property
    def stdout(self) -> bytearray:
        return self._outputs[1]

    @property
    def stderr(self) -> bytearray:
        return self._outputs[2]

    @property
    def overflowed(self) -> bool:
        return len(self.stdout) + len(self.stderr) > self.limit

    def read(self, deadline: float) -> None:
        """Takes in what is there, waiting until `deadline` (monotonic) at most; raises TimeoutError."""
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.socket.settimeout(left)
        try:
            chunk = self.socket.recv(65536)
        except (ConnectionResetError, BrokenPipeError):
            chunk = b""
        if not chunk:
            self.ended = True
            return
        self._pending += chunk
        self._unpack()

    def _unpack(self) -> None:
        while len(self._pending) >= 8:
            stream, size = struct.unpack(">BxxxL", self._pending[:8])
            if len(self._pending) < 8 + size:
                return
            room = max(0, self.limit + 1 - len(self.stdout) - len(self.stderr))
            self._outputs.setdefault(stream, bytearray()).extend(self._pending[8 : 8 + min(size, room)])
            del self._pending[: 8 + size]

    def take_line(self) -> bytes | None:
        """Returns the first line of the standard output, without its end, and forgets it; None if not whole."""
        line, newline, rest = bytes(self.stdout).partition(b"\n")
        if not newline:
            return None
        self._outputs[1] = bytearray(rest)
        return line

    def take(self, size: int) -> bytes | None:
        """Returns the first `size` bytes of the standard output and forgets them; None while there are fewer."""
        if len(self.stdout) < size:
            return None
        taken = bytes(self.stdout[:size])
        del self.stdout[:size]
        return taken

    def send(self, data: bytes, deadline: float) -> None:
        """Sends everything and leaves the box's standard input open; raises TimeoutError, or OSError when the box is
        gone."""
        self.socket.settimeout(max(0.001, deadline - time.monotonic()))
        self.socket.sendall(data)

    def write(self, data: bytes, deadline: float) -> None:
        """Sends everything and closes the box's standard input; raises TimeoutError."""
        self.socket.settimeout(max(0.001, deadline - time.monotonic()))
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.socket.sendall(data)
            self.socket.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        # The response first: once its socket is closed, it complains when it is collected.
        for part in (*self._keeps, self.socket):
            with contextlib.suppress(OSError, ValueError, AttributeError):
                part.close()


@dataclass(slots=True)
class Clock:
    """Monotonic seconds of one run."""

    began: float = field(default_factory=time.monotonic)
    ready: float = 0.0
    ended: float = 0.0

    def timings(self) -> Timings:
        ended = self.ended or time.monotonic()
        ready = self.ready or ended
        return Timings(round(ready - self.began, 4), round(ended - ready, 4), round(ended - self.began, 4))


@dataclass(slots=True)
class Box:
    """A started container and the stream to it."""

    container: str
    stream: Stream

    def wait_ready(self, deadline: float) -> bool:
        """Returns whether the program in the box said that it can work before `deadline` (monotonic)."""
        try:
            while (line := self.stream.take_line()) is None:
                if self.stream.ended or self.stream.overflowed:
                    return False
                self.stream.read(deadline)
        except TimeoutError:
            return False
        return line == READY_LINE

    def converse(self, job: BoxJob, deadline: float) -> Outcome | None:
        """Sends the request and listens; returns how the run was ended, or None if the program ended by itself
        without its last line."""
        self.stream.limit = job.limits.output_kb * 1024
        try:
            self.stream.write(job.request, deadline)
        except TimeoutError:
            return Outcome.OUT_OF_TIME
        return self.listen(job, deadline)

    def listen(self, job: BoxJob, deadline: float) -> Outcome | None:
        """Listens until `deadline` (monotonic); returns what `converse` does."""
        last = job.last_line + b"\n"
        stream = self.stream
        try:
            while True:
                if stream.overflowed:
                    return Outcome.OUT_OF_OUTPUT
                if stream.stdout.endswith(last):
                    return Outcome.FINISHED
                if stream.ended:
                    return None
                stream.read(deadline)
        except TimeoutError:
            return Outcome.OUT_OF_TIME
