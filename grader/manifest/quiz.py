"""Reads the folder of a quiz: `questions.toml` instead of files and checks."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grader.manifest.bounds import MISTAKES, SOLUTION, STARTER
from grader.manifest.exercise import Mistake
from grader.manifest.problems import ManifestError, Problems, wrong_file
from grader.manifest.trees import mistake_sentences, read_text
from grader.quiz import ANSWERS, QUESTIONS, RUNTIME, BadAnswers, BadQuiz, Quiz, read_quiz, right_answers
from grader.quiz.answers import Answer, with_numbers, written

NOT_IN_A_QUIZ = ("files", "limits", "checks", "variant", "example")


def read_quiz_folder(folder: Path, sentences: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the fields of an `Exercise` that a quiz fills in its own way; raises ManifestError.

    Its one file is made from the questions, so the folder keeps neither starter nor solution.

    Args:
        sentences: `[mistakes]`: the first sentence of each typical mistake.
    """
    for name in (STARTER, SOLUTION):
        if (folder / name).exists():
            raise wrong_file(
                f"{name}/", f"un quiz n’en a pas, ses réponses sont dans {QUESTIONS}. Retirez-le."
            )
    try:
        quiz = read_quiz(read_text(folder / QUESTIONS, QUESTIONS))
    except BadQuiz as error:
        raise ManifestError(str(error)) from error
    right = right_answers(quiz)
    return {
        "runtime": RUNTIME,
        "entry": ANSWERS,
        "editable": (ANSWERS,),
        "starter": {ANSWERS: written({})},
        "solution": {ANSWERS: written(right)},
        "checks": (),
        "mistakes": _mistakes(folder, sentences, quiz, right),
        "quiz": quiz,
    }


def _mistakes(
    folder: Path, sentences: Mapping[str, Any], quiz: Quiz, right: Mapping[str, Answer]
) -> dict[str, Mistake]:
    problems = Problems()
    mistakes = {}
    for name, sentence in mistake_sentences(folder, sentences):
        answers = problems.attempt(_mistaken, folder, name, quiz, right)
        if answers is not None:
            mistakes[name] = Mistake(sentence, {ANSWERS: written(answers)})
    problems.raise_if_any()
    return mistakes


def _mistaken(folder: Path, name: str, quiz: Quiz, right: Mapping[str, Answer]) -> dict[str, Answer]:
    """What the author wrote of a mistake lies over the right answers: only what differs is told."""
    label = f"{MISTAKES}/{name}/{ANSWERS}"
    try:
        return {**right, **with_numbers(quiz, read_text(folder / MISTAKES / name / ANSWERS, label))}
    except BadAnswers as error:
        raise wrong_file(label, f"{error}.") from error
