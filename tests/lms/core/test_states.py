import pytest

from exercises.models import Submission
from exercises.states import SUBMISSION_TRANSITIONS, SubmissionState
from lms.core.states import TransitionRefused, check_transition, move, transitions
from tests.factories.exercises import SubmissionFactory

LIGHT = transitions(red=("green",), green=("red",))


def test_a_listed_move_is_allowed():
    check_transition(LIGHT, "red", "green")


@pytest.mark.parametrize(("old", "new"), [("green", "green"), ("red", "blue"), ("blue", "red")])
def test_an_unlisted_move_is_refused(old, new):
    with pytest.raises(TransitionRefused):
        check_transition(LIGHT, old, new)


@pytest.mark.django_db
def test_only_the_first_of_two_moves_succeeds():
    submission = SubmissionFactory(state=SubmissionState.QUEUED)
    same_row = Submission.objects.get(pk=submission.pk)
    move(submission, SUBMISSION_TRANSITIONS, SubmissionState.RUNNING)
    with pytest.raises(TransitionRefused):
        move(same_row, SUBMISSION_TRANSITIONS, SubmissionState.RUNNING)


@pytest.mark.django_db
def test_a_move_writes_its_changes_in_the_row_and_in_memory():
    submission = SubmissionFactory(state=SubmissionState.RUNNING)
    move(submission, SUBMISSION_TRANSITIONS, SubmissionState.QUEUED, platform_failures=2)
    submission.refresh_from_db()
    assert (submission.state, submission.platform_failures) == (SubmissionState.QUEUED, 2)
