"""The JavaScript runtime: what its observer sees of honest and of hostile programs."""

from typing import Any

import pytest

from grader.contract import Check, Fault, GradingRequest, Limits, Outcome, Probe, Verdict
from grader.grading import canary, grade, observe
from grader.runtimes import RUNTIMES, BadProbe
from grader.sandbox.docker import DockerSandbox

JAVASCRIPT = RUNTIMES["javascript"]
QUICK = JAVASCRIPT.default_limits().adjusted(probe_seconds=1, wall_seconds=8)


def value(expression: str) -> Probe:
    return Probe("value", {"expression": expression})


def request(source: str, *probes: Probe, limits: Limits = QUICK, **files: str) -> GradingRequest:
    return GradingRequest("javascript", {"main.js": source, **files}, "main.js", probes, limits)


def see(sandbox: DockerSandbox, source: str, *expressions: str, limits: Limits = QUICK) -> list[Any]:
    probes = tuple(value(expression) for expression in expressions)
    report = observe(request(source, *probes, limits=limits), sandbox)
    return [report.seen_by(probe) for probe in probes]


def plain(seen: Any) -> Any:
    return seen["value"].get("value", seen["value"].get("text", seen["value"]["type"]))


@pytest.mark.parametrize(
    "probe",
    [
        Probe("value", {}),
        Probe("value", {"expression": 3}),
        Probe("value", {"expression": "a", "width": 3}),
        Probe("output", {"after": ""}),
        Probe("elements", {"selector": "h1"}),
    ],
)
def test_a_probe_that_cannot_be_answered_is_refused(probe: Probe) -> None:
    with pytest.raises(BadProbe):
        JAVASCRIPT.validated(probe)


