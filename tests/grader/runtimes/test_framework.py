"""The framework runtime: what its observers see of an exercise's own tests, and of code that attacks them."""

from collections.abc import Mapping
from typing import Any

import pytest

from grader.contract import BoxReport, Check, GradingRequest, Json, Outcome, Probe, Verdict
from grader.grading import canary, grade, observe
from grader.runtimes import RUNTIMES, BadProbe
from grader.sandbox.docker import DockerSandbox
from tests.grader.runtimes.framework_programs import DOUBLE_JS, JEST, PHPUNIT, PROGRAMS, PYTEST, VITEST

FRAMEWORK = RUNTIMES["framework"]
VARIANTS = [variant.name for variant in FRAMEWORK.variants]


def request_of(variant: str, files: Mapping[str, str], probe: Probe, **limits: float) -> GradingRequest:
    allowed = FRAMEWORK.default_limits(variant).adjusted(**limits)
    return GradingRequest("framework", files, "", (probe,), allowed, variant)


def probe_on(*files: str, **more: Json) -> Probe:
    return FRAMEWORK.validated(Probe("tests", {"files": [*files], **more}))


def look(
    sandbox: DockerSandbox, variant: str, files: Mapping[str, str], probe: Probe, **limits: float
) -> tuple[dict[str, Any], BoxReport]:
    report = observe(request_of(variant, files, probe, **limits), sandbox)
    seen: Any = report.seen_by(probe) or {}
    return seen, report


def states(seen: Mapping[str, Any]) -> dict[str, str]:
    return {test["name"].split(" with data set")[0].split("#")[0]: test["state"] for test in seen["tests"]}


def judged(
    sandbox: DockerSandbox, variant: str, files: Mapping[str, str], probe: Probe, **limits: float
) -> Verdict:
    check = Check("a", "Demandé.", probe, {"all_pass": True})
    return grade(request_of(variant, files, probe, **limits), [check], sandbox)


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"files": []},
        {"files": ["../a.js"]},
        {"files": ["/a.js"]},
        {"files": ["-a.js"]},
        {"files": "a.js"},
        {"files": ["a"] * 11},
        {"files": ["a.js"], "skipped": "kept"},
        {"files": ["a.js"], "only": "x"},
    ],
)
def test_a_probe_that_cannot_be_answered_is_refused(params: dict[str, Json]) -> None:
    with pytest.raises(BadProbe):
        FRAMEWORK.validated(Probe("tests", params))


def test_its_results_prove_nothing() -> None:
    assert FRAMEWORK.formative


@pytest.mark.docker
@pytest.mark.parametrize("variant", VARIANTS)
def test_the_canary_lives(variant: str, docker_sandbox: DockerSandbox) -> None:
    assert canary(FRAMEWORK, docker_sandbox, variant).alive


@pytest.mark.docker
@pytest.mark.parametrize("variant", VARIANTS)
def test_each_test_is_told(variant: str, docker_sandbox: DockerSandbox) -> None:
    files, file, names = PROGRAMS[variant]
    seen, _ = look(docker_sandbox, variant, files, probe_on(file))

    assert (seen["over"], seen["sound"], seen["untold"]) == (True, True, 0)
    told = states(seen)
    assert [told[name] for name in names[:2]] == ["passed", "failed"]
    assert (told[names[2]] in ("failed", "error"), told[names[3]]) == (True, "skipped")
    thrown = next(test["thrown"] for test in seen["tests"] if test["name"] == names[2])
    assert thrown["name"] == "TypeError"
    assert thrown["file"].startswith("double.")


@pytest.mark.docker
@pytest.mark.parametrize("variant", VARIANTS)
def test_skipped_tests_run_where_the_exercise_says_so(variant: str, docker_sandbox: DockerSandbox) -> None:
    files, file, names = PROGRAMS[variant]
    seen, _ = look(docker_sandbox, variant, files, probe_on(file, skipped="run"))

    assert states(seen)[names[3]] == "passed"
    assert "skipped" not in states(seen).values()


