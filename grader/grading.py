"""From a request to a verdict: one box, one report, one judgement."""

import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from grader import images, programs
from grader.contract import (
    BoxReport,
    BoxRun,
    Check,
    Fault,
    GradingRequest,
    Limits,
    Observation,
    Outcome,
    Probe,
    Verdict,
)
from grader.draws import DrawnCheck, drawn_checks
from grader.judge import judge
from grader.manifest import Exercise, request_for
from grader.put_together import compared, put_together
from grader.quiz import ANSWERS, judge_quiz
from grader.report import last_line, read_report
from grader.runtimes import RUNTIMES, Runtime, Variant
from grader.sandbox.base import BoxJob, BoxShape, Sandbox
from grader.source import source_observations

_HELD_UP = "the time ran out although nothing in these files can go on for ever"

type _Ask = Callable[[GradingRequest], BoxReport]


def grade(request: GradingRequest, checks: Sequence[Check], sandbox: Sandbox, *, run_id: str = "") -> Verdict:
    """Returns the verdict; raises nothing for what the code, the box or the engine do.

    `run_id` marks the box, for whoever looks at the engine; one is drawn if none is given.
    """
    return judge(checks, observe(request, sandbox, run_id=run_id))


def grade_exercise(
    exercise: Exercise, files: Mapping[str, str], sandbox: Sandbox, *, run_id: str = ""
) -> Verdict:
    """Grades an apprentice's files; raises `RefusedFiles` before any box if they cannot be accepted.

    One box, unless the exercise compares with its solution or has programs that judge: each of these has its own.
    """
    if exercise.quiz is not None:
        return judge_answers(exercise, files)
    ask = partial(observe, sandbox=sandbox, run_id=run_id)
    request = request_for(exercise, files)
    drawn = drawn_checks(exercise.key, exercise.checks, request.files, exercise.runtime)
    request = replace(request, probes=_probes_asked(request, drawn))
    report = _with(ask(request), source_observations(exercise.checks, request.files))
    try:
        report = _with(report, _beside_the_solution(exercise, request, drawn, report, ask))
        report = _with(report, _said_by_programs(exercise, request, report, ask))
    except _NoBox as failed:
        report = failed.report
    return judge([put_together(check) for check in exercise.judged_checks], report)


class _NoBox(Exception):
    """A box beside the apprentice's could not start: nothing was proved or disproved."""

    def __init__(self, report: BoxReport) -> None:
        super().__init__(report.detail)
        self.report = report


def _with(report: BoxReport, more: Iterable[Observation]) -> BoxReport:
    return replace(report, observations=(*report.observations, *more))


def _probes_asked(request: GradingRequest, drawn: Sequence[DrawnCheck]) -> tuple[Probe, ...]:
    """What is drawn is asked in place of the expression with its blanks."""
    blanks = {one.check.probe.id for one in drawn}
    kept = [probe for probe in request.probes if probe.id not in blanks]
    return (*kept, *(probe for one in drawn for probe in one.probes))


def _beside_the_solution(
    exercise: Exercise, request: GradingRequest, drawn: Sequence[DrawnCheck], report: BoxReport, ask: _Ask
) -> Iterable[Observation]:
    """What the code gave for drawn inputs, beside what the reference solution gives; raises _NoBox."""
    if not drawn:
        return ()
    probes = tuple(probe for one in drawn for probe in one.probes)
    solution = {**exercise.hidden, **exercise.solution}
    return compared(drawn, report, _started(ask(replace(request, files=solution, probes=probes))))


def _said_by_programs(
    exercise: Exercise, request: GradingRequest, report: BoxReport, ask: _Ask
) -> Iterator[Observation]:
    """What the author's programs say, where there is something to judge; raises _NoBox."""
    limits = RUNTIMES[programs.RUNTIME].default_limits()
    for check in exercise.checks:
        seen = report.seen_by(check.probe)
        if not check.judge or seen is None:
            continue
        if "refused" in seen:
            yield Observation(programs.judged_probe(check).id, seen)
            continue
        asked = programs.question(exercise.judges[check.judge], seen, request.files, limits)
        yield programs.answer(check, _started(ask(asked)).seen_by(asked.probes[0]))


def _started(report: BoxReport) -> BoxReport:
    if report.outcome is Outcome.COULD_NOT_START:
        raise _NoBox(report)
    return report


