"""Inputs drawn by chance, for a value that the reference solution is asked for too.

An author writes an expression with names in braces and says what to draw for each. What is drawn depends on nothing
but the exercise and the files handed in: the same work is always judged alike, and a written-down answer meets other
inputs than those it was written for.
"""

import hashlib
import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.contract import Check, Json, Probe

TIMES = "times"
DEFAULT_TIMES, MOST_TIMES = 5, 10
MOST_LETTERS, MOST_ITEMS = 40, 20
SAME = "same_as_solution"
KIND = "drawn"

_LETTERS = "abcdefghijklmnopqrstuvwxyzéèàç "
_FURTHEST = 10**9
_WAYS = ("whole", "decimal", "text", "one_of", "list_of")


class BadDraw(ValueError):
    """What cannot be drawn; the French text tells the author what to change."""


# ---- what an author wrote ---------------------------------------------------------------------------------


def validate_draw(draw: Mapping[str, Any], expression: str) -> None:
    """Raises BadDraw."""
    times = draw.get(TIMES, DEFAULT_TIMES)
    if isinstance(times, bool) or not isinstance(times, int) or not 1 <= times <= MOST_TIMES:
        raise BadDraw(f"« {TIMES} » doit être un nombre entier de 1 à {MOST_TIMES}")
    names = [name for name in draw if name != TIMES]
    if not names:
        raise BadDraw("dites quoi tirer, par exemple draw = { n = { whole = [1, 50] } }")
    for name in names:
        if not name.isidentifier():
            raise BadDraw(f"« {name} » doit être un nom fait de lettres")
        if f"{{{name}}}" not in expression:
            raise BadDraw(f"l’expression ne contient pas {{{name}}}")
        _validate_one(name, draw[name])


def _validate_one(name: str, wanted: Any) -> None:
    ways = [way for way in _WAYS if isinstance(wanted, Mapping) and way in wanted]
    if len(ways) != 1:
        raise BadDraw(f"« {name} » doit dire une seule façon de tirer parmi {', '.join(_WAYS)}")
    way = ways[0]
    extra = {"decimal": {"places"}, "list_of": {"length"}}.get(way, set())
    if unknown := sorted(set(wanted) - {way} - extra):
        raise BadDraw(f"« {name} » : réglage inconnu {', '.join(unknown)}")
    _VALIDATE[way](name, wanted)


def _numbers(name: str, value: Any, kinds: type | tuple[type, ...]) -> tuple[Any, Any]:
    good = (
        isinstance(value, Sequence)
        and len(value) == 2
        and all(isinstance(one, kinds) and not isinstance(one, bool) for one in value)
        and -_FURTHEST <= value[0] <= value[1] <= _FURTHEST
    )
    if not good:
        raise BadDraw(f"« {name} » attend deux nombres, le plus petit d’abord, par exemple [1, 50]")
    return value[0], value[1]


def _size(name: str, value: Any, most: int) -> None:
    low, high = _numbers(name, value, int)
    if low < 0 or high > most:
        raise BadDraw(f"« {name} » attend des tailles de 0 à {most}")


def _validate_decimal(name: str, wanted: Mapping[str, Any]) -> None:
    _numbers(name, wanted["decimal"], (int, float))
    places = wanted.get("places", 2)
    if isinstance(places, bool) or not isinstance(places, int) or not 1 <= places <= 6:
        raise BadDraw(f"« {name} » : « places » doit être un nombre entier de 1 à 6")


def _validate_choice(name: str, wanted: Mapping[str, Any]) -> None:
    choices = wanted["one_of"]
    if not isinstance(choices, list) or not choices:
        raise BadDraw(f"« {name} » attend une liste de valeurs dans one_of")
    if not all(isinstance(choice, str | int | float | bool) for choice in choices):
        raise BadDraw(f"« {name} » : one_of ne peut contenir que des textes, des nombres, true et false")


def _validate_list(name: str, wanted: Mapping[str, Any]) -> None:
    _size(name, wanted.get("length", [0, 5]), MOST_ITEMS)
    if isinstance(wanted["list_of"], Mapping) and "list_of" in wanted["list_of"]:
        raise BadDraw(f"« {name} » : une liste de listes ne peut pas être tirée")
    _validate_one(name, wanted["list_of"])


_VALIDATE: dict[str, Callable[[str, Mapping[str, Any]], None]] = {
    "whole": lambda name, wanted: (_numbers(name, wanted["whole"], int), None)[1],
    "decimal": _validate_decimal,
    "text": lambda name, wanted: _size(name, wanted["text"], MOST_LETTERS),
    "one_of": _validate_choice,
    "list_of": _validate_list,
}


# ---- drawing ------------------------------------------------------------------------------------------------


def _draw(chance: random.Random, wanted: Any) -> Json:
    if "whole" in wanted:
        return chance.randint(*wanted["whole"])
    if "decimal" in wanted:
        return round(chance.uniform(*wanted["decimal"]), wanted.get("places", 2))
    if "text" in wanted:
        return "".join(chance.choice(_LETTERS) for _ in range(chance.randint(*wanted["text"])))
    if "one_of" in wanted:
        return chance.choice(wanted["one_of"])
    return [_draw(chance, wanted["list_of"]) for _ in range(chance.randint(*wanted.get("length", [0, 5])))]


def literal(value: Json, language: str) -> str:
    """Returns `value` as the language writes it."""
    if isinstance(value, list):
        return f"[{', '.join(literal(item, language) for item in value)}]"
    if language == "python" and isinstance(value, bool):
        return str(value)
    if language == "php" and isinstance(value, str):
        # Between single quotes nothing is replaced.
        escaped = value.replace("\\", "\\\\").replace("'", "\\'")
        return f"'{escaped}'"
    return json.dumps(value, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class DrawnCheck:
    """A check and the probes it became, one for each set of inputs."""

    check: Check
    probes: tuple[Probe, ...]


def drawn_checks(
    key: str, checks: Sequence[Check], files: Mapping[str, str], language: str
) -> tuple[DrawnCheck, ...]:
    """Returns the checks of exercise `key` whose inputs are drawn, with the probes for these files."""
    return tuple(
        DrawnCheck(check, tuple(_probes(key, check, files, language))) for check in checks if check.draw
    )


def _probes(key: str, check: Check, files: Mapping[str, str], language: str) -> Iterator[Probe]:
    seed = hashlib.sha256(json.dumps([key, check.id, sorted(files.items())]).encode("utf-8", "replace"))
    chance = random.Random(seed.digest())  # noqa: S311 - nobody gains by guessing
    times = check.draw.get(TIMES, DEFAULT_TIMES)
    for _ in range(times if isinstance(times, int) else DEFAULT_TIMES):
        expression = str(check.probe.params["expression"])
        for name, wanted in check.draw.items():
            if name != TIMES:
                expression = expression.replace(f"{{{name}}}", literal(_draw(chance, wanted), language))
        yield Probe(check.probe.kind, {**check.probe.params, "expression": expression})
