"""The JavaScript runtime: what its observer sees of honest programs made of plain scripts."""

from typing import Any

import pytest

from grader.contract import Probe
from grader.grading import canary
from grader.report import MAX_LINE
from grader.runtimes import RUNTIMES, BadProbe
from grader.sandbox.docker import DockerSandbox
from tests.grader.runtimes.javascript_programs import plain, report, see, value

JAVASCRIPT = RUNTIMES["javascript"]


@pytest.mark.parametrize(
    "probe",
    [
        Probe("value", {}),
        Probe("value", {"expression": 3}),
        Probe("value", {"expression": "a", "width": 3}),
        Probe("value", {"expression": "a", "from": "./calcul.js"}),
        Probe("value", {"expression": "a", "from": "calcul.css"}),
        Probe("output", {"after": ""}),
        Probe("output", {"from": "calcul.js"}),
        Probe("elements", {"selector": "h1"}),
    ],
)
def test_a_probe_that_cannot_be_answered_is_refused(probe: Probe) -> None:
    with pytest.raises(BadProbe):
        JAVASCRIPT.validated(probe)


def test_a_probe_may_name_the_module_it_looks_into() -> None:
    probe = Probe("value", {"expression": "somme(1, 2)", "from": "outils/calcul.mjs"})

    assert JAVASCRIPT.validated(probe) == probe


