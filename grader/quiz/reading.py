"""Reads `questions.toml`. Authors read these messages: they are in French, name the line and the remedy."""

import re
import tomllib
from collections.abc import Callable, Mapping
from typing import Any

from grader.expectations.base import BadExpectation, pattern
from grader.quiz.questions import Choice, Question, QuestionKind, Quiz
from grader.quiz.text import normalised

QUESTIONS = "questions.toml"
MAX_QUESTIONS = 40
MOST_OPTIONS = 10
LONGEST = 4_000
LONGEST_LINE = 300
MOST_LINES = 60

_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_HEADER = re.compile(r"^[ \t]*\[\[[ \t]*questions[ \t]*\]\]", re.MULTILINE)
_COMMON = frozenset({"id", "kind", "asks", "text", "explain"})
_OF_KIND = {
    QuestionKind.SINGLE: frozenset({"choices", "shuffle"}),
    QuestionKind.MULTIPLE: frozenset({"choices", "shuffle", "otherwise"}),
    QuestionKind.ORDER: frozenset({"items", "otherwise"}),
    QuestionKind.SHORT: frozenset({"accepted", "pattern", "otherwise"}),
    QuestionKind.LINE: frozenset({"code", "language", "lines", "otherwise"}),
}


class BadQuiz(ValueError):
    """The file holds no quiz; the French text names the line and the remedy."""


def read_quiz(text: str) -> Quiz:
    """Returns the quiz that `questions.toml` holds; raises BadQuiz."""
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # numbers too long and lists too deep are not its own error
        raise BadQuiz(f"{QUESTIONS} : écriture TOML incorrecte ({error}).") from error
    if unknown := sorted(set(data) - {"pass", "questions"}):
        raise BadQuiz(f"{QUESTIONS} : « {', '.join(unknown)} » n’est pas connu. Corrigez ou retirez-le.")
    tables = data.get("questions")
    if not isinstance(tables, list) or not 1 <= len(tables) <= MAX_QUESTIONS:
        raise BadQuiz(f"{QUESTIONS} : il faut de 1 à {MAX_QUESTIONS} questions [[questions]].")
    questions = tuple(
        _question(table, _label(text, number, table)) for number, table in enumerate(tables, start=1)
    )
    ids = [question.id for question in questions]
    if repeated := sorted({id_ for id_ in ids if ids.count(id_) > 1}):
        raise BadQuiz(f"{QUESTIONS} : deux questions ont le même id « {repeated[0]} ». Changez-en un.")
    return Quiz(questions, _pass_mark(data.get("pass", len(questions)), len(questions)))


def _pass_mark(mark: Any, most: int) -> int:
    if type(mark) is not int or not 1 <= mark <= most:
        raise BadQuiz(
            f"{QUESTIONS} : « pass » doit être le nombre de bonnes réponses qu’il faut, de 1 à {most}."
        )
    return mark


def _label(text: str, number: int, table: Any) -> str:
    """Where the question stands, as an author looks for it."""
    headers = [text.count("\n", 0, found.start()) + 1 for found in _HEADER.finditer(text)]
    place = f", ligne {headers[number - 1]}" if number <= len(headers) else ""
    id_ = table.get("id") if isinstance(table, dict) else None
    return f"{QUESTIONS}{place} : question {number}" + (f" « {id_} »" if isinstance(id_, str) else "")


def _question(table: Any, label: str) -> Question:
    if not isinstance(table, dict):
        raise BadQuiz(f"{label} : écrivez-la comme une table [[questions]].")
    if not isinstance(table.get("id"), str) or not _ID.fullmatch(table["id"]):
        raise BadQuiz(f"{label} : « id » doit commencer par une lettre ; minuscules, chiffres et tirets.")
    kinds = ", ".join(kind.value for kind in QuestionKind)
    try:
        kind = QuestionKind(table.get("kind", ""))
    except ValueError as error:
        raise BadQuiz(f"{label} : « kind » doit être un mot parmi : {kinds}.") from error
    if unknown := sorted(set(table) - _COMMON - _OF_KIND[kind]):
        raise BadQuiz(f"{label} : « {', '.join(unknown)} » n’est pas connu pour {kind.value}. Retirez-le.")
    try:
        return Question(
            id=table["id"],
            kind=kind,
            asks=_one_line(table, "asks"),
            explain=_text(table, "explain"),
            text=_text(table, "text", needed=False),
            otherwise=_text(table, "otherwise", needed=False),
            **_READERS[kind](table),
        )
    except (BadQuiz, BadExpectation) as error:
        raise BadQuiz(f"{label} : {error}.") from error


