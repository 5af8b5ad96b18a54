"""The course of an observation, the same for every engine.

Probes that run the same file on the same database share one run: the apprentice's instructions one by one on a
database made anew, their transaction ended as a closed connection ends it, and then what each probe asks. Those
questions change nothing: an engine answers them aside, on a copy or in a transaction that it takes back.

An engine has: `dialect`; `allow(seconds)`, the time of what follows; `renew()`, an empty database; `prepare(text)`,
a whole script of the author; `run(text, room)`, one instruction of the apprentice, a `Result`; `settle()`, which ends
her transaction and tells whether it was left open; and aside, `look(query, room)`, `attempt(sql)`, `schema()`,
`plan(text)`. All of them raise `Thrown`, `Slow` or `Lost`.
"""

import json
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

import observing
from instructions import Instruction, TooMany, instructions_of
from results import Lost, Result, Slow, Thrown

FIXTURES = ("schema.sql", "database.sql", "data.sql")
BEFORE = "before"
ROOM_OF_ALL, ROOM_OF_ONE = 600_000, 90_000  # signs of all answers together, of one

# What refuses a row by itself; anything else that an attempt meets is not an answer to it.
CONSTRAINTS = frozenset({"unique", "not_null", "foreign_key", "check", "trigger", "wrong_value"})


class Script(NamedTuple):
    """A file of instructions, for telling where in it something was refused."""

    file: str
    text: str


