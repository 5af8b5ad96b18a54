"""The assertions of freeCodeCamp's challenges, made into our checks where they say the same.

What concerns an element becomes a check on it. What is a plain expression is asked of the page or the program, and
only what it should be worth stays outside. The rest is refused, with the reason: it is for somebody to write.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from exercises.importers.elements import element_checks
from exercises.importers.javascript_reading import (
    NotALiteral,
    Unreadable,
    call_of,
    literal_of,
    names_in,
    split_at,
    statements_of,
)
from exercises.importers.their_tools import without_their_tools

LONGEST = 1000
type Check = tuple[dict[str, Any], dict[str, Any]]

_REASONS = {
    "code": "lit le texte du code",
    "$": "utilise jQuery d’une façon qui n’est pas traduite",
    "jQuery": "utilise jQuery d’une façon qui n’est pas traduite",
    "__helpers": "utilise les outils de freeCodeCamp d’une façon qui n’est pas traduite",
    "editableContents": "lit le texte du code",
    "getUserInput": "a besoin du serveur de freeCodeCamp",
    "runPython": "exécute du Python",
    "__runTest": "a besoin des outils de freeCodeCamp",
    "tests": "a besoin des outils de freeCodeCamp",
    "await": "attend quelque chose",
    "async": "attend quelque chose",
    "setTimeout": "attend quelque chose",
    "fetch": "demande une adresse du réseau",
    "require": "demande Node",
    "import": "demande un module",
    "this": "dépend de ce qui l’appelle",
    "eval": "exécute un texte",
    "Enzyme": "utilise React",
    "React": "utilise React",
}
_OUTSIDE_A_PAGE = ("document", "window", "getComputedStyle", "localStorage", "alert", "prompt")


class Untranslated(ValueError):
    """The assertion is for somebody to write; the French text says why."""


def checks_of(code: str, world: str, before: str = "") -> list[Check]:
    """Returns a probe and what it must find for each assertion of a piece of code, in their order.

    Args:
        code: the author's test.
        world: the runtime, `web` or `javascript`.
        before: what the author runs before each test.

    Raises:
        Untranslated: at least one of its assertions says what our checks cannot.
    """
    try:
        found = _checks(code, world, before)
    except (Unreadable, NotALiteral, RecursionError) as error:
        raise Untranslated(str(error) or "ce code n’a pas pu être lu") from error
    if not found:
        raise Untranslated("il n’affirme rien que l’on sache lire")
    return found


def _checks(code: str, world: str, before: str) -> list[Check]:
    prelude: list[str] = statements_of(without_their_tools(before)) if before.strip() else []
    found: list[Check] = []
    for statement in statements_of(without_their_tools(code)):
        call = call_of(statement)
        if call and re.fullmatch(r"(?:chai\.)?assert(?:\.\w+)*", call[0]):
            _refuse_unknown([*prelude, statement], world)
            _refuse_shared(prelude)
            found += _asserted(call[0].rpartition("assert")[2].removeprefix("."), call[1], prelude, world)
        elif re.search(r"\b(?:assert|expect)\b", statement):
            raise Untranslated("ses affirmations sont dans une boucle, une condition ou une fonction")
        else:
            prelude.append(statement)
    return found


def _refuse_unknown(statements: Sequence[str], world: str) -> None:
    names = set().union(*(names_in(statement) for statement in statements))
    for name, reason in _REASONS.items():
        if name in names:
            raise Untranslated(f"il {reason} (« {name} »)")
    outside = next((name for name in _OUTSIDE_A_PAGE if name in names and world != "web"), "")
    if outside:
        raise Untranslated(f"il demande une page, que cet exercice n’a pas (« {outside} »)")


_EMPTY = re.compile(r"(?:var|let)\s+[\w$]+(?:\s*,\s*[\w$]+)*\s*")
_CONSOLE = re.compile(r"\bconsole\s*\.\s*\w+\s*=[^=]")


def _refuse_shared(prelude: Sequence[str]) -> None:
    """There, the test and the learner's code are one program; here, what a test declares is its own."""
    if any(_EMPTY.fullmatch(statement) for statement in prelude):
        raise Untranslated("il déclare une variable que le code de l’apprenti·e doit remplir")
    if any(_CONSOLE.search(statement) for statement in prelude):
        raise Untranslated("il remplace la console")


