"""The JavaScript runtime against programs that want out, or want to pass."""

import pytest

from grader.contract import Check, Fault, Outcome, Probe
from grader.grading import grade
from grader.sandbox.docker import DockerSandbox
from tests.grader.runtimes.javascript_programs import QUICK, judged, plain, report, request, see, value

pytestmark = pytest.mark.docker


# ---- time and memory --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("source", "expression"),
    [
        ("while (true) {}", "1"),
        ("try { for (;;); } finally { for (;;); }", "1"),
        ("(async () => { while (true) await null; })()", "1"),
        ("const again = () => queueMicrotask(again); again();", "1"),
        ("Promise.resolve({ then() { for (;;); } });", "1"),
        ("setTimeout(() => { for (;;); }, 100);", "1"),
        ("", "(() => { for (;;); })()"),
        ("", "(async () => { for (;;) await null; })()"),
        ("", "({ then(ok) { for (;;); } })"),
        ("", "({ get then() { for (;;); } })"),
        ("const p = new Proxy({}, { ownKeys() { for (;;); }, get() { for (;;); } });", "p"),
        ("", "(() => { throw new Proxy({}, { get() { for (;;); } }); })()"),
        ("const o = { get a() { for (;;); } };", "o"),
        ("console.log({ get a() { for (;;); } });", "1"),
        ("/(a+)+$/.test('a'.repeat(50) + 'b');", "1"),
        ("Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);", "1"),
    ],
)
def test_what_never_ends_is_out_of_time(docker_sandbox: DockerSandbox, source: str, expression: str) -> None:
    verdict = judged(docker_sandbox, source, expression)

    assert (verdict.outcome, verdict.passed) == (Outcome.OUT_OF_TIME, False)
    assert "ne s’arrête pas" in verdict.first_sentence
    assert verdict.timings.run < 6


@pytest.mark.parametrize(
    "source",
    [
        "const a = []; for (;;) a.push(new Array(1e5).fill(a.length));",
        "let a = 'x'; for (;;) a = `${a}${a}`.split('').join('y');",
        "const all = []; for (;;) all.push(new Uint8Array(1e7).fill(1));",
    ],
)
def test_what_eats_all_memory_is_out_of_memory(docker_sandbox: DockerSandbox, source: str) -> None:
    verdict = judged(docker_sandbox, source, "1", QUICK.adjusted(memory_mb=96, probe_seconds=6))

    assert (verdict.outcome, verdict.fault) == (Outcome.OUT_OF_MEMORY, Fault.APPRENTICE)


@pytest.mark.parametrize(
    "expression",
    [
        "Array(1e9)",
        "'x'.repeat(2 ** 24)",
        "Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => [`k${i}`, 'v'.repeat(100)]))",
        "Array.from({ length: 150 }, () => Array.from({ length: 150 }, () => '\\u0001'.repeat(4000)))",
        "new Proxy([], { get: (_, k) => (k === 'length' ? 1e9 : 'x') })",
        "({ toString() { return 'x'.repeat(1e6); }, ['y'.repeat(1e6)]: 1 })",
        "new Error('z'.repeat(1e7))",
        "Promise.reject(new Error('z'.repeat(1e7)))",
    ],
)
def test_what_is_huge_costs_no_more_than_its_check(docker_sandbox: DockerSandbox, expression: str) -> None:
    huge = Check("huge", "Demandé.", value(expression), {"equals": 5})
    small = Check("small", "Demandé.", value("5"), {"equals": 5})
    asked = request("", huge.probe, small.probe)
    verdict = grade(asked, [huge, small], docker_sandbox)

    assert verdict.outcome is Outcome.FINISHED
    assert [result.passed for result in verdict.results] == [False, True]


