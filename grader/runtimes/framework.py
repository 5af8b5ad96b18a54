"""The tests of an imported exercise, in their own framework: Jest, Vitest, pytest or PHPUnit.

They run in the apprentice's own process, and so prove nothing by themselves: their results are formative. The test
files belong to the exercise and are read-only; a probe names those that it looks at, and whatever their number, each
file runs once. With `skipped = "run"`, the tests that these files skip run like the others.
"""

from collections.abc import Mapping

from grader.contract import Check, Json, Probe
from grader.runtimes.base import BadProbe, Runtime, SelfTest, Variant, refuse_unknown

MOST_FILES = 10


def _tests(params: Mapping[str, Json]) -> dict[str, Json]:
    refuse_unknown(params, frozenset({"files", "skipped"}))
    files = params.get("files")
    if (
        not isinstance(files, list)
        or not 1 <= len(files) <= MOST_FILES
        or not all(isinstance(file, str) and file and not file.startswith(("/", "-", ".")) for file in files)
    ):
        raise BadProbe(f"« files » doit être une liste de 1 à {MOST_FILES} fichiers de tests de l’exercice")
    if params.get("skipped", "run") != "run":
        raise BadProbe("« skipped » ne peut valoir que « run » : les tests sautés tournent aussi")
    names: list[Json] = [*sorted({str(file) for file in files})]
    return {"files": names, **({"skipped": "run"} if "skipped" in params else {})}


def _self_test(name: str, tests: tuple[str, str], code: tuple[str, str], endless: str) -> SelfTest:
    """The same three programs in each language: one adds, one subtracts, one never ends. `name` is the test's."""
    (test_file, test), (code_file, adds) = tests, code
    probe = Probe("tests", {"files": [test_file]})
    return SelfTest(
        checks=(
            Check("tout", "Tous les tests passent.", probe, {"all_pass": True, "at_least": 1}),
            Check("nomme", f"Le test {name} passe.", probe, {"passes": name}),
        ),
        good={test_file: test, code_file: adds},
        bad={test_file: test, code_file: adds.replace("a + b", "a - b").replace("$a + $b", "$a - $b")},
        endless={test_file: test, code_file: adds + endless},
    )


_SOMME_JS = ("somme.js", "export const somme = (a, b) => a + b;\n")
_JEST = _self_test(
    "additionne",
    (
        "somme.test.js",
        "import { somme } from './somme';\n\ntest('additionne', () => expect(somme(2, 3)).toBe(5));\n",
    ),
    _SOMME_JS,
    "while (true) {}\n",
)
_VITEST = _self_test(
    "additionne",
    (
        "somme.test.js",
        "import { expect, test } from 'vitest';\nimport { somme } from './somme.js';\n\n"
        "test('additionne', () => expect(somme(2, 3)).toBe(5));\n",
    ),
    _SOMME_JS,
    "while (true) {}\n",
)
_PYTEST = _self_test(
    "test_additionne",
    (
        "test_somme.py",
        "from somme import somme\n\n\ndef test_additionne():\n    assert somme(2, 3) == 5\n",
    ),
    ("somme.py", "def somme(a, b):\n    return a + b\n"),
    "\n\nwhile True:\n    pass\n",
)
_PHPUNIT = _self_test(
    "testAdditionne",
    (
        "SommeTest.php",
        "<?php\n\nrequire_once __DIR__ . '/somme.php';\n\n"
        "final class SommeTest extends PHPUnit\\Framework\\TestCase\n{\n"
        "    public function testAdditionne(): void\n    {\n"
        "        $this->assertSame(5, somme(2, 3));\n    }\n}\n",
    ),
    ("somme.php", "<?php\n\nfunction somme($a, $b)\n{\n    return $a + $b;\n}\n"),
    "\nwhile (true) {}\n",
)

FRAMEWORK = Runtime(
    name="framework",
    entry="",
    probes={"tests": _tests},
    # A test that waits for nothing fails after three seconds.
    limits={"probe_seconds": 8, "wall_seconds": 20},
    says_out_of_memory=("the tests asked for too much memory",),
    formative=True,
    variants=(
        Variant("jest", "framework-jest", _JEST, limits={"memory_mb": 384}, sockets=False, waiting_mb=45),
        Variant(
            "vitest",
            "framework-vitest",
            _VITEST,
            limits={"memory_mb": 640, "processes": 128},
            sockets=False,
            waiting_mb=95,
        ),
        Variant("pytest", "framework-pytest", _PYTEST, sockets=False, waiting_mb=35),
        Variant("phpunit", "framework-phpunit", _PHPUNIT, sockets=False, waiting_mb=25),
    ),
)
