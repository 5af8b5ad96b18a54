"""Shows what the code does, without judging it: for whoever runs her work before she hands it in.

The same boxes look, at things that nobody expects anything of: what is printed, what a call gives, the rows of each
instruction, the page that comes back. What is found is plain data, small enough to be kept for a while.
"""

import ast
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from grader.contract import BoxReport, GradingRequest, Json, Outcome, Probe
from grader.expectations.cells import text_of
from grader.expectations.output import printed_lines
from grader.expectations.tests import told_tests
from grader.expectations.value import shown_value, thrown_mismatch
from grader.expectations.visit import impossible_step, problems_of_step
from grader.grading import observe
from grader.judge import Trouble, trouble_in
from grader.manifest import Exercise, request_for
from grader.runtimes import RUNTIMES
from grader.runtimes.base import BadProbe
from grader.sandbox.base import Sandbox
from grader.sentences import say

LONGEST_CODE = 500
MOST_LINES, LONGEST_LINE = 40, 200  # to read with input()
MOST_INSTRUCTIONS = 12
MOST_ROWS = 50
MOST_TESTS = 60
PRINTED = 8_000
PAGE = 60_000
_PAGES = frozenset({"visit", "rows"})


class Asks(StrEnum):
    """What may be said beside the files of a runtime: a call, a page, a query, nothing, or no dry run at all."""

    CALL = "call"
    PAGE = "page"
    QUERY = "query"
    NOTHING = "nothing"
    NO_RUN = ""


class BadWish(ValueError):
    """What is to be tried cannot be: the text says why, in French."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What to try: a call or a query in `code`, or the `steps` of a visit; `lines` are read by the program."""

    code: str = ""
    lines: tuple[str, ...] = ()
    steps: tuple[Mapping[str, Json], ...] = ()

    def to_dict(self) -> dict[str, Json]:
        return {"code": self.code, "lines": [*self.lines], "steps": [dict(step) for step in self.steps]}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Wish":
        return cls(str(data["code"]), tuple(data["lines"]), tuple(data["steps"]))


@dataclass(frozen=True, slots=True)
class Shown:
    """What came of a dry run. `ours` marks a fault of the platform; `detail` is then for those who run it."""

    trouble: str = ""
    original: str = ""
    where: Mapping[str, Json] = field(default_factory=dict)
    pieces: tuple[Mapping[str, Json], ...] = ()
    ours: bool = False
    detail: str = ""

    def to_dict(self) -> dict[str, Json]:
        return {
            "trouble": self.trouble,
            "original": self.original,
            "where": dict(self.where),
            "pieces": [dict(piece) for piece in self.pieces],
            "ours": self.ours,
            "detail": self.detail,
        }


def asks_of(exercise: Exercise) -> Asks:
    """Returns what may be said when this exercise is tried; pages and scripts run in the browser already."""
    if exercise.quiz is not None or exercise.runtime not in (
        "php",
        "python",
        "sql",
        "shell_git",
        "framework",
    ):
        return Asks.NO_RUN
    if exercise.runtime == "php":
        return Asks.PAGE if any(check.probe.kind in _PAGES for check in exercise.checks) else Asks.CALL
    return {"python": Asks.CALL, "sql": Asks.QUERY}.get(exercise.runtime, Asks.NOTHING)


def reads_lines(exercise: Exercise) -> bool:
    """Whether a program of this exercise reads what somebody types."""
    return asks_of(exercise) is Asks.CALL and any("stdin" in check.probe.params for check in exercise.checks)


def probes_for(exercise: Exercise, wish: Wish) -> tuple[Probe, ...]:
    """Returns what is looked at; raises BadWish."""
    runtime = RUNTIMES[exercise.runtime]
    try:
        return tuple(runtime.validated(probe) for probe in _probes(exercise, wish))
    except BadProbe as error:
        raise BadWish(say("Cela ne peut pas être essayé : {why}", why=str(error))) from error


def try_work(
    exercise: Exercise, files: Mapping[str, str], wish: Wish, sandbox: Sandbox, *, run_id: str = ""
) -> Shown:
    """Returns what these files do, in one box; raises BadWish and RefusedFiles before any."""
    asked = request_for(exercise, files)
    request = GradingRequest(
        asked.runtime, asked.files, asked.entry, probes_for(exercise, wish), asked.limits, asked.variant
    )
    return shown(request, wish, observe(request, sandbox, run_id=run_id))


