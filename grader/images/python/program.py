"""The apprentice's process: loads the program once, then answers each question in a copy of itself.

It never held the nonce, and reaches the observer by one pipe only. What is used here was taken while it was
genuine: this file is run with built-ins of its own, that the apprentice's code does not share.
"""

from __future__ import annotations

import builtins
import sys
from json.decoder import JSONDecoder
from json.encoder import c_make_encoder, encode_basestring_ascii  # type: ignore[attr-defined]
from json.scanner import make_scanner
from posix import _exit, chdir, dup2, fork, lseek, memfd_create, read, waitpid, write
from random import Random
from random import _inst as chance
from types import CodeType, ModuleType

from errors import described
from questions import ask
from sharing import keeps_nothing
from values import seen_value

TYPE_CHECKING = False  # loading `typing` would cost half a megabyte in each box that waits
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn

REHEARSED = """
def f(n):
    seen = {}
    for word in ["a", "b"] * n:
        seen[word] = seen.get(word, 0) + 1
    return [seen, sum(x * 2 for x in [1, 2]) / 2, " ".join(w.upper() for w in "c d".split(" ")), (None, True)]
"""
AHEAD = 4  # copies made in advance: they wait for a question while the one before is answered

_written = c_make_encoder(None, None, encode_basestring_ascii, None, ":", ",", False, False, True)
_parsed = make_scanner(JSONDecoder())  # type: ignore[arg-type]
_screen = sys.stdout
_luck_of, _set_luck = Random.getstate, Random.setstate


class Pipes:
    """The two ends that the observer gave. An order is sent once the one before is answered."""

    def __init__(self, orders: int, answers: int) -> None:
        self._orders = orders
        self._answers = answers

    def next_order(self) -> dict[str, Any]:
        line = b""
        while not line.endswith(b"\n"):
            chunk = read(self._orders, 65536)
            if not chunk:
                _exit(0)
            line += chunk
        order: dict[str, Any] = _parsed(line.decode(), 0)[0]
        return order

    def tell(self, **answer: object) -> None:
        left = memoryview("".join(_written(answer, 0)).encode() + b"\n")
        while left:
            left = left[write(self._answers, left) :]


def serve(orders: int, answers: int) -> NoReturn:
    """Keeps one process ready for the next program, and tells how each ended."""
    pipes = Pipes(orders, answers)
    number = 0
    while True:
        number += 1
        pid = fork()
        if pid == 0:
            if number == 1:  # those that follow are not made in advance
                rehearse()
            _leave_after(Program(pipes).live)
        _, status = waitpid(pid, 0)
        pipes.tell(program=number, status=status)


def rehearse() -> None:
    """Goes once through the usual work, in the process that waits: the memory that it writes to is then its own."""
    order = _parsed(
        '{"entry": "main.py", "own_modules": [], "questions": [{"mode": "eval", "code": "f(1)"}]}', 0
    )[0]
    names: dict[str, object] = {}
    exec(compile(REHEARSED, order["entry"], "exec", dont_inherit=True), names)  # noqa: S102 - a text of ours
    question = compile(order["questions"][0]["code"], "question", "eval", dont_inherit=True)
    names.pop("__builtins__")
    keeps_nothing(names, [question])
    value = eval(question, names)  # noqa: S307 - a text of ours
    "".join(_written({"answer": 0, "value": seen_value(value)}, 0)).encode()


