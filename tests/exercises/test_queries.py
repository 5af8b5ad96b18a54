from datetime import timedelta

import pytest

from exercises.actions.review import review_submission
from exercises.queries import (
    exercise_states,
    last_activity,
    passed_counts,
    queue_position,
    returned_work_of,
    submissions_visible_to,
    submissions_waiting_for,
)
from exercises.states import ReviewDecision, SubmissionState
from tests.factories.exercises import NOON, ExerciseFactory, SubmissionFactory

SEES = {
    "apprentice": True,
    "peer": False,
    "other_school_apprentice": False,
    "trainer": True,
    "other_school_trainer": False,
    "coordinator": False,
    "adviser": False,
    "client": False,
    "other_client": False,
}


@pytest.mark.parametrize(("who", "sees"), SEES.items())
def test_who_sees_a_submission(who, sees, cast, apprentice):
    submission = SubmissionFactory(apprentice=apprentice)
    assert submissions_visible_to(cast[who]).filter(pk=submission.pk).exists() is sees


def test_the_newest_passed_try_waits_and_only_that(apprentice, trainer):
    exercise = ExerciseFactory()
    for number, state in enumerate(
        [SubmissionState.PASSED, SubmissionState.FAILED, SubmissionState.PASSED, SubmissionState.FAILED],
        start=1,
    ):
        SubmissionFactory(apprentice=apprentice, exercise=exercise, number=number, state=state)
    assert [one.number for one in submissions_waiting_for(trainer)] == [3]


def test_work_set_aside_waits_for_a_person(apprentice, trainer):
    submission = SubmissionFactory(apprentice=apprentice, state=SubmissionState.SET_ASIDE)
    assert list(submissions_waiting_for(trainer)) == [submission]


def test_answered_work_waits_no_more(apprentice, trainer, now):
    submission = SubmissionFactory(apprentice=apprentice, state=SubmissionState.PASSED)
    review_submission(
        submission=submission, decision=ReviewDecision.ACCEPTED, comment="", by=trainer, now=now
    )
    assert not submissions_waiting_for(trainer).exists()


def test_the_oldest_waits_first(apprentice, peer, trainer):
    late = SubmissionFactory(apprentice=apprentice, state=SubmissionState.PASSED, submitted_at=NOON)
    early = SubmissionFactory(
        apprentice=peer, state=SubmissionState.PASSED, submitted_at=NOON - timedelta(hours=1)
    )
    assert list(submissions_waiting_for(trainer)) == [early, late]


def test_returned_work_stays_until_the_next_try(apprentice, trainer, now):
    exercise = ExerciseFactory()
    first = SubmissionFactory(
        apprentice=apprentice, exercise=exercise, number=1, state=SubmissionState.PASSED
    )
    review_submission(
        submission=first, decision=ReviewDecision.RETURNED, comment="Encore.", by=trainer, now=now
    )
    assert list(returned_work_of(apprentice)) == [first]
    SubmissionFactory(apprentice=apprentice, exercise=exercise, number=2)
    assert not returned_work_of(apprentice).exists()


def test_passed_once_stays_passed(apprentice):
    exercise = ExerciseFactory()
    for number, state in ((1, SubmissionState.PASSED), (2, SubmissionState.FAILED)):
        SubmissionFactory(apprentice=apprentice, exercise=exercise, number=number, state=state)
    assert exercise_states(apprentice, {exercise.key, "jamais"}) == {exercise.key: SubmissionState.PASSED}


def test_the_position_counts_those_before_and_oneself(apprentice, peer):
    first = SubmissionFactory(apprentice=apprentice, submitted_at=NOON)
    second = SubmissionFactory(apprentice=peer, submitted_at=NOON + timedelta(seconds=1))
    assert (queue_position(first), queue_position(second)) == (1, 2)


def test_a_judged_submission_has_no_position(apprentice):
    assert queue_position(SubmissionFactory(apprentice=apprentice, state=SubmissionState.FAILED)) is None


def test_class_figures_count_exercises_not_tries(cohort, apprentice, peer):
    exercise = ExerciseFactory()
    for number in (1, 2):
        SubmissionFactory(
            apprentice=apprentice, exercise=exercise, number=number, state=SubmissionState.PASSED
        )
    SubmissionFactory(apprentice=peer, state=SubmissionState.FAILED, submitted_at=NOON)
    assert passed_counts([cohort]) == {apprentice.pk: 1}
    assert last_activity([cohort])[peer.pk] == NOON
