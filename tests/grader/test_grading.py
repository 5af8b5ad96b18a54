"""From a request to a verdict, on paper boxes; and with real ones, end to end."""

import json
from dataclasses import replace
from typing import Any

import pytest

from grader.contract import Fault, Outcome, Probe
from grader.grading import canary, grade, grade_exercise
from grader.manifest import Exercise, RefusedFiles, request_for
from grader.runtimes import RUNTIMES
from grader.sandbox.docker import DockerSandbox
from grader.sandbox.fake import FakeSandbox, Scene


def right(probe: Probe) -> dict[str, Any]:
    """What a good answer to `js-somme` shows."""
    if probe.kind == "output":
        return {"lines": ["Bonjour"], "skipped": 0, "tail": [], "count": 1}
    if probe.params["expression"] == "typeof somme":
        return {"value": {"type": "string", "value": "function", "length": 8}}
    return {"value": {"type": "number", "value": 5}}


def test_right_observations_make_a_passed_verdict(js_somme: Exercise) -> None:
    verdict = grade_exercise(js_somme, js_somme.solution, FakeSandbox(look=right))

    assert verdict.passed
    assert [result.id for result in verdict.results] == ["existe", "cinq", "bonjour"]


def test_a_probe_that_answered_nothing_fails_its_check_only(js_somme: Exercise) -> None:
    sandbox = FakeSandbox(look=lambda probe: None if probe.kind == "output" else right(probe))

    assert [r.passed for r in grade_exercise(js_somme, {}, sandbox).results] == [True, True, False]


def test_what_enters_the_box_holds_no_expectation_and_no_solution(js_somme: Exercise) -> None:
    sandbox = FakeSandbox(look=right)
    grade_exercise(js_somme, js_somme.starter, sandbox, run_id="run-7")

    (job,) = sandbox.jobs
    sent = job.request.decode()
    assert "a + b" not in sent
    assert "expect" not in sent
    assert "otherwise" not in sent
    assert job.run_id == "run-7"


def test_each_run_has_a_nonce_of_its_own(js_somme: Exercise) -> None:
    sandbox = FakeSandbox(look=right)
    for _ in range(2):
        grade_exercise(js_somme, {}, sandbox)

    nonces = {json.loads(job.request.partition(b"\n")[2])["nonce"] for job in sandbox.jobs}
    assert len(nonces) == 2


def test_two_checks_on_one_probe_cost_one_look(js_somme: Exercise) -> None:
    sandbox = FakeSandbox(look=right)
    twice = replace(js_somme.checks[1], id="encore")
    request = request_for(replace(js_somme, checks=(*js_somme.checks, twice)), {})
    verdict = grade(request, (*js_somme.checks, twice), sandbox)

    assert len(json.loads(sandbox.jobs[0].request.partition(b"\n")[2])["probes"]) == 3
    assert verdict.passed


def test_a_machine_that_gives_up_on_memory_is_out_of_memory(js_somme: Exercise) -> None:
    scene = Scene(says=b"", complains=b"FATAL ERROR: JavaScript heap out of memory", exit_code=134)

    assert grade_exercise(js_somme, {}, FakeSandbox(scenes=[scene])).outcome is Outcome.OUT_OF_MEMORY


PLAIN = "<!DOCTYPE html><html lang='fr'><title>Le marché</title><h1>Le marché</h1>"


@pytest.mark.parametrize(
    ("files", "fault"),
    [
        ({"index.html": PLAIN, "style.css": "h1 { color: green; }"}, Fault.PLATFORM),
        ({"index.html": PLAIN + "<script>for (;;) {}</script>"}, Fault.APPRENTICE),
        ({"index.html": PLAIN + "<h2 onclick='for (;;) {}'>"}, Fault.APPRENTICE),
        ({"index.html": PLAIN, "script.js": "for (;;) {}"}, Fault.APPRENTICE),
        ({"index.html": PLAIN + "<p>" * 20_000}, Fault.APPRENTICE),
    ],
    ids=["nothing goes on", "script", "attribute", "file", "length"],
)
def test_a_page_where_nothing_goes_on_is_not_blamed_for_the_time(files: dict[str, str], fault: Fault) -> None:
    web = RUNTIMES["web"]
    request = replace(web.trial_request(web.variant(), files), limits=web.default_limits())

    verdict = grade(request, web.variant().self_test.checks, FakeSandbox([Scene(takes=1000)]))

    assert verdict.fault is fault
    assert ("boucle" in json.dumps([r.sentence for r in verdict.results])) == (fault is Fault.APPRENTICE)


def test_an_engine_that_fails_is_the_platforms_fault(js_somme: Exercise) -> None:
    verdict = grade_exercise(js_somme, {}, FakeSandbox(scenes=[Scene(starts=False)]))

    assert (verdict.outcome, verdict.fault, verdict.results) == (Outcome.COULD_NOT_START, Fault.PLATFORM, ())


def test_files_that_are_refused_never_reach_a_box(js_somme: Exercise) -> None:
    sandbox = FakeSandbox(look=right)
    with pytest.raises(RefusedFiles):
        grade_exercise(js_somme, {"autre.js": ""}, sandbox)

    assert sandbox.jobs == []


def test_a_canary_that_passes_everything_is_dead() -> None:
    def always(probe: Probe) -> dict[str, Any]:
        if probe.kind == "output":
            return {"lines": ["prêt"], "skipped": 0, "tail": [], "count": 1}
        return {"value": {"type": "number", "value": 5}}

    found = canary(RUNTIMES["javascript"], FakeSandbox(look=always))

    assert (found.alive, found.detail.split(":")[0]) == (False, "known bad")


def test_a_canary_without_an_engine_is_dead_and_says_why() -> None:
    found = canary(RUNTIMES["web"], FakeSandbox(scenes=[Scene(starts=False)]))

    assert not found.alive
    assert "could_not_start" in found.detail


@pytest.mark.docker
def test_the_solution_passes_in_a_real_box_and_the_starter_does_not(
    js_somme: Exercise, docker_sandbox: DockerSandbox
) -> None:
    assert grade_exercise(js_somme, js_somme.solution, docker_sandbox).passed
    assert not grade_exercise(js_somme, js_somme.starter, docker_sandbox).passed
