"""Five functions of a first exercise in JavaScript, beside `node file.js` with five assertions."""

from grader.bench.cases.base import Bare, Case, values
from grader.contract import Json

_SOURCE = """\
function prixTotal(articles) {
  return articles.reduce((somme, { prix, nombre }) => somme + prix * nombre, 0);
}
const moyenne = (nombres) => nombres.reduce((a, b) => a + b, 0) / nombres.length;
const enCapitales = (texte) => texte.split(' ').map((mot) => mot[0].toUpperCase() + mot.slice(1)).join(' ');
const pairs = (nombres) => nombres.filter((nombre) => nombre % 2 === 0);
const compte = (mots) => mots.reduce((vu, mot) => ({ ...vu, [mot]: (vu[mot] ?? 0) + 1 }), {});
"""
_VALUES: dict[str, Json] = {
    "prixTotal([{ prix: 3, nombre: 2 }, { prix: 10, nombre: 1 }])": 16,
    "moyenne([2, 4, 9])": 5,
    "enCapitales('le marché du port')": "Le Marché Du Port",
    "pairs([1, 2, 3, 4])": [2, 4],
    "compte(['a', 'b', 'a'])": {"a": 2, "b": 1},
}
_ASSERTIONS = """\
const assert = require('node:assert');
assert.deepStrictEqual(prixTotal([{ prix: 3, nombre: 2 }, { prix: 10, nombre: 1 }]), 16);
assert.deepStrictEqual(moyenne([2, 4, 9]), 5);
assert.deepStrictEqual(enCapitales('le marché du port'), 'Le Marché Du Port');
assert.deepStrictEqual(pairs([1, 2, 3, 4]), [2, 4]);
assert.deepStrictEqual(compte(['a', 'b', 'a']), { a: 2, b: 1 });
"""

CASES = (
    Case(
        "javascript, 5 checks",
        "javascript",
        "javascript",
        {"main.js": _SOURCE},
        values("javascript", _VALUES),
        Bare({"file.js": _SOURCE + _ASSERTIONS}, ("node", "file.js")),
        goal=0.3,
        at_length=True,
    ),
)