# ---- one assertion ----------------------------------------------------------------------------------
def _asserted(name: str, arguments: list[str], prelude: list[str], world: str) -> list[Check]:
    if not arguments:
        raise Untranslated("une affirmation est vide")
    if name in ("", "isOk", "ok", "isTrue"):
        parts = [part for _sign, part in split_at(arguments[0], ("&&",))]
        mixed = len(split_at(arguments[0], ("||", "??", "?", "=>", ","))) > 1
        if len(parts) > 1 and not mixed and name != "isTrue":
            return [check for part in parts for check in _asserted(name, [part], prelude, world)]
    if name == "" and (compared := _compared(arguments[0])):
        name, arguments = compared
    if world == "web" and (check := element_checks(name, arguments, prelude)):
        return [check]
    return [_valued(name, arguments, prelude)]


_COMPARISONS = {"===": "strictEqual", "==": "equal", "!==": "notStrictEqual", "!=": "notEqual"}


def _compared(expression: str) -> tuple[str, list[str]] | None:
    """`a === b` says the same as `assert.strictEqual(a, b)`."""
    if len(split_at(expression, ("||", "&&", "??", "?", "=>", ","))) > 1:
        return None
    parts = split_at(expression, (*_COMPARISONS, ">=", ">", "<=", "<"))
    if len(parts) != 2 or not all(part for _sign, part in parts):
        return None
    sign, (left, right) = parts[1][0], [part for _sign, part in parts]
    if sign in _COMPARISONS:
        return _COMPARISONS[sign], [left, right]
    return {">=": "isAtLeast", ">": "isAbove", "<=": "isAtMost", "<": "isBelow"}[sign], [left, right]


def _valued(name: str, arguments: list[str], prelude: list[str]) -> Check:
    if name in _WORTH:
        value = _WORTH[name]
        if len(arguments) < value[0]:
            raise Untranslated(f"« assert.{name} » n’a pas assez d’arguments")
        expression, expect = value[1](arguments)
    elif name in _TRUTHS:
        needed, template = _TRUTHS[name]
        if len(arguments) < needed:
            raise Untranslated(f"« assert.{name} » n’a pas assez d’arguments")
        expression, expect = template.format(*(f"({one})" for one in arguments[:needed])), {"equals": True}
    else:
        raise Untranslated(f"« assert.{name} » n’a pas d’équivalent")
    return {"kind": "value", "expression": _with_prelude(expression, prelude)}, expect


def _with_prelude(expression: str, prelude: list[str]) -> str:
    whole = expression
    if prelude:
        whole = "(() => {\n" + "".join(f"{one};\n" for one in prelude) + f"return {expression};\n}})()"
    if len(whole) > LONGEST:
        raise Untranslated(f"son expression est trop longue (plus de {LONGEST} signes)")
    return whole


type _Worth = tuple[int, Callable[[list[str]], tuple[str, dict[str, Any]]]]


def _equal(key: str, sign: str) -> Callable[[list[str]], tuple[str, dict[str, Any]]]:
    def made(arguments: list[str]) -> tuple[str, dict[str, Any]]:
        left, right = arguments[:2]
        for one, other in ((left, right), (right, left)):
            try:
                wanted = literal_of(other)
            except NotALiteral:
                continue
            # Without types, a number may equal a text: only texts compare the same in both ways.
            if len(sign) == 2 and not isinstance(wanted, str):
                break
            if isinstance(wanted, list | dict) and "$type" not in wanted:
                break  # two tables are never the same one
            return one, {key: wanted}
        return f"({left}) {sign} ({right})", {"equals": True}

    return made


