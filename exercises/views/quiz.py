"""A quiz on screen: questions to answer, and answers with what there is to say of them.

What is right, and why, is read from the exercise only for answers that were handed in.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from exercises import grading
from exercises.models import CheckResult, ExerciseVersion, Submission
from lms.core.highlighting import highlight_lines
from lms.core.markdown import render_inline, render_markdown
from lms.core.sent import number_in
from lms.people.models import User


# ---- what is sent ------------------------------------------------------------------------------------
def is_posted(data: QueryDict) -> bool:
    return "quiz" in data


def posted_answers(data: QueryDict) -> str:
    """Return the file of answers that a form's fields make, as the page's script writes it (`answers.js`).

    The name of a field says what it holds: `choice:ID`, `choices:ID`, `text:ID`, `line:ID`, `place:ID:OPTION`.
    """
    answers: dict[str, object] = {}
    for name in data:
        kind, _colon, id_ = name.partition(":")
        value = str(data[name])
        if kind == "choices":
            answers[id_] = data.getlist(name)
        elif kind == "choice" or (kind == "text" and value.strip()):
            answers[id_] = value
        elif kind == "line" and (number := number_in(value)) is not None:
            answers[id_] = number
        elif kind == "place" and (number := number_in(value)) is not None:
            id_, _colon, option = id_.partition(":")
            places = answers.setdefault(id_, {})
            if isinstance(places, dict):
                places[option] = number
    return json.dumps(answers, ensure_ascii=False, separators=(",", ":"))


# ---- what is asked -----------------------------------------------------------------------------------
@dataclass(frozen=True)
class Option:
    """One answer to choose, or one item and the place it was given."""

    name: str
    html: SafeString
    chosen: bool = False
    place: int | None = None


@dataclass(frozen=True)
class Line:
    number: int
    html: SafeString
    blank: bool
    chosen: bool


@dataclass(frozen=True)
class Asked:
    """A question as the form shows it, with what was answered so far. It knows nothing of what is right."""

    number: int
    id: str
    kind: str
    asks: SafeString
    text: SafeString
    options: Sequence[Option] = ()
    places: Sequence[int] = ()
    lines: Sequence[Line] = ()
    written: str = ""


def questions_of(version: ExerciseVersion, files: Mapping[str, str], user: User) -> list[Asked]:
    """Return the questions of a quiz in the order drawn for `user`, with the answers in `files`."""
    quiz = grading.content_of(version).quiz
    if quiz is None:
        return []
    answers = grading.answers_in(version, files)
    # One order for each person and exercise, drawn again from what every submission keeps anyway.
    seed = f"{user.pk}:{version.exercise_id}"
    return [
        _asked(question, number, answers.get(question.id), seed)
        for number, question in enumerate(quiz.questions, start=1)
    ]


def _asked(question: grading.Question, number: int, answer: grading.Answer | None, seed: str) -> Asked:
    options = _options(question, answer, seed)
    return Asked(
        number=number,
        id=question.id,
        kind=question.kind.value,
        asks=render_inline(question.asks),
        text=render_markdown(question.text),
        options=options,
        places=range(1, len(options) + 1),
        lines=_lines(question, answer),
        written=str(answer) if answer is not None and question.kind is grading.QuestionKind.SHORT else "",
    )


def _options(question: grading.Question, answer: grading.Answer | None, seed: str) -> list[Option]:
    places = answer if isinstance(answer, dict) else {}
    chosen = answer if isinstance(answer, list) else [answer]
    options = [
        Option(name, render_inline(text), name in chosen, places.get(name))
        for name, text in question.options_for(seed).items()
    ]
    return sorted(options, key=lambda option: option.place or 0) if len(places) == len(options) else options


def _lines(question: grading.Question, answer: grading.Answer | None) -> list[Line]:
    if question.kind is not grading.QuestionKind.LINE:
        return []
    texts = question.code_lines
    html = highlight_lines("\n".join(texts), question.language)
    return [
        Line(number, drawn, not text.strip(), number == answer)
        for number, (text, drawn) in enumerate(zip(texts, html, strict=True), start=1)
    ]


# ---- what was answered -------------------------------------------------------------------------------
@dataclass(frozen=True)
class Said:
    """One choice and what there is to say of it."""

    html: SafeString
    right: bool
    why: SafeString


@dataclass(frozen=True)
class Answered:
    """A question with the answer that was handed in."""

    number: int
    id: str
    asks: SafeString
    passed: bool
    answer: SafeString
    sentence: SafeString
    explain: SafeString
    said: Sequence[Said]
    right: SafeString


def answered_in(
    submission: Submission, results: Sequence[CheckResult], *, whole: bool = False
) -> list[Answered]:
    """Return each question with its answer and explanation.

    Args:
        results: the check results of the submission; a question without one is left out.
        whole: also what is right where the answer is not: for who teaches.
    """
    files = {file.path: file.content for file in submission.files.all()}
    return answers_told(submission.version, files, results, whole=whole)


def answers_told(
    version: ExerciseVersion, files: Mapping[str, str], results: Sequence[CheckResult], *, whole: bool
) -> list[Answered]:
    """Return the same for `files` handed in otherwise than as a submission."""
    quiz = grading.content_of(version).quiz
    if quiz is None:
        return []
    answers = grading.answers_in(version, files)
    found = {result.check_id: result for result in results}
    right = grading.right_answers(quiz) if whole else {}
    return [
        _answered(question, number, answers.get(question.id), found[question.id], right.get(question.id))
        for number, question in enumerate(quiz.questions, start=1)
        if question.id in found
    ]


def _answered(
    question: grading.Question,
    number: int,
    answer: grading.Answer | None,
    result: CheckResult,
    right: grading.Answer | None,
) -> Answered:
    said = _said(question, answer)
    # What is said of a wrong choice is the sentence already.
    sentence = result.sentence if all(one.right for one in said) else ""
    return Answered(
        number=number,
        id=question.id,
        asks=render_inline(question.asks),
        passed=result.passed,
        answer=SafeString("") if said else _drawn(question, answer),
        sentence=render_inline(sentence),
        explain=render_markdown(question.explain if answer is not None or right is not None else ""),
        said=said,
        right=SafeString("") if result.passed else _drawn(question, right),
    )


def _drawn(question: grading.Question, answer: grading.Answer | None) -> SafeString:
    """Options are the author's Markdown; what somebody typed, and lines of code, are shown as they are."""
    if answer is None:
        return SafeString("")
    text = grading.shown(question, answer)
    return render_inline(text) if question.options else conditional_escape(text)


def _said(question: grading.Question, answer: grading.Answer | None) -> list[Said]:
    chosen = answer if isinstance(answer, list) else [answer]
    return [
        Said(render_inline(choice.text), choice.right, render_inline(" ".join(choice.why.split())))
        for choice in question.choices
        if question.name_of(choice.text) in chosen
    ]
