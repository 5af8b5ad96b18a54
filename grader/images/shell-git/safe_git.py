"""Our own Git, for what it alone knows: it reads nothing that the apprentice configured.

Its repository is one of ours: no hook, alias, filter, pager, monitor or included file of hers is ever looked at.
"""

from __future__ import annotations

import os
import select
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

GIT = "/usr/bin/git"
EMPTY = "/opt/observer/empty.git"
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "HOME": "/nonexistent",
    "LC_ALL": "C.UTF-8",
    "GIT_DIR": EMPTY,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_TERMINAL_PROMPT": "0",
}
LONGEST_ANSWER = 400_000


class Failed(Exception):
    """Git could not answer, or not in time."""


def answer(
    arguments: list[str], environment: Mapping[str, str], given: bytes = b"", seconds: float = 2
) -> bytes:
    """Returns the head of what Git writes; raises Failed."""
    question, reply = os.memfd_create("question"), os.memfd_create("reply")
    try:
        os.write(question, given)
        os.lseek(question, 0, os.SEEK_SET)
        pid = _started(arguments, environment, question, reply)
        if not _ends(pid, seconds):
            os.kill(pid, 9)
        _, status = os.waitpid(pid, 0)
        if status != 0:
            raise Failed(status)
        return os.pread(reply, LONGEST_ANSWER, 0)
    finally:
        os.close(question)
        os.close(reply)


def _started(arguments: list[str], environment: Mapping[str, str], read_end: int, write_end: int) -> int:
    return os.posix_spawn(
        GIT,
        [GIT, "--no-pager", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/nonexistent", *arguments],
        {**ENVIRONMENT, **environment},
        file_actions=[
            (os.POSIX_SPAWN_DUP2, read_end, 0),
            (os.POSIX_SPAWN_DUP2, write_end, 1),
            (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
        ],
    )


def _ends(pid: int, seconds: float) -> bool:
    ended = os.pidfd_open(pid)
    try:
        poll = select.poll()
        poll.register(ended, select.POLLIN)
        return bool(poll.poll(seconds * 1000))
    finally:
        os.close(ended)


class Batch:
    """A Git that answers about objects, one after the other."""

    def __init__(self, objects: str) -> None:
        questions, self._questions = os.pipe()
        self._replies, replies = os.pipe()
        self._pid = _started(
            ["cat-file", "--batch-command"], {"GIT_OBJECT_DIRECTORY": objects}, questions, replies
        )
        os.close(questions)
        os.close(replies)
        self._poll = select.poll()
        self._poll.register(self._replies, select.POLLIN)
        self._rest = b""

    def read(self, name: str, most: int) -> tuple[str, int, bytes] | None:
        """Returns kind, size and contents of an object, which are empty if it has more than `most` bytes; None if
        there is no such object. Raises Failed."""
        deadline = time.monotonic() + 1
        self._ask(f"info {name}\n", deadline)
        words = self._line(deadline).decode("ascii", "replace").split()
        if len(words) != 3 or not words[2].isdecimal():
            return None
        kind, size = words[1], int(words[2])
        if size > most:
            return kind, size, b""
        self._ask(f"contents {name}\n", deadline)
        self._line(deadline)
        return kind, size, self._exactly(size + 1, deadline)[:-1]

    def _ask(self, question: str, deadline: float) -> None:
        try:
            os.write(self._questions, question.encode())
        except BrokenPipeError as error:
            raise Failed from error

    def _more(self, deadline: float) -> None:
        left = deadline - time.monotonic()
        if left <= 0 or not self._poll.poll(left * 1000 + 1):
            raise Failed
        data = os.read(self._replies, 65536)
        if not data:
            raise Failed
        self._rest += data

    def _line(self, deadline: float) -> bytes:
        while b"\n" not in self._rest:
            self._more(deadline)
        line, _, self._rest = self._rest.partition(b"\n")
        return line

    def _exactly(self, size: int, deadline: float) -> bytes:
        while len(self._rest) < size:
            self._more(deadline)
        data, self._rest = self._rest[:size], self._rest[size:]
        return data

    def close(self) -> None:
        os.close(self._questions)
        os.close(self._replies)
        os.kill(self._pid, 9)
        os.waitpid(self._pid, 0)
