"""What an apprentice answered, as the one file she hands in holds it.

`answers.json` is a table from the question's id to the answer: the name of an option (single), a list of them
(multiple), a table from each to its place (order), a text (short), a number (line). What was not answered is absent.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from grader.quiz.questions import Question, QuestionKind, Quiz

ANSWERS = "answers.json"
LONGEST_ANSWER = 300

type Answer = str | int | list[str] | dict[str, int]


class BadAnswers(ValueError):
    """The file holds no answers to this quiz; the French text can be shown as it is."""


def read_answers(quiz: Quiz, text: str) -> dict[str, Answer]:
    """Returns the answer to each question that has one; raises BadAnswers on what the page never sends."""
    data = _table(text)
    questions = {question.id: question for question in quiz.questions}
    for id_, answer in data.items():
        if id_ not in questions or not _FITS[questions[id_].kind](questions[id_], answer):
            raise BadAnswers(
                "Une réponse n’appartient à aucune question\u00a0: rechargez la page, puis répondez de nouveau."
            )
    # In the order of the questions, whatever the browser did.
    return {id_: data[id_] for id_ in questions if not _is_empty(data.get(id_))}


def _table(text: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadAnswers("Vos réponses n’ont pas pu être lues\u00a0: rechargez la page.") from error
    if not isinstance(data, dict):
        raise BadAnswers("Vos réponses n’ont pas pu être lues\u00a0: rechargez la page.")
    return data


def _is_empty(answer: Any) -> bool:
    return answer is None or answer in ([], {}) or (isinstance(answer, str) and not answer.strip())


def _is_line(question: Question, answer: Any) -> bool:
    return type(answer) is int and 1 <= answer <= len(question.code_lines)


def _are_places(question: Question, answer: Any) -> bool:
    return isinstance(answer, dict) and all(
        name in question.options and type(place) is int and 1 <= place <= len(question.options)
        for name, place in answer.items()
    )


def _are_options(question: Question, answer: Any) -> bool:
    return isinstance(answer, list) and all(
        isinstance(one, str) and one in question.options for one in answer
    )


_FITS: dict[QuestionKind, Callable[[Question, Any], bool]] = {
    QuestionKind.SINGLE: lambda question, answer: isinstance(answer, str) and answer in question.options,
    QuestionKind.MULTIPLE: _are_options,
    QuestionKind.ORDER: _are_places,
    QuestionKind.SHORT: lambda _question, answer: isinstance(answer, str) and len(answer) <= LONGEST_ANSWER,
    QuestionKind.LINE: _is_line,
}


def written(answers: Mapping[str, Answer]) -> str:
    """Returns the file that holds these answers, as a browser writes it."""
    return json.dumps(answers, ensure_ascii=False, separators=(",", ":"))


def right_answers(quiz: Quiz) -> dict[str, Answer]:
    return {question.id: _RIGHT[question.kind](question) for question in quiz.questions}


def _right_names(question: Question) -> list[str]:
    return [question.name_of(choice.text) for choice in question.choices if choice.right]


_RIGHT: dict[QuestionKind, Callable[[Question], Answer]] = {
    QuestionKind.SINGLE: lambda question: _right_names(question)[0],
    QuestionKind.MULTIPLE: _right_names,
    QuestionKind.ORDER: lambda question: {
        name: place for place, name in enumerate(question.options, start=1)
    },
    QuestionKind.SHORT: lambda question: question.accepted[0],
    QuestionKind.LINE: lambda question: question.lines[0],
}


# ---- as authors write them --------------------------------------------------------------------------
def with_numbers(quiz: Quiz, text: str) -> dict[str, Answer]:
    """Returns the answers of a file by an author, who counts options from 1 as she wrote them: `2` (single),
    `[1, 3]` (multiple), `[2, 1, 3]` (order, the first place first); raises BadAnswers."""
    questions = {question.id: question for question in quiz.questions}
    answers: dict[str, Answer] = {}
    for id_, answer in _table(text).items():
        if id_ not in questions:
            raise BadAnswers(
                f"aucune question ne s’appelle « {id_} ». Les questions : {', '.join(questions)}"
            )
        answers[id_] = _from_numbers(questions[id_], answer)
    read_answers(quiz, written(answers))
    return answers


def _from_numbers(question: Question, answer: Any) -> Answer:
    names = list(question.options)
    if question.kind in (QuestionKind.SHORT, QuestionKind.LINE):
        if _FITS[question.kind](question, answer):
            return answer
        raise BadAnswers(f"« {question.id} » : {_AS_WRITTEN[question.kind]}")
    numbers = [answer] if question.kind is QuestionKind.SINGLE else answer
    if not isinstance(numbers, list) or not all(type(n) is int and 1 <= n <= len(names) for n in numbers):
        raise BadAnswers(f"« {question.id} » : {_AS_WRITTEN[question.kind]}")
    chosen = [names[number - 1] for number in numbers]
    if question.kind is QuestionKind.ORDER:
        return {name: place for place, name in enumerate(chosen, start=1)}
    return chosen[0] if question.kind is QuestionKind.SINGLE else chosen


_AS_WRITTEN = {
    QuestionKind.SINGLE: "écrivez le numéro du choix, par exemple 2",
    QuestionKind.MULTIPLE: "écrivez les numéros des choix, par exemple [1, 3]",
    QuestionKind.ORDER: "écrivez les numéros dans l’ordre donné, par exemple [2, 1, 3]",
    QuestionKind.SHORT: "écrivez un texte entre guillemets",
    QuestionKind.LINE: "écrivez le numéro d’une ligne du code",
}
