"""The conversation with a database server that is not trusted: each wait has an end, each message a size."""

import os
import socket
import time
from collections.abc import Callable

from results import Lost, Slow, Thrown

LONGEST_MESSAGE = 4 * 1024 * 1024
_CHUNK = 65536


class TooLong(Exception):
    """One message is longer than anything that is looked at. The rest of the conversation cannot be followed."""


class Wire:
    """A stream to the server's socket, read exactly. Everything raises Slow past `deadline`, and Lost at the end."""

    def __init__(self, path: str) -> None:
        self.deadline = time.monotonic() + 5
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.connect(path)
        self._pending = b""

    def send(self, data: bytes) -> None:
        self._watch_the_clock()
        try:
            self._socket.sendall(data)
        except TimeoutError as error:
            raise Slow from error
        except OSError as error:
            raise Lost from error

    def take(self, size: int) -> bytes:
        """Returns exactly so many bytes; raises TooLong."""
        if size > LONGEST_MESSAGE:
            raise TooLong
        if len(self._pending) < size:
            self._fill(size)
        taken, self._pending = self._pending[:size], self._pending[size:]
        return taken

    def _fill(self, size: int) -> None:
        chunks, there = [self._pending], len(self._pending)
        while there < size:
            self._watch_the_clock()
            try:
                chunk = self._socket.recv(_CHUNK)
            except TimeoutError as error:
                raise Slow from error
            except OSError as error:
                raise Lost from error
            if not chunk:
                raise Lost
            chunks.append(chunk)
            there += len(chunk)
        self._pending = b"".join(chunks)

    def _watch_the_clock(self) -> None:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise Slow
        self._socket.settimeout(left)

    def close(self) -> None:
        self._socket.close()


def start_server(program: str, arguments: list[str]) -> None:
    """Starts a server that shares nothing with us but the folder: not even where its complaints go."""
    silent = [(os.POSIX_SPAWN_OPEN, descriptor, os.devnull, os.O_RDWR, 0) for descriptor in (0, 1, 2)]
    os.posix_spawn(program, [program, *arguments], {"LANG": "C.UTF-8", "TMPDIR": "/tmp"}, file_actions=silent)  # noqa: S108


def copy_folder(source: str, target: str) -> None:
    """Lays a prepared folder in the scratch."""
    copying = os.posix_spawn("/bin/cp", ["cp", "-r", "--preserve=mode", source, target], dict(os.environ))
    if os.waitstatus_to_exitcode(os.waitpid(copying, 0)[1]) != 0:
        raise Lost


def when_it_listens[Opened](open_it: Callable[[], Opened], seconds: float) -> Opened:
    """Returns what opens once the server answers; raises Lost when it never does."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            return open_it()
        except (OSError, Lost, Thrown):
            time.sleep(0.005)
    raise Lost