def shown(request: GradingRequest, wish: Wish, report: BoxReport) -> Shown:
    """Returns what a report says to somebody who expects nothing in particular; never raises for what is in it."""
    if report.outcome is Outcome.COULD_NOT_START:
        return Shown(ours=True, detail=report.detail)
    refused = [str(o.seen["refused"]) for o in report.observations if "refused" in o.seen]
    if refused:
        return Shown(ours=True, detail=refused[0])
    trouble = trouble_in(report) or _thrown(report)
    pieces = tuple(_PIECES[request.runtime](request, wish, report))
    if trouble is None:
        return Shown(pieces=pieces)
    if report.outcome is Outcome.CRASHED:
        return Shown(say("Votre code a tout arrêté avant la fin de l’essai."), pieces=pieces)
    return Shown(trouble.sentence, trouble.found, trouble.where.to_dict(), pieces)


def _thrown(report: BoxReport) -> Trouble | None:
    """The first error that one of the probes met by itself."""
    for observation in report.observations:
        if isinstance(thrown := observation.seen.get("thrown"), dict):
            mismatch = thrown_mismatch(thrown, "")
            return Trouble(mismatch.sentence, mismatch.found, mismatch.where)
    return None


# ---- what is looked at --------------------------------------------------------------------------------
def _probes(exercise: Exercise, wish: Wish) -> Iterator[Probe]:
    if any("\0" in text for text in (wish.code, *wish.lines)):
        raise BadWish(
            say("Un signe invisible s’est glissé dans ce que vous avez tapé : effacez-le et retapez.")
        )
    if len(wish.code) > LONGEST_CODE:
        raise BadWish(say("C’est trop long : {most} signes au plus.", most=LONGEST_CODE))
    if exercise.runtime == "php" and asks_of(exercise) is Asks.PAGE:
        yield _visit(exercise, wish)
    elif exercise.runtime in ("php", "python"):
        yield from _program(exercise.runtime, wish)
    elif exercise.runtime == "sql":
        yield from (Probe("rows", {"instruction": number + 1}) for number in range(MOST_INSTRUCTIONS))
        if wish.code:
            yield Probe("rows", {"query": _query(wish.code)})
    elif exercise.runtime == "shell_git":
        yield Probe("output")
        yield Probe("folder", {"depth": 3})
        yield Probe("commits")
    else:
        yield from {check.probe.id: check.probe for check in exercise.checks}.values()


def _visit(exercise: Exercise, wish: Wish) -> Probe:
    root = next((str(c.probe.params.get("root", "")) for c in exercise.checks if c.probe.kind in _PAGES), "")
    # As a browser does, which shows where it was sent.
    steps: list[Json] = [{**step, "follow": True} for step in wish.steps or ({"path": "/"},)]
    return Probe("visit", {"root": root, "steps": steps})


def _program(runtime: str, wish: Wish) -> Iterator[Probe]:
    if len(wish.lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in wish.lines):
        words = "Les lignes tapées sont trop longues : {lines} lignes de {signs} signes au plus."
        raise BadWish(say(words, lines=MOST_LINES, signs=LONGEST_LINE))
    lines: dict[str, Json] = {"stdin": [*wish.lines]} if wish.lines else {}
    yield Probe("output", lines)
    code = wish.code.strip().removesuffix(";").rstrip()
    if not code:
        return
    yield Probe("output", {"after": code, **lines})
    if runtime == "php":
        yield Probe("value", {"expression": code})
    elif _is_expression(code):
        yield Probe("value", {"expression": code, **lines})


def _is_expression(code: str) -> bool:
    """Whether a line of Python gives something; raises BadWish when it is no Python at all."""
    for mode in ("eval", "exec"):
        try:
            with warnings.catch_warnings(action="ignore"):
                ast.parse(code, mode=mode)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        return mode == "eval"
    raise BadWish(say("Ce qui est à essayer n’est pas du Python correct : {code}", code=code))


def _query(code: str) -> str:
    query = code.strip().removesuffix(";").rstrip()
    if not query or query.split(None, 1)[0].upper() not in ("SELECT", "WITH", "VALUES"):
        raise BadWish(
            say("Pour regarder la base après vos instructions, écrivez une requête qui commence par SELECT.")
        )
    return query


# ---- what is shown ------------------------------------------------------------------------------------
type _Piece = dict[str, Json]


def _printed(text: str, after: str = "") -> Iterator[_Piece]:
    if text:
        yield {"kind": "printed", "text": text[:PRINTED], "after": after, "cut": len(text) > PRINTED}


def _text_printed(seen: Mapping[str, Json] | None) -> str:
    return "\n".join(printed_lines(seen or {}) or [])


def _of_program(request: GradingRequest, wish: Wish, report: BoxReport) -> Iterator[_Piece]:
    if request.probes[0].kind == "visit":
        yield from _of_visit(request, wish, report)
        return
    plain, *asked = request.probes
    yield from _printed(_text_printed(report.seen_by(plain) or report.note("printed")))
    for probe in asked:
        seen = report.seen_by(probe)
        if seen is None or "thrown" in seen:
            continue
        if probe.kind == "output":
            yield from _printed(_text_printed(seen), after=str(probe.params["after"]))
        elif "value" in seen:
            yield {"kind": "value", "code": str(probe.params["expression"]), "text": shown_value(seen)}


