"""Modules in the JavaScript runtime: they see each other, and nothing else."""

from collections.abc import Mapping
from typing import Any

import pytest

from grader.contract import Check, GradingRequest, Json, Outcome, Probe
from grader.grading import grade
from grader.sandbox.docker import DockerSandbox
from tests.grader.runtimes.javascript_programs import QUICK, plain, report, request, see, value

pytestmark = pytest.mark.docker

CALCUL = (
    "export let n = 0;\nexport const somme = (a, b) => { n += 1; return a + b; };\nexport default 'calcul';\n"
)
MAIN = "import { somme } from './calcul.js';\nexport const double = (x) => somme(x, x);\nconst cachee = 1;\n"


def load_error(sandbox: DockerSandbox, source: str, **files: str) -> Mapping[str, Json]:
    note = report(sandbox, source, **files).note("load_error")
    assert note is not None
    return note


def test_expressions_see_what_the_entry_exports_and_nothing_more(docker_sandbox: DockerSandbox) -> None:
    seen = see(docker_sandbox, MAIN, "double(4)", "somme(1, 2)", "cachee", calcul=CALCUL)

    assert [plain(one) for one in seen] == [8, "ReferenceError", "ReferenceError"]


def test_a_probe_may_look_into_another_module(docker_sandbox: DockerSandbox) -> None:
    one, counted, other = (
        value("somme(double(1), 2)", **{"from": "calcul.js"}),
        value("[double(1), n]", **{"from": "calcul.js"}),
        value("a", **{"from": "absent.js"}),
    )
    seen = report(docker_sandbox, MAIN, one, counted, other, calcul=CALCUL)

    assert plain(seen.seen_by(one)) == 4
    assert plain(seen.seen_by(counted)) == [2, 1]
    assert plain(seen.seen_by(other)) == "TypeError"


def test_a_forgotten_export_is_seen_even_with_a_single_file(docker_sandbox: DockerSandbox) -> None:
    probe = value("somme(1, 2)", **{"from": "main.js"})
    seen = report(docker_sandbox, "const somme = (a, b) => a + b;", probe).seen_by(probe)

    assert plain(seen) == "ReferenceError"


def test_a_file_ending_in_mjs_is_a_module(docker_sandbox: DockerSandbox) -> None:
    asked = GradingRequest(
        "javascript",
        {"main.mjs": "await null; export const a = this === undefined;"},
        "main.mjs",
        (value("a"),),
        QUICK,
    )
    check = Check("a", "Demandé.", value("a"), {"equals": True})

    assert grade(asked, [check], docker_sandbox).passed


def test_modules_import_each_other_in_folders_in_circles_and_late(docker_sandbox: DockerSandbox) -> None:
    files = {
        "main.js": "import { pair } from './outils/pair.js';\nexport { pair };\n"
        "export const tard = await new Promise((ok) => setTimeout(() => ok('tard'), 5000));",
        "outils/pair.js": "import { impair } from './impair.js';\n"
        "export const pair = (n) => (n === 0 ? true : impair(n - 1));",
        "outils/impair.js": "import { pair } from '../outils/pair.js';\n"
        "export const impair = (n) => (n === 0 ? false : pair(n - 1));",
        "oublie.js": "console.log('personne ne m’importe'); export {};",
    }
    printed = Probe("output", {})
    checks = [
        Check("pair", "Demandé.", value("pair(10)"), {"equals": True}),
        Check("tard", "Demandé.", value("tard"), {"equals": "tard"}),
        Check("rien", "Demandé.", printed, {"lines": []}),
    ]
    asked = GradingRequest("javascript", files, "main.js", tuple(check.probe for check in checks), QUICK)

    assert grade(asked, checks, docker_sandbox).passed


