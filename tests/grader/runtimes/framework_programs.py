"""The same exercise for each test framework: one test passes, one fails, one throws, one is skipped."""

from collections.abc import Mapping

DOUBLE_JS = "export const double = (list) => list.map((x) => x * 2);\n"
_TESTS_JS = """
describe('liste', () => {
  test('double', () => expect(double(deux())).toEqual([2, 4]));
  test('triple', () => expect(double([1])).toEqual([3]));
});
test('rien', () => double(null));
xtest('plus tard', () => expect(double([])).toEqual([]));
"""
_AID_JS = {"aide/deux.js": "export const deux = () => [1, 2];\n", "double.js": DOUBLE_JS}
_IMPORTS_JS = "import { double } from './double';\nimport { deux } from './aide/deux';\n"

JEST: Mapping[str, str] = {
    "double.test.js": "import { describe, expect, test, xtest } from '@jest/globals';\n"
    + _IMPORTS_JS
    + _TESTS_JS,
    **_AID_JS,
}
VITEST: Mapping[str, str] = {
    "double.test.js": "import { describe, expect, test } from 'vitest';\n"
    + _IMPORTS_JS
    + _TESTS_JS.replace("xtest", "test.skip"),
    **_AID_JS,
}
PYTEST: Mapping[str, str] = {
    "test_double.py": """import pytest

from double import double


class TestListe:
    def test_double(self, deux):
        assert double(deux) == [2, 4]

    def test_triple(self):
        assert double([1]) == [3]


def test_rien():
    double(None)


@pytest.mark.skip
def test_plus_tard():
    assert double([]) == []
""",
    "conftest.py": "import pytest\n\n\n@pytest.fixture\ndef deux():\n    return [1, 2]\n",
    "double.py": "def double(liste):\n    return [2 * x for x in liste]\n",
}
PHPUNIT: Mapping[str, str] = {
    "DoubleTest.php": """<?php

namespace Tests;

use PHPUnit\\Framework\\Attributes\\DataProvider;
use PHPUnit\\Framework\\TestCase;

require_once __DIR__ . '/double.php';

final class DoubleTest extends TestCase
{
    public static function listes(): array
    {
        return ['deux' => [[1, 2], [2, 4]]];
    }

    #[DataProvider('listes')]
    public function testDouble(array $liste, array $attendu): void
    {
        $this->assertSame($attendu, double($liste));
    }

    public function testTriple(): void
    {
        $this->assertSame(3, double([1])[0]);
    }

    public function testRien(): void
    {
        double(null);
    }

    public function testPlusTard(): void
    {
        $this->markTestSkipped('plus tard');
        $this->assertSame([], double([]));
    }
}
""",
    "double.php": "<?php\n\nfunction double(array $liste): array\n{\n"
    "    return array_map(fn ($x) => $x * 2, $liste);\n}\n",
}

# variant: (files, the test file, names of the tests that pass, fail, throw and are skipped)
PROGRAMS: Mapping[str, tuple[Mapping[str, str], str, tuple[str, str, str, str]]] = {
    "jest": (JEST, "double.test.js", ("double", "triple", "rien", "plus tard")),
    "vitest": (VITEST, "double.test.js", ("double", "triple", "rien", "plus tard")),
    "pytest": (PYTEST, "test_double.py", ("test_double", "test_triple", "test_rien", "test_plus_tard")),
    "phpunit": (PHPUNIT, "DoubleTest.php", ("testDouble", "testTriple", "testRien", "testPlusTard")),
}
