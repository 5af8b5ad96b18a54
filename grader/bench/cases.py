"""What is timed for each runtime: the same work as a submission, and as a bare process without any isolation."""

from collections.abc import Mapping
from dataclasses import dataclass

from grader.contract import Check, GradingRequest, Json, Probe
from grader.runtimes import RUNTIMES, Variant


@dataclass(frozen=True, slots=True)
class Bare:
    """A program that does the same work and ends with 0 when all holds: its files and how it is started."""

    files: Mapping[str, str]
    command: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One thing to time. `goal` is the ratio to the bare process that is aimed at, if one is."""

    name: str
    runtime: str
    variant_name: str
    files: Mapping[str, str]
    checks: tuple[Check, ...]
    bare: Bare | None = None
    goal: float | None = None

    @property
    def variant(self) -> Variant:
        return RUNTIMES[self.runtime].variant(self.variant_name)

    @property
    def request(self) -> GradingRequest:
        runtime = RUNTIMES[self.runtime]
        return GradingRequest(
            self.runtime,
            self.files,
            runtime.entry,
            tuple(check.probe for check in self.checks),
            runtime.default_limits(self.variant_name),
            self.variant_name,
        )


def _values(expected: Mapping[str, Json]) -> tuple[Check, ...]:
    """One check for each expression and what it gives."""
    return tuple(
        Check(f"check-{number}", expression, Probe("value", {"expression": expression}), {"equals": value})
        for number, (expression, value) in enumerate(expected.items(), start=1)
    )


_JAVASCRIPT = """\
function prixTotal(articles) {
  return articles.reduce((somme, { prix, nombre }) => somme + prix * nombre, 0);
}
const moyenne = (nombres) => nombres.reduce((a, b) => a + b, 0) / nombres.length;
const enCapitales = (texte) => texte.split(' ').map((mot) => mot[0].toUpperCase() + mot.slice(1)).join(' ');
const pairs = (nombres) => nombres.filter((nombre) => nombre % 2 === 0);
const compte = (mots) => mots.reduce((vu, mot) => ({ ...vu, [mot]: (vu[mot] ?? 0) + 1 }), {});
"""
_JAVASCRIPT_VALUES: dict[str, Json] = {
    "prixTotal([{ prix: 3, nombre: 2 }, { prix: 10, nombre: 1 }])": 16,
    "moyenne([2, 4, 9])": 5,
    "enCapitales('le marché du port')": "Le Marché Du Port",
    "pairs([1, 2, 3, 4])": [2, 4],
    "compte(['a', 'b', 'a'])": {"a": 2, "b": 1},
}
_JAVASCRIPT_ASSERTIONS = """\
const assert = require('node:assert');
assert.deepStrictEqual(prixTotal([{ prix: 3, nombre: 2 }, { prix: 10, nombre: 1 }]), 16);
assert.deepStrictEqual(moyenne([2, 4, 9]), 5);
assert.deepStrictEqual(enCapitales('le marché du port'), 'Le Marché Du Port');
assert.deepStrictEqual(pairs([1, 2, 3, 4]), [2, 4]);
assert.deepStrictEqual(compte(['a', 'b', 'a']), { a: 2, b: 1 });
"""

CASES: tuple[Case, ...] = (
    Case(
        "javascript, 5 checks",
        "javascript",
        "javascript",
        {"main.js": _JAVASCRIPT},
        _values(_JAVASCRIPT_VALUES),
        Bare({"file.js": _JAVASCRIPT + _JAVASCRIPT_ASSERTIONS}, ("node", "file.js")),
        goal=0.3,
    ),
)
