"""A mended exercise on past work: seen first, then applied; nothing falls unless it was chosen."""

import pytest

from exercises import grading, jobs
from exercises.actions.regrading import (
    RegradingRefused,
    apply_regrading,
    begin_regrading,
    cancel_regrading,
    store_try,
    wake_forgotten_regradings,
)
from exercises.models import Regrading
from exercises.queries import work_to_try, works_of
from exercises.states import RegradingState, SubmissionState
from grader.contract import CheckResult, Fault, Outcome, Verdict
from lms.core.models import AuditEvent
from lms.core.permissions import Denied
from lms.core.states import TransitionRefused
from lms.records.models import Evidence
from tests.factories.exercises import NOON, ExerciseFactory, ExerciseVersionFactory, SubmissionFactory, judged
from tests.factories.records import certify

pytestmark = pytest.mark.django_db

PASSED, FAILED = SubmissionState.PASSED, SubmissionState.FAILED


def says(passed, sentence="Il manque un titre."):
    result = CheckResult("c", "Il y a un titre.", passed, "" if passed else sentence)
    return Verdict(Outcome.FINISHED, Fault.NOBODY, passed, "", (result,))


OURS = Verdict(Outcome.COULD_NOT_START, Fault.PLATFORM, False, "", detail="the engine hangs")


@pytest.fixture
def exercise(cohort):
    certify(cohort)
    found = ExerciseFactory()
    found.current_version = ExerciseVersionFactory(exercise=found, number=2)
    found.save()
    return found


def past_work(apprentice, exercise, number, state):
    first = exercise.versions.get(number=1)
    return judged(
        SubmissionFactory(apprentice=apprentice, exercise=exercise, version=first, number=number, state=state)
    )


@pytest.fixture
def tried(apprentice, peer, exercise, trainer):
    """A try of version 2: what failed passes now, what passed fails now, and one stays as it is."""
    past_work(apprentice, exercise, 1, FAILED)
    past_work(peer, exercise, 1, PASSED)
    past_work(peer, exercise, 2, PASSED)
    regrading = begin_regrading(exercise=exercise, by=trainer, now=NOON)
    for work, passed in zip(works_of(regrading), (True, False, True), strict=True):
        store_try(work=work, verdict=says(passed), now=NOON)
    regrading.refresh_from_db()
    return regrading


def states_of(regrading):
    return [work.submission.state for work in works_of(regrading)]


def test_trying_moves_nobodys_result(tried):
    assert tried.state == RegradingState.READY
    assert states_of(tried) == [FAILED, PASSED, PASSED]
    raised, lowered, same = works_of(tried)
    assert (raised.is_raised, lowered.is_lowered, same.is_raised or same.is_lowered) == (True, True, False)
    assert lowered.sentence == "Il manque un titre."


def test_applying_raises_and_lowers_nothing(tried, trainer, apprentice):
    assert apply_regrading(regrading=tried, lowered=[], by=trainer, now=NOON) == 1
    assert states_of(tried) == [PASSED, PASSED, PASSED]
    raised = works_of(tried)[0].submission
    assert (raised.version, raised.current_run.results.get().passed) == (tried.version, True)
    assert Evidence.objects.filter(apprentice=apprentice).exists()
    assert AuditEvent.objects.filter(action="result_regraded").count() == 1


def test_a_result_falls_only_where_it_was_chosen(tried, trainer):
    lowered = works_of(tried)[1]
    assert apply_regrading(regrading=tried, lowered=[lowered.pk], by=trainer, now=NOON) == 2
    assert states_of(tried) == [PASSED, FAILED, PASSED]


def test_cancelling_leaves_everything_as_it_was(tried, trainer):
    cancel_regrading(regrading=tried, by=trainer, now=NOON)
    assert states_of(tried) == [FAILED, PASSED, PASSED]
    with pytest.raises(TransitionRefused):
        apply_regrading(regrading=tried, lowered=[], by=trainer, now=NOON)


