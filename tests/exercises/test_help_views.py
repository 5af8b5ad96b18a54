"""The screens of « Je suis bloqué·e », with and without the page's script."""

import pytest
from django.urls import reverse

from exercises.models import HelpRequest
from tests.factories.exercises import ExerciseFactory

pytestmark = pytest.mark.django_db

CODE = "function somme(a, b) {\n  return a - b;\n}\n"


@pytest.fixture
def exercise():
    return ExerciseFactory()


def ask(browser, exercise, text="La somme est fausse.", **headers):
    form = {"help": text, "file:script.js": CODE}
    return browser.post(reverse("ask_for_help", args=[exercise.key]), form, headers=headers)


def page_of(browser, exercise):
    return browser.get(reverse("exercise", args=[exercise.key])).content.decode()


def test_a_question_and_its_answer_are_on_the_exercise_page(apprentice, trainer, exercise, browse):
    visitor, teacher = browse(apprentice), browse(trainer)
    assert ask(visitor, exercise)["Location"] == reverse("exercise", args=[exercise.key])
    assert "La somme est fausse." in page_of(visitor, exercise)
    request = HelpRequest.objects.get()
    assert reverse("answer_help", args=[request.pk]) in teacher.get(reverse("home")).content.decode()
    answer = {"text": "Regardez le signe.", "path": "script.js", "line": "2"}
    assert teacher.post(reverse("answer_help", args=[request.pk]), answer)["Location"] == reverse("home")
    page = page_of(visitor, exercise)
    assert "Regardez le signe." in page
    assert 'data-go-to="script.js" data-line="2"' in page
    assert "Vous avez une réponse" in visitor.get(reverse("home")).content.decode()


def test_the_script_gets_the_conversation_alone(apprentice, exercise, browse):
    answer = ask(browse(apprentice), exercise, **{"HX-Request": "true"})
    assert "La somme est fausse." in answer.content.decode()
    assert b"<html" not in answer.content


def test_what_is_refused_stays_in_its_fields(apprentice, exercise, browse):
    long = "x" * 2001
    answer = ask(browse(apprentice), exercise, long)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert long in page
    assert "return a - b" in page
    assert "C’est très long" in page
    told = ask(browse(apprentice), exercise, "", **{"HX-Request": "true"})
    assert (told.status_code, told["Content-Type"]) == (422, "text/plain; charset=utf-8")


def test_whoever_found_out_says_so(apprentice, trainer, exercise, browse):
    visitor = browse(apprentice)
    ask(visitor, exercise)
    visitor.post(reverse("found_out", args=[exercise.key]))
    assert "Cette question est fermée" in page_of(visitor, exercise)
    assert "Rien ne vous attend" in browse(trainer).get(reverse("home")).content.decode()


def test_a_trainer_settles_what_was_settled_in_the_room_and_goes_on(
    apprentice, peer, trainer, exercise, browse
):
    for who in (apprentice, peer):
        ask(browse(who), exercise)
    first, second = HelpRequest.objects.order_by("awaiting_trainer_since")
    answer = browse(trainer).post(reverse("settle_help", args=[first.pk]))
    assert answer["Location"] == reverse("answer_help", args=[second.pk])


def test_a_line_that_does_not_exist_is_told_and_the_text_kept(apprentice, trainer, exercise, browse):
    ask(browse(apprentice), exercise)
    form = {"text": "Regardez ici.", "path": "script.js", "line": "40"}
    page = browse(trainer).post(reverse("answer_help", args=[HelpRequest.objects.get().pk]), form)
    assert "Cette ligne n’existe pas" in page.content.decode()
    assert "Regardez ici." in page.content.decode()


def test_code_that_was_shown_runs_nowhere(apprentice, trainer, exercise, browse):
    form = {"help": "<script>alert(1)</script>", "file:script.js": "</code><script>alert(2)</script>"}
    browse(apprentice).post(reverse("ask_for_help", args=[exercise.key]), form)
    page = browse(trainer).get(reverse("answer_help", args=[HelpRequest.objects.get().pk])).content.decode()
    assert "<script>alert" not in page
