"""A quiz as apprentices and trainers meet it: nothing told before, everything explained after, nothing lost."""

import json

import pytest
from django.urls import reverse

from exercises import grading
from exercises.jobs import grade_submission
from exercises.models import Draft, GradingRun, Submission
from exercises.states import SubmissionState
from lms.records.models import Evidence
from tests.factories.exercises import ExerciseFactory, quiz_definition
from tests.factories.records import certify

pytestmark = pytest.mark.django_db

QUIZ = grading.Quiz.from_dict(quiz_definition()["quiz"])
RIGHT = grading.right_answers(QUIZ)
UNTOLD = [
    "titre principal",
    "seulement du gras",
    "plan</strong>",
    "contient tout",
    "mot français",
    "Été",
    "milieu",
]


@pytest.fixture
def quiz():
    return ExerciseFactory(
        published__runtime="quiz", published__variant="", published__definition=quiz_definition()
    )


@pytest.fixture
def visitor(apprentice, browse):
    return browse(apprentice)


def fields(answers):
    """Return `answers` as the page's form sends them."""
    sent = {"quiz": "1", "revision": "0"}
    for question in QUIZ.questions:
        answer = answers.get(question.id)
        if isinstance(answer, dict):
            sent |= {f"place:{question.id}:{name}": str(place) for name, place in answer.items()}
        elif answer is not None:
            prefix = {"single": "choice", "multiple": "choices", "short": "text", "line": "line"}[
                question.kind
            ]
            sent[f"{prefix}:{question.id}"] = answer
    return sent


def hand_in(visitor, quiz, answers, **options):
    return visitor.post(reverse("submit", args=[quiz.key]), fields(answers), **options)


def test_the_page_tells_nothing_of_what_is_right(visitor, quiz):
    page = visitor.get(reverse("exercise", args=[quiz.key])).content.decode()
    assert "Quel élément est un titre" in page
    assert [told for told in UNTOLD if told in page] == []
    assert str(RIGHT) not in page


def test_answers_are_judged_in_the_same_request_and_explained(visitor, quiz):
    response = hand_in(visitor, quiz, {**RIGHT, "titre": QUIZ.questions[0].name_of("`b`")}, follow=True)
    page = response.content.decode()
    submission = Submission.objects.get()
    assert submission.state == SubmissionState.FAILED
    assert submission.current_run.results.filter(passed=True).count() == 4
    assert "4 bonnes réponses sur 5." in page
    assert "seulement du gras" in page
    assert "<strong>plan</strong>" in page
    # What was not answered stays a question.
    assert "titre principal" not in page


def test_right_answers_pass_in_a_run_that_is_over(visitor, quiz):
    hand_in(visitor, quiz, RIGHT)
    submission = Submission.objects.get()
    assert submission.state == SubmissionState.PASSED
    assert submission.graded_at is not None
    assert GradingRun.objects.get().finished_at is not None


def test_an_unanswered_question_gets_no_explanation(visitor, quiz):
    page = hand_in(visitor, quiz, {}, follow=True).content.decode()
    assert "pas encore répondu" in page
    assert [told for told in UNTOLD if told in page] == []


def test_answers_are_kept_as_a_draft_and_shown_again(visitor, quiz):
    hand_in(visitor, quiz, {"mot": "<b>hiver", "ligne": 4, "plan": RIGHT["plan"]})
    page = visitor.get(reverse("exercise", args=[quiz.key])).content.decode()
    assert json.loads(Draft.objects.get().files["answers.json"])["mot"] == "<b>hiver"
    assert 'value="&lt;b&gt;hiver"' in page
    assert "<b>hiver" not in page
    assert 'value="4" checked' in page
    assert page.count(" selected>") == 3


def test_the_form_and_the_script_write_the_same_draft(visitor, quiz):
    hand_in(visitor, quiz, RIGHT)
    written = json.dumps(RIGHT, ensure_ascii=False, separators=(",", ":"))
    saved = visitor.post(
        reverse("save_draft", args=[quiz.key]),
        json.dumps({"files": {"answers.json": written}, "revision": 0}),
        content_type="application/json",
    )
    # An older revision with the very same answers is no conflict.
    assert (saved.status_code, saved.json()["revision"]) == (200, 1)


def test_answers_to_no_question_are_refused_in_plain_words(visitor, quiz):
    response = visitor.post(
        reverse("submit", args=[quiz.key]),
        {"quiz": "1", "choice:autre": "c1"},
        headers={"HX-Request": "true"},
    )
    assert response.status_code == 422
    assert "rechargez la page" in response.content.decode()
    assert not Submission.objects.exists()


def test_a_worker_takes_what_a_dead_process_left_in_the_queue(visitor, quiz, monkeypatch):
    monkeypatch.setattr("exercises.views.apprentice.judge_at_once", lambda **_: None)
    hand_in(visitor, quiz, RIGHT)
    submission = Submission.objects.get()
    assert submission.state == SubmissionState.QUEUED
    grade_submission(submission_id=submission.pk)
    submission.refresh_from_db()
    assert submission.state == SubmissionState.PASSED


def test_a_broken_judge_costs_no_answer(visitor, quiz, monkeypatch):
    def fail(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(grading, "judge_answers", fail)
    hand_in(visitor, quiz, RIGHT)
    assert Submission.objects.get().state == SubmissionState.QUEUED
    assert GradingRun.objects.get().fault == "platform"


def test_the_trainer_reads_answers_and_what_was_right(visitor, quiz, trainer, browse):
    hand_in(visitor, quiz, {**RIGHT, "mot": "<i>hiver", "titre": QUIZ.questions[0].name_of("`b`")})
    review = reverse("review", args=[Submission.objects.get().pk])
    page = browse(trainer).get(review).content.decode()
    assert "&lt;i&gt;hiver" in page
    assert "Été" in page
    assert "<code>h1</code>" in page
    assert "answers.json" not in page


def test_one_passes_with_as_many_as_the_author_asks(visitor, apprentice):
    quiz = ExerciseFactory(
        published__runtime="quiz", published__variant="", published__definition=quiz_definition(pass_mark=3)
    )
    some = {id_: RIGHT[id_] for id_ in ("titre", "plan", "ligne")}
    assert "3 bonnes réponses sur 5." in hand_in(visitor, quiz, some, follow=True).content.decode()
    assert Submission.objects.get().current_run.sentence == "3 bonnes réponses sur 5."


def test_a_passed_quiz_is_evidence_of_its_own_kind(visitor, apprentice, cohort):
    version = certify(cohort)
    codes = [one.code for one in version.blocks.first().competences.all()]
    quiz = ExerciseFactory(
        published__runtime="quiz",
        published__variant="",
        published__definition=quiz_definition(),
        published__competence_codes=codes[:1],
    )
    hand_in(visitor, quiz, {**RIGHT, "titre": QUIZ.questions[0].name_of("`b`")})
    assert not Evidence.objects.exists()
    for _ in range(2):
        hand_in(visitor, quiz, RIGHT)
    line = Evidence.objects.get()
    assert (line.competence.code, line.source_label, line.source_id) == (codes[0], "quiz", quiz.key)
    assert not line.is_formative
    page = visitor.get(reverse("competence", args=[apprentice.pk, line.competence_id])).content.decode()
    assert "Quiz réussi" in page
