from datetime import timedelta

import pytest

from exercises.actions.review import review_submission
from exercises.languages import Language
from exercises.models import GradingRun
from exercises.queries import (
    exercise_states,
    language_figures,
    last_activity,
    passed_counts,
    queue_position,
    returned_work_of,
    submissions_visible_to,
    submissions_waiting_for,
)
from exercises.states import Lane, LanguageState, ReviewDecision, SubmissionState
from tests.factories.exercises import NOON, ExerciseFactory, LanguageHealthFactory, SubmissionFactory, judged

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
        submission=first,
        decision=ReviewDecision.RETURNED,
        comment="",
        next_step="Encore.",
        by=trainer,
        now=now,
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


def test_what_waits_for_a_broken_language_delays_nobody(apprentice, peer):
    LanguageHealthFactory(runtime="web", variant="web", state=LanguageState.BROKEN)
    pages = ExerciseFactory(published__runtime="web", published__variant="web")
    stuck = SubmissionFactory(apprentice=apprentice, exercise=pages, submitted_at=NOON)
    behind = SubmissionFactory(apprentice=peer, submitted_at=NOON + timedelta(seconds=1))
    assert (queue_position(stuck), queue_position(behind)) == (1, 1)


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


# --- how checking does -------------------------------------------------------------------------------------


def judged_within(apprentice, seconds, **changes):
    submission = judged(
        SubmissionFactory(apprentice=apprentice, state=SubmissionState.FAILED, submitted_at=NOON, **changes)
    )
    GradingRun.objects.filter(pk=submission.current_run_id).update(
        finished_at=NOON + timedelta(seconds=seconds)
    )


def javascript_figures(now=NOON + timedelta(minutes=1)):
    return next(
        one for one in language_figures(now=now) if one.language == Language("javascript", "javascript")
    )


def test_figures_tell_half_and_nearly_all(apprentice):
    for seconds in range(1, 21):
        judged_within(apprentice, seconds)
    figures = javascript_figures()
    assert (figures.median, figures.p95) == (10.5, 19)


def test_figures_leave_out_what_is_old_what_was_checked_again_and_what_failed_us(apprentice):
    judged_within(apprentice, 2)
    judged_within(apprentice, 500, lane=Lane.REGRADE)
    judged_within(apprentice, -4000)
    GradingRun.objects.create(
        submission=SubmissionFactory(apprentice=apprentice),
        worker="w",
        claimed_at=NOON,
        lease_ends_at=NOON,
        finished_at=NOON,
        fault="platform",
    )
    assert javascript_figures().seconds == [2]


def test_figures_count_what_waits_and_name_what_was_never_used(apprentice, peer):
    SubmissionFactory(apprentice=apprentice)
    SubmissionFactory(apprentice=peer, state=SubmissionState.RUNNING)
    LanguageHealthFactory(runtime="sql", variant="mariadb", state=LanguageState.BROKEN)
    figures = {str(one.language): one for one in language_figures(now=NOON)}
    assert figures["javascript/javascript"].waiting == 2
    assert (figures["sql/mariadb"].median, figures["sql/mariadb"].health.state) == (
        None,
        LanguageState.BROKEN,
    )


def test_figures_cost_the_same_for_any_number_of_languages(apprentice, django_assert_num_queries):
    for number in range(4):
        exercise = ExerciseFactory(published__runtime=f"language-{number}", published__variant="x")
        SubmissionFactory(apprentice=apprentice, exercise=exercise, state=SubmissionState.PASSED)
    with django_assert_num_queries(5):
        language_figures(now=NOON)