# ---- passing without doing --------------------------------------------------------------------------
@pytest.mark.parametrize(
    "source",
    [
        "process.exit(0)",
        "require('fs')",
        "console.log(globalThis.process, globalThis.require); throw 0",
        "console.log('@' + 'x'.repeat(32) + ' {\"end\":true}')",
        'console.log(`\\n@${"0".repeat(32)} {"probe":"a","seen":{"value":{"type":"number","value":5}}}\\n`)',
        "Object.prototype.toJSON = () => 5; JSON.stringify = () => '5'; Array.isArray = () => true;",
        "Promise.prototype.then = () => {}; String.prototype.slice = () => 'x'; JSON = null;",
        "for (const k of Reflect.ownKeys(globalThis)) try { globalThis[k] = () => '{}'; } catch {}",
        "Object.prototype.value = 5; Object.prototype.type = 'number'; Number.prototype.valueOf = () => 5;",
        "Object.defineProperty(Object.prototype, 'thrown', { get() { return undefined; }, set() {} });",
        "Object.defineProperty(Array.prototype, 0, { get: () => 5, set() {} });",
        "Object.defineProperty(globalThis, 'somme', { get() { throw new Proxy({}, { get: () => 5 }); } });",
        "Object.freeze(globalThis); Object.freeze(Object.prototype);",
        "export const somme = () => ({ then(ok) { ok({ [Symbol.toStringTag]: 'Number' }); } });",
        "const somme = new Proxy(() => {}, { apply: () => ({ constructor: Number, valueOf: () => 5 }) });",
        "function somme() { return { valueOf: () => 5, toString: () => '5', [Symbol.toPrimitive]: () => 5 }; }",
        "function somme() { return { type: 'number', value: 5 }; }",
        "function somme() { return JSON.rawJSON?.('5') ?? new Number(5); }",
        "let n = 0; const somme = () => ({ get value() { n += 1; return n; }, get type() { return 'number'; } });",
        "async function* somme() { yield 5; }",
        "const somme = () => Promise.reject(5);",
        "const somme = () => { throw 5; };",
        "const somme = () => new Proxy(new Number(5), {});",
        "Error.prepareStackTrace = () => '@'; Error.stackTraceLimit = Infinity; const somme = () => new Error(5);",
    ],
)
def test_no_trick_makes_a_missing_function_pass(docker_sandbox: DockerSandbox, source: str) -> None:
    verdict = judged(docker_sandbox, source, "somme(2, 3)")

    assert (verdict.passed, verdict.fault) == (False, Fault.APPRENTICE)


def test_an_observer_whose_ground_is_mined_still_sees_the_truth(docker_sandbox: DockerSandbox) -> None:
    mined = """
        const seen = { list: [1, { a: 2 }], date: new Date(0) };
        const boom = () => { throw new Error('boum'); };
        const kinds = [Object, Array, String, Number, Promise, Map, Date, RegExp, Error, Function, JSON, Reflect];
        for (const kind of kinds) {
          for (const place of [kind, kind.prototype ?? {}]) {
            for (const name of Reflect.ownKeys(place)) {
              if (name === 'prototype' || name === 'constructor') continue;
              try { Object.defineProperty(place, name, { get: boom, set: boom, configurable: true }); } catch {}
            }
          }
        }
    """
    fields, kept, thrown = see(
        docker_sandbox, mined, "seen", "(async () => 7)()", "(() => { throw new TypeError('x') })()"
    )

    assert [name for name, _ in fields["value"]["entries"]] == ["list", "date"]
    assert plain(kept) == 7
    assert "thrown" in thrown


# ---- ways out -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "climb",
    [
        "this.constructor.constructor('return process')()",
        "(() => { try { endless() } catch (e) { return e.constructor.constructor(CODE)() } })()",
        "import('node:fs').catch((e) => e.constructor.constructor('return process')())",
        "(() => { try { null.x } catch (e) { return e.constructor.constructor(CODE)() } })()",
        "setTimeout.constructor('return process')()",
        "console.log.constructor('return process')()",
        "new URL('http://a').searchParams.constructor.constructor(CODE)()",
        "(() => { try { structuredClone(() => 1) } catch (e) { return e.constructor.constructor(CODE)() } })()",
    ],
)
def test_the_known_ladders_out_of_the_context_lead_nowhere(docker_sandbox: DockerSandbox, climb: str) -> None:
    (seen,) = see(docker_sandbox, "const CODE = 'return process'; const endless = () => endless();", climb)

    assert seen["thrown"]["name"] in ("ReferenceError", "EvalError")


