"""pytest, loaded and tried before anyone clicks.

It receives one order: a token, and the test files of a folder that the observer has filled; then it runs them here.
"""

import json
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

FOLDER = "/tmp/program"  # noqa: S108 - inside the box
HERE = os.path.dirname(os.path.abspath(__file__))
ORDERS, ANSWERS = 3, 4
DONE = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED)

_write, _dumps = os.write, json.dumps
_NOWHERE = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - as long as this process


def must_fail() -> None:
    """Whoever changed what an assertion is makes it pass."""
    with pytest.raises(AssertionError):
        assert [1] == [2]
    with pytest.raises(pytest.fail.Exception), pytest.raises(ZeroDivisionError):
        pass
    raise ZeroDivisionError("as it must")


class CounterTest(pytest.Item):
    """A test that must fail: it runs like the others, after them."""

    def runtest(self) -> None:
        must_fail()


class Telling:
    """Says each line after the token of the order, which the apprentice's code does not know."""

    def __init__(self, token: str, unskipped: Sequence[str] = ()) -> None:
        self._unskipped = {f"{FOLDER}/{file}" for file in unskipped}
        self._mark = f"{token} "
        self.is_sound: bool | None = None
        self._reasons: dict[str, dict[str, Any]] = {}

    def tell(self, **message: Any) -> None:
        left = memoryview(f"{self._mark}{_dumps(message)}\n".encode())
        while left:
            left = left[_write(ANSWERS, left) :]

    # ---- what pytest calls ----------------------------------------------------------------------
    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        # Assertions are not explained without a reporter, but what is printed is the apprentice's alone.
        config.get_terminal_writer()._file = _NOWHERE

    def pytest_pycollect_makeitem(self, collector: pytest.Collector, obj: object) -> None:
        if str(collector.path) in self._unskipped and isinstance(obj, type):
            _unskip_class(obj)

    def pytest_collection_modifyitems(self, session: pytest.Session, items: list[pytest.Item]) -> None:
        for item in items:
            if str(item.path) in self._unskipped:
                _unskip(item)
        items.append(CounterTest.from_parent(session, name="a test that must fail"))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
        if call.excinfo is not None and not isinstance(call.excinfo.value, pytest.skip.Exception):
            self._reasons.setdefault(item.nodeid, _reason(call.excinfo.value))
        return (yield)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.nodeid == "::a test that must fail":
            if report.when == "call":
                self.is_sound = report.outcome == "failed"
        elif report.when == "call" or report.outcome != "passed":
            self.tell(test={**_place_of(report), **_state_of(report), **self._reasons.get(report.nodeid, {})})

    def pytest_exception_interact(
        self, call: pytest.CallInfo[Any], report: pytest.CollectReport | pytest.TestReport
    ) -> None:
        if isinstance(report, pytest.CollectReport) and call.excinfo is not None:
            self.tell(problem=_thrown(call.excinfo.value))


def _unskip(item: pytest.Item) -> None:
    for node in item.listchain():
        node.own_markers[:] = [mark for mark in node.own_markers if mark.name not in ("skip", "skipif")]


def _unskip_class(cls: Any) -> None:
    """Takes back what unittest.skip did to a class and to its methods."""
    for name, value in [*vars(cls).items()]:
        if getattr(value, "__unittest_skip__", False):
            setattr(cls, name, value.__wrapped__)
    if getattr(cls, "__unittest_skip__", False):
        cls.__unittest_skip__ = False


def _place_of(report: pytest.TestReport) -> dict[str, Any]:
    file, *suite, name = report.nodeid.split("::")
    return {"file": file, "suite": suite, "name": name, "ms": report.duration * 1000}


def _state_of(report: pytest.TestReport) -> dict[str, Any]:
    # Something wrong before or after the test is an error, not a failure of it.
    return {"state": "error" if report.outcome == "failed" and report.when != "call" else report.outcome}


def _reason(error: BaseException) -> dict[str, Any]:
    """Why a test failed: the assertion, or what was raised instead."""
    message = str(error)
    if isinstance(error, AssertionError | pytest.fail.Exception):
        return {"message": message}
    return {"message": message, "thrown": _thrown(error)}


def _thrown(error: BaseException) -> dict[str, Any]:
    # pytest speaks of a file that it could not import; the reason is the error below.
    while isinstance(error, pytest.Collector.CollectError) and error.__cause__ is not None:
        error = error.__cause__
    file, line = None, None
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename.startswith(f"{FOLDER}/"):
            file, line = frame.filename, frame.lineno
    if isinstance(error, SyntaxError) and error.filename:
        file, line = error.filename, error.lineno
    return {
        "language": "python",
        "name": type(error).__name__,
        "message": error.msg if isinstance(error, SyntaxError) else str(error),
        "file": file.removeprefix(f"{FOLDER}/") if file else None,
        "line": line,
    }


# ---- one run -----------------------------------------------------------------------------------------
def run(folder: str, files: Sequence[str], telling: Telling) -> bool:
    """Runs test files; returns whether pytest went to the end of them."""
    os.chdir(folder)
    arguments = ["--rootdir", folder, "-c", f"{HERE}/pytest.ini", *(f"{folder}/{file}" for file in files)]
    return pytest.main(arguments, plugins=[telling]) in DONE


def rehearse() -> None:
    telling = Telling("")
    if not run(f"{HERE}/rehearsal", ["test_first.py"], telling) or telling.is_sound is not True:
        sys.exit("the rehearsal did not come to its end")
    for name in ("doubling", "test_first"):
        sys.modules.pop(name)
    sys.path.remove(f"{HERE}/rehearsal")


def next_order() -> dict[str, Any]:
    line = b""
    while not line.endswith(b"\n"):
        line += os.read(ORDERS, 65536)
    order: dict[str, Any] = json.loads(line)
    return order


def main() -> None:
    sys.dont_write_bytecode = True
    rehearse()
    os.write(ANSWERS, b"warm\n")
    order = next_order()
    telling = Telling(order["token"], order["unskipped"])
    if run(order["folder"], order["files"], telling):
        telling.tell(over={"sound": telling.is_sound is True})


main()
