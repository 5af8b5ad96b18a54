"""What the grading worker does with one submission; the boxes themselves have their own tests."""

import pytest

from exercises import grading, jobs
from exercises.models import GradingRun, Submission
from exercises.states import SubmissionState
from grader.sandbox.fake import FakeSandbox, Scene
from tests.factories.exercises import SubmissionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission(apprentice):
    return SubmissionFactory(apprentice=apprentice)


@pytest.fixture
def in_box(monkeypatch):
    """Return a function that says what the next box will do."""

    def use(sandbox):
        monkeypatch.setattr(grading, "_sandbox", lambda: sandbox)

    return use


def somme_gives(value):
    return FakeSandbox(look=lambda probe: {"value": {"type": "number", "value": value}})


def state_after(submission):
    jobs.grade_submission(submission_id=submission.pk)
    return Submission.objects.get(pk=submission.pk).state


@pytest.mark.parametrize(("value", "state"), [(5, SubmissionState.PASSED), (6, SubmissionState.FAILED)])
def test_what_the_box_saw_is_judged_outside(submission, in_box, value, state):
    in_box(somme_gives(value))
    assert state_after(submission) == state


def test_the_box_never_receives_what_is_expected(submission, in_box):
    sandbox = somme_gives(5)
    in_box(sandbox)
    jobs.grade_submission(submission_id=submission.pk)
    request = sandbox.jobs[0].request.decode()
    assert "somme(2, 3)" in request
    assert "equals" not in request
    assert "return a + b" not in request


def test_an_engine_that_is_down_is_our_fault(submission, in_box):
    in_box(FakeSandbox(scenes=[Scene(starts=False)]))
    assert state_after(submission) == SubmissionState.QUEUED
    assert GradingRun.objects.get().fault == "platform"


def test_a_fault_in_our_own_code_is_our_fault_too(submission, monkeypatch):
    def broken(run):
        raise KeyError("a mistake of ours")

    monkeypatch.setattr(grading, "grade", broken)
    assert state_after(submission) == SubmissionState.QUEUED
    assert "a mistake of ours" in GradingRun.objects.get().platform_error
    assert Submission.objects.get().platform_failures == 1


def test_a_submission_is_graded_once_however_often_it_is_woken(submission, in_box):
    in_box(somme_gives(5))
    for _ in range(3):
        jobs.grade_submission(submission_id=submission.pk)
    assert GradingRun.objects.count() == 1


def test_a_wake_up_for_nothing_does_nothing(db):
    jobs.grade_submission(submission_id=999)
    assert not GradingRun.objects.exists()
