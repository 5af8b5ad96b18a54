"""Who seems stuck: many tries, none nearer, for a while; and who does not."""

from datetime import timedelta

import pytest

from exercises.actions.help import ask_for_help
from exercises.models import CheckResult, GradingRun
from exercises.queries import stuck_among
from exercises.states import SubmissionState
from lms.people.models import Enrolment
from tests.factories.exercises import ExerciseFactory, SubmissionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def exercise():
    return ExerciseFactory(key="additionner")


def everybody():
    return list(Enrolment.objects.values_list("apprentice", flat=True))


def tried(apprentice, exercise, now, *passed_checks, minutes=30, state=SubmissionState.FAILED):
    """Hand in once for each number of checks that held, the first `minutes` ago and then every minute."""
    for number, right in enumerate(passed_checks, start=1):
        submission = SubmissionFactory(
            apprentice=apprentice,
            exercise=exercise,
            number=number,
            state=state,
            submitted_at=now - timedelta(minutes=minutes - number),
        )
        run = GradingRun.objects.create(submission=submission, worker="w", claimed_at=now, lease_ends_at=now)
        CheckResult.objects.bulk_create(
            CheckResult(run=run, position=position, check_id=str(position), asks="?", passed=position < right)
            for position in range(5)
        )
        submission.current_run = run
        submission.save()
    return submission


def test_four_tries_without_progress_for_a_while(apprentice, exercise, now):
    newest = tried(apprentice, exercise, now, 2, 1, 2, 2)
    (stuck,) = stuck_among(everybody(), now=now)
    assert (stuck.submission, stuck.tries) == (newest, 4)
    assert stuck.since == now - timedelta(minutes=29)


@pytest.mark.parametrize("checks", [(2, 2, 2), (1, 2, 3, 4), (2, 2, 2, 3)])
def test_few_tries_or_progress_is_no_being_stuck(apprentice, exercise, now, checks):
    tried(apprentice, exercise, now, *checks)
    assert stuck_among(everybody(), now=now) == []


def test_nobody_is_stuck_at_once_or_for_ever(apprentice, exercise, now):
    tried(apprentice, exercise, now, 2, 2, 2, 2, minutes=15)
    assert stuck_among(everybody(), now=now) == []
    assert stuck_among(everybody(), now=now + timedelta(minutes=20)) != []
    assert stuck_among(everybody(), now=now + timedelta(days=4)) == []


def test_who_asked_or_passed_is_not_stuck(apprentice, peer, exercise, now):
    tried(apprentice, exercise, now, 2, 2, 2, 2)
    tried(peer, exercise, now, 2, 2, 2, 2)
    ask_for_help(apprentice=apprentice, exercise=exercise, text="Je ne vois pas.", files={}, now=now)
    SubmissionFactory(
        apprentice=peer, exercise=exercise, number=5, state=SubmissionState.PASSED, submitted_at=now
    )
    assert stuck_among(everybody(), now=now) == []


def test_two_queries_for_any_class(apprentice, peer, exercise, now, django_assert_num_queries):
    tried(apprentice, exercise, now, 2, 2, 2, 2)
    tried(peer, exercise, now, 0, 0, 0, 0, 0)
    people = everybody()
    with django_assert_num_queries(2):
        assert [one.tries for one in stuck_among(people, now=now)] == [4, 5]