def _text(table: Mapping[str, Any], name: str, *, needed: bool = True) -> str:
    value = table.get(name, "")
    if not isinstance(value, str) or len(value) > LONGEST or "\0" in value or (needed and not value.strip()):
        raise BadQuiz(f"« {name} » doit être un texte d’au plus {LONGEST} caractères")
    return value.strip("\n")


def _one_line(table: Mapping[str, Any], name: str) -> str:
    return _line(table.get(name), name)


def _line(value: Any, name: str) -> str:
    if (
        not isinstance(value, str)
        or not value.strip()
        or len(value) > LONGEST_LINE
        or any(sign in value for sign in "\n\r\0")
    ):
        raise BadQuiz(f"« {name} » doit être un texte d’une ligne, d’au plus {LONGEST_LINE} caractères")
    return value.strip()


def _different(texts: list[str], name: str) -> tuple[str, ...]:
    if len(set(texts)) < len(texts):
        raise BadQuiz(f"« {name} » contient deux fois le même texte. Changez-en un")
    return tuple(texts)


def _list(table: Mapping[str, Any], name: str, fewest: int, most: int = MOST_OPTIONS) -> list[Any]:
    value = table.get(name)
    if not isinstance(value, list) or not fewest <= len(value) <= most:
        raise BadQuiz(f"« {name} » doit être une liste de {fewest} à {most} éléments")
    return value


def _choices(table: Mapping[str, Any], *, one: bool) -> dict[str, Any]:
    choices = tuple(
        _choice(choice, number) for number, choice in enumerate(_list(table, "choices", 2), start=1)
    )
    _different([choice.text for choice in choices], "choices")
    right = sum(choice.right for choice in choices)
    if one and right != 1:
        raise BadQuiz(
            f'il y a {right} choix justes (right = true), il en faut un. Pour plusieurs : kind = "multiple"'
        )
    if not right:
        raise BadQuiz("aucun choix n’est juste. Ajoutez right = true à ceux qui le sont")
    shuffle = table.get("shuffle", True)
    if not isinstance(shuffle, bool):
        raise BadQuiz("« shuffle » doit être true ou false")
    return {"choices": choices, "shuffle": shuffle}


def _choice(table: Any, number: int) -> Choice:
    if not isinstance(table, dict) or set(table) - {"text", "right", "why"}:
        raise BadQuiz(
            f"le choix {number} doit être une table avec text, why et, s’il est juste, right = true"
        )
    if not isinstance(table.get("right", False), bool):
        raise BadQuiz(f"« right » du choix {number} doit être true ou false")
    try:
        return Choice(_one_line(table, "text"), table.get("right", False), _text(table, "why"))
    except BadQuiz as error:
        raise BadQuiz(f"choix {number} : {error}") from error


def _items(table: Mapping[str, Any]) -> dict[str, Any]:
    items = [_line(item, "items") for item in _list(table, "items", 2)]
    return {"items": _different(items, "items")}


def _short(table: Mapping[str, Any]) -> dict[str, Any]:
    accepted = [_line(text, "accepted") for text in _list(table, "accepted", 1)]
    if not all(normalised(text) for text in accepted):
        raise BadQuiz("« accepted » ne garde rien d’une réponse une fois les accents et les espaces ôtés")
    expression = _one_line(table, "pattern") if "pattern" in table else ""
    if expression:
        pattern(expression, "pattern")
    return {"accepted": tuple(accepted), "pattern": expression}


def _code(table: Mapping[str, Any]) -> dict[str, Any]:
    code = _text(table, "code").expandtabs(2)
    count = len(code.rstrip("\n").split("\n"))
    if count > MOST_LINES:
        raise BadQuiz(f"« code » a {count} lignes ; gardez-en au plus {MOST_LINES}")
    lines = _list(table, "lines", 1, MOST_LINES)
    shown = code.split("\n")
    if not all(type(line) is int and 1 <= line <= count and shown[line - 1].strip() for line in lines):
        raise BadQuiz(f"« lines » doit nommer des lignes de « code » qui ne sont pas vides, de 1 à {count}")
    language = _one_line(table, "language") if "language" in table else "text"
    return {"code": code, "language": language, "lines": tuple(lines)}


_READERS: dict[QuestionKind, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    QuestionKind.SINGLE: lambda table: _choices(table, one=True),
    QuestionKind.MULTIPLE: lambda table: _choices(table, one=False),
    QuestionKind.ORDER: _items,
    QuestionKind.SHORT: _short,
    QuestionKind.LINE: _code,
}