class Program:
    def __init__(self, pipes: Pipes) -> None:
        self._pipes = pipes
        self._folder = ""
        self._names: dict[str, Any] = {}
        self._questions: list[dict[str, str]] = []

    def live(self) -> None:
        """Loads the program of the next order, and answers its questions: all at once, or each when it is asked."""
        order = self._pipes.next_order()
        self._settle(order)
        thrown = self._load(order["entry"])
        together = self._may_answer_together()
        self._pipes.tell(loaded=order["number"], thrown=thrown, together=together)
        if together:
            dup2(2, 1)  # what functions print while they are called is nobody's question
            for number in range(len(self._questions)):
                self._answer(number)
        else:
            self._make_copies(len(self._questions))

    # ---- loading --------------------------------------------------------------------------------
    def _settle(self, order: dict[str, Any]) -> None:
        """Makes this process what `python3 entry` would start with."""
        self._folder, self._questions = order["folder"], order["questions"]
        chdir(self._folder)
        sys.argv[:] = [order["entry"]]
        sys.path.insert(0, self._folder)
        for name in order["own_modules"]:
            sys.modules.pop(name, None)
        builtins.input = ask
        if order["stdin"]:
            dup2(memfd_create("stdin"), 0)
            write(0, "".join(f"{line}\n" for line in order["stdin"]).encode())
            lseek(0, 0, 0)

    def _load(self, entry: str) -> dict[str, Any] | None:
        path = f"{self._folder}/{entry}"
        main = ModuleType("__main__")
        self._names = main.__dict__
        self._names.update(__file__=path, __builtins__=builtins)
        sys.modules["__main__"] = main
        thrown = None
        try:
            with open(path, "rb") as file:
                source = file.read()
            exec(compile(source, path, "exec", dont_inherit=True), self._names)  # noqa: S102 - this is our work
        except SystemExit:
            pass  # the program chose to stop here
        except BaseException as error:
            thrown = described(error, self._folder)
        _finish_threads()
        _flush()
        return thrown

    # ---- answering ------------------------------------------------------------------------------
    def _may_answer_together(self) -> bool:
        try:
            codes = [self._compiled(question) for question in self._questions if question["mode"] == "eval"]
            return len(codes) == len(self._questions) and keeps_nothing(self._names, codes)
        except BaseException:  # a question that cannot be compiled is answered with that
            return False

    def _make_copies(self, left: int) -> None:
        luck = _luck_of(chance)
        read_so_far = lseek(0, 0, 1)
        copies: set[int] = set()
        while left or copies:
            while left and len(copies) < AHEAD:
                pid = fork()
                if pid == 0:
                    _set_luck(chance, luck)  # a copy draws what the program would have drawn
                    _leave_after(lambda: self._answer_one(read_so_far))
                left -= 1
                copies.add(pid)
            pid, status = waitpid(-1, 0)
            if pid in copies:
                copies.remove(pid)
                self._pipes.tell(copy=pid, status=status)

    def _answer_one(self, read_so_far: int) -> None:
        order = self._pipes.next_order()
        chdir(self._folder)
        lseek(0, read_so_far, 0)
        self._answer(order["question"])

    def _answer(self, number: int) -> None:
        question = self._questions[number]
        answer: dict[str, Any] = {}
        try:
            value = eval(self._compiled(question), self._names)  # noqa: S307 - this is our work
        except BaseException as error:
            answer["thrown"] = described(error, self._folder)
        else:
            if question["mode"] == "eval":
                answer["value"] = seen_value(value)
        _flush()
        self._pipes.tell(answer=number, **answer)

    def _compiled(self, question: dict[str, str]) -> CodeType:
        return compile(question["code"], "question", question["mode"], dont_inherit=True)


def _leave_after(work: Callable[[], None]) -> NoReturn:
    """A process never comes back from its work: above are the frames of the one that it was copied from."""
    try:
        work()
    except BaseException:
        _exit(1)
    _exit(0)


def _finish_threads() -> None:
    """Waits, as the interpreter does before it ends, for the threads that the program started."""
    if (threading := sys.modules.get("threading")) is None:
        return
    try:
        for thread in threading.enumerate():
            if not thread.daemon and thread is not threading.main_thread():
                thread.join()
    except BaseException:  # `threading` may be anything by now
        return


def _flush() -> None:
    try:
        _screen.flush()
    except BaseException:  # they may have closed it
        return
