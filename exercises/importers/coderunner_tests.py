"""One test of a CodeRunner question made into one of our checks, where both say the same."""

import ast
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from exercises.importers.report import one_line
from exercises.importers.sql_tables import rows_of

LANGUAGES = {
    "python3": "python",
    "python3_w_input": "python",
    "python3_function": "python",
    "python3_program": "python",
    "nodejs": "javascript",
    "nodejs_function": "javascript",
    "nodejs_program": "javascript",
    "php": "php",
    "sql": "sql",
}
LONGEST_CODE = 1000
MOST_LINES, LONGEST_LINE = 40, 200


class Untranslated(ValueError):
    """The test says something that our checks cannot; the French text says what."""


@dataclass(frozen=True, slots=True)
class Case:
    """One test: what is run after the answer, what it reads, what it must write."""

    code: str
    stdin: str
    expected: str
    extra: str = ""
    example: bool = False
    hidden: bool = False
    line: int | None = None


def check_of(language: str, case: Case, number: int, regex: bool) -> tuple[dict[str, Any] | None, str]:
    """Returns the check, or None and why the test cannot be translated."""
    try:
        probe = _PROBES[language](case)
        expect = _expected(case, regex) if language != "sql" else rows_of(case.expected)
    except ValueError as error:
        return None, str(error)
    return {"id": f"test-{number}", "asks": _asks(case, number), "probe": probe, "expect": expect}, ""


def _asks(case: Case, number: int) -> str:
    if case.hidden or not case.code.strip():
        return f"Le test {number} donne le résultat attendu."
    return f"Le test {number} donne le résultat attendu : {one_line(case.code, 120)}"


def _expected(case: Case, regex: bool) -> dict[str, Any]:
    if regex:
        return {"matches": f"(?ms){case.expected.strip()}"}
    written = case.expected.rstrip()
    return {"lines": [line.rstrip() for line in written.split("\n")] if written else []}


def _short(code: str) -> str:
    if len(code) > LONGEST_CODE:
        raise Untranslated(f"son code est trop long (plus de {LONGEST_CODE} signes).")
    return code


def _stdin(case: Case, most: int = MOST_LINES, longest: int = LONGEST_LINE) -> dict[str, Any]:
    if not case.stdin.strip("\n"):
        return {}
    lines = case.stdin.rstrip("\n").split("\n")
    if len(lines) > most or any(len(line) > longest for line in lines):
        raise Untranslated("ce qu’il donne à lire est trop long.")
    return {"stdin": lines}


# ---- each language ----------------------------------------------------------------------------------
def _python(case: Case) -> dict[str, Any]:
    probe: dict[str, Any] = {"kind": "output"}
    if code := case.code.strip():
        try:
            with warnings.catch_warnings(action="ignore"):
                tree = ast.parse(code)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise Untranslated("son code n’est pas du Python correct.") from error
        if tree.body:
            probe["after"] = _short(code)
    return {**probe, **_stdin(case)}


def _javascript(case: Case) -> dict[str, Any]:
    if case.stdin.strip():
        raise Untranslated("il donne quelque chose à lire, ce que notre JavaScript ne sait pas faire.")
    code = case.code.strip()
    if re.search(r"\brequire\s*\(|\bprocess\b|^\s*import\b|\bawait\b", code, re.MULTILINE):
        raise Untranslated("son code demande Node (require, process, import ou await).")
    return {"kind": "output", **({"after": _short(_one_expression(code))} if code else {})}


def _one_expression(code: str) -> str:
    """Several instructions become the body of a function that is called at once."""
    single = code.rstrip(";").strip()
    if (
        "\n" in single
        or ";" in single
        or re.match(r"(?:let|const|var|for|while|if|function|class|try)\b", single)
    ):
        return f"(() => {{\n{code}\n}})()"
    return single


def _php(case: Case) -> dict[str, Any]:
    code = re.sub(r"^\s*<\?(?:php)?\s|\?>\s*$", "", case.code).strip()
    if re.search(r"<\?|\?>", code):
        raise Untranslated("son code mêle du PHP et du texte.")
    probe: dict[str, Any] = {"kind": "output"}
    if code:
        body = code if code.endswith((";", "}")) else f"{code};"
        probe["after"] = _short(f"(function () {{\n{body}\n}})()")
    return {**probe, **_stdin(case, 50, 1000)}


def _sql(case: Case) -> dict[str, Any]:
    probe: dict[str, Any] = {"kind": "rows"}
    code = re.sub(r"^\s*--.*$", "", case.code, flags=re.MULTILINE).strip().rstrip(";").strip()
    if code:
        if ";" in code or not re.match(r"(?:SELECT|WITH|VALUES)\b", code, re.IGNORECASE):
            raise Untranslated("après la réponse, il lance autre chose qu’une seule requête SELECT.")
        probe["query"] = code
    if case.extra.strip():
        probe["before"] = case.extra.strip()
    return probe


_PROBES: dict[str, Callable[[Case], dict[str, Any]]] = {
    "python": _python,
    "javascript": _javascript,
    "php": _php,
    "sql": _sql,
}
