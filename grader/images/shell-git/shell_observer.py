"""Runs an apprentice's commands in a shell, then tells what each probe finds. It knows no expected value.

The author's `prepare.sh`, if there is one, is run first, in the same folder. Once the script has ended, every process
that it left is ended too; only then is anything looked at, and nothing that is looked at is run.
"""

from __future__ import annotations

import gc
import os
import re
import sys

from places import WORK
from questions import seen_by
from running import Printed, Teller, read_request, require_hidden, say_ready, write_files
from scripts import Ran, Stuck, run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

HOME, SCRIPTS = "/tmp/home", "/tmp/scripts"  # noqa: S108 - inside the box
PREPARE = "prepare.sh"
PREPARE_SECONDS = 10
KILLED = (-9, 137)  # which only the kernel does here, for want of memory
WORDS_OF_MEMORY = b"the script asked for too much memory\n"
BEFORE = {"GIT_AUTHOR_DATE": "2026-01-05T09:00:00Z", "GIT_COMMITTER_DATE": "2026-01-05T09:00:00Z"}
DURING = {"GIT_AUTHOR_DATE": "2026-01-06T09:00:00Z", "GIT_COMMITTER_DATE": "2026-01-06T09:00:00Z"}

# A complaint that is worth more than what a check would say; others may well be part of the exercise.
_MISTAKES = re.compile(
    r"command not found|syntax error|unexpected EOF|is not a git command|No such file or directory"
    r"|Permission denied|Is a directory|Not a directory|missing (?:\w+ )*operand|unbound variable"
    r"|(?:invalid|unrecognized|unknown) option|unknown switch|not something we can merge"
    r"|^fatal: |^error: (?!could not apply)|^usage: git",
    re.MULTILINE,
)
_PLACED = re.compile(r"^\S*?/?(?P<file>[\w.-]+): line (?P<line>\d+): (?P<message>.*)", re.DOTALL)


def prepare(files: dict[str, str], entry: str) -> str:
    """Lays the files and runs the author's script; returns what is wrong with it, or nothing."""
    write_files({path: text for path, text in files.items() if path not in (entry, PREPARE)}, WORK)
    write_files({os.path.basename(entry): files[entry]}, SCRIPTS)
    if PREPARE not in files:
        return ""
    ran = Ran()
    write_files({PREPARE: files[PREPARE]}, HOME)
    try:
        run(ran, ["-e", f"{HOME}/{PREPARE}"], WORK, BEFORE, PREPARE_SECONDS)
    except Stuck:
        return f"{PREPARE} does not end"
    finally:
        os.unlink(f"{HOME}/{PREPARE}")
    if ran.exit_code == 0:
        return ""
    last = " ".join(line for line in _last_lines(ran.everything) if line)
    return f"{PREPARE} fails ({ran.exit_code}): {last}"


def _last_lines(printed: Printed) -> list[str]:
    seen = printed.seen()
    lines: list[str] = [*seen["lines"], *seen["tail"]]
    return lines[-3:]


def mistake_in(ran: Ran, entry: str) -> dict[str, Any] | None:
    """The first complaint that says what to mend in the script, with its line."""
    for failure in ran.complaints.failures:
        if _MISTAKES.search(failure.complaint) or failure.command.startswith("git commit"):
            return _told(entry, failure.line, failure.command, failure.complaint)
    if ran.exit_code != 0 and _MISTAKES.search(last := ran.complaints.last.decode("utf-8", "replace")):
        return _told(entry, None, "", last)
    return None


def _told(entry: str, line: int | None, command: str, complaint: str) -> dict[str, Any]:
    lines = [text for text in complaint.strip().splitlines() if not text.startswith("hint:")]
    message = next((text for text in lines if _MISTAKES.search(text)), lines[-1] if lines else "")
    if placed := _PLACED.match(message):
        line, message = int(placed["line"]), placed["message"]
    return {
        "language": "shell_git",
        "name": command[:120],
        "message": message[:300],
        "file": entry,
        "line": line,
    }


def observe(request: dict[str, Any], teller: Teller) -> None:
    """Raises Stuck, MemoryError."""
    entry = request["entry"]
    probes = request["probes"]
    if wrong := prepare(request["files"], entry):
        for probe in probes:
            teller.seen(probe["id"], {"refused": wrong})
        return
    ran = Ran()
    script = f"{SCRIPTS}/{os.path.basename(entry)}"
    try:
        run(ran, [script], WORK, {**DURING, "BASH_ENV": "/opt/observer/begin.sh"}, request["seconds"])
    finally:
        if mistake := mistake_in(ran, entry):
            teller.note("load_error", **mistake)
        teller.note("printed", **ran.everything.seen())
    if ran.exit_code in KILLED:
        raise MemoryError
    for probe in probes:
        teller.seen(probe["id"], _seen(probe, ran))


def _seen(probe: dict[str, Any], ran: Ran) -> dict[str, Any]:
    if probe["kind"] == "output":
        return ran.output.seen()
    return {"exit_code": ran.exit_code} if probe["kind"] == "exit_code" else seen_by(probe)


def main() -> None:
    require_hidden()
    os.umask(0o022)
    for folder in (WORK, HOME, SCRIPTS):
        os.mkdir(folder)
    gc.freeze()
    say_ready()
    request = read_request()
    teller = Teller(request["nonce"])
    try:
        observe(request, teller)
    except Stuck:
        teller.note("out_of_time")
    except MemoryError:
        teller.flush()
        os.write(2, WORDS_OF_MEMORY)
        sys.exit(1)
    teller.end()


main()
