"""Reads one request on standard input, does what each probe asks with the apprentice's project, tells what is seen.

The programs run in forks of a PHP that waited for them, never here. The observer knows no expected value.
"""

import json
import time
from collections.abc import Callable
from typing import Any

import databases
import project
from observing import Teller, hide, read_request, ready
from problems import Problems, died, left, problems_of
from visits import Answer, Impossible, Visit
from waiting import LEFT, LOADED, VALUE, Late, Printed, Ran, WaitingPhp

LINES, TAIL, LONGEST_LINE, LONGEST_TAIL_LINE = 400, 20, 4000, 200
ALL_LINES = 64 * 1024
PIECE = 3500  # the reader keeps 4000 signs of one text
LINE = 240_000  # signs that the reader takes in one line
ROOM = 120_000  # signs of all the pages of one visit, as they are written on the line
ROOM_OF_LINES = 160_000
MOST_WARNINGS = 5  # of one page
REHEARSAL_SECONDS = 20
SMALLEST_MEMORY, LARGEST_MEMORY = 16 * 1024 * 1024, 64 * 1024 * 1024


class Box:
    """One request, from its files to what was seen."""

    def __init__(
        self, php: WaitingPhp, access: dict[str, str], request: dict[str, Any], note: Callable[..., None]
    ) -> None:
        self._php = php
        self._files: dict[str, str] = request["files"]
        self._entry: str = request["entry"]
        self._seconds: float = request["seconds"]
        self._note = note
        self._database = databases.Database(php, access)
        self._memory = str(memory_of_a_program())
        self._told_load = False

    def answer(self, count: int, probe: dict[str, Any]) -> dict[str, Any]:
        """Returns what the probe sees in a project laid for it alone; raises Late."""
        deadline = time.monotonic() + self._seconds
        project.lay(self._files, count)
        if problem := self._database.prepare(self._files, deadline):
            return {"thrown": problem}
        if probe["kind"] == "visit":
            return {"steps": self._visit(probe, deadline)}
        if probe["kind"] == "rows":
            return self._rows(probe, deadline)
        return self._program(probe, deadline)

    def clear(self) -> None:
        """Leaves nothing of what was tried."""
        project.lay({}, 0)
        self._database.prepare({}, time.monotonic() + REHEARSAL_SECONDS)

    # ---- pages ------------------------------------------------------------------------------------------
    def _visit(self, probe: dict[str, Any], deadline: float) -> list[dict[str, Any]]:
        steps = probe["steps"]
        visit = Visit(self._php, probe["root"], self._memory, deadline)
        seen: list[dict[str, Any]] = []
        for step in steps:
            try:
                seen.append(answer_seen(visit.step(step), ROOM // len(steps)))
            except Impossible as wrong:
                seen.append({"impossible": wrong.why, "name": wrong.name})
                break
        return within_a_line(seen)

    def _rows(self, probe: dict[str, Any], deadline: float) -> dict[str, Any]:
        steps = self._visit(probe, deadline)
        stopped = next((step["stopped"] for step in steps if step.get("stopped")), None)
        if stopped:
            return {"thrown": stopped}
        return self._database.rows(probe["query"], deadline)

    # ---- programs ---------------------------------------------------------------------------------------
    def _program(self, probe: dict[str, Any], deadline: float) -> dict[str, Any]:
        expression = probe.get("expression") or probe.get("after")
        settings = [
            ("file", f"{project.SITE}/{self._entry}"),
            ("folder", project.SITE),
            ("memory", self._memory),
            *(("argument", argument) for argument in (self._entry, *probe.get("arguments", []))),
        ]
        if expression:
            settings.append(("expression", expression))
        typed = "".join(f"{line}\n" for line in probe.get("stdin", []))
        ran = self._php.run(
            probe["kind"], settings, given=typed.encode(), deadline=deadline, marked=bool(expression)
        )
        return self._told(probe, ran, bool(expression))

    def _told(self, probe: dict[str, Any], ran: Ran, asked: bool) -> dict[str, Any]:
        at_load, after = sorted_problems(ran, asked)
        self._note_load(ran.printed.before or ran.printed, at_load.stopped)
        stopped = after.stopped
        if asked and ran.told.first(LOADED) is None:
            stopped = at_load.stopped or left(self._entry)
        elif asked and stopped is None and ran.told.first(LEFT) is not None:
            stopped = left("")
        seen: dict[str, Any] = printed_seen(ran.printed) if probe["kind"] == "output" else {}
        value = ran.told.first(VALUE)
        if stopped and asked:
            seen["thrown"] = stopped
        elif probe["kind"] == "value":
            seen["value"] = json.loads(value) if value is not None else {"type": "cut"}
        return {**seen, "warnings": [*at_load.warnings, *after.warnings]}

    def _note_load(self, printed: Printed, stopped: dict[str, Any] | None) -> None:
        """What the project says when it is loaded is told once: each program loads it again."""
        if self._told_load:
            return
        self._told_load = True
        if stopped:
            self._note("load_error", **stopped)
        self._note("printed", **printed_seen(printed))


# ---- what is told -----------------------------------------------------------------------------------------
def sorted_problems(ran: Ran, asked: bool) -> tuple[Problems, Problems]:
    """Returns the problems met while the project was loaded, and those of the expression that was asked for."""
    frames = ran.told.frames
    border = next((i for i, (kind, _) in enumerate(frames) if kind in (LOADED, LEFT)), len(frames))
    at_load, after = problems_of(frames[:border]), problems_of(frames[border:])
    if death := died(ran):
        if asked and border < len(frames):
            after = Problems(after.warnings, after.stopped or death)
        else:
            at_load = Problems(at_load.warnings, at_load.stopped or death)
    return at_load, after


def answer_seen(answer: Answer, room: int) -> dict[str, Any]:
    """`body` is in pieces that the reader does not cut; None for what is not text."""
    seen: dict[str, Any] = {
        "method": answer.method,
        "address": answer.address,
        "status": answer.status,
        "headers": [[name, value] for name, value in answer.headers],
        "cookies": answer.cookies,
        "mails": answer.mails,
        "length": answer.length,
        "body": None,
        "warnings": answer.warnings[:MOST_WARNINGS],
        "stopped": answer.stopped,
    }
    if answer.text is not None:
        text = answer.text.replace("\r\n", "\n")
        kept = fitting(text, room)
        seen["body"] = [kept[i : i + PIECE] for i in range(0, len(kept), PIECE)]
        seen["cut"] = len(kept) < len(text)
    return seen


def within_a_line(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Returns the steps, the first ones shortened if the reader would refuse the whole for its length."""
    for step in steps:
        if len(json.dumps(steps)) <= LINE:
            break
        for name, most in (("headers", 5), ("cookies", 5), ("mails", 1), ("warnings", 1), ("body", 1)):
            step[name] = (step.get(name) or [])[:most]
        step["cut"] = True
    return steps


def fitting(text: str, room: int) -> str:
    """Returns as much of the text as takes at most `room` signs once it is written."""
    while len(json.dumps(text)) > room:
        text = text[: min(len(text) - 1, len(text) * room // len(json.dumps(text)))]
    return text


def printed_seen(printed: Printed) -> dict[str, Any]:
    count = printed.lines + (printed.size > 0 and not (printed.tail or printed.head).endswith(b"\n"))
    known = bytes(printed.head[:ALL_LINES])
    whole = text_lines(known)
    if printed.size > len(known):
        whole.pop()  # it may be cut
    head = [line[:LONGEST_LINE] for line in whole[:LINES]]
    while len(json.dumps(head)) > ROOM_OF_LINES:
        head = head[: len(head) // 2]
    last = text_lines(bytes(printed.head[-Printed.TAIL :] + printed.tail)[-Printed.TAIL :])
    tail = last[-min(TAIL, count - len(head)) :] if count > len(head) else []
    return {
        "lines": head,
        "skipped": count - len(head) - len(tail),
        "tail": [line[:LONGEST_TAIL_LINE] for line in tail],
        "count": count,
    }


def text_lines(data: bytes) -> list[str]:
    lines = data.decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
    return lines if lines[-1] else lines[:-1]


# ---- the box ------------------------------------------------------------------------------------------------
def memory_of_a_program() -> int:
    """Half of the box, so that PHP itself refuses more, with a file and a line, before the kernel kills it."""
    for path in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            with open(path, encoding="ascii") as file:
                limit = file.read().strip()
        except OSError:
            continue
        if limit.isdigit():
            return max(SMALLEST_MEMORY, min(LARGEST_MEMORY, int(limit) // 2))
    return LARGEST_MEMORY


def rehearse(php: WaitingPhp, access: dict[str, str]) -> None:
    """Goes once through everything, so that nothing is left to load or to discover when somebody waits."""
    page = "<?php session_start(); setcookie('a', 'b'); echo $_POST['a'] ?? '';"
    request = {
        "files": {
            "index.php": page,
            "main.php": "<?php echo 1;",
            "database.sql": "CREATE TABLE t (n INTEGER);",
        },
        "entry": "main.php",
        "seconds": REHEARSAL_SECONDS,
    }
    box = Box(php, access, request, lambda kind, **details: None)
    step = {"method": "GET", "path": "/", "headers": {}, "uploads": [], "follow": False}
    steps = [step, {**step, "method": "POST", "form": {"a": "é"}}]
    probes: list[dict[str, Any]] = [
        {"kind": "rows", "root": "", "steps": steps, "query": "SELECT n FROM t"},
        {"kind": "visit", "root": "", "steps": steps},
        {"kind": "output"},
        {"kind": "value", "expression": "[1, 'é']"},
    ]
    for probe in probes:
        seen = box.answer(0, probe)
        if "thrown" in seen:
            raise SystemExit(f"the rehearsal failed: {seen['thrown']}")
    box.clear()


def main() -> None:
    hide()
    php = WaitingPhp()
    access = databases.start()
    rehearse(php, access)
    ready()
    request = read_request()
    tell = Teller(request["nonce"])
    box = Box(php, access, request, tell.note)
    for count, probe in enumerate(request["probes"], start=1):
        try:
            tell.seen(probe["id"], box.answer(count, probe))
        except Late:
            tell.note("out_of_time", during=probe["id"])
            break
    tell.end()


main()