def test_import_is_also_a_function_among_the_files(docker_sandbox: DockerSandbox) -> None:
    expected = {
        "import('./calcul.js').then((m) => m.default)": "calcul",
        "import('./calcul.js').then((m) => m === outils)": True,
        "import('./perdu.js')": "TypeError",
        "import('node:fs')": "TypeError",
        "import('./casse.js')": "SyntaxError",
        "import('./tard.js')": "RangeError",
        "import('./attend.js').then((m) => m.fin)": 3,
        "import('./calcul.js') instanceof Promise": True,
        "Object.keys(import.meta ?? {})": "SyntaxError",
    }
    seen = see(
        docker_sandbox,
        "export const outils = await import('./calcul.js');",
        *expected,
        calcul=CALCUL,
        casse="const a = ;",
        tard="await 1; throw new RangeError('tard');",
        attend="export const fin = await new Promise((ok) => setTimeout(() => ok(3), 100));",
    )

    assert [plain(one) for one in seen] == list(expected.values())


def test_each_probe_has_modules_of_its_own(docker_sandbox: DockerSandbox) -> None:
    seen = see(docker_sandbox, "export const l = [];", "l.push(1)", "l.push(1) ", "l.push(1)  ")

    assert [plain(one) for one in seen] == [1, 1, 1]


@pytest.mark.parametrize(
    ("source", "calcul", "name", "file", "line", "words"),
    [
        ("let a;\nimport './perdu.js';", "", "TypeError", "main.js", 2, 'No file "./perdu.js" to import'),
        ("import './calcul';", "", "TypeError", "main.js", 1, 'there is "./calcul.js"'),
        ("import fs from 'fs';", "", "TypeError", "main.js", 1, 'No file "fs" to import'),
        ("import '../../etc/passwd';", "", "TypeError", "main.js", 1, "No file"),
        ("import './calcul.js';", "\nexport const a = ;", "SyntaxError", "calcul.js", 2, "Unexpected"),
        ("\nimport { b } from './calcul.js';", CALCUL, "SyntaxError", "main.js", 2, "named 'b'"),
        ("import './calcul.js';", "export {};\nnull.x;", "TypeError", "calcul.js", 2, "null"),
        (
            "import './calcul.js';",
            "await 1;\nthrow new RangeError('ah');",
            "RangeError",
            "calcul.js",
            2,
            "ah",
        ),
    ],
)
def test_what_is_wrong_in_a_module_is_a_note_with_its_place(
    docker_sandbox: DockerSandbox, source: str, calcul: str, name: str, file: str, line: int, words: str
) -> None:
    note = load_error(docker_sandbox, source, calcul=calcul)

    assert (note["name"], note["file"], note["line"]) == (name, file, line)
    assert words in str(note["message"])


def test_import_meta_tells_a_name_and_nothing_of_the_box(docker_sandbox: DockerSandbox) -> None:
    source = "export const meta = { ...import.meta }; export const kin = Object.getPrototypeOf(import.meta);"
    seen: list[Any] = see(docker_sandbox, source, "meta", "kin")

    assert seen[0]["value"]["entries"] == [
        ["url", {"type": "string", "value": "file:///main.js", "length": 15}]
    ]
    assert plain(seen[1]) == "null"


@pytest.mark.parametrize(
    "source",
    [
        "export {}; while (true) {}",
        "export {}; await (async () => { for (;;) await null; })();",
        "import './calcul.js';",
        "import('./calcul.js'); export {};",
    ],
)
def test_a_module_that_never_ends_is_out_of_time(docker_sandbox: DockerSandbox, source: str) -> None:
    check = Check("a", "Demandé.", value("1"), {"equals": 1})
    asked = request(source, check.probe, calcul="export {}; for (;;);")

    assert grade(asked, [check], docker_sandbox).outcome is Outcome.OUT_OF_TIME


def test_a_module_that_waits_for_nothing_is_no_endless_one(docker_sandbox: DockerSandbox) -> None:
    seen = report(docker_sandbox, "export const a = 1; await new Promise(() => {});", value("a"))

    assert seen.outcome is Outcome.FINISHED
    assert plain(seen.seen_by(value("a"))) == 1
