"""JavaScript alone: values and what is printed, in Node, without a page.

Plain scripts share one scope and run in the order of their names, the entry last. As soon as one file says
`import` or `export`, or ends in `.mjs`, or a probe says `from`, the entry is a module: it and what it imports
run, and expressions see what it exports.
"""

from collections.abc import Mapping

from grader.contract import Check, Json, Probe
from grader.runtimes.base import BadProbe, Runtime, SelfTest, Variant, refuse_unknown, text_param


def _from(params: Mapping[str, Json]) -> dict[str, Json]:
    """The module whose exports the expression may use, beside the entry's."""
    if "from" not in params:
        return {}
    path = text_param(params, "from", 120)
    if not path.endswith((".js", ".mjs")) or path.startswith(("/", ".")):
        raise BadProbe("« from » doit être un fichier .js de l’exercice, sans ./ au début")
    return {"from": path}


def _value(params: Mapping[str, Json]) -> dict[str, Json]:
    refuse_unknown(params, frozenset({"expression", "from"}))
    return {"expression": text_param(params, "expression"), **_from(params)}


def _output(params: Mapping[str, Json]) -> dict[str, Json]:
    refuse_unknown(params, frozenset({"after", "from"}))
    if "after" not in params and "from" in params:
        raise BadProbe("« from » ne sert qu’avec « after »")
    return {"after": text_param(params, "after"), **_from(params)} if "after" in params else {}


_SELF_TEST = SelfTest(
    checks=(
        Check("somme", "somme(2, 3) vaut 5.", Probe("value", {"expression": "somme(2, 3)"}), {"equals": 5}),
        Check("ecrit", "Le programme écrit prêt.", Probe("output", {}), {"lines": ["prêt"]}),
    ),
    good={"main.js": "const somme = (a, b) => a + b;\nconsole.log('prêt');\n"},
    bad={"main.js": "const somme = (a, b) => a - b;\nconsole.log('prêt');\n"},
    endless={"main.js": "while (true) {}\n"},
)

JAVASCRIPT = Runtime(
    name="javascript",
    entry="main.js",
    probes={"value": _value, "output": _output},
    limits={"processes": 32},
    says_out_of_memory=(
        "heap out of memory",
        "Array buffer allocation failed",
        "Fatal JavaScript invalid size error",
    ),
    variants=(Variant("javascript", "javascript", _SELF_TEST, sockets=False, waiting_mb=13),),
)
