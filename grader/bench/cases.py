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
    """One thing to time. `goal` is the ratio to the bare process that is aimed at, if one is.

    For pages, `looks` is what a grader without boxes looks at: selector and styles.
    """

    name: str
    runtime: str
    variant_name: str
    files: Mapping[str, str]
    checks: tuple[Check, ...]
    bare: Bare | None = None
    goal: float | None = None
    looks: tuple[Mapping[str, Json], ...] = ()

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

_PAGE = """\
<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Le marché du port</title>
<link rel="stylesheet" href="style.css">
</head>
<body>
<header>
<h1>Le marché du port</h1>
<nav><ul><li><a href="#a">Légumes</a></li><li><a href="#b">Poissons</a></li></ul></nav>
</header>
<main>
<section class="cartes">
<article><h2 id="a">Légumes</h2><p>De saison, cueillis le matin.</p></article>
<article><h2 id="b">Poissons</h2><p>À l’arrivée des bateaux.</p></article>
<article><h2>Pain</h2><p>Cuit au feu de bois.</p></article>
</section>
</main>
<footer><p>Tous les samedis, de 8 h à 13 h.</p></footer>
</body>
</html>
"""
_STYLE = """\
body { margin: 0; color: #1b264f; font-family: sans-serif; }
h1 { color: #8a2b06; text-align: center; }
nav ul { display: flex; gap: 16px; list-style: none; padding: 0; }
.cartes { display: flex; flex-direction: column; gap: 16px; max-width: 900px; }
@media (min-width: 800px) { .cartes { flex-direction: row; } }
footer { background-color: #eeeeee; }
"""


def _look(selector: str, width: int, **styles: str) -> Check:
    """One check on the computed styles of what a selector finds, at one width."""
    named: dict[str, Json] = {name.replace("_", "-"): value for name, value in styles.items()}
    asked: dict[str, Json] = {"selector": selector, "styles": [*named], "width": width}
    probe = RUNTIMES["web"].validated(Probe("elements", asked))
    return Check(f"{width}-{len(selector)}-{len(named)}", selector, probe, {"styles": named})


_LOOKS = tuple(
    check
    for width, direction in ((360, "column"), (1280, "row"))
    for check in (
        _look("body", width, color="rgb(27, 38, 79)"),
        _look("h1", width, color="rgb(138, 43, 6)", text_align="center"),
        _look("nav ul", width, display="flex"),
        _look(".cartes", width, flex_direction=direction, row_gap="16px", max_width="900px"),
        _look("footer", width, background_color="rgb(238, 238, 238)"),
    )
)

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
    Case(
        "web, two widths, 10 checks",
        "web",
        "web",
        {"index.html": _PAGE, "style.css": _STYLE},
        _LOOKS,
        goal=1.3,
        looks=tuple(
            {"selector": check.probe.params["selector"], "styles": check.probe.params["styles"]}
            for check in _LOOKS[:5]
        ),
    ),
)