def _of_visit(request: GradingRequest, wish: Wish, report: BoxReport) -> Iterator[_Piece]:
    seen = report.seen_by(request.probes[0]) or {}
    listed = seen.get("steps")
    steps = [step for step in listed if isinstance(step, dict)] if isinstance(listed, list) else []
    if not steps:
        return
    last = steps[-1]
    if "impossible" in last:
        yield {"kind": "said", "sentences": [impossible_step(steps)]}
        return
    body = last.get("body")
    page = "".join(str(part) for part in body) if isinstance(body, list) else None
    sentences: list[Json] = []
    for step in steps:
        for problem in problems_of_step(step):
            sentence = thrown_mismatch(problem, "").sentence
            if sentence not in sentences:
                sentences.append(sentence)
    if sentences:
        yield {"kind": "said", "sentences": sentences[:8]}
    yield {
        "kind": "page",
        "method": str(last.get("method", "")),
        "address": str(last.get("address", "")),
        "status": last.get("status") if isinstance(last.get("status"), int) else 0,
        "page": page[:PAGE] if page is not None else None,
        "cut": bool(last.get("cut")) or (page is not None and len(page) > PAGE),
    }


def _of_sql(request: GradingRequest, wish: Wish, report: BoxReport) -> Iterator[_Piece]:
    for probe in request.probes:
        seen = report.seen_by(probe) or {}
        query = str(probe.params.get("query", ""))
        number = probe.params.get("instruction", 0)
        if isinstance(seen.get("rows"), list):
            yield _table(seen, number, query)
        elif isinstance(seen.get("affected"), int):
            yield {"kind": "changed", "number": number, "affected": seen["affected"]}


def _table(seen: Mapping[str, Json], number: Json, query: str) -> _Piece:
    columns, rows = seen.get("columns"), seen.get("rows")
    names: list[Json] = (
        [str(column.get("name", "")) for column in columns if isinstance(column, dict)]
        if isinstance(columns, list)
        else []
    )
    cells: list[Json] = (
        [[_cell(cell) for cell in row] for row in rows[:MOST_ROWS] if isinstance(row, list)]
        if isinstance(rows, list)
        else []
    )
    return {
        "kind": "table",
        "number": number,
        "code": query,
        "columns": names,
        "rows": cells,
        "count": seen.get("count"),
    }


def _cell(cell: Json) -> Json:
    """A cell as plain text; None stays, so that NULL can be shown apart from the word."""
    if isinstance(cell, Mapping) and "text" in cell:
        return f"{cell['text']}…"
    if isinstance(cell, Mapping) and "bytes" in cell:
        return f"x'{cell['bytes']}'"
    return text_of(cell)


def _of_shell(request: GradingRequest, wish: Wish, report: BoxReport) -> Iterator[_Piece]:
    output, folder, commits = request.probes
    yield from _printed(_text_printed(report.note("printed") or report.seen_by(output)))
    entries = (report.seen_by(folder) or {}).get("entries")
    if isinstance(entries, list):
        yield {
            "kind": "files",
            "entries": [_path(entry) for entry in entries[:100] if isinstance(entry, dict)],
        }
    told = (report.seen_by(commits) or {}).get("commits")
    if isinstance(told, list):
        subjects: list[Json] = [str(one.get("subject", "")) for one in told[:30] if isinstance(one, dict)]
        yield {"kind": "commits", "subjects": subjects}


def _path(entry: Mapping[str, Json]) -> Json:
    return f"{entry.get('path')}{'/' if entry.get('kind') == 'folder' else ''}"


def _of_tests(request: GradingRequest, wish: Wish, report: BoxReport) -> Iterator[_Piece]:
    yield from _printed(_text_printed(report.note("printed")))
    tests: list[Json] = []
    for probe in request.probes:
        tests.extend(told_tests(report.seen_by(probe) or {}))
    if tests:
        yield {"kind": "tests", "tests": tests[:MOST_TESTS], "count": len(tests)}


_PIECES = {
    "php": _of_program,
    "python": _of_program,
    "sql": _of_sql,
    "shell_git": _of_shell,
    "framework": _of_tests,
}


def steps_of(told: Sequence[Any]) -> tuple[Mapping[str, Json], ...]:
    """Returns the steps of a visit as a page tells them: an address, or a form of the page before; raises BadWish."""
    steps: list[Mapping[str, Json]] = []
    for one in told:
        if not isinstance(one, dict) or not set(one) <= {"path", "submit", "form"}:
            raise BadWish(say("Cette visite ne peut pas être lue : recommencez depuis la première page."))
        steps.append(one)
    return tuple(steps)
