"""Runs a script in a shell, until its end or the end of its time, and leaves no process of it."""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import time

from running import PIPE, Printed

TYPE_CHECKING = False  # loading `typing` would cost half a megabyte in each box that waits
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    type Takers = dict[int, Callable[[bytes], None]]

SHELL = "/bin/bash"
ENVIRONMENT = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "HOME": "/tmp/home",  # noqa: S108 - inside the box
    "LANG": "C.UTF-8",
    "TZ": "UTC",
    # Nobody is there to answer: a message that was not given stays as it is proposed.
    "GIT_EDITOR": "true",
    "GIT_SEQUENCE_EDITOR": "true",
    "GIT_TERMINAL_PROMPT": "0",
}
FAILURES_TO = 200  # the descriptor that begin.sh writes to
MOST_FAILURES = 50
REMEMBERED = 4_000  # bytes of complaints, before a failure
LONGEST_MARK = 1_000
_FAILURE = re.compile(rb"\x1e(\d{1,3}) (\d{1,6}) ([^\x1e]{0,900})\x1e")
LOOKS = 200


class Stuck(Exception):
    """The script did not end in time."""


class Failure:
    """A command that failed and that nothing in the script provided for."""

    def __init__(self, status: int, line: int, command: str, complaint: str) -> None:
        self.status = status
        self.line = line
        self.command = command
        self.complaint = complaint


class Complaints:
    """The standard error of a script, in which begin.sh marks each failure."""

    def __init__(self, everything: Printed) -> None:
        self.failures: list[Failure] = []
        self.last = b""
        self._everything = everything
        self._pending = b""

    def add(self, data: bytes) -> None:
        self._pending += data
        while mark := _FAILURE.search(self._pending):
            self._take(mark.start())
            self._pending = self._pending[len(mark[0]) :]
            if len(self.failures) < MOST_FAILURES:
                command, complaint = (part.decode("utf-8", "replace") for part in (mark[3], self.last))
                self.failures.append(Failure(int(mark[1]), int(mark[2]), command, complaint))
            self.last = b""
        # The beginning of a mark waits for its end; what is too long to be one does not.
        begun = self._pending.find(b"\x1e")
        is_mark = begun >= 0 and len(self._pending) - begun < LONGEST_MARK
        self._take(begun if is_mark else len(self._pending))

    def _take(self, size: int) -> None:
        text, self._pending = self._pending[:size], self._pending[size:]
        self._everything.add(text)
        self.last = (self.last + text)[-REMEMBERED:]


class Ran:
    """What came of a script: its exit code (negative: a signal ended it), what it wrote, what it complained of."""

    def __init__(self) -> None:
        self.exit_code = 0
        self.output = Printed()
        self.everything = Printed()
        self.complaints = Complaints(self.everything)

    def take_output(self, data: bytes) -> None:
        self.output.add(data)
        self.everything.add(data)


def run(ran: Ran, arguments: list[str], folder: str, environment: Mapping[str, str], seconds: float) -> None:
    """Runs the shell in `folder` and leaves what came of it in `ran`; raises Stuck."""
    output, output_end = os.pipe()
    errors, errors_end = os.pipe()
    os.chdir(folder)
    pid = os.posix_spawn(
        SHELL,
        [SHELL, *arguments],
        {**ENVIRONMENT, **environment},
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_DUP2, output_end, 1),
            (os.POSIX_SPAWN_DUP2, errors_end, 2),
            (os.POSIX_SPAWN_DUP2, errors_end, FAILURES_TO),
        ],
        setsid=True,
    )
    os.chdir("/")
    os.close(output_end)
    os.close(errors_end)
    # Complaints first: they are few, and explain what was written last.
    takers: Takers = {errors: ran.complaints.add, output: ran.take_output}
    try:
        if not _listen(pid, takers, time.monotonic() + seconds):
            raise Stuck
    finally:
        ran.exit_code = os.waitstatus_to_exitcode(_end_of_everybody(pid))
        for end, take in takers.items():
            _take_the_rest(end, take)
            os.close(end)


def _listen(pid: int, takers: Takers, deadline: float) -> bool:
    """Takes what a process and its own write, until it ends; returns whether that was in time."""
    ended = os.pidfd_open(pid)
    poll = select.poll()
    for end in (ended, *takers):
        poll.register(end, select.POLLIN)
    try:
        while (left := deadline - time.monotonic()) > 0:
            ready = {end for end, _ in poll.poll(left * 1000 + 1)}
            for end in [end for end in takers if end in ready]:
                if data := os.read(end, PIPE):
                    takers[end](data)
                else:
                    poll.unregister(end)
            if ended in ready:
                return True
        return False
    finally:
        os.close(ended)


def _end_of_everybody(pid: int) -> int:
    """Ends every process but this one and the box's init; returns the wait status of the one of that id."""
    ended, status = os.waitpid(pid, os.WNOHANG)
    for _ in range(LOOKS):
        try:
            os.kill(-1, signal.SIGKILL)
        except ProcessLookupError:
            break
        if not ended:
            ended, status = os.waitpid(pid, 0)
        time.sleep(0.001)  # the box's init buries those whose parent is gone
    return status


def _take_the_rest(end: int, take: Callable[[bytes], None]) -> None:
    os.set_blocking(end, False)
    with contextlib.suppress(BlockingIOError):
        while data := os.read(end, PIPE):
            take(data)