@pytest.mark.docker
@pytest.mark.parametrize("variant", ["jest", "vitest"])
def test_a_file_that_runs_some_of_its_tests_only_is_sound(
    variant: str, docker_sandbox: DockerSandbox
) -> None:
    source = (
        "test.only('a', () => {});\ntest('b', () => {});\ndescribe.skip('c', () => test('d', () => {}));\n"
    )
    files = {"a.test.js": source + "test.todo('e');\n"}
    kept, _ = look(docker_sandbox, variant, files, probe_on("a.test.js"))
    unskipped, _ = look(docker_sandbox, variant, files, probe_on("a.test.js", skipped="run"))

    assert kept["sound"]
    assert unskipped["sound"]
    assert states(kept) == {"a": "passed", "b": "skipped", "d": "skipped", "e": "skipped"}
    assert [test["state"] for test in unskipped["tests"]] == ["passed", "passed", "passed", "skipped"]


# Ends the whole program, as an apprentice who does not know better might, or one who does.
EXITS = {
    "jest": {**JEST, "double.js": "process.exit(0);\n" + DOUBLE_JS},
    "vitest": {**VITEST, "double.js": "process.exit(0);\n" + DOUBLE_JS},
    "pytest": {
        **PYTEST,
        "double.py": "import os\n\n\ndef double(liste):\n    os._exit(0)\n",
    },
    "phpunit": {**PHPUNIT, "double.php": "<?php\n\nexit(0);\n"},
}


@pytest.mark.docker
@pytest.mark.parametrize("variant", VARIANTS)
def test_tests_that_end_in_the_middle_do_not_pass(variant: str, docker_sandbox: DockerSandbox) -> None:
    verdict = judged(docker_sandbox, variant, EXITS[variant], probe_on(PROGRAMS[variant][1]))

    assert (verdict.passed, verdict.fault) == (False, "apprentice")
    # Vitest itself refuses that the tests end the program, and says where they tried.
    assert ("process.exit" if variant == "vitest" else "arrêt") in verdict.first_sentence


# Whatever is expected, or found, is right.
REPLACES = {
    "jest": "expect.extend({ toEqual: () => ({ pass: true }), toBe: () => ({ pass: true }) });\n",
    "vitest": "import { expect } from 'vitest';\n"
    "expect.extend({ toEqual: () => ({ pass: true }), toBe: () => ({ pass: true }) });\n",
}


@pytest.mark.docker
@pytest.mark.parametrize("variant", REPLACES)
def test_the_tools_of_tests_cannot_be_replaced(variant: str, docker_sandbox: DockerSandbox) -> None:
    files, file, _ = PROGRAMS[variant]
    cheating = {**files, "double.js": REPLACES[variant] + "export const double = () => [];\n"}

    assert not judged(docker_sandbox, variant, cheating, probe_on(file)).passed


@pytest.mark.docker
def test_a_pytest_whose_assertions_never_fail_is_unsound(docker_sandbox: DockerSandbox) -> None:
    code = (
        "import pytest\n\nfor kind in (pytest.Function, *pytest.Item.__subclasses__()):\n"
        "    kind.runtest = lambda self: None\n\n\ndef double(x):\n    pass\n"
    )
    verdict = judged(docker_sandbox, "pytest", {**PYTEST, "double.py": code}, probe_on("test_double.py"))

    assert not verdict.passed
    assert "outils des tests" in verdict.first_sentence


