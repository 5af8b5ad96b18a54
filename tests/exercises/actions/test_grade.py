from datetime import timedelta

import pytest

from exercises.actions import grade
from exercises.models import GradingRun, Submission
from exercises.states import SubmissionState
from grader.contract import CheckResult, Fault, Outcome, Verdict
from lms.records.models import Evidence
from tests.factories.exercises import SubmissionFactory
from tests.factories.records import certify


def verdict(*, passed=True, fault=Fault.NOBODY, outcome=Outcome.FINISHED, detail=""):
    results = (
        CheckResult(
            id="deux-et-trois",
            asks="La somme est juste.",
            passed=passed,
            sentence="" if passed else "Elle donne 6.",
        ),
    )
    return Verdict(
        outcome=outcome,
        fault=fault,
        passed=passed,
        sentence="",
        results=results if fault in (Fault.NOBODY, Fault.APPRENTICE) else (),
        detail=detail,
    )


PASSED = verdict()
FAILED = verdict(passed=False, fault=Fault.APPRENTICE)
OURS = verdict(passed=False, fault=Fault.PLATFORM, outcome=Outcome.COULD_NOT_START, detail="no engine")
AUTHORS = verdict(passed=False, fault=Fault.AUTHOR, detail="unknown probe")


@pytest.fixture
def submission(apprentice):
    return SubmissionFactory(apprentice=apprentice)


@pytest.fixture
def claim(submission, now):
    return lambda at=now: grade.claim_submission(submission_id=submission.pk, worker="w", now=at)


def state_of(submission):
    return Submission.objects.get(pk=submission.pk).state


def test_only_one_worker_claims(claim, submission):
    assert claim() is not None
    assert claim() is None
    assert state_of(submission) == SubmissionState.RUNNING
    assert GradingRun.objects.count() == 1


def test_a_claim_on_nothing_gives_nothing(db, now):
    assert grade.claim_submission(submission_id=999, worker="w", now=now) is None


@pytest.mark.parametrize(
    ("found", "state", "sentence"),
    [(PASSED, SubmissionState.PASSED, "Bravo"), (FAILED, SubmissionState.FAILED, "Elle donne 6.")],
)
def test_a_verdict_is_stored_with_its_sentence(claim, submission, now, found, state, sentence):
    grade.record_verdict(run=claim(), verdict=found, now=now)
    submission.refresh_from_db()
    assert (submission.state, submission.graded_at) == (state, now)
    assert sentence in submission.current_run.sentence
    assert submission.current_run.results.get().passed is found.passed


def test_a_verdict_is_recorded_once(claim, submission, now):
    run = claim()
    grade.record_verdict(run=run, verdict=FAILED, now=now)
    with pytest.raises(grade.StaleRun):
        grade.record_verdict(run=run, verdict=PASSED, now=now)
    assert state_of(submission) == SubmissionState.FAILED


def test_a_run_that_lost_its_lease_writes_nothing(claim, submission, now):
    slow = claim()
    later = now + timedelta(minutes=5)
    grade.release_stuck_runs(now=later)
    fresh = claim(later)
    with pytest.raises(grade.StaleRun):
        grade.record_verdict(run=slow, verdict=PASSED, now=later)
    grade.record_verdict(run=fresh, verdict=FAILED, now=later)
    assert state_of(submission) == SubmissionState.FAILED


def test_passing_is_evidence_for_the_competences_of_the_cohort(claim, cohort, apprentice, submission, now):
    certify(cohort)
    grade.record_verdict(run=claim(), verdict=PASSED, now=now)
    line = Evidence.objects.get()
    assert (line.apprentice, line.competence.code, line.source_id) == (
        apprentice,
        "T1-C11",
        submission.exercise.key,
    )


def test_failing_is_no_evidence(claim, cohort, now):
    certify(cohort)
    grade.record_verdict(run=claim(), verdict=FAILED, now=now)
    assert not Evidence.objects.exists()


def test_a_fault_of_ours_costs_nothing_and_is_tried_again(claim, submission, now):
    grade.record_verdict(run=claim(), verdict=OURS, now=now)
    submission.refresh_from_db()
    assert (submission.state, submission.platform_failures) == (SubmissionState.QUEUED, 1)
    assert submission.runs.get().platform_error == "no engine"
    assert claim() is not None


def test_what_fails_us_three_times_is_set_aside(claim, submission, now):
    for _ in range(3):
        grade.record_verdict(run=claim(), verdict=OURS, now=now)
    assert state_of(submission) == SubmissionState.SET_ASIDE
    assert claim() is None


def test_a_broken_exercise_is_set_aside_at_once(claim, submission, now):
    grade.record_verdict(run=claim(), verdict=AUTHORS, now=now)
    assert state_of(submission) == SubmissionState.SET_ASIDE
    assert submission.runs.get().fault == "author"


def test_what_was_set_aside_can_be_tried_again(claim, submission, now):
    grade.record_verdict(run=claim(), verdict=AUTHORS, now=now)
    submission.refresh_from_db()
    grade.retry_set_aside(submission=submission)
    grade.record_verdict(run=claim(), verdict=PASSED, now=now)
    assert state_of(submission) == SubmissionState.PASSED


def test_a_worker_that_died_gives_its_work_back(claim, submission, now):
    claim()
    grade.release_stuck_runs(now=now + timedelta(seconds=10))
    assert state_of(submission) == SubmissionState.RUNNING
    grade.release_stuck_runs(now=now + timedelta(minutes=5))
    assert state_of(submission) == SubmissionState.QUEUED


def test_a_poisoned_submission_does_not_kill_workers_for_ever(claim, submission, now):
    for minutes in (5, 10, 15):
        claim(now + timedelta(minutes=minutes - 5))
        grade.release_stuck_runs(now=now + timedelta(minutes=minutes))
    assert state_of(submission) == SubmissionState.SET_ASIDE


def test_work_whose_wake_up_was_lost_is_woken_again(
    submission, monkeypatch, django_capture_on_commit_callbacks
):
    woken = []
    monkeypatch.setattr(
        grade, "enqueue_after_commit", lambda queue, job, **arguments: woken.append(arguments)
    )
    assert grade.release_stuck_runs(now=submission.submitted_at + timedelta(seconds=5)) == 0
    assert grade.release_stuck_runs(now=submission.submitted_at + timedelta(minutes=1)) == 1
    assert woken == [{"submission_id": submission.pk}]
