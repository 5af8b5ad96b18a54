"""Runs an apprentice's Python program and tells what each probe sees. It knows no expected value.

Before anyone clicks, the apprentice's process is forked from this one, with the usual modules loaded. It never
holds the nonce, which is read afterwards, here. This process passes questions on, drains what is printed and
watches the clock.
"""

from __future__ import annotations

import builtins
import gc
import json
import os
import select
import signal
import sys
import time
from types import ModuleType

from folder import FOLDER, Folder
from running import PIPE, Printed, Teller, read_request, require_hidden, say_ready

TYPE_CHECKING = False  # loading `typing` would cost half a megabyte in each box that waits
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn

HERE = os.path.dirname(__file__)
APART = ("values", "errors", "sharing", "program")  # in the order in which they need each other
USUAL = ("datetime", "math", "random", "string")
OURS = ("running", "folder", "questions", *APART)
# What every Python has loaded before it reads a program: a file of the apprentice's cannot take its place.
BEFORE_ANY_PROGRAM = frozenset(
    {"abc", "builtins", "codecs", "io", "marshal", "os", "posix", "site", "stat", "sys", "time"}
)
WORDS_OF_MEMORY = b"the program asked for too much memory\n"
LONGEST_ANSWER = 1_000_000


class Stuck(Exception):
    """The program did not answer in time."""


class OutOfMemory(Exception):
    """The program was killed, which only the kernel does, for want of memory."""


class Gone(Exception):
    """The program ended without answering; `thrown` says how, like an error of its own."""

    def __init__(self, status: object) -> None:
        code = os.waitstatus_to_exitcode(status) if isinstance(status, int) else 1
        if code == -signal.SIGKILL:
            raise OutOfMemory
        self.thrown = {
            "language": "python",
            "name": "exit" if code >= 0 else "signal",
            "message": str(abs(code)),
            "file": None,
            "line": None,
        }


class Apprentice:
    """The apprentice's process, seen from outside: what it is asked, what it answers and prints, and until when."""

    def __init__(self) -> None:
        orders, self._orders = os.pipe()
        self._answers, answers = os.pipe()
        self._output, output = os.pipe()
        serve = _apart()
        gc.collect()
        gc.freeze()
        if os.fork() == 0:
            _give_pipes_only(output, ours=(self._orders, self._answers, self._output))
            serve(orders, answers)
        for end in (orders, answers, output):
            os.close(end)
        os.set_blocking(self._output, False)
        self._poll = select.poll()
        self._poll.register(self._answers, select.POLLIN)
        self._poll.register(self._output, select.POLLIN)
        self._seconds = 0.0
        self._programs = 0
        self._asked = self._ended = 0
        self.together = False
        self._rest = b""
        self.printed = Printed()

    def load(self, seconds: float, **program: Any) -> dict[str, Any] | None:
        """Returns what loading a program threw, or None. Each question to it has that many seconds too."""
        self._seconds = seconds
        self._programs += 1
        self._asked = 0
        self._begin({"number": self._programs, **program})
        loaded = self._await("loaded", self._programs)
        self._ended = 0  # those of the program before are all told by now
        self.together = loaded.get("together") is True
        return _thrown_in(loaded)

    def ask(self, number: int) -> dict[str, Any]:
        """Returns the value of the program's question of that number, or what it threw."""
        self._asked += 1
        self._begin(None if self.together else {"question": number})
        answer = self._await("answer", number)
        if thrown := _thrown_in(answer):
            return {"thrown": thrown}
        return (
            {"value": answer["value"], "language": "python"} if isinstance(answer.get("value"), dict) else {}
        )

    def _begin(self, order: dict[str, Any] | None) -> None:
        self.printed = Printed()
        self._deadline = time.monotonic() + self._seconds
        if order is not None:
            os.write(self._orders, json.dumps(order).encode() + b"\n")

    def _await(self, kind: str, number: int) -> dict[str, Any]:
        while (said := self._next_line()).get(kind) != number:
            if self._is_the_end(said):
                self._drain()
                raise Gone(said.get("status"))
        self._drain()
        return said

    def _is_the_end(self, said: dict[str, Any]) -> bool:
        if "copy" in said:
            # A copy answers before it ends: with one more end than answers, a question is left without.
            self._ended += 1
            return self._ended >= self._asked > 0
        return said.get("program") == self._programs

    def _next_line(self) -> dict[str, Any]:
        while b"\n" not in self._rest:
            left = self._deadline - time.monotonic()
            if left <= 0 or len(self._rest) > LONGEST_ANSWER:
                raise Stuck
            for end, _ in self._poll.poll(left * 1000 + 1):
                if end == self._output:
                    self._drain()
                elif chunk := os.read(self._answers, PIPE):
                    self._rest += chunk
                else:
                    raise OutOfMemory  # every process of theirs was killed
        line, _, self._rest = self._rest.partition(b"\n")
        return _read(line)

    def _drain(self) -> None:
        # What was printed before the last answer fits in the pipe, or was drained already.
        try:
            self.printed.add(os.read(self._output, PIPE))
        except BlockingIOError:
            return


