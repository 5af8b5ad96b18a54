"""How an exercise does, counted by hand on a small class."""

from datetime import timedelta

import pytest
from django.urls import reverse

from exercises.models import CheckResult, GradingRun
from exercises.queries import exercises_in_need, health_of
from exercises.states import ProofState
from tests.factories.exercises import NOON, ExerciseFactory, SubmissionFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

TITLE, LINK = (
    ("titre", "Il y a un titre.", "Il manque un titre."),
    ("lien", "Il y a un lien.", "Il manque un lien."),
)


@pytest.fixture
def exercise():
    return ExerciseFactory()


def hand_in(who, exercise, number, *wrong):
    """One judged try; `wrong` are the checks that do not hold."""
    at = NOON + timedelta(minutes=10 * number)
    submission = SubmissionFactory(
        apprentice=who,
        exercise=exercise,
        number=number,
        state="failed" if wrong else "passed",
        submitted_at=at,
    )
    run = GradingRun.objects.create(
        submission=submission, worker="w", claimed_at=at, lease_ends_at=at, finished_at=at
    )
    for position, (check, asks, sentence) in enumerate(wrong):
        CheckResult.objects.create(
            run=run, position=position, check_id=check, asks=asks, passed=False, sentence=sentence
        )
    submission.current_run = run
    submission.save()


@pytest.fixture
def people():
    return [UserFactory() for _ in range(6)]


def test_figures_agree_with_a_hand_count(exercise, people):
    ada, bob, cleo, dan = people[:4]
    hand_in(ada, exercise, 1)
    hand_in(bob, exercise, 1, TITLE, LINK)
    hand_in(bob, exercise, 2, LINK)
    hand_in(bob, exercise, 3)
    for number in (1, 2):
        hand_in(cleo, exercise, number, TITLE)
        hand_in(dan, exercise, number, TITLE)
    found = health_of(exercise)
    assert (found.tried, found.passed, found.never_passed) == (4, 2, 2)
    assert found.passed_at == [(1, 1), (3, 1)]
    assert found.minutes == 10  # nought for Ada, twenty for Bob
    assert [(check.asks, check.failed, check.tries) for check in found.checks] == [
        ("Il y a un titre.", 5, 6),
        ("Il y a un lien.", 2, 6),
    ]
    said = {one.sentence: (one.seen, one.progressed, one.leads_nowhere) for one in found.sentences}
    assert said == {"Il manque un titre.": (3, 1, False), "Il manque un lien.": (1, 1, False)}


def test_a_sentence_that_never_helps_comes_first(exercise, people):
    for who in people[:3]:
        for number in (1, 2):
            hand_in(who, exercise, number, TITLE)
    (only,) = health_of(exercise).sentences
    assert (only.seen, only.progressed, only.leads_nowhere) == (3, 0, True)


def test_figures_cost_the_same_for_any_class(exercise, people, django_assert_num_queries):
    for who in people:
        hand_in(who, exercise, 1, TITLE)
    with django_assert_num_queries(3):
        health_of(exercise)


def test_an_exercise_that_stops_most_people_needs_its_author(exercise, people):
    fine = ExerciseFactory()
    for who in people:
        hand_in(who, exercise, 1, TITLE)
        hand_in(who, fine, 1)
    assert [(one.exercise, one.tried, one.passed) for one in exercises_in_need()] == [(exercise, 6, 0)]


def test_few_people_say_nothing_and_a_broken_proof_says_enough(exercise, people):
    for who in people[:4]:
        hand_in(who, exercise, 1, TITLE)
    assert exercises_in_need() == []
    type(exercise.current_version).objects.update(proof=ProofState.BROKEN)
    assert [one.is_broken for one in exercises_in_need()] == [True]


def test_the_page_names_nobody(exercise, apprentice, trainer, browse):
    hand_in(apprentice, exercise, 1, TITLE)
    page = browse(trainer).get(reverse("exercise_health", args=[exercise.key])).content.decode()
    assert "Il manque un titre" not in page  # said once: it led nowhere yet
    assert "Il y a un titre." in page
    assert apprentice.first_name not in page
