"""Answers of each kind, right and wrong, and what is said of them."""

import json

import pytest

from grader.contract import Fault
from grader.quiz import Quiz, judge_quiz, right_answers, with_numbers
from tests.factories.exercises import quiz_definition

QUIZ = Quiz.from_dict(quiz_definition()["quiz"])


def result_of(**answers):
    numbered = with_numbers(QUIZ, json.dumps(answers))
    (id_,) = answers
    return next(result for result in judge_quiz(QUIZ, json.dumps(numbered)).results if result.id == id_)


def test_right_answers_pass_and_none_fails():
    assert judge_quiz(QUIZ, json.dumps(right_answers(QUIZ))).passed
    verdict = judge_quiz(QUIZ, "{}")
    assert not verdict.passed
    assert verdict.first_sentence == "Vous n’avez pas encore répondu à cette question."


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"titre": 2}, "C'est seulement du gras."),
        ({"actions": [1, 2, 3]}, "«\xa0Lire la suite\xa0»\xa0: C'est un lien."),
        ({"actions": [2]}, "Ce que vous avez choisi est juste, mais il manque encore une réponse."),
        ({"plan": [2, 1, 3]}, "«\xa0liste\xa0» n’est pas à sa place."),
        ({"plan": [1, 2]}, "Donnez à chaque élément une place différente."),
        ({"mot": "hiver"}, "«\xa0hiver\xa0» n’est pas la réponse attendue."),
        ({"ligne": 4}, "La ligne 4 n’est pas celle qu’il faut montrer."),
    ],
)
def test_a_wrong_answer_is_told_why(answers, sentence):
    assert (result_of(**answers).passed, result_of(**answers).sentence) == (False, sentence)
    assert result_of(**answers).expected == ""


@pytest.mark.parametrize("text", ["Été", "  ETE ", "été", "L’été  dernier"])
def test_case_accents_spaces_and_apostrophes_do_not_count(text):
    assert result_of(mot=text).passed


def test_enough_right_answers_pass():
    quiz = Quiz(QUIZ.questions, 4)
    answers = right_answers(quiz)
    answers.pop("mot")
    verdict = judge_quiz(quiz, json.dumps(answers))
    assert verdict.passed
    assert verdict.sentence == "4 bonnes réponses sur 5."
    answers.pop("plan")
    assert (
        judge_quiz(quiz, json.dumps(answers)).sentence
        == "3 bonnes réponses sur 5. Il en faut 4 pour réussir."
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "[" * 5000,
        '{"titre": 2}',
        '{"inconnue": "x"}',
        '{"ligne": true}',
        '{"ligne": 9}',
        '{"plan": {"c0": 1}}',
        '{"mot": ["x"]}',
        '{"actions": "x"}',
        '{"actions": [[]]}',
        '{"titre": {}}',
    ],
)
def test_what_the_page_never_sends_passes_nothing(text):
    verdict = judge_quiz(QUIZ, text)
    assert not verdict.passed
    assert verdict.fault is Fault.APPRENTICE


def test_each_person_has_an_order_of_her_own_that_stays():
    titles = {tuple(QUIZ.questions[1].options_for(str(person))) for person in range(30)}
    assert len(titles) == 6
    assert QUIZ.questions[1].options_for("7") == QUIZ.questions[1].options_for("7")
    right = list(QUIZ.questions[2].options)
    assert all(list(QUIZ.questions[2].options_for(str(person))) != right for person in range(30))
