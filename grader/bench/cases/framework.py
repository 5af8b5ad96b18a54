"""The five functions as an imported exercise, beside Jest's own command on the same files.

The bare process is `jest` of the box's own image, in one process; its cache is there from the first run on.
"""

from grader.bench.cases.base import Bare, Case, check

_CODE = """\
const moyenne = (nombres) => nombres.reduce((a, b) => a + b, 0) / nombres.length;
const prixTotal = (articles) => articles.reduce((somme, { prix, nombre }) => somme + prix * nombre, 0);
const enCapitales = (texte) => texte.split(' ').map((mot) => mot[0].toUpperCase() + mot.slice(1)).join(' ');
const pairs = (nombres) => nombres.filter((nombre) => nombre % 2 === 0);
const compte = (mots) => mots.reduce((vu, mot) => ({ ...vu, [mot]: (vu[mot] ?? 0) + 1 }), {});
module.exports = { moyenne, prixTotal, enCapitales, pairs, compte };
"""
_TESTS = """\
const { moyenne, prixTotal, enCapitales, pairs, compte } = require('./code');

test('moyenne', () => expect(moyenne([2, 4, 9])).toBe(5));
test('prix total', () => expect(prixTotal([{ prix: 3, nombre: 2 }, { prix: 10, nombre: 1 }])).toBe(16));
test('capitales', () => expect(enCapitales('le marché du port')).toBe('Le Marché Du Port'));
test('pairs', () => expect(pairs([1, 2, 3, 4])).toEqual([2, 4]));
test('compte', () => expect(compte(['a', 'b', 'a'])).toEqual({ a: 2, b: 1 }));
"""
_FILES = {"code.js": _CODE, "code.test.js": _TESTS}
_JEST = (
    "node",
    "/opt/observer/node_modules/jest/bin/jest.js",
    "--silent",
    "--runInBand",
    "--rootDir",
    "/bench",
)

CASES = (
    Case(
        "framework, jest, 5 tests",
        "framework",
        "jest",
        _FILES,
        (
            check(
                "framework",
                1,
                "Tous les tests.",
                {"all_pass": True, "at_least": 5},
                "tests",
                files=["code.test.js"],
            ),
        ),
        Bare({**_FILES, "package.json": "{}\n"}, _JEST),
        goal=0.5,
    ),
)
