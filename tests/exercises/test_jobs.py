"""What the grading worker does with one submission; the boxes themselves have their own tests."""

from datetime import timedelta

import pytest

from exercises import grading, jobs
from exercises.actions import health
from exercises.languages import Language
from exercises.models import ExerciseVersion, GradingRun, LanguageHealth, Submission
from exercises.states import Lane, LanguageState, ProofState, SubmissionState
from grader.sandbox.fake import FakeSandbox, Scene
from tests.factories.exercises import (
    NOON,
    ExerciseFactory,
    LanguageHealthFactory,
    SubmissionFactory,
    definition,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def javascript():
    """A language that known answers have proved."""
    return LanguageHealthFactory()


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


# --- languages that cannot be believed ---------------------------------------------------------------------


@pytest.fixture
def known_answers(monkeypatch):
    """Return a function that says what known answers will find, and the list of languages tried."""
    tried = []

    def find(detail):
        monkeypatch.setattr(
            grading, "try_known_answers", lambda language: tried.append(str(language)) or detail
        )

    find("")
    find.tried = tried
    return find


def test_work_of_a_language_nobody_tried_waits_for_known_answers(submission, in_box, known_answers):
    LanguageHealth.objects.all().delete()
    in_box(somme_gives(5))
    assert state_after(submission) == SubmissionState.PASSED
    assert known_answers.tried == ["javascript/javascript"]


def test_work_of_a_language_that_is_down_is_not_claimed_and_costs_no_try(
    submission, in_box, javascript, known_answers
):
    javascript.state = LanguageState.UNSURE
    javascript.save()
    known_answers("known bad passed")
    sandbox = somme_gives(5)
    in_box(sandbox)
    for _ in range(5):
        assert state_after(submission) == SubmissionState.QUEUED
    assert sandbox.jobs == []
    assert not GradingRun.objects.exists()
    assert Submission.objects.get().platform_failures == 0
    # Found broken once, it is the house-keeping that tries again, not each piece of work.
    assert known_answers.tried == ["javascript/javascript"]


def test_a_broken_language_holds_up_no_other(apprentice, peer, in_box, known_answers):
    LanguageHealthFactory(runtime="web", variant="web", state=LanguageState.BROKEN)
    pages = ExerciseFactory(
        published__runtime="web",
        published__variant="web",
        published__definition=definition(runtime="web", entry="script.js"),
    )
    stuck = SubmissionFactory(apprentice=apprentice, exercise=pages)
    fine = SubmissionFactory(apprentice=peer)
    in_box(somme_gives(5))
    assert state_after(stuck) == SubmissionState.QUEUED
    assert state_after(fine) == SubmissionState.PASSED


def test_after_a_fault_of_ours_known_answers_come_before_the_next_work(submission, in_box, known_answers):
    in_box(FakeSandbox(scenes=[Scene(starts=False)], look=somme_gives(5).look))
    assert state_after(submission) == SubmissionState.QUEUED
    assert known_answers.tried == []
    assert state_after(submission) == SubmissionState.PASSED
    assert known_answers.tried == ["javascript/javascript"]


# --- the lease while it is graded --------------------------------------------------------------------------


def test_the_lease_is_renewed_while_the_box_works(submission, in_box):
    seen = []

    def slow(probe):
        run = GradingRun.objects.get()
        jobs.heart.beat(run.claimed_at + timedelta(seconds=20))
        seen.append(GradingRun.objects.get().lease_ends_at - run.claimed_at)
        return somme_gives(5).look(probe)

    in_box(FakeSandbox(look=slow))
    assert state_after(submission) == SubmissionState.PASSED
    assert seen == [timedelta(seconds=50)]


def test_a_worker_that_hangs_loses_its_lease_in_the_end(submission, in_box):
    seen = []

    def hung(probe):
        run = GradingRun.objects.get()
        jobs.heart.beat(run.claimed_at + timedelta(minutes=10))
        seen.append(GradingRun.objects.get().lease_ends_at == run.lease_ends_at)

    in_box(FakeSandbox(look=hung))
    state_after(submission)
    assert seen == [True]


def test_nothing_is_renewed_between_two_runs(submission, in_box, django_assert_num_queries):
    in_box(somme_gives(5))
    state_after(submission)
    with django_assert_num_queries(0):
        jobs.heart.beat(NOON)


# --- lanes -------------------------------------------------------------------------------------------------


def test_what_is_checked_again_lets_those_pass_who_wait_live(apprentice, peer, in_box, monkeypatch):
    again = SubmissionFactory(apprentice=apprentice, lane=Lane.REGRADE)
    live = SubmissionFactory(apprentice=peer)
    in_box(somme_gives(5))
    order = []
    monkeypatch.setattr(jobs.time, "sleep", lambda seconds: order.append(state_after(live)))
    assert state_after(again) == SubmissionState.PASSED
    assert order == [SubmissionState.PASSED]


# --- proofs ------------------------------------------------------------------------------------------------

JUDGED_BY_ITS_WORDS = {"return a + b": 5, "return a - b": -1}


def reads_the_code(request):
    return next((value for words, value in JUDGED_BY_ITS_WORDS.items() if words in request), None)


class Honest(FakeSandbox):
    """A box that finds what the program in it would give."""

    def run(self, job):
        value = reads_the_code(job.request.decode())
        self.look = lambda probe: {"value": {"type": "number", "value": value}} if value is not None else None
        return super().run(job)


MINUS = {"script.js": "function somme(a, b) {\n  return a - b;\n}\n"}


def published(**changes):
    return ExerciseFactory(published__definition=definition(**changes)).current_version


def proof_of(version):
    jobs.prove_version(version_id=version.pk)
    return ExerciseVersion.objects.get(pk=version.pk)


def test_an_exercise_that_holds_is_proved(in_box):
    in_box(Honest())
    mistakes = {"moins": {"sentence": "somme(2, 3) donne -1.", "files": MINUS}}
    proved = proof_of(published(mistakes=mistakes))
    assert (proved.proof, proved.proof_problems) == (ProofState.HOLDS, [])
    assert proved.proof_ended_at is not None


def test_an_exercise_that_does_not_hold_says_why(in_box, caplog):
    in_box(Honest())
    proved = proof_of(published(solution=MINUS))
    assert proved.proof == ProofState.BROKEN
    assert [problem["trial"] for problem in proved.proof_problems] == ["solution"]
    assert "devrait réussir" in proved.proof_problems[0]["text"]
    assert "does not hold: solution" in caplog.text


def test_a_proof_is_made_once(in_box):
    sandbox = Honest()
    in_box(sandbox)
    version = published()
    proof_of(version)
    tried = len(sandbox.jobs)
    proof_of(version)
    assert len(sandbox.jobs) == tried == 2  # the solution and the starter: it is published already


def test_a_fault_of_ours_proves_nothing(in_box):
    in_box(FakeSandbox(scenes=[Scene(starts=False)]))
    proved = proof_of(published())
    assert proved.proof == ProofState.WAITING
    assert LanguageHealth.objects.get().state == LanguageState.UNSURE


def test_a_proof_waits_for_a_language_that_is_down(in_box, javascript):
    javascript.state = LanguageState.BROKEN
    javascript.save()
    sandbox = Honest()
    in_box(sandbox)
    proved = proof_of(published())
    assert (proved.proof, proved.proof_tries) == (ProofState.WAITING, 0)
    assert sandbox.jobs == []


def test_a_trial_that_takes_long_keeps_its_lease_and_one_that_hangs_loses_it(javascript, monkeypatch):
    LanguageHealth.objects.update(state=LanguageState.UNSURE)

    def slow(language):
        for seconds in range(5, 300, 5):
            jobs.heart.beat(NOON + timedelta(seconds=seconds))
            ends = LanguageHealth.objects.get().trial_ends_at
            assert (ends > NOON + timedelta(seconds=seconds)) == (seconds < 205)
        return ""

    monkeypatch.setattr(grading, "try_known_answers", slow)
    language = Language.of(javascript)
    assert health.try_language(language=language, now=NOON, beating=jobs.heart.trying) == LanguageState.RIGHT
    jobs.heart.beat(NOON)
    assert LanguageHealth.objects.get().trial_ends_at is None