@pytest.mark.docker
class TestInTheBox:
    def test_the_canary_lives(self, docker_sandbox: DockerSandbox) -> None:
        assert canary(JAVASCRIPT, docker_sandbox).alive

    def test_values_keep_their_type(self, docker_sandbox: DockerSandbox) -> None:
        expressions = (
            "1 + 1",
            "'é'",
            "undefined",
            "null",
            "NaN",
            "-0",
            "1 / 0",
            "10n ** 3n",
            "new Date(0)",
            "() => 1",
        )
        seen = see(docker_sandbox, "", *expressions)

        assert [plain(one) for one in seen] == [
            2,
            "é",
            "undefined",
            "null",
            "NaN",
            "-0",
            "Infinity",
            "1000",
            "1970-01-01T00:00:00.000Z",
            "function",
        ]

    def test_collections_are_told_apart(self, docker_sandbox: DockerSandbox) -> None:
        expressions = ("[1]", "({ a: 1 })", "new Set([1])", "new Map([[1, 2]])", "new (class P { x = 1 })()")
        seen = [one["value"] for one in see(docker_sandbox, "", *expressions)]

        assert [one["type"] for one in seen] == ["array", "object", "set", "map", "object"]
        assert seen[4]["name"] == "P"

    def test_a_circular_or_endless_object_is_cut(self, docker_sandbox: DockerSandbox) -> None:
        deep = "let d = {}; const top = d; for (let i = 0; i < 1e4; i += 1) { d.d = {}; d = d.d; }"
        seen = see(docker_sandbox, f"const a = []; a[0] = a; {deep}", "a", "top", "Array(1e6).fill(1)")

        assert seen[0]["value"]["items"] == [{"type": "circular"}]
        assert seen[1]["value"]["type"] == "object"
        assert (seen[2]["value"]["length"], len(seen[2]["value"]["items"])) == (1_000_000, 200)

    def test_promises_are_awaited_and_nobody_waits_for_timers(self, docker_sandbox: DockerSandbox) -> None:
        source = (
            "const later = (x, ms) => new Promise((ok, no) => "
            "setTimeout(() => x ? ok(x) : no(new Error('non')), ms));"
        )
        report = observe(request(source, value("later(7, 30000)"), value("later(0, 5)")), docker_sandbox)

        assert plain(report.seen_by(value("later(7, 30000)"))) == 7
        assert report.seen_by(value("later(0, 5)"))["thrown"]["message"] == "non"  # type: ignore[index,call-overload]
        assert report.timings.run < 5

    def test_a_promise_that_nobody_keeps_is_told(self, docker_sandbox: DockerSandbox) -> None:
        assert see(docker_sandbox, "", "new Promise(() => {})") == [{"value": {"type": "promise"}}]

    def test_an_exception_comes_with_name_message_and_line(self, docker_sandbox: DockerSandbox) -> None:
        (seen,) = see(docker_sandbox, "function f() {\n  return null.x;\n}", "f()")

        assert (seen["thrown"]["name"], seen["thrown"]["file"], seen["thrown"]["line"]) == (
            "TypeError",
            "main.js",
            2,
        )

    def test_each_probe_has_a_program_of_its_own(self, docker_sandbox: DockerSandbox) -> None:
        seen = see(docker_sandbox, "let n = 0; const next = () => (n += 1);", "next()", "next() ")

        assert [plain(one) for one in seen] == [1, 1]

    def test_other_scripts_are_loaded_before_the_entry(self, docker_sandbox: DockerSandbox) -> None:
        asked = GradingRequest(
            "javascript",
            {"main.js": "const b = a + 1;", "z.js": "const a = 1;"},
            "main.js",
            (value("b"),),
            QUICK,
        )

        assert plain(observe(asked, docker_sandbox).seen_by(value("b"))) == 2

    def test_what_is_printed_is_seen_at_load_and_after_a_call(self, docker_sandbox: DockerSandbox) -> None:
        source = (
            "console.log('a', { b: [1] }); setTimeout(() => console.log('%s !', 'c'), 900);"
            "const f = () => console.log('d');"
        )
        at_load, after = Probe("output", {}), Probe("output", {"after": "f()"})
        report = observe(request(source, at_load, after), docker_sandbox)

        assert (report.seen_by(at_load) or {})["lines"] == ["a { b: [1] }", "c !"]
        assert (report.seen_by(after) or {})["lines"] == ["d"]

    def test_a_flood_of_lines_keeps_head_and_tail(self, docker_sandbox: DockerSandbox) -> None:
        probe = Probe("output", {})
        seen = observe(
            request("for (let i = 0; i < 50000; i += 1) console.log(i);", probe), docker_sandbox
        ).seen_by(probe)

        assert seen is not None
        assert (seen["lines"][0], seen["tail"][-1], seen["count"]) == ("0", "49999", 50_000)  # type: ignore[index,call-overload]

    def test_a_mistake_of_syntax_is_a_note_with_its_line(self, docker_sandbox: DockerSandbox) -> None:
        note = observe(request("const a = 1;\nconst b = ;\n"), docker_sandbox).note("load_error")

        assert note is not None
        assert (note["name"], note["line"]) == ("SyntaxError", 2)

    # ---- hostile programs ---------------------------------------------------------------------------
    @pytest.mark.parametrize(
        ("source", "expression"),
        [
            ("while (true) {}", "1"),
            ("(async () => { while (true) await null; })()", "1"),
            ("", "(() => { for (;;); })()"),
            ("const p = new Proxy({}, { ownKeys() { for (;;); }, get() { for (;;); } });", "p"),
            ("", "(() => { throw new Proxy({}, { get() { for (;;); } }); })()"),
            ("const o = { get a() { for (;;); } };", "o"),
        ],
    )
    def test_what_never_ends_is_out_of_time(
        self, docker_sandbox: DockerSandbox, source: str, expression: str
    ) -> None:
        verdict = self.judged(docker_sandbox, source, expression)

        assert (verdict.outcome, verdict.passed) == (Outcome.OUT_OF_TIME, False)
        assert "ne s’arrête pas" in verdict.first_sentence
        assert verdict.timings.run < 6

    def test_what_eats_all_memory_is_out_of_memory(self, docker_sandbox: DockerSandbox) -> None:
        limits = QUICK.adjusted(memory_mb=96, probe_seconds=6)
        verdict = self.judged(
            docker_sandbox, "const a = []; for (;;) a.push(new Array(1e5).fill(a.length));", "1", limits
        )

        assert (verdict.outcome, verdict.fault) == (Outcome.OUT_OF_MEMORY, Fault.APPRENTICE)

    @pytest.mark.parametrize(
        "source",
        [
            "process.exit(0)",
            "require('fs')",
            "console.log(globalThis.process, globalThis.require); throw 0",
            "console.log('@' + 'x'.repeat(32) + ' {\"end\":true}')",
            "Object.prototype.toJSON = () => 5; JSON.stringify = () => '5'; Array.isArray = () => true;",
            "Promise.prototype.then = () => {}; String.prototype.slice = () => 'x'; JSON = null;",
            "for (const k of Reflect.ownKeys(globalThis)) try { globalThis[k] = () => '{}'; } catch {}",
        ],
    )
    def test_no_trick_makes_a_missing_function_pass(self, docker_sandbox: DockerSandbox, source: str) -> None:
        verdict = self.judged(docker_sandbox, source, "somme(2, 3)")

        assert (verdict.passed, verdict.fault) == (False, Fault.APPRENTICE)

    @pytest.mark.parametrize(
        "climb",
        [
            "this.constructor.constructor('return process')()",
            "(() => { try { endless() } catch (e) { return e.constructor.constructor(CODE)() } })()",
            "import('node:fs').catch((e) => e.constructor.constructor('return process')())",
            "(() => { try { null.x } catch (e) { return e.constructor.constructor(CODE)() } })()",
            "setTimeout.constructor('return process')()",
            "console.log.constructor('return process')()",
        ],
    )
    def test_the_known_ladders_out_of_the_context_lead_nowhere(
        self, docker_sandbox: DockerSandbox, climb: str
    ) -> None:
        (seen,) = see(
            docker_sandbox, "const CODE = 'return process'; const endless = () => endless();", climb
        )

        assert seen["thrown"]["name"] in ("ReferenceError", "EvalError")

    def test_a_good_program_passes_after_a_hostile_one(self, docker_sandbox: DockerSandbox) -> None:
        self.judged(docker_sandbox, "while (true) {}", "1")

        assert self.judged(docker_sandbox, "const somme = (a, b) => a + b;", "somme(2, 3)").passed

    def judged(self, sandbox: DockerSandbox, source: str, expression: str, limits: Limits = QUICK) -> Verdict:
        check = Check("a", "Demandé.", value(expression), {"equals": 5})
        return grade(request(source, check.probe, limits=limits), [check], sandbox)
