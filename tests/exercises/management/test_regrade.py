import pytest
from django.core.management import CommandError, call_command

from exercises.models import Submission
from exercises.states import ProofState, SubmissionState
from tests.factories.exercises import ExerciseFactory, SubmissionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def exercise(apprentice):
    exercise = ExerciseFactory()
    for _ in range(2):
        SubmissionFactory(apprentice=apprentice, exercise=exercise, state=SubmissionState.SET_ASIDE)
    return exercise


def test_what_was_set_aside_is_put_back_once(exercise, capsys):
    call_command("regrade", exercise.key)
    call_command("regrade", exercise.key)
    lines = capsys.readouterr().out.splitlines()
    assert lines == [f"{exercise.key}: 2 put back", f"{exercise.key}: 0 put back"]
    assert set(Submission.objects.values_list("state", flat=True)) == {SubmissionState.QUEUED}


def test_an_exercise_that_is_not_known_is_refused_before_anything_moves(exercise):
    with pytest.raises(CommandError, match="jamais-vu"):
        call_command("regrade", exercise.key, "jamais-vu")
    assert set(Submission.objects.values_list("state", flat=True)) == {SubmissionState.SET_ASIDE}


def test_an_exercise_that_still_does_not_hold_is_said_to(exercise, capsys):
    version = exercise.current_version
    version.proof = ProofState.BROKEN
    version.save()
    call_command("regrade", exercise.key)
    assert "does not hold" in capsys.readouterr().err
