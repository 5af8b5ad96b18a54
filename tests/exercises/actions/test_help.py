"""Asking for help while the code fails: what is kept, whose turn it is, who may answer."""

from datetime import timedelta

import pytest

from exercises.actions.help import HelpRefused, answer_help, ask_for_help, close_help
from exercises.grading import RefusedFiles
from exercises.models import HelpMessage, HelpRequest, Submission
from exercises.queries import help_requests_of, help_waiting_for, newest_help_request
from lms.core.permissions import Denied
from tests.factories.exercises import NOON, ExerciseFactory, SubmissionFactory

pytestmark = pytest.mark.django_db

CODE = {"script.js": "function somme(a, b) {\n  return a - b;\n}\n"}


@pytest.fixture
def exercise():
    return ExerciseFactory()


def ask(who, exercise, text="La somme est fausse.", *, now=NOON, files=CODE):
    return ask_for_help(apprentice=who, exercise=exercise, text=text, files=files, now=now)


def test_a_question_shows_the_code_and_the_last_result(apprentice, exercise):
    tried = SubmissionFactory(apprentice=apprentice, exercise=exercise, number=1, state="failed")
    turn = ask(apprentice, exercise).messages.get()
    assert (turn.files, turn.submission, turn.version) == (CODE, tried, exercise.current_version)


def test_asking_hands_nothing_in(apprentice, exercise):
    ask(apprentice, exercise)
    assert not Submission.objects.exists()


def test_a_second_question_joins_the_first_and_does_not_lose_the_turn(apprentice, exercise, trainer):
    first = ask(apprentice, exercise)
    again = ask(apprentice, exercise, "Et maintenant ?", now=NOON + timedelta(hours=1))
    assert again == first
    assert [one.awaiting_trainer_since for one in help_waiting_for(trainer)] == [NOON]


def test_an_answer_gives_the_turn_to_the_apprentice(apprentice, exercise, trainer):
    request = ask(apprentice, exercise)
    answer_help(request=request, text="Regardez le signe.", by=trainer, now=NOON, path="script.js", line=2)
    assert list(help_waiting_for(trainer)) == []
    found = newest_help_request(apprentice, exercise)
    assert [(turn.author, turn.line) for turn in found.messages.all()] == [(apprentice, None), (trainer, 2)]
    ask(apprentice, exercise, "Merci, mais encore ?", now=NOON + timedelta(hours=1))
    assert [one.awaiting_trainer_since for one in help_waiting_for(trainer)] == [NOON + timedelta(hours=1)]


@pytest.mark.parametrize(("path", "line"), [("script.js", 4), ("script.js", 0), ("autre.js", 1), ("", 1)])
def test_an_answer_points_at_a_line_that_exists(apprentice, exercise, trainer, path, line):
    request = ask(apprentice, exercise)
    with pytest.raises(HelpRefused):
        answer_help(request=request, text="Ici.", by=trainer, now=NOON, path=path, line=line)
    assert request.messages.count() == 1


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 2001])
def test_a_question_has_a_sentence(apprentice, exercise, text):
    with pytest.raises(HelpRefused):
        ask(apprentice, exercise, text)
    assert not HelpMessage.objects.exists()


def test_code_that_is_not_of_the_exercise_is_refused(apprentice, exercise):
    with pytest.raises(RefusedFiles):
        ask(apprentice, exercise, files={"../x": "…"})
    assert not HelpRequest.objects.exists()


def test_a_closed_question_waits_for_nobody_and_a_new_one_may_be_asked(apprentice, exercise, trainer):
    request = ask(apprentice, exercise)
    close_help(request=request, by=apprentice, now=NOON)
    assert list(help_waiting_for(trainer)) == list(help_requests_of(apprentice)) == []
    with pytest.raises(HelpRefused, match="fermée"):
        answer_help(request=request, text="Trop tard ?", by=trainer, now=NOON)
    assert ask(apprentice, exercise) != request


def test_who_waited_longest_comes_first(apprentice, peer, exercise, trainer):
    second = ask(peer, exercise, now=NOON + timedelta(minutes=5))
    first = ask(apprentice, exercise)
    assert list(help_waiting_for(trainer)) == [first, second]


STRANGERS = ("peer", "other_school_apprentice", "other_school_trainer", "coordinator", "adviser", "client")


@pytest.mark.parametrize("stranger", STRANGERS)
def test_strangers_neither_answer_nor_close(apprentice, exercise, cast, stranger):
    request = ask(apprentice, exercise)
    for act in (
        lambda: answer_help(request=request, text="Bonjour", by=cast[stranger], now=NOON),
        lambda: close_help(request=request, by=cast[stranger], now=NOON),
    ):
        with pytest.raises(Denied):
            act()
    assert list(help_waiting_for(cast[stranger])) == []


@pytest.mark.parametrize("nobodys_pupil", ["trainer", "coordinator", "adviser", "client"])
def test_only_apprentices_ask(exercise, cast, nobodys_pupil):
    with pytest.raises(Denied):
        ask(cast[nobodys_pupil], exercise)


def test_asking_costs_the_same_for_any_number_of_questions(
    apprentice, peer, exercise, trainer, django_assert_num_queries
):
    for who in (apprentice, peer):
        ask(who, exercise)
    with django_assert_num_queries(2):
        assert len([list(one.messages.all()) for one in help_waiting_for(trainer)]) == 2
