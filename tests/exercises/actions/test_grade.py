from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction

from exercises import grading
from exercises.actions import grade
from exercises.models import GradingRun, LanguageHealth, Submission
from exercises.queries import waiting_submission
from exercises.states import LanguageState, SubmissionState
from grader.contract import CheckResult, Fault, Outcome, Verdict
from lms.records.models import Evidence
from script.steps.host_access import GRADERS, rights_of_graders
from tests.factories.exercises import (
    ExerciseVersionFactory,
    LanguageHealthFactory,
    SubmissionFactory,
    definition,
)
from tests.factories.records import certify

SECOND = timedelta(seconds=1)


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
    def claim_now(at=now):
        found = waiting_submission(submission.pk, host="")
        return grade.claim_submission(submission=found[0], worker="w", now=at) if found else None

    return claim_now


def state_of(submission):
    return Submission.objects.get(pk=submission.pk).state


def test_only_one_worker_claims(submission, now):
    one, other = waiting_submission(submission.pk, host="")[0], waiting_submission(submission.pk, host="")[0]
    assert grade.claim_submission(submission=one, worker="one", now=now) is not None
    assert grade.claim_submission(submission=other, worker="other", now=now) is None
    assert state_of(submission) == SubmissionState.RUNNING
    assert GradingRun.objects.get().worker == "one"


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


def test_passing_what_is_only_practice_is_no_evidence(claim, cohort, now, monkeypatch):
    certify(cohort)
    monkeypatch.setattr(grading, "is_formative", lambda version: True)
    assert grade.record_verdict(run=claim(), verdict=PASSED, now=now).state == SubmissionState.PASSED
    assert not Evidence.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("runtime", "formative"), [("framework", True), ("javascript", False)])
def test_tests_of_a_framework_are_only_practice(runtime, formative):
    version = ExerciseVersionFactory(runtime=runtime, definition=definition(runtime=runtime))
    assert grading.is_formative(version) is formative


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


@pytest.mark.parametrize(
    ("found", "state"),
    [(OURS, LanguageState.UNSURE), (AUTHORS, LanguageState.RIGHT), (FAILED, LanguageState.RIGHT)],
)
def test_only_a_fault_of_ours_makes_the_language_doubtful(claim, submission, now, found, state):
    LanguageHealthFactory()
    grade.record_verdict(run=claim(), verdict=found, now=now)
    assert LanguageHealth.objects.get().state == state


def test_a_worker_that_says_it_is_alive_keeps_its_lease(claim, submission, now):
    run = claim()
    for seconds in (20, 40, 60):
        assert grade.renew_lease(token=run.token, now=now + seconds * SECOND)
        grade.release_stuck_runs(now=now + (seconds + 25) * SECOND)
    assert state_of(submission) == SubmissionState.RUNNING


def test_a_worker_that_says_nothing_is_noticed_within_a_minute(claim, submission, now):
    run = claim()
    grade.renew_lease(token=run.token, now=now + 5 * SECOND)
    # The clock looks every 15 seconds.
    grade.release_stuck_runs(now=now + 40 * SECOND)
    assert state_of(submission) == SubmissionState.QUEUED
    assert GradingRun.objects.get(pk=run.pk).fault == Fault.PLATFORM


def test_a_lease_that_was_taken_over_cannot_be_renewed(claim, now):
    slow = claim()
    grade.release_stuck_runs(now=now + 40 * SECOND)
    fresh = claim(now + 41 * SECOND)
    assert not grade.renew_lease(token=slow.token, now=now + 42 * SECOND)
    assert grade.renew_lease(token=fresh.token, now=now + 42 * SECOND)


def test_a_run_that_ended_cannot_be_renewed(claim, now):
    run = claim()
    grade.record_verdict(run=run, verdict=FAILED, now=now)
    assert not grade.renew_lease(token=run.token, now=now)