def test_nothing_is_applied_before_everything_was_tried(apprentice, exercise, trainer):
    past_work(apprentice, exercise, 1, FAILED)
    regrading = begin_regrading(exercise=exercise, by=trainer, now=NOON)
    with pytest.raises(TransitionRefused):
        apply_regrading(regrading=regrading, lowered=[], by=trainer, now=NOON)


def test_work_of_other_schools_is_left_alone(other_school_apprentice, apprentice, exercise, trainer):
    past_work(other_school_apprentice, exercise, 1, FAILED)
    with pytest.raises(RegradingRefused, match="rien à essayer"):
        begin_regrading(exercise=exercise, by=trainer, now=NOON)
    mine = past_work(apprentice, exercise, 1, FAILED)
    regrading = begin_regrading(exercise=exercise, by=trainer, now=NOON)
    assert [work.submission for work in works_of(regrading)] == [mine]


def test_one_try_at_a_time(apprentice, exercise, trainer):
    past_work(apprentice, exercise, 1, FAILED)
    begin_regrading(exercise=exercise, by=trainer, now=NOON)
    with pytest.raises(RegradingRefused, match="décidez d’abord"):
        begin_regrading(exercise=exercise, by=trainer, now=NOON)


@pytest.mark.parametrize("stranger", ["apprentice", "peer", "other_school_trainer", "coordinator", "adviser"])
def test_strangers_decide_nothing(tried, cast, stranger):
    for act in (
        lambda: apply_regrading(regrading=tried, lowered=[], by=cast[stranger], now=NOON),
        lambda: cancel_regrading(regrading=tried, by=cast[stranger], now=NOON),
    ):
        with pytest.raises(Denied):
            act()
    assert Regrading.objects.get().state == RegradingState.READY


def test_our_fault_is_tried_again_and_then_leaves_the_result(apprentice, exercise, trainer):
    past_work(apprentice, exercise, 1, FAILED)
    regrading = begin_regrading(exercise=exercise, by=trainer, now=NOON)
    (work,) = works_of(regrading)
    for _attempt in range(2):
        store_try(work=work, verdict=OURS, now=NOON)
        assert work_to_try(work.pk) is not None
        assert wake_forgotten_regradings() == 1
    store_try(work=work, verdict=OURS, now=NOON)
    assert work_to_try(work.pk) is None
    work.refresh_from_db()
    assert (work.after, "comme il est" in work.sentence) == ("", True)


def test_a_result_that_moved_meanwhile_is_left_alone(tried, trainer):
    submission = works_of(tried)[0].submission
    type(submission).objects.filter(pk=submission.pk).update(state=PASSED)
    assert apply_regrading(regrading=tried, lowered=[], by=trainer, now=NOON) == 0


def test_the_job_tries_the_files_that_were_handed_in(monkeypatch, apprentice, exercise, trainer):
    past_work(apprentice, exercise, 1, FAILED)
    (work,) = works_of(begin_regrading(exercise=exercise, by=trainer, now=NOON))
    seen = []
    monkeypatch.setattr(jobs, "can_be_believed", lambda *_: True)
    monkeypatch.setattr(
        grading, "try_version", lambda version, files, run_id: seen.append((version, files)) or says(True)
    )
    jobs.try_on_past_work(work_id=work.pk)
    jobs.try_on_past_work(work_id=work.pk)
    assert [(version.number, list(files)) for version, files in seen] == [(2, ["script.js"])]
    work.refresh_from_db()
    assert work.after == PASSED


def test_work_that_the_version_cannot_take_stays_and_says_why(monkeypatch, apprentice, exercise, trainer):
    past_work(apprentice, exercise, 1, FAILED)
    (work,) = works_of(begin_regrading(exercise=exercise, by=trainer, now=NOON))
    monkeypatch.setattr(jobs, "can_be_believed", lambda *_: True)

    def refuse(*_args, **_kwargs):
        raise grading.RefusedFiles("Le fichier script.js n’est pas dans cet exercice.")

    monkeypatch.setattr(grading, "try_version", refuse)
    jobs.try_on_past_work(work_id=work.pk)
    work.refresh_from_db()
    assert (work.after, work.sentence) == ("", "Le fichier script.js n’est pas dans cet exercice.")