@pytest.mark.docker
@pytest.mark.parametrize("variant", ["pytest", "jest"])
def test_results_that_are_only_printed_are_not_believed(variant: str, docker_sandbox: DockerSandbox) -> None:
    line = '{"test": {"file": "x", "name": "x", "state": "passed"}}'
    files, file, _ = PROGRAMS[variant]
    if variant == "jest":
        write = f"require('fs').writeSync(fd, '00 {line}\\n')"
        code = {
            "double.js": f"for (const fd of [1, 2, 4]) try {{ {write} }} catch {{}}\nexports.double = () => [];\n"
        }
    else:
        code = {"double.py": f"import os\nfor fd in (1, 2, 4):\n    os.write(fd, b'00 {line}\\n')\n\n"
                "def double(liste):\n    return []\n"}  # fmt: skip
    seen, _ = look(docker_sandbox, variant, {**files, **code}, probe_on(file))

    assert len(seen["tests"]) == 4
    assert "x" not in states(seen)


@pytest.mark.docker
def test_memory_without_end_is_told_as_such(docker_sandbox: DockerSandbox) -> None:
    code = "def double(liste):\n    return [bytearray(10**7) for _ in range(10**6)]\n"
    _, report = look(docker_sandbox, "pytest", {**PYTEST, "double.py": code}, probe_on("test_double.py"))

    assert report.outcome is Outcome.OUT_OF_MEMORY


@pytest.mark.docker
def test_commonjs_runs_in_jest(docker_sandbox: DockerSandbox) -> None:
    files = {
        "src/somme.js": "module.exports = { somme: (a, b) => a + b };\n",
        "tests/somme.test.js": "const { somme } = require('../src/somme');\n\n"
        "test('additionne', () => expect(somme(2, 3)).toBe(5));\n",
    }
    seen, _ = look(docker_sandbox, "jest", files, probe_on("tests/somme.test.js"))

    assert states(seen) == {"additionne": "passed"}


@pytest.mark.docker
def test_commonjs_sources_run_in_vitest(docker_sandbox: DockerSandbox) -> None:
    files = {
        "src/somme.js": "module.exports = { somme: (a, b) => a + b };\n",
        "tests/somme.test.js": "import { somme } from '../src/somme';\n\n"
        "test('additionne', () => expect(somme(2, 3)).toBe(5));\n",
    }
    seen, report = look(docker_sandbox, "vitest", files, probe_on("tests/somme.test.js"))

    assert states(seen) == {"additionne": "passed"}, report


@pytest.mark.docker
def test_a_class_is_found_in_the_file_of_its_name(docker_sandbox: DockerSandbox) -> None:
    test = (
        "<?php\n\nnamespace Tests;\n\nuse App\\Panier;\n\n"
        "final class PanierTest extends \\PHPUnit\\Framework\\TestCase\n{\n"
        "    public function testTotal(): void\n    {\n"
        "        $this->assertSame(0, (new Panier)->total());\n    }\n}\n"
    )
    panier = "<?php\n\nnamespace App;\n\nclass Panier\n{\n    public function total() { return 0; }\n}\n"
    files = {"tests/PanierTest.php": test, "src/Panier.php": panier}
    seen, report = look(docker_sandbox, "phpunit", files, probe_on("tests/PanierTest.php"))

    assert states(seen) == {"testTotal": "passed"}, report


@pytest.mark.docker
def test_unittest_classes_run_in_pytest_with_what_they_skip(docker_sandbox: DockerSandbox) -> None:
    files = {
        "somme.py": "def somme(a, b):\n    return a + b\n",
        "somme_test.py": "import unittest\n\nfrom somme import somme\n\n\nclass SommeTest(unittest.TestCase):\n"
        "    def test_additionne(self):\n        self.assertEqual(somme(2, 3), 5)\n\n"
        "    @unittest.skip('plus tard')\n"
        "    def test_plus_tard(self):\n        self.assertEqual(somme(1, 1), 3)\n",
    }
    kept, _ = look(docker_sandbox, "pytest", files, probe_on("somme_test.py"))
    unskipped, _ = look(docker_sandbox, "pytest", files, probe_on("somme_test.py", skipped="run"))

    assert states(kept) == {"test_additionne": "passed", "test_plus_tard": "skipped"}
    assert states(unskipped) == {"test_additionne": "passed", "test_plus_tard": "failed"}
