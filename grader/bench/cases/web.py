"""A small page looked at in two widths, beside the same page in a browser without a box (browser_rival.mjs)."""

from grader.bench.cases.base import Case
from grader.contract import Check, Json, Probe
from grader.runtimes import RUNTIMES

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

CASES = (
    Case(
        "web, two widths, 10 checks",
        "web",
        "web",
        {"index.html": _PAGE, "style.css": _STYLE},
        _LOOKS,
        goal=1.3,
        at_length=True,
        looks=tuple(
            {"selector": check.probe.params["selector"], "styles": check.probe.params["styles"]}
            for check in _LOOKS[:5]
        ),
    ),
)
