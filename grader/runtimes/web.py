"""Pages: HTML and CSS in a real browser, at the widths the checks name, and their validity."""

from collections.abc import Mapping

from grader.contract import Check, Json, Probe
from grader.runtimes.base import BadProbe, Runtime, SelfTest, Variant, names_param, refuse_unknown, text_param

DESKTOP = 1280
NARROWEST, WIDEST = 240, 2560
CHECKED_ENDINGS = (".html", ".css")


def _elements(params: Mapping[str, Json]) -> dict[str, Json]:
    refuse_unknown(params, frozenset({"selector", "width", "attributes", "styles"}))
    width = params.get("width", DESKTOP)
    if isinstance(width, bool) or not isinstance(width, int) or not NARROWEST <= width <= WIDEST:
        raise BadProbe(f"« width » doit être un nombre entier de {NARROWEST} à {WIDEST}")
    return {
        "selector": text_param(params, "selector", 300),
        "width": width,
        "attributes": names_param(params, "attributes"),
        "styles": names_param(params, "styles"),
    }


def _validity(params: Mapping[str, Json]) -> dict[str, Json]:
    refuse_unknown(params, frozenset({"file"}))
    file = text_param(params, "file", 120)
    if not file.endswith(CHECKED_ENDINGS):
        raise BadProbe("« file » doit finir par .html ou .css")
    return {"file": file}


_PAGE = """<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<title>Essai</title>
<style>h1 { color: %s; }</style>
</head>
<body><h1>Essai</h1>%s</body>
</html>
"""

_SELF_TEST = SelfTest(
    checks=(
        Check(
            "titre",
            "Le titre est vert.",
            Probe("elements", _elements({"selector": "h1", "styles": ["color"]})),
            {"count": 1, "styles": {"color": "rgb(0, 128, 0)"}},
        ),
        Check("valide", "La page est valide.", Probe("validity", {"file": "index.html"}), {"max_errors": 0}),
    ),
    good={"index.html": _PAGE % ("green", "")},
    bad={"index.html": _PAGE % ("red", "")},
    endless={"index.html": _PAGE % ("green", "<script>while (true) {}</script>")},
)

WEB = Runtime(
    name="web",
    entry="index.html",
    probes={"elements": _elements, "validity": _validity},
    limits={
        "wall_seconds": 20,
        "probe_seconds": 5,  # a busy machine must not be taken for an endless loop
        "cpus": 2,
        "memory_mb": 640,
        "processes": 192,
        "scratch_mb": 64,
        "scratch_files": 2048,
        "file_mb": 64,
        "open_files": 1024,
    },
    variants=(Variant("web", "web", _SELF_TEST, waiting_mb=120),),
)
