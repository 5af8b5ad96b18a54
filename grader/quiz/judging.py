"""Questions + answers -> verdict: one check result for each question. Nothing is run, so there is no box."""

from collections.abc import Callable

from grader.contract import CheckResult, Fault, Outcome, Verdict, Where
from grader.expectations.base import BadExpectation, matches
from grader.quiz.answers import Answer, BadAnswers, read_answers
from grader.quiz.questions import Question, QuestionKind, Quiz
from grader.quiz.text import normalised
from grader.sentences import plural, quoted, say, short

_UNANSWERED = "Vous n’avez pas encore répondu à cette question."


def judge_quiz(quiz: Quiz, text: str) -> Verdict:
    """Returns the verdict on the answers that `text` holds; never raises.

    It passes with as many right answers as the author asks. What is right is never in a result that is not.
    """
    try:
        answers = read_answers(quiz, text)
        results = tuple(_result(question, answers.get(question.id)) for question in quiz.questions)
    except BadAnswers as error:
        results = tuple(_failed(question, str(error)) for question in quiz.questions)
    except BadExpectation as error:
        return Verdict(Outcome.FINISHED, Fault.AUTHOR, False, "", detail=str(error))
    right = sum(result.passed for result in results)
    passed = right >= quiz.pass_mark
    return Verdict(
        outcome=Outcome.FINISHED,
        fault=Fault.NOBODY if passed else Fault.APPRENTICE,
        passed=passed,
        sentence=_summary(right, quiz),
        results=results,
    )


def _summary(right: int, quiz: Quiz) -> str:
    words = plural(right, "bonne réponse", "bonnes réponses")
    counted = say("{right} {words} sur {all}.", right=right, words=words, all=len(quiz.questions))
    if right >= quiz.pass_mark or quiz.pass_mark == len(quiz.questions):
        return counted
    return f"{counted} {say('Il en faut {mark} pour réussir.', mark=quiz.pass_mark)}"


def _result(question: Question, answer: Answer | None) -> CheckResult:
    if answer is None:
        return _failed(question, say(_UNANSWERED))
    sentence = _WRONG[question.kind](question, answer)
    line = answer if question.kind is QuestionKind.LINE and isinstance(answer, int) else None
    return CheckResult(
        question.id,
        question.asks,
        not sentence,
        sentence=sentence,
        found="" if not sentence else shown(question, answer),
        where=Where(line=line),
    )


def _failed(question: Question, sentence: str) -> CheckResult:
    return CheckResult(question.id, question.asks, False, sentence=sentence)


def shown(question: Question, answer: Answer) -> str:
    """Returns an answer as a person reads it, on one line."""
    options = question.options
    if isinstance(answer, dict):
        return " → ".join(options[name] for name in sorted(answer, key=lambda name: answer[name]))
    if isinstance(answer, list):
        return " ; ".join(text for name, text in options.items() if name in answer)
    if isinstance(answer, int):
        return say("Ligne {line} : {code}", line=answer, code=question.code_lines[answer - 1].strip())
    return options.get(answer, answer)


# ---- what is wrong with an answer, or nothing --------------------------------------------------------
def _wrong_choice(question: Question, answer: Answer) -> str:
    chosen = next(choice for choice in question.choices if question.name_of(choice.text) == answer)
    return "" if chosen.right else chosen.why


def _wrong_choices(question: Question, answer: Answer) -> str:
    named = answer if isinstance(answer, list) else []
    for choice in question.choices:
        if not choice.right and question.name_of(choice.text) in named:
            return say("{choice} : {why}", choice=quoted(choice.text), why=choice.why)
    if all(question.name_of(choice.text) in named for choice in question.choices if choice.right):
        return ""
    return question.otherwise or say("Ce que vous avez choisi est juste, mais il manque encore une réponse.")


def _wrong_order(question: Question, answer: Answer) -> str:
    places = answer if isinstance(answer, dict) else {}
    if sorted(places.values()) != list(range(1, len(question.items) + 1)):
        return say("Donnez à chaque élément une place différente.")
    given = sorted(places, key=lambda name: places[name])
    misplaced = [name for name, right in zip(given, question.options, strict=True) if name != right]
    if not misplaced:
        return ""
    return question.otherwise or say(
        "{item} n’est pas à sa place.", item=quoted(short(question.options[misplaced[0]]))
    )


def _wrong_text(question: Question, answer: Answer) -> str:
    text = normalised(str(answer))
    if text in {normalised(accepted) for accepted in question.accepted}:
        return ""
    if question.pattern and matches(f"^(?:{question.pattern})$", text):
        return ""
    return question.otherwise or say(
        "{found} n’est pas la réponse attendue.", found=quoted(short(str(answer).strip()))
    )


def _wrong_line(question: Question, answer: Answer) -> str:
    if answer in question.lines:
        return ""
    return question.otherwise or say("La ligne {line} n’est pas celle qu’il faut montrer.", line=answer)


_WRONG: dict[QuestionKind, Callable[[Question, Answer], str]] = {
    QuestionKind.SINGLE: _wrong_choice,
    QuestionKind.MULTIPLE: _wrong_choices,
    QuestionKind.ORDER: _wrong_order,
    QuestionKind.SHORT: _wrong_text,
    QuestionKind.LINE: _wrong_line,
}