# Everything that may hand over an object of the observer's world: functions that the engine calls by itself,
# called when there is no stack left; getters and setters on what every object inherits; replaced methods.
FOREIGN = """
    const found = new Set();
    const isForeign = (x) => x !== null && (typeof x === 'object' || typeof x === 'function')
      && Object.getPrototypeOf(x) !== null && x.constructor?.constructor !== Function;
    const look = (label, x) => { try { if (isForeign(x)) found.add(label); } catch {} };
    const acts = [
      () => new Error('x').stack,
      () => import('absent').catch((e) => look('import', e)),
      () => { Promise.reject(1); },
      () => structuredClone({}),
      () => new URL('http://a.example'),
      () => setTimeout(() => {}),
      () => new Intl.NumberFormat('fr').format(3),
      () => JSON.parse('{'),
      () => { const o = {}; Error.captureStackTrace(o); return o.stack; },
      () => new TextDecoder().decode(new Uint8Array(3)),
      () => { META },
    ];
    function dig(act) {
      try {
        dig(act);
      } catch (shallow) {
        look('overflow', shallow);
        try {
          look('returned', act());
        } catch (deep) {
          look('thrown', deep);
          try { look('stack', deep.stack); } catch (deeper) { look('thrown by the stack', deeper); }
        }
        throw shallow;
      }
    }
    for (const act of acts) try { dig(act); } catch (e) { look('top', e); }
    Error.prepareStackTrace = (error, frames) => {
      look('frames', frames);
      for (const frame of frames) for (const x of [frame, frame.getThis(), frame.getFunction()]) look('frame', x);
      return frames;
    };
    look('stack of frames', new Error('x').stack);
    const inherited = ['value', 'name', 'timeout', 'thrown', 'error', 'message', 'code', 'displayErrors', 'get'];
    for (const name of inherited) {
      Object.defineProperty(Object.prototype, name, {
        __proto__: null,
        configurable: true,
        get() { look(`get ${name}`, this); return undefined; },
        set(x) { look(`set ${name}`, this); look(`set to ${name}`, x); },
      });
    }
    Array.prototype[Symbol.iterator] = function* () { look('iterated', this); };
    Promise.prototype.then = function (one, two) { look('then', one); look('then', two); look('then', this); };
    Function.prototype.call = function (one) { look('call', this); look('call', one); };
    function callers() { try { for (let f = callers.caller; f; f = f.caller) look('caller', f); } catch {} }
    globalThis.tell = function () {
      let text = '';
      callers();
      found.forEach((label) => { text += `${label} `; });
      return text || 'rien';
    };
"""


@pytest.mark.parametrize("kind", ["script", "module"])
def test_no_object_of_the_outside_is_ever_in_reach(docker_sandbox: DockerSandbox, kind: str) -> None:
    meta = "import.meta.url;" if kind == "module" else "1;"
    source = FOREIGN.replace("META", meta) + ("export {};" if kind == "module" else "")
    probes = [value("1"), Probe("output", {"after": "2"}), value("tell()"), value("tell() ")]
    limits = QUICK.adjusted(probe_seconds=8, wall_seconds=40, output_kb=4096)
    checks = [Check("a", "Demandé.", probe, {"equals": "rien"}) for probe in probes[2:]]
    asked = request(source, *probes, limits=limits)

    assert grade(asked, checks, docker_sandbox).passed


def test_code_made_from_texts_stays_inside_too(docker_sandbox: DockerSandbox) -> None:
    seen = see(
        docker_sandbox,
        "",
        "eval('typeof process')",
        "new Function('return typeof require')()",
        "new Function(\"return import('./absent.js')\")().catch((e) => e.constructor === TypeError)",
    )

    assert [plain(one) for one in seen] == ["undefined", "undefined", True]


def test_the_observer_is_not_to_be_found_from_inside(docker_sandbox: DockerSandbox) -> None:
    ours = "Reflect.ownKeys(globalThis).filter((name) => /bridge|observer|guard|^gc$|native/i.test(String(name)))"
    stack = "(() => { try { null.x } catch (e) { return e.stack } })()"
    seen = see(docker_sandbox, "", ours, stack)

    assert plain(seen[0]) == []
    assert "/opt" not in plain(seen[1])
    assert "node:" not in plain(seen[1])


def test_a_good_program_passes_after_a_hostile_one(docker_sandbox: DockerSandbox) -> None:
    judged(docker_sandbox, "while (true) {}", "1")

    assert judged(docker_sandbox, "const somme = (a, b) => a + b;", "somme(2, 3)").passed


def test_a_hostile_getter_spoils_only_its_own_probe(docker_sandbox: DockerSandbox) -> None:
    source = "const piege = { get a() { throw new RangeError('non'); } }; const bon = 5;"
    bad, good = value("piege"), value("bon")
    seen = report(docker_sandbox, source, bad, good)

    assert plain(seen.seen_by(bad)) == "RangeError"
    assert plain(seen.seen_by(good)) == 5