def test_one_grading_costs_few_queries(claim, submission, now, django_assert_max_num_queries):
    with django_assert_max_num_queries(7):  # savepoints of the test's own transaction included
        run = claim()
    with django_assert_max_num_queries(5):
        grade.record_verdict(run=run, verdict=FAILED, now=now)


def test_a_worker_that_died_gives_its_work_back(claim, submission, now):
    claim()
    grade.release_stuck_runs(now=now + timedelta(seconds=10))
    assert state_of(submission) == SubmissionState.RUNNING
    grade.release_stuck_runs(now=now + timedelta(minutes=1))
    assert state_of(submission) == SubmissionState.QUEUED


def test_a_lease_given_while_the_clock_was_ahead_is_not_waited_for(claim, submission, now):
    claim(now + timedelta(hours=1))
    grade.release_stuck_runs(now=now)
    assert state_of(submission) == SubmissionState.QUEUED


def test_clocks_of_two_machines_may_disagree_a_little(claim, submission, now):
    claim(now + timedelta(minutes=2))
    grade.release_stuck_runs(now=now)
    assert state_of(submission) == SubmissionState.RUNNING


def test_a_poisoned_submission_does_not_kill_workers_for_ever(claim, submission, now):
    for minutes in (5, 10, 15):
        claim(now + timedelta(minutes=minutes - 5))
        grade.release_stuck_runs(now=now + timedelta(minutes=minutes))
    assert state_of(submission) == SubmissionState.SET_ASIDE


@pytest.fixture
def woken(monkeypatch):
    """Return the list of (queue, arguments) that are woken up."""
    calls = []
    monkeypatch.setattr(
        grade, "enqueue_after_commit", lambda queue, job, **arguments: calls.append((queue, arguments))
    )
    return calls


def test_work_handed_in_while_the_clock_was_ahead_is_woken_too(submission, woken):
    grade.release_stuck_runs(now=submission.submitted_at - timedelta(hours=1))
    assert woken == [(submission.queue, {"submission_id": submission.pk})]


def test_work_whose_wake_up_was_lost_is_woken_again(submission, woken):
    assert grade.release_stuck_runs(now=submission.submitted_at + timedelta(seconds=5)) == 0
    assert grade.release_stuck_runs(now=submission.submitted_at + timedelta(minutes=1)) == 1
    assert woken == [("grading-live", {"submission_id": submission.pk})]


def test_what_waits_for_a_language_that_is_down_is_left_alone(submission, woken):
    LanguageHealthFactory(state=LanguageState.BROKEN)
    assert grade.release_stuck_runs(now=submission.submitted_at + timedelta(minutes=1)) == 0
    assert woken == []


if connection.vendor == "postgresql":  # where each grading host has an account of its own
    PRIVATE_TABLES = (
        "people_invitation",
        "django_session",
        "core_auditevent",
        "people_school",
        "mfa_authenticator",
    )
    PRIVATE_OF_A_PERSON = ("*", "password", "email", "first_name", "last_name")

    @pytest.mark.parametrize("verdict", [PASSED, FAILED, OURS])
    def test_a_machine_that_grades_may_do_what_its_work_asks_and_nothing_else(
        claim, cohort, submission, now, verdict
    ):
        certify(cohort)
        LanguageHealthFactory()
        with connection.cursor() as cursor:
            for statement in rights_of_graders(connection.settings_dict["NAME"]):
                cursor.execute(statement)
            cursor.execute(f"SET LOCAL ROLE {GRADERS}")
            run = claim()
            assert grade.renew_lease(token=run.token, now=now)
            grade.record_verdict(run=run, verdict=verdict, now=now)
            assert Evidence.objects.count() == (verdict is PASSED)
            private = [f"SELECT * FROM {table}" for table in PRIVATE_TABLES]
            private += [f"SELECT {column} FROM people_user" for column in PRIVATE_OF_A_PERSON]
            for query in private:
                with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                    cursor.execute(query)
            cursor.execute("RESET ROLE")