def judge_answers(exercise: Exercise, files: Mapping[str, str]) -> Verdict:
    """Judges the answers to a quiz, where nothing has to run; raises `RefusedFiles` if they cannot be accepted."""
    if exercise.quiz is None:
        raise ValueError(f"{exercise.key} is not a quiz")
    return judge_quiz(exercise.quiz, request_for(exercise, files).files[ANSWERS])


def observe(request: GradingRequest, sandbox: Sandbox, *, run_id: str = "") -> BoxReport:
    """Runs one box and returns what it reported."""
    runtime = RUNTIMES[request.runtime]
    nonce = secrets.token_hex(16)
    variant = runtime.variant(request.variant)
    job = BoxJob(
        run_id=run_id or nonce[:8],
        shape=shape_of(variant, request.limits),
        request=written(request, nonce),
        last_line=last_line(nonce),
        limits=request.limits,
    )
    run = _explained(runtime, sandbox.run(job))
    report = read_report(run, nonce=nonce, probes=frozenset(probe.id for probe in request.probes))
    return _not_blamed(runtime, request, report)


def shape_of(variant: Variant, limits: Limits) -> BoxShape:
    """Returns the box that work of this variant, under these limits, is done in."""
    return BoxShape(images.tag(variant.image), limits.of_the_walls(), variant.command, variant.sockets)


def written(request: GradingRequest, nonce: str) -> bytes:
    """Returns the request as the observer reads it: its length on a line, then JSON. No expectation is in it."""
    body = json.dumps(
        {
            "nonce": nonce,
            "files": dict(request.files),
            "entry": request.entry,
            "seconds": request.limits.probe_seconds,
            "probes": [{"id": probe.id, **probe.to_dict()} for probe in _distinct(request)],
            **({"site": dict(request.site)} if request.site else {}),
        }
    ).encode()
    return b"%d\n%b" % (len(body), body)


def _distinct(request: GradingRequest) -> list[Probe]:
    return list({probe.id: probe for probe in request.probes}.values())


def _explained(runtime: Runtime, run: BoxRun) -> BoxRun:
    """A language's machine may give up on memory before the engine has to."""
    complaint = run.stderr.decode("utf-8", "replace")
    if run.outcome is Outcome.CRASHED and any(words in complaint for words in runtime.says_out_of_memory):
        return replace(run, outcome=Outcome.OUT_OF_MEMORY)
    return run


def _not_blamed(runtime: Runtime, request: GradingRequest, report: BoxReport) -> BoxReport:
    """Nobody wrote a loop where nothing can go on: a box whose time ran out there was held up by the machine."""
    if report.outcome is Outcome.OUT_OF_TIME and not runtime.may_be_endless(request.files):
        return replace(report, outcome=Outcome.COULD_NOT_START, detail=_HELD_UP)
    return report


@dataclass(frozen=True, slots=True)
class Canary:
    """Whether one variant gives the three known verdicts; `detail` says in English what it did instead."""

    runtime: str
    variant: str
    alive: bool
    detail: str = ""


def canary(runtime: Runtime, sandbox: Sandbox, variant: str = "") -> Canary:
    """Grades a variant's self-test: a known good, a known bad and an endless program."""
    chosen = runtime.variant(variant)
    return Canary(runtime.name, chosen.name, not (wrong := _wrong_with(runtime, chosen, sandbox)), wrong)


def _wrong_with(runtime: Runtime, variant: Variant, sandbox: Sandbox) -> str:
    test = variant.self_test

    def verdict_on(files: Mapping[str, str], name: str) -> Verdict:
        return grade(runtime.trial_request(variant, files), test.checks, sandbox, run_id=f"canary-{name}")

    good = verdict_on(test.good, "good")
    if not good.passed:
        return f"known good: {good.outcome}: {good.detail or good.first_sentence}"
    bad = verdict_on(test.bad, "bad")
    if bad.passed or bad.fault is not Fault.APPRENTICE:
        return f"known bad: {bad.outcome}: {bad.detail or bad.first_sentence}"
    endless = verdict_on(test.endless, "endless")
    if endless.outcome is not Outcome.OUT_OF_TIME:
        return f"endless: {endless.outcome}: {endless.detail}"
    return ""
