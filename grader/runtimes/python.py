"""Python alone: values, errors and what is printed, with the lines that `input()` will read."""

import ast
import warnings
from collections.abc import Mapping
from typing import Literal

from grader.contract import Check, Json, Probe
from grader.runtimes.base import BadProbe, Runtime, SelfTest, Variant, refuse_unknown, text_param

MOST_LINES, LONGEST_LINE = 40, 200


def _value(params: Mapping[str, Json]) -> dict[str, Json]:
    refuse_unknown(params, frozenset({"expression", "stdin"}))
    return {"expression": _code(params, "expression", "eval"), **_stdin(params)}


def _output(params: Mapping[str, Json]) -> dict[str, Json]:
    refuse_unknown(params, frozenset({"after", "stdin"}))
    return {**({"after": _code(params, "after", "exec")} if "after" in params else {}), **_stdin(params)}


def _code(params: Mapping[str, Json], name: str, mode: Literal["eval", "exec"]) -> str:
    text = text_param(params, name).strip()
    try:
        with warnings.catch_warnings(action="ignore"):
            ast.parse(text, mode=mode)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise BadProbe(f"« {name} » n’est pas du Python correct : {text}") from error
    return text


def _stdin(params: Mapping[str, Json]) -> dict[str, Json]:
    """The lines that `input()` reads; nothing is kept of an empty list, which is the same as none."""
    lines = params.get("stdin", [])
    if (
        not isinstance(lines, list)
        or len(lines) > MOST_LINES
        or not all(isinstance(line, str) and len(line) <= LONGEST_LINE and "\n" not in line for line in lines)
    ):
        raise BadProbe(
            f"« stdin » doit être une liste d’au plus {MOST_LINES} lignes de {LONGEST_LINE} caractères chacune"
        )
    return {"stdin": lines} if lines else {}


_SELF_TEST = SelfTest(
    checks=(
        Check("somme", "somme(2, 3) vaut 5.", Probe("value", {"expression": "somme(2, 3)"}), {"equals": 5}),
        Check("ecrit", "Le programme écrit prêt.", Probe("output", {}), {"lines": ["prêt"]}),
        Check(
            "lit", "Le programme lit.", Probe("output", {"after": "lit()", "stdin": ["à"]}), {"lines": ["à"]}
        ),
    ),
    good={
        "main.py": "def somme(a, b):\n    return a + b\n\ndef lit():\n    print(input())\n\nprint('prêt')\n"
    },
    bad={
        "main.py": "def somme(a, b):\n    return a - b\n\ndef lit():\n    print(input())\n\nprint('prêt')\n"
    },
    endless={"main.py": "while True:\n    pass\n"},
)

PYTHON = Runtime(
    name="python",
    entry="main.py",
    probes={"value": _value, "output": _output},
    limits={"processes": 32},
    says_out_of_memory=("the program asked for too much memory",),
    variants=(Variant("python", "python", _SELF_TEST, sockets=False, waiting_mb=9),),
)
