"""Passes the apprentice's files to a test framework that is already loaded, and tells what each test came to.

The framework runs in another process, with the apprentice's code in it: what it says is read without trust, and
counts as formative only. It says each thing on a line of its own pipe, after a token that it receives with its
order; what the code prints goes elsewhere. This process watches the clock.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import select
import signal
import sys
import time

from running import PIPE, Printed, Teller, read_request, require_hidden, say_ready, write_files

TYPE_CHECKING = False  # loading `typing` would cost half a megabyte in each box that waits
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, NoReturn

FOLDER = "/tmp/program"  # noqa: S108 - inside the box
ORDERS, ANSWERS = 3, 4  # the framework's two descriptors beside the standard ones
WARM = b"warm\n"  # what it answers once it has loaded everything and gone through tests of its own

MOST_TESTS = 200
MOST_LINES = 5_000
LONGEST_LINE = 200_000  # bytes that it may say at once
LONGEST_TEXT, LONGEST_NAME = 1_500, 300
DEEPEST_SUITE = 6
ROOM = 200_000  # bytes of the tests that one probe sees
WITHOUT_REASON = ("file", "suite", "name", "state", "ms")
SECONDS_TO_GO = 1  # between the end of what it says and its own
STATES = frozenset({"passed", "failed", "skipped", "error"})
WORDS_OF_MEMORY = b"the tests asked for too much memory\n"
OUT_OF_MEMORY = (b"heap out of memory", b"Allowed memory size of", b"Array buffer allocation failed")
COLOURS = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")


class Framework:
    """The other process, seen from here: what it is told, what it says and prints."""

    def __init__(self, command: Sequence[str]) -> None:
        orders, self._orders = os.pipe()
        self._answers, answers = os.pipe()
        self._output, output = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            _become(command, orders, answers, output)
        for end in (orders, answers, output):
            os.close(end)
        os.set_blocking(self._answers, False)
        os.set_blocking(self._output, False)
        self._poll = select.poll()
        self._poll.register(self._answers, select.POLLIN)
        self._poll.register(self._output, select.POLLIN)
        self._rest = b""
        self._last = b""
        self.printed = Printed()

    def require_warm(self) -> None:
        """Returns once it can work; ends this program if it cannot."""
        while WARM not in self._rest:
            if not self._read_some(None):
                os.write(2, self._last)
                sys.exit("the framework did not start")
        self._rest = b""
        self.printed = Printed()

    def order(self, order: Mapping[str, Any]) -> None:
        os.write(self._orders, json.dumps(order).encode() + b"\n")

    def next_line(self, deadline: float) -> bytes | None:
        """Returns the next line that it says, or None if it is gone or says too much; raises TimeoutError."""
        while b"\n" not in self._rest:
            if len(self._rest) > LONGEST_LINE or not self._read_some(deadline):
                return None
        line, _, self._rest = self._rest.partition(b"\n")
        return line

    def _read_some(self, deadline: float | None) -> bool:
        wait = None if deadline is None else (deadline - time.monotonic()) * 1000
        if wait is not None and wait <= 0:
            raise TimeoutError
        for end, _ in self._poll.poll(wait):
            try:
                chunk = os.read(end, PIPE)
            except BlockingIOError:
                continue
            if end == self._answers:
                self._rest += chunk
                if not chunk:
                    self._drain()
                    return False
            elif chunk:
                self._keep(chunk)
            else:
                self._poll.unregister(end)
        return True

    def _drain(self) -> None:
        try:
            while chunk := os.read(self._output, PIPE):
                self._keep(chunk)
        except BlockingIOError:
            return

    def _keep(self, chunk: bytes) -> None:
        self.printed.add(chunk)
        self._last = (self._last + chunk)[-4000:]

    def stop(self) -> None:
        try:
            os.killpg(self._pid, signal.SIGKILL)
        except ProcessLookupError:
            return

    def ran_out_of_memory(self) -> bool:
        """Whether it said so, or was killed, which only the kernel does as long as we do not."""
        if any(words in self._last for words in OUT_OF_MEMORY):
            return True
        for _ in range(SECONDS_TO_GO * 100):
            pid, status = os.waitpid(self._pid, os.WNOHANG)
            if pid:
                return os.waitstatus_to_exitcode(status) == -signal.SIGKILL
            time.sleep(0.01)
        return False


def _become(command: Sequence[str], orders: int, answers: int, output: int) -> NoReturn:
    """Leaves this process nothing but two pipes and somewhere to print, then starts the framework in it."""
    os.setpgid(0, 0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    given = {end: os.dup(end) for end in (nothing, orders, answers, output)}
    for place, end in ((0, nothing), (1, output), (2, output), (ORDERS, orders), (ANSWERS, answers)):
        os.dup2(given[end], place)
    os.closerange(5, 256)
    os.execvp(command[0], command)  # noqa: S606 - the image's own command


# ---- what the framework says -------------------------------------------------------------------------
def _text(value: object, longest: int = LONGEST_TEXT) -> str:
    return COLOURS.sub("", value)[:longest] if isinstance(value, str) else ""


def _number(value: object) -> int | float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _thrown(said: object) -> dict[str, Any] | None:
    if not isinstance(said, dict):
        return None
    file, line = said.get("file"), _number(said.get("line"))
    thrown = {
        "name": _text(said.get("name")),
        "message": _text(said.get("message")),
        "file": _text(file) if file else None,
        "line": int(line) if line is not None else None,
    }
    language = said.get("language")
    return {**thrown, "language": language} if language in ("python", "php") else thrown


def _test(said: Mapping[str, Any]) -> dict[str, Any]:
    suite = said.get("suite")
    test: dict[str, Any] = {
        "file": _text(said.get("file")),
        "suite": [_text(one, LONGEST_NAME) for one in suite[:DEEPEST_SUITE]]
        if isinstance(suite, list)
        else [],
        "name": _text(said.get("name"), LONGEST_NAME),
        "state": said.get("state") if said.get("state") in STATES else "error",
        "ms": _number(said.get("ms")) or 0,
    }
    for key in ("message", "expected", "found"):
        if text := _text(said.get(key)):
            test[key] = text
    if thrown := _thrown(said.get("thrown")):
        test["thrown"] = thrown
    return test


class Run:
    """What is known of one run of the tests."""

    def __init__(self, token: str) -> None:
        self._mark = token.encode() + b" "
        self.tests: list[dict[str, Any]] = []
        self.problems: list[dict[str, Any]] = []
        self.untold = 0
        self.is_over = False
        self.is_sound = False

    def take(self, line: bytes) -> None:
        said = self._read(line)
        if isinstance(test := said.get("test"), dict):
            if len(self.tests) < MOST_TESTS:
                self.tests.append(_test(test))
            else:
                self.untold += 1
        if thrown := _thrown(said.get("problem")):
            self.problems.append(thrown)
        if isinstance(over := said.get("over"), dict):
            self.is_over = True
            self.is_sound = over.get("sound") is True

    def _read(self, line: bytes) -> dict[str, Any]:
        if not line.startswith(self._mark):
            return {}
        try:
            said = json.loads(line[len(self._mark) :])
        except (ValueError, RecursionError):
            return {}
        return said if isinstance(said, dict) else {}

    def seen_in(self, files: Sequence[str]) -> dict[str, Any]:
        """What a probe on these test files sees."""
        tests, room = [], ROOM
        for test in self.tests:
            if test["file"] in files:
                told = test if len(json.dumps(test)) <= room else {key: test[key] for key in WITHOUT_REASON}
                room -= len(json.dumps(told))
                tests.append(told)
        return {"tests": tests, "untold": self.untold, "over": self.is_over, "sound": self.is_sound}


# ---- one request -------------------------------------------------------------------------------------
def observe(request: Mapping[str, Any], framework: Framework, teller: Teller) -> None:
    files, probes = request["files"], request["probes"]
    asked = sorted({path for probe in probes for path in probe["files"] if path in files})
    run = _run(request, asked, framework, teller)
    for problem in run.problems[:5]:
        teller.note("load_error", **problem)
    teller.note("printed", **framework.printed.seen())
    for probe in probes:
        absent = [path for path in probe["files"] if path not in files]
        seen = {"refused": f"no file {absent[0]}"} if absent else run.seen_in(probe["files"])
        teller.seen(probe["id"], seen)


def _unskipping(request: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return [probe for probe in request["probes"] if probe.get("skipped") == "run"]


def _run(request: Mapping[str, Any], asked: Sequence[str], framework: Framework, teller: Teller) -> Run:
    token = secrets.token_hex(16)
    unskipped = [path for path in asked if any(path in probe["files"] for probe in _unskipping(request))]
    run = Run(token)
    write_files(request["files"], FOLDER)
    deadline = time.monotonic() + request["seconds"]
    framework.order({"token": token, "folder": FOLDER, "files": asked, "unskipped": unskipped})
    try:
        for _ in range(MOST_LINES):
            if run.is_over or (line := framework.next_line(deadline)) is None:
                break
            run.take(line)
    except TimeoutError:
        framework.stop()
        teller.note("out_of_time")
        return run
    if not run.is_over and framework.ran_out_of_memory():
        teller.flush()
        os.write(2, WORDS_OF_MEMORY)
        sys.exit(1)
    return run


def main() -> None:
    require_hidden()
    os.mkdir(FOLDER)
    framework = Framework(sys.argv[1:])
    framework.require_warm()
    say_ready()
    request = read_request()
    teller = Teller(request["nonce"])
    observe(request, framework, teller)
    teller.end()
    while True:
        signal.pause()


main()