class Run:
    """What became of one file: the results by number, from 1, of those that probes ask for."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.instructions: list[Instruction] = []
        self.results: dict[int, Result] = {}
        self.thrown: dict[str, Any] | None = None
        self.uncommitted = False


def serve(engine: Any) -> None:
    """Says that the engine is ready, waits for the request, answers it."""
    observing.ready()
    request = observing.read_request()
    tell = observing.Teller(request["nonce"])
    try:
        watch(engine, request, tell)
    except Lost:
        sys.exit("the server is gone")
    tell.end()


def watch(engine: Any, request: dict[str, Any], tell: Any) -> None:
    """Tells what every probe of the request sees, and notes: `load_error` when all probes run one file and it is
    refused, `out_of_time` when time is over, after which nothing more is looked at."""
    probes = request["probes"]
    room = min(ROOM_OF_ONE, ROOM_OF_ALL // max(1, len(probes)))
    groups = _groups(request)
    alone = len({file for file, _ in groups}) == 1
    noted = False
    for (file, before), asked in groups.items():
        try:
            run = _run(engine, request, (file, before), {probe.get("instruction") for probe in asked}, room)
            if isinstance(run, str):
                for probe in asked:
                    tell.seen(probe["id"], {"refused": run})
                continue
            if run.thrown is not None and alone and not noted:
                noted = True
                tell.note("load_error", **run.thrown)
            for probe in asked:
                engine.allow(request["seconds"])
                tell.seen(probe["id"], _see(engine, run, probe, room))
        except Slow:
            tell.note("out_of_time", during=file)
            return


def _groups(request: dict[str, Any]) -> dict[tuple[str, str], list[dict[str, Any]]]:
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for probe in request["probes"]:
        groups.setdefault((probe.get("file", request["entry"]), probe.get("before", "")), []).append(probe)
    return groups


# ---- one run ----------------------------------------------------------------------------------------
def _run(
    engine: Any, request: dict[str, Any], what: tuple[str, str], wanted: set[int | None], room: int
) -> Run | str:
    """Returns what became of a file, or what is wrong with the exercise. `wanted` are the numbers of the instructions
    whose result is looked at, None for the last one."""
    file, before = what
    files = request["files"]
    if file not in files:
        return f"le fichier {file} n’existe pas"
    scripts = [Script(name, files[name]) for name in FIXTURES if name in files and name != file]
    scripts += [Script(BEFORE, before)] if before else []
    engine.allow(request["seconds"])
    engine.renew()
    for script in scripts:
        try:
            engine.prepare(script.text)
        except Thrown as thrown:
            return f"{script.file} : {thrown.name} {thrown.message}"
        except (Slow, TooMany):
            return f"{script.file} : trop long à exécuter"
    run = Run(Script(file, files[file]))
    engine.allow(request["seconds"])
    _run_all(engine, run, wanted, room)
    return run


def _run_all(engine: Any, run: Run, wanted: set[int | None], room: int) -> None:
    try:
        run.instructions = instructions_of(run.script.text, engine.dialect)
    except TooMany:
        run.thrown = thrown_in(run.script, None, Thrown("too_many_instructions", "", "too many instructions"))
        return
    for number, instruction in enumerate(run.instructions, start=1):
        last = number == len(run.instructions)
        kept = number in wanted or (last and None in wanted)
        try:
            result = engine.run(instruction.text, room if kept else 0)
        except Thrown as thrown:
            run.thrown = thrown_in(run.script, instruction, thrown)
            break
        if kept:
            run.results[number] = result
    run.uncommitted = engine.settle()


def thrown_in(script: Script, instruction: Instruction | None, thrown: Thrown) -> dict[str, Any]:
    """What was refused and where, as precisely as the engine knows."""
    line = column = None
    if instruction is not None:
        place = instruction.offset + thrown.place_in(instruction.text)
        line = script.text.count("\n", 0, place) + 1
        column = place - script.text.rfind("\n", 0, place)
    told = {"name": thrown.name, "message": thrown.message[:600], "reason": thrown.reason, "language": "sql"}
    return told | {"file": script.file, "line": line, "column": column}


# ---- what a probe sees ------------------------------------------------------------------------------
def _see(engine: Any, run: Run, probe: dict[str, Any], room: int) -> dict[str, Any]:
    seen: dict[str, Any] = {"instructions": len(run.instructions)}
    kind = probe["kind"]
    of_an_instruction = kind in ("rows", "plan") and "query" not in probe
    if run.uncommitted:
        seen["uncommitted"] = True
    if kind == "rows" and of_an_instruction:
        return seen | _result_of(run, probe.get("instruction") or len(run.instructions))
    if run.thrown is not None:
        return seen | {"thrown": run.thrown}
    if of_an_instruction and not run.instructions:
        return seen
    try:
        return seen | _ask(engine, run, probe, room)
    except Thrown as thrown:
        # A mistake in the author's own text has a place in it; one that the apprentice's functions make has none.
        if thrown.reason == "syntax" and thrown.offset is not None and not of_an_instruction:
            return {"refused": f"{thrown.name} {thrown.message}"}
        asked = {"name": thrown.name, "message": thrown.message[:600], "reason": thrown.reason}
        return seen | {"thrown": asked | {"language": "sql", "file": run.script.file, "asked": True}}


def _result_of(run: Run, number: int) -> dict[str, Any]:
    if number in run.results:
        return run.results[number].seen()
    if run.thrown is not None:
        return {"thrown": run.thrown}
    return {"missing": number}


def _ask(engine: Any, run: Run, probe: dict[str, Any], room: int) -> dict[str, Any]:
    kind = probe["kind"]
    if kind == "rows":
        result: Result = engine.look(probe["query"], room)
        return result.seen()
    if kind == "attempt":
        return _attempted(engine, probe["sql"])
    if kind == "schema":
        return {"tables": list(_fitting(engine.schema(), room))}
    if kind == "plan":
        return _planned(engine, run, probe)
    return {"refused": f"sonde inconnue : {kind}"}


def _fitting(tables: list[dict[str, Any]], room: int) -> Iterator[dict[str, Any]]:
    """Yields the first tables, as many as an answer may hold."""
    for table in tables:
        room -= len(json.dumps(table))
        if room < 0:
            return
        yield table


def _attempted(engine: Any, sql: str) -> dict[str, Any]:
    try:
        engine.attempt(sql)
    except Thrown as thrown:
        if thrown.reason not in CONSTRAINTS:
            raise
        return {"accepted": False, "reason": thrown.reason, "message": thrown.message[:600]}
    return {"accepted": True}


def _planned(engine: Any, run: Run, probe: dict[str, Any]) -> dict[str, Any]:
    number = probe.get("instruction") or len(run.instructions)
    if "query" not in probe and number > len(run.instructions):
        return {"missing": number}
    text = probe["query"] if "query" in probe else run.instructions[number - 1].text
    planned: dict[str, Any] = engine.plan(text)
    return planned
