"""JavaScript alone: values and what is printed, in Node, without a page."""

from collections.abc import Mapping

from grader.contract import Check, Json, Probe
from grader.runtimes.base import Runtime, SelfTest, Variant, refuse_unknown, text_param


def _value(params: Mapping[str, Json]) -> dict[str, Json]:
    refuse_unknown(params, frozenset({"expression"}))
    return {"expression": text_param(params, "expression")}


def _output(params: Mapping[str, Json]) -> dict[str, Json]:
    refuse_unknown(params, frozenset({"after"}))
    return {"after": text_param(params, "after")} if "after" in params else {}


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
    says_out_of_memory=("heap out of memory", "Array buffer allocation failed"),
    variants=(Variant("javascript", "javascript", _SELF_TEST, sockets=False, waiting_mb=10),),
)