@pytest.mark.docker
class TestInTheBox:
    def test_the_canary_lives(self, docker_sandbox: DockerSandbox) -> None:
        assert canary(JAVASCRIPT, docker_sandbox).alive

    def test_values_keep_their_type(self, docker_sandbox: DockerSandbox) -> None:
        expected = {
            "1 + 1": 2,
            "'é'": "é",
            "undefined": "undefined",
            "null": "null",
            "NaN": "NaN",
            "-0": "-0",
            "1 / 0": "Infinity",
            "10n ** 3n": "1000",
            "new Date(0)": "1970-01-01T00:00:00.000Z",
            "() => 1": "function",
            "new Uint8Array([1, 2])": [1, 2],
        }

        assert [plain(one) for one in see(docker_sandbox, "", *expected)] == list(expected.values())

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

    def test_long_texts_are_cut_and_keep_their_length(self, docker_sandbox: DockerSandbox) -> None:
        one, many = see(docker_sandbox, "", "'x'.repeat(1e6)", "Array(200).fill('é'.repeat(5000))")

        assert (one["value"]["length"], len(one["value"]["value"])) == (1_000_000, 4000)
        assert [item["length"] for item in many["value"]["items"]] == [5000] * 200
        assert 2 * sum(len(item["value"]) for item in many["value"]["items"]) < MAX_LINE

    def test_each_probe_has_a_program_of_its_own(self, docker_sandbox: DockerSandbox) -> None:
        calls = [f"next(){' ' * spaces}" for spaces in range(9)]  # more than the programs that wait ready
        seen = see(docker_sandbox, "let n = 0; const next = () => (n += 1);", *calls)

        assert [plain(one) for one in seen] == [1] * 9

    def test_other_scripts_are_loaded_before_the_entry_and_share_their_names(
        self, docker_sandbox: DockerSandbox
    ) -> None:
        (seen,) = see(docker_sandbox, "const b = a + 1;", "b", z="const a = y + 1;", m="const y = 1;")

        assert plain(seen) == 3

    # ---- errors -----------------------------------------------------------------------------------
    def test_an_exception_comes_with_name_message_and_line(self, docker_sandbox: DockerSandbox) -> None:
        (seen,) = see(docker_sandbox, "function f() {\n  return null.x;\n}", "f()")
        thrown = seen["thrown"]

        assert (thrown["name"], thrown["file"], thrown["line"]) == ("TypeError", "main.js", 2)

    def test_whatever_is_thrown_is_described(self, docker_sandbox: DockerSandbox) -> None:
        source = (
            "const lance = (quoi) => { throw quoi; };"
            "const piege = new Proxy(() => {}, { get() { throw 1; }, getPrototypeOf() { throw 2; } });"
            "const ferme = { get name() { throw 3; }, get message() { throw 4; }, get stack() { throw 5; } };"
        )
        seen = see(docker_sandbox, source, "lance(null)", "lance('ici')", "lance(piege)", "lance(ferme)")

        assert [one["thrown"]["message"] for one in seen] == ["null", "ici", "[Function (anonymous)]", ""]

    @pytest.mark.parametrize(
        ("source", "name", "line"),
        [
            ("const a = 1;\nconst b = ;\n", "SyntaxError", 2),
            ("const a = 1;\n\nabsent();", "ReferenceError", 3),
            ("setTimeout(() => {\n  null.x;\n}, 5);", "TypeError", 2),
            ("async function f() {\n  throw new RangeError('non');\n}\nf();", "RangeError", 2),
            ("\nconst x = await 1;", "SyntaxError", 2),
        ],
    )
    def test_what_goes_wrong_while_loading_is_a_note_with_its_line(
        self, docker_sandbox: DockerSandbox, source: str, name: str, line: int
    ) -> None:
        note = report(docker_sandbox, source).note("load_error")

        assert note is not None
        assert (note["name"], note["file"], note["line"]) == (name, "main.js", line)

    def test_a_refusal_that_is_heard_later_is_no_mistake(self, docker_sandbox: DockerSandbox) -> None:
        source = "const p = Promise.reject(new Error('non')); p.catch(() => {});"

        assert report(docker_sandbox, source).note("load_error") is None

    # ---- promises and timers ----------------------------------------------------------------------
    def test_promises_are_awaited_and_nobody_waits_for_timers(self, docker_sandbox: DockerSandbox) -> None:
        source = (
            "const later = (x, ms) => new Promise((ok, no) => "
            "setTimeout(() => x ? ok(x) : no(new Error('non')), ms));"
        )
        kept, broken = value("later(7, 30000)"), value("later(0, 5)")
        seen = report(docker_sandbox, source, kept, broken)

        assert plain(seen.seen_by(kept)) == 7
        assert seen.seen_by(broken)["thrown"]["message"] == "non"  # type: ignore[index,call-overload]
        assert seen.timings.run < 5

    def test_what_behaves_like_a_promise_is_awaited_too(self, docker_sandbox: DockerSandbox) -> None:
        seen = see(docker_sandbox, "", "({ then(ok) { ok(3); } })", "({ then: 3 })", "new Promise(() => {})")

        assert [plain(one) for one in seen] == [3, "object", "promise"]

    def test_promises_come_before_timers_and_timers_in_their_order(
        self, docker_sandbox: DockerSandbox
    ) -> None:
        source = """
            console.log('début');
            setTimeout(() => { console.log('dix'); Promise.resolve().then(() => console.log('après dix')); }, 10);
            setTimeout(() => console.log('aussi dix'), 10);
            setTimeout(() => console.log('zéro'), 0);
            const id = setInterval(() => { console.log('cinq'); clearInterval(id); }, 5);
            Promise.resolve().then(() => { console.log('promesse'); queueMicrotask(() => console.log('suite')); });
            (async () => { console.log('tout de suite'); await null; console.log('puis'); })();
            console.log('fin');
        """
        probe = Probe("output", {})

        assert (report(docker_sandbox, source, probe).seen_by(probe) or {})["lines"] == [
            *("début", "tout de suite", "fin", "promesse", "puis", "suite"),
            *("zéro", "cinq", "dix", "après dix", "aussi dix"),
        ]

    def test_dates_follow_the_clock_of_the_timers(self, docker_sandbox: DockerSandbox) -> None:
        source = (
            "const t = Date.now(), p = performance.now();"
            "const wait = () => new Promise((ok) => setTimeout(ok, 40000));"
        )
        (seen,) = see(
            docker_sandbox,
            source,
            "wait().then(() => [Date.now() - t >= 40000, new Date() - t >= 40000, performance.now() - p >= 40000])",
        )

        assert plain(seen) == [True, True, True]

    # ---- what is printed --------------------------------------------------------------------------
    def test_what_is_printed_is_seen_at_load_and_after_a_call(self, docker_sandbox: DockerSandbox) -> None:
        source = (
            "console.log('a', { b: [1] }); setTimeout(() => console.log('%s !', 'c'), 900);"
            "const f = () => console.log('d');"
        )
        at_load, after = Probe("output", {}), Probe("output", {"after": "f()"})
        seen = report(docker_sandbox, source, at_load, after)

        assert (seen.seen_by(at_load) or {})["lines"] == ["a { b: [1] }", "c !"]
        assert (seen.seen_by(after) or {})["lines"] == ["d"]

    def test_a_flood_of_lines_keeps_head_and_tail(self, docker_sandbox: DockerSandbox) -> None:
        probe = Probe("output", {})
        seen: Any = report(
            docker_sandbox, "for (let i = 0; i < 50000; i += 1) console.log(i);", probe
        ).seen_by(probe)

        assert (seen["lines"][0], seen["tail"][-1], seen["count"]) == ("0", "49999", 50_000)

    # ---- beside the language ----------------------------------------------------------------------
    def test_what_needs_no_page_is_offered_as_in_a_browser(self, docker_sandbox: DockerSandbox) -> None:
        source = (
            "const cherche = new URL('https://e.example/'); cherche.searchParams.set('q', 'a b&c');"
            "const a = { date: new Date(0), liste: [1] }; a.moi = a; const b = structuredClone(a);"
        )
        expected = {
            "new URL('../b?c=1#é', 'https://ecole.example:443/x/y/').href": "https://ecole.example/x/b?c=1#%C3%A9",
            "new URL('https://ecole.example/?a=1&b=été').searchParams.get('b')": "été",
            "cherche.search": "?q=a+b%26c",
            "[...new URLSearchParams({ a: 1, b: 'x' })]": [["a", "1"], ["b", "x"]],
            "URL.canParse('pas une adresse')": False,
            "new TextDecoder().decode(new TextEncoder().encode('été 😀'))": "été 😀",
            "[...new TextEncoder().encode('é')]": [195, 169],
            "btoa('abc') + atob('YWJj')": "YWJjabc",
            "[b.moi === b, b.liste === a.liste, b.date.getTime()]": [True, False, 0],
            "structuredClone(() => 1)": "DataCloneError",
            "/^[0-9a-f-]{36}$/.test(crypto.randomUUID())": True,
        }

        assert [plain(one) for one in see(docker_sandbox, source, *expected)] == list(expected.values())

    def test_what_needs_a_page_or_a_network_is_not_there(self, docker_sandbox: DockerSandbox) -> None:
        names = ("document", "window", "fetch", "localStorage", "require", "process", "WebAssembly")
        seen = see(docker_sandbox, "", *names)

        assert [one["thrown"]["message"] for one in seen] == [f"{name} is not defined" for name in names]