# ---- before the request ------------------------------------------------------------------------------
def _apart() -> Callable[[int, int], NoReturn]:
    """Returns the apprentice's side, with built-ins that their code will not share."""
    own = dict(vars(builtins))
    for name in APART:
        module = sys.modules[name] = ModuleType(name)
        module.__dict__["__builtins__"] = own
        with open(f"{HERE}/{name}.py", encoding="utf-8") as file:
            exec(compile(file.read(), name, "exec"), module.__dict__)  # noqa: S102 - our own file
    serve: Callable[[int, int], NoReturn] = sys.modules["program"].serve
    return serve


def _give_pipes_only(output: int, ours: tuple[int, ...]) -> None:
    """Leaves the apprentice's process nothing of this one: its outputs, its modules, its descriptors."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard, instead in ((0, nothing), (1, output), (2, nothing)):
        os.dup2(instead, standard)
    for end in (*ours, output, nothing):
        os.close(end)
    for name in OURS:
        sys.modules.pop(name, None)
    sys.path.remove(HERE)
    os.environ.pop("PYTHONPATH", None)


# ---- after it ----------------------------------------------------------------------------------------
def _read(line: bytes) -> dict[str, Any]:
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _thrown_in(answer: dict[str, Any]) -> dict[str, Any] | None:
    thrown = answer.get("thrown")
    if not isinstance(thrown, dict):
        return None
    return {key: thrown.get(key) for key in ("language", "name", "message", "file", "line")}


def _question_of(probe: dict[str, Any]) -> dict[str, str] | None:
    if probe["kind"] == "value":
        return {"mode": "eval", "code": probe["expression"]}
    return {"mode": "exec", "code": probe["after"]} if "after" in probe else None


class Run:
    """One loading of the program, for all the probes that give it the same lines to read."""

    def __init__(
        self, request: dict[str, Any], lines: tuple[str, ...], apprentice: Apprentice, folder: Folder
    ) -> None:
        self._request = request
        self._lines = lines
        self._apprentice = apprentice
        self._folder = folder
        self._gone = False
        self._thrown: dict[str, Any] | None = None
        self._printed: dict[str, Any] = {}

    def tell(self, probes: list[dict[str, Any]], teller: Teller, first: bool) -> None:
        questions = [question for probe in probes if (question := _question_of(probe))]
        self._load(questions)
        # Where lines are given, each probe tells the error by itself: without them it may well not be one.
        if self._thrown and not self._lines:
            teller.note("load_error", **self._thrown)
        if first:
            teller.note("printed", **self._printed)
        number = 0
        for probe in probes:
            if _question_of(probe) is None:
                seen = {**self._printed, **({"thrown": self._thrown} if self._thrown else {})}
            else:
                seen = self._answer(probe, number)
                number += 1
            teller.seen(probe["id"], seen)

    def _load(self, questions: list[dict[str, str]]) -> None:
        files = self._request["files"]
        self._folder.lay(files)
        try:
            self._thrown = self._apprentice.load(
                self._request["seconds"],
                folder=FOLDER,
                entry=self._request["entry"],
                stdin=self._lines,
                own_modules=sorted(_modules_of(files)),
                questions=questions,
            )
        except Gone as gone:
            self._gone, self._thrown = True, gone.thrown
        self._printed = self._apprentice.printed.seen()
        if questions:
            self._folder.keep(files)

    def _answer(self, probe: dict[str, Any], number: int) -> dict[str, Any]:
        if self._gone:
            return {"thrown": self._thrown}
        if not self._apprentice.together:
            self._folder.restore()
        try:
            answer = self._apprentice.ask(number)
        except Gone as gone:
            answer = {"thrown": gone.thrown}
        if "thrown" in answer and self._thrown:
            answer = {"thrown": self._thrown}  # what went wrong first
        return answer if probe["kind"] == "value" else {**self._apprentice.printed.seen(), **answer}


def _modules_of(files: dict[str, str]) -> set[str]:
    return {path.split("/")[0].removesuffix(".py") for path in files} - BEFORE_ANY_PROGRAM


def observe(request: dict[str, Any], apprentice: Apprentice, folder: Folder, teller: Teller) -> None:
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for probe in request["probes"] or [{"id": "", "kind": "output"}]:
        groups.setdefault(tuple(probe.get("stdin", ())), []).append(probe)
    for place, (lines, probes) in enumerate(groups.items()):
        Run(request, lines, apprentice, folder).tell(probes, teller, first=place == 0)


def rehearse(folder: Folder) -> None:
    """Goes once through what is done while somebody waits, and leaves nothing."""
    for files in ({"main.py": "1"}, {}):
        folder.lay(files)
        folder.keep(files)
        folder.restore()
    Teller(json.loads('{"nonce": ""}')["nonce"]).seen("", {"value": {"type": "int", "value": 1}})
    Printed().seen()


def main() -> None:
    require_hidden()
    for name in USUAL:
        __import__(name)
    folder = Folder()
    rehearse(folder)
    apprentice = Apprentice()
    say_ready()
    request = read_request()
    teller = Teller(request["nonce"])
    try:
        observe(request, apprentice, folder, teller)
    except Stuck:
        teller.note("out_of_time")
        teller.note("printed", **apprentice.printed.seen())
    except OutOfMemory:
        teller.flush()
        os.write(2, WORDS_OF_MEMORY)
        sys.exit(1)
    teller.end()


main()