def _deep(key: str) -> Callable[[list[str]], tuple[str, dict[str, Any]]]:
    def made(arguments: list[str]) -> tuple[str, dict[str, Any]]:
        for one, other in (arguments[:2], arguments[1::-1]):
            try:
                return one, {key: literal_of(other)}
            except NotALiteral:
                continue
        raise Untranslated("il compare deux valeurs qu’il faudrait calculer")

    return made


def _one_of(arguments: list[str]) -> tuple[str, dict[str, Any]]:
    wanted = literal_of(arguments[1])
    if not isinstance(wanted, list) or not wanted:
        raise Untranslated("« assert.oneOf » n’a pas de liste")
    return arguments[0], {"one_of": wanted}


def _throws(arguments: list[str]) -> tuple[str, dict[str, Any]]:
    match = re.fullmatch(r"\(\s*\)\s*=>\s*(?!\{)(.+)", arguments[0], re.DOTALL)
    wanted = arguments[1] if len(arguments) > 1 else ""
    if not match or not re.fullmatch(r"[A-Z]\w*", wanted):
        raise Untranslated("il attend une erreur d’une façon qui n’est pas traduite")
    return match[1].strip(), {"throws": wanted}


_WORTH: dict[str, _Worth] = {
    "equal": (2, _equal("equals", "==")),
    "strictEqual": (2, _equal("equals", "===")),
    "notEqual": (2, _equal("not_equals", "!=")),
    "notStrictEqual": (2, _equal("not_equals", "!==")),
    "deepEqual": (2, _deep("equals")),
    "deepStrictEqual": (2, _deep("equals")),
    "notDeepEqual": (2, _deep("not_equals")),
    "isTrue": (1, lambda given: (given[0], {"equals": True})),
    "isFalse": (1, lambda given: (given[0], {"equals": False})),
    "isUndefined": (1, lambda given: (given[0], {"equals": {"$type": "undefined"}})),
    "isNull": (1, lambda given: (given[0], {"equals": {"$type": "null"}})),
    "oneOf": (2, _one_of),
    "throws": (1, _throws),
}

_TRUTHS: dict[str, tuple[int, str]] = {
    "": (1, "Boolean({0})"),
    "ok": (1, "Boolean({0})"),
    "isOk": (1, "Boolean({0})"),
    "notOk": (1, "!{0}"),
    "isNotOk": (1, "!{0}"),
    "exists": (1, "{0} != null"),
    "notExists": (1, "{0} == null"),
    "isNotNull": (1, "{0} !== null"),
    "isDefined": (1, "{0} !== undefined"),
    "isNotTrue": (1, "{0} !== true"),
    "isNotFalse": (1, "{0} !== false"),
    "isNaN": (1, "Number.isNaN({0})"),
    "isFunction": (1, "typeof {0} === 'function'"),
    "isString": (1, "typeof {0} === 'string'"),
    "isNumber": (1, "typeof {0} === 'number'"),
    "isBoolean": (1, "typeof {0} === 'boolean'"),
    "isArray": (1, "Array.isArray({0})"),
    "isAbove": (2, "{0} > {1}"),
    "isAtLeast": (2, "{0} >= {1}"),
    "isBelow": (2, "{0} < {1}"),
    "isAtMost": (2, "{0} <= {1}"),
    "lengthOf": (2, "{0}.length === {1}"),
    "include": (2, "{0}.includes({1})"),
    "notInclude": (2, "!{0}.includes({1})"),
    "match": (2, "{1}.test({0})"),
    "notMatch": (2, "!{1}.test({0})"),
    "typeOf": (2, "typeof {0} === {1}"),
    "instanceOf": (2, "{0} instanceof {1}"),
    "property": (2, "({1} in {0})"),
    "approximately": (3, "Math.abs({0} - {1}) <= {2}"),
    "closeTo": (3, "Math.abs({0} - {1}) <= {2}"),
}
