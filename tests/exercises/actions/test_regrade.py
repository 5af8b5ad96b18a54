"""What was set aside comes back: once, behind those who wait, judged by what mended it."""

import pytest

from exercises.actions.regrade import regrade_exercise, retry_set_aside
from exercises.models import Draft, GradingRun, Submission
from exercises.queries import queue_position
from exercises.states import Lane, SubmissionState
from grader.contract import Fault
from lms.core.models import AuditEvent
from lms.core.states import TransitionRefused
from tests.factories.exercises import (
    NOON,
    ExerciseFactory,
    ExerciseVersionFactory,
    SubmissionFactory,
    definition,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def exercise():
    return ExerciseFactory()


def set_aside(apprentice, exercise, *, fault=Fault.PLATFORM, **changes):
    submission = SubmissionFactory(
        apprentice=apprentice,
        exercise=exercise,
        state=SubmissionState.SET_ASIDE,
        platform_failures=3,
        **changes,
    )
    submission.current_run = GradingRun.objects.create(
        submission=submission,
        worker="w",
        claimed_at=NOON,
        lease_ends_at=NOON,
        finished_at=NOON,
        fault=fault.value,
    )
    submission.save()
    return submission


def mend(exercise, **changes):
    exercise.current_version = ExerciseVersionFactory(
        exercise=exercise, number=2, definition=definition(exercise.key, **changes)
    )
    exercise.save()
    return exercise.current_version


def put_back(exercise, now):
    found = regrade_exercise(exercise=exercise, by=None, now=now)
    return found.put_back, found.unfit


def test_what_was_set_aside_waits_again_and_only_once(apprentice, peer, exercise, now):
    set_aside(apprentice, exercise)
    set_aside(peer, exercise)
    assert put_back(exercise, now) == (2, 0)
    assert put_back(exercise, now) == (0, 0)
    rows = Submission.objects.values_list("state", "lane", "platform_failures")
    assert set(rows) == {(SubmissionState.QUEUED, Lane.REGRADE, 0)}


def test_other_exercises_and_other_states_are_left_alone(apprentice, peer, exercise, now):
    elsewhere = set_aside(apprentice, ExerciseFactory())
    failed = SubmissionFactory(apprentice=peer, exercise=exercise, state=SubmissionState.FAILED)
    assert put_back(exercise, now) == (0, 0)
    states = [Submission.objects.get(pk=one.pk).state for one in (elsewhere, failed)]
    assert states == [SubmissionState.SET_ASIDE, SubmissionState.FAILED]


def test_several_tries_of_one_person_come_back_while_she_checks_another(apprentice, exercise, now):
    for _ in range(3):
        set_aside(apprentice, exercise)
    live = SubmissionFactory(apprentice=apprentice, exercise=exercise)
    assert put_back(exercise, now) == (3, 0)
    assert queue_position(live) == 1


def test_what_the_platform_failed_is_judged_by_its_own_version(apprentice, exercise, now):
    submission = set_aside(apprentice, exercise)
    mend(exercise)
    put_back(exercise, now)
    assert Submission.objects.get().version == submission.version


def test_what_a_broken_exercise_failed_is_judged_by_the_mended_one(apprentice, exercise, now):
    broken = exercise.current_version
    set_aside(apprentice, exercise, fault=Fault.AUTHOR)
    draft = Draft.objects.create(
        apprentice=apprentice, exercise=exercise, version=broken, files={"script.js": "1"}, saved_at=now
    )
    mended = mend(exercise)
    assert put_back(exercise, now) == (1, 0)
    assert Submission.objects.get().version == mended
    draft.refresh_from_db()
    assert draft.version == mended


def test_work_that_does_not_fit_the_mended_exercise_stays_aside(apprentice, exercise, now):
    set_aside(apprentice, exercise, fault=Fault.AUTHOR)
    mend(exercise, editable=["autre.js"], entry="autre.js", starter={"autre.js": ""})
    assert put_back(exercise, now) == (0, 1)
    assert Submission.objects.get().state == SubmissionState.SET_ASIDE


def test_a_trainer_puts_one_back_and_it_is_written_in_history(apprentice, trainer, exercise, now):
    submission = set_aside(apprentice, exercise)
    retry_set_aside(submission=submission, by=trainer, now=now)
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.subject_id) == (
        "submission_put_back",
        trainer,
        str(submission.pk),
    )
    with pytest.raises(TransitionRefused):
        retry_set_aside(submission=submission, by=trainer, now=now)


def test_the_worker_of_its_lane_is_woken(
    apprentice, trainer, exercise, now, monkeypatch, django_capture_on_commit_callbacks
):
    woken = []
    monkeypatch.setattr(
        "exercises.actions.regrade.enqueue_after_commit", lambda queue, job, **arguments: woken.append(queue)
    )
    retry_set_aside(submission=set_aside(apprentice, exercise), by=trainer, now=now)
    assert woken == ["grading-regrade"]
