"""A proof begins once, is taken over when its worker died, and is given up in the end."""

from datetime import timedelta

import pytest

from exercises.actions import author
from exercises.models import ExerciseVersion
from exercises.states import ProofState
from tests.factories.exercises import NOON, ExerciseFactory, ExerciseVersionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def version():
    return ExerciseFactory().current_version


@pytest.fixture
def woken(monkeypatch):
    calls = []
    monkeypatch.setattr(
        author, "enqueue_after_commit", lambda queue, job, **arguments: calls.append((queue, arguments))
    )
    return calls


def begin(version, at=NOON):
    return author.begin_proof(version_id=version.pk, now=at)


def test_only_one_worker_begins(version):
    assert begin(version) == version
    assert begin(version) is None


def test_a_worker_that_died_leaves_the_proof_to_the_next(version):
    begin(version)
    assert begin(version, NOON + author.PROOF_LASTS + timedelta(seconds=1)) == version


def test_a_proof_that_kills_every_worker_is_given_up_and_says_so(version):
    later = author.PROOF_LASTS + timedelta(seconds=1)
    for number in range(3):
        assert begin(version, NOON + number * later) == version
    assert begin(version, NOON + 3 * later) is None
    version.refresh_from_db()
    assert version.proof == ProofState.BROKEN
    assert "trois fois" in version.proof_problems[0]["text"]


def test_waiting_for_a_language_is_no_try(version):
    for minutes in range(0, 20, 2):
        begun = begin(version, NOON + timedelta(minutes=minutes))
        author.postpone_proof(version=begun, now=NOON + timedelta(minutes=minutes), is_a_try=False)
    assert ExerciseVersion.objects.get().proof_tries == 0


def test_what_nobody_proves_is_woken(version, woken):
    assert author.wake_forgotten_proofs(now=NOON) == 1
    assert woken == [("grading-author", {"version_id": version.pk})]


def test_what_is_being_proved_or_is_proved_is_left_alone(version, woken):
    begin(version)
    assert author.wake_forgotten_proofs(now=NOON + timedelta(minutes=5)) == 0
    author.record_proof(version=version, problems=[], now=NOON)
    assert author.wake_forgotten_proofs(now=NOON + timedelta(days=1)) == 0


def test_only_the_version_that_newcomers_get_is_proved(version, woken):
    newer = ExerciseVersionFactory(exercise=version.exercise, number=2)
    version.exercise.current_version = newer
    version.exercise.save()
    author.wake_forgotten_proofs(now=NOON)
    assert woken == [("grading-author", {"version_id": newer.pk})]
