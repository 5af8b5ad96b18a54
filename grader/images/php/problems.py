"""What went wrong in PHP, as the reader wants it: a name, a message, a file of the project and a line."""

import re
from typing import Any, NamedTuple

from waiting import ERROR, THROWN, Ran

SITE = "/tmp/work/site/"  # noqa: S108 - inside the box
MOST = 20
LONGEST = 600

# The numbers are PHP's.
_NAMES = {2: "Warning", 8: "Notice", 32: "Warning", 128: "Warning", 512: "Warning", 1024: "Notice",
          4: "ParseError", 8192: "Deprecated", 16384: "Deprecated"}  # fmt: skip
_FATAL = 1 | 4 | 16 | 64 | 256 | 4096
_UNCAUGHT = re.compile(
    r"Uncaught (?P<name>[\w\\@]+)(?:: (?P<message>.*?))? in [^\n]*:\d+\nStack trace:\n", re.DOTALL
)
_OUT_OF_MEMORY = "Allowed memory size exhausted"


class Problems(NamedTuple):
    """What PHP complained of, and what stopped the program, or None."""

    warnings: list[dict[str, Any]]
    stopped: dict[str, Any] | None


def problems_of(frames: list[tuple[bytes, bytes]]) -> Problems:
    warnings: list[dict[str, Any]] = []
    stopped = None
    for kind, body in frames:
        if kind == THROWN:
            name, file, line, message = _parts(body)
            stopped = stopped or _problem(name, file, line, message)
        elif kind == ERROR:
            number, file, line, message = _parts(body)
            if int(number) & _FATAL:
                stopped = stopped or _fatal(int(number), file, line, message)
            elif len(warnings) < MOST:
                warnings.append(_problem(_NAMES.get(int(number), "Warning"), file, line, message))
    return Problems(warnings, stopped)


def left(file: str) -> dict[str, Any]:
    """The problem of a program that ended itself, in this file, where something was still to be asked of it."""
    return _problem("exit", SITE + file, "", "")


def _parts(body: bytes) -> list[str]:
    return body.decode("utf-8", "replace").split("\0", 3)


def _fatal(number: int, file: str, line: str, message: str) -> dict[str, Any]:
    if uncaught := _UNCAUGHT.match(message):
        return _problem(uncaught["name"], file, line, uncaught["message"] or "")
    return _problem(_NAMES.get(number, "Fatal error"), file, line, message)


def died(ran: Ran) -> dict[str, Any] | None:
    """The problem of a program that the kernel ended."""
    if ran.signal == 9:  # nobody but the kernel, short of memory, kills a program that is not late
        return _problem("Fatal error", "", "", _OUT_OF_MEMORY)
    return _problem("Fatal error", "", "", f"Signal {ran.signal}") if ran.signal else None


def _problem(name: str, file: str, line: str, message: str) -> dict[str, Any]:
    ours = file.startswith(SITE)
    return {
        "language": "php",
        "name": name[:200],
        "message": message.replace(SITE, "")[:LONGEST],
        "file": file.removeprefix(SITE) if ours else None,
        "line": int(line) if ours and line.isdigit() and line != "0" else None,
        "column": None,
    }
