"""Whether several questions may be asked of one loaded program without any of them noticing the others.

A program made of functions that keep nothing answers them all in one process; any other is copied for each. When
in doubt, the answer is no: it only costs time.
"""

import math
from collections.abc import Iterable
from types import CodeType, FunctionType

from _opcode_metadata import opmap  # type: ignore[import-not-found]

CONSTANTS = (int, float, str, bytes, bool, type(None))
OF_EVERY_PROGRAM = frozenset(
    {"__name__", "__doc__", "__package__", "__loader__", "__spec__", "__file__", "__builtins__"}
)
KEEPING = frozenset(
    opmap[name]
    for name in (
        "STORE_ATTR",
        "DELETE_ATTR",
        "STORE_GLOBAL",
        "DELETE_GLOBAL",
        "STORE_NAME",
        "DELETE_NAME",
        "IMPORT_NAME",
    )
)
DOUBTFUL = frozenset(
    {
        "breakpoint",
        "compile",
        "delattr",
        "eval",
        "exec",
        "globals",
        "input",
        "locals",
        "open",
        "setattr",
        "vars",
    }
)


def keeps_nothing(names: dict[str, object], questions: Iterable[CodeType]) -> bool:
    """Whether neither the program, whose names these are, nor the questions can change anything that lasts."""
    return all(
        name in OF_EVERY_PROGRAM or _is_constant(value) or _is_plain_function(value, names)
        for name, value in names.items()
    ) and all(_is_harmless(code) for code in questions)


def _is_constant(value: object) -> bool:
    if type(value) is tuple:
        return all(map(_is_constant, value))
    return type(value) in CONSTANTS or value is math


def _is_plain_function(value: object, names: dict[str, object]) -> bool:
    return (
        type(value) is FunctionType
        and value.__globals__ is names
        and value.__closure__ is None
        and not value.__dict__
        and _is_constant(value.__defaults__)
        and all(map(_is_constant, (value.__kwdefaults__ or {}).values()))
        and _is_harmless(value.__code__)
    )


def _is_harmless(code: CodeType) -> bool:
    return (
        KEEPING.isdisjoint(code.co_code[::2])
        and not any(name in DOUBTFUL or name.startswith("__") for name in code.co_names)
        and all(_is_harmless(inner) for inner in code.co_consts if type(inner) is CodeType)
    )
