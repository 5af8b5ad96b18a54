"""Several machines that grade: each is believed for itself, and none takes from the others what it cannot do."""

from datetime import timedelta

import pytest

from exercises import grading, jobs
from exercises.actions import grade, health
from exercises.languages import Language
from exercises.management.commands.grading_pool import share_of
from exercises.models import LanguageHealth
from exercises.presence import Boxes
from exercises.queries import (
    forgotten_submissions,
    ill_hosts,
    language_is_down,
    languages_known,
    languages_to_try,
    queue_position,
    state_on,
)
from exercises.states import LanguageState, SubmissionState
from tests.factories.exercises import NOON, ExerciseFactory, LanguageHealthFactory, SubmissionFactory

pytestmark = pytest.mark.django_db

JAVASCRIPT = Language("javascript", "javascript")
LATER = NOON + timedelta(minutes=2)


@pytest.fixture
def on(settings):
    """Return a function that says on which host the code runs from then on."""

    def stand(host):
        settings.GRADER = {**settings.GRADER, "HOST": host}

    return stand


@pytest.fixture
def woken(monkeypatch):
    calls = []
    monkeypatch.setattr(
        health,
        "enqueue_after_commit",
        lambda queue, job, **arguments: calls.append(arguments["submission_id"]),
    )
    return calls


@pytest.fixture
def naps(monkeypatch):
    taken = []
    monkeypatch.setattr(jobs.time, "sleep", taken.append)
    return taken


def test_a_worker_says_on_which_host_it_is(on):
    on("two")
    assert grading.host_of(grading.worker_name()) == "two"
    on("")
    assert grading.host_of(grading.worker_name()) == ""


def test_a_host_whose_engine_is_ill_condemns_only_itself(on, monkeypatch):
    for host, detail in (("one", ""), ("two", "no engine")):
        on(host)
        monkeypatch.setattr(grading, "try_known_answers", lambda language, found=detail: found)
        health.try_language(language=JAVASCRIPT, now=NOON)
    assert state_on("one", JAVASCRIPT) == LanguageState.RIGHT
    assert state_on("two", JAVASCRIPT) == LanguageState.BROKEN
    assert not language_is_down(JAVASCRIPT)
    assert [row.state for row in languages_known()] == [LanguageState.RIGHT]
    assert ill_hosts() == {"two": [JAVASCRIPT]}


def test_a_language_that_works_nowhere_is_down_and_no_host_is_ill(apprentice):
    submission = SubmissionFactory(apprentice=apprentice)
    for host in ("one", "two"):
        LanguageHealthFactory(host=host, state=LanguageState.BROKEN)
    assert language_is_down(JAVASCRIPT)
    assert ill_hosts() == {}
    assert list(forgotten_submissions(now=submission.submitted_at + timedelta(hours=1))) == []


def test_work_is_woken_as_long_as_one_host_does_its_language(apprentice, peer):
    before = SubmissionFactory(apprentice=peer)
    submission = SubmissionFactory(
        apprentice=apprentice, submitted_at=before.submitted_at + timedelta(seconds=1)
    )
    LanguageHealthFactory(host="one", state=LanguageState.BROKEN)
    LanguageHealthFactory(host="two", state=LanguageState.RIGHT)
    later = submission.submitted_at + timedelta(hours=1)
    assert list(forgotten_submissions(now=later)) == [before, submission]
    assert queue_position(submission) == 2


def test_each_host_tries_for_itself(on):
    ExerciseFactory()
    LanguageHealthFactory(host="one")
    assert languages_to_try(host="one", now=NOON) == []
    assert languages_to_try(host="two", now=NOON) == [JAVASCRIPT]


def test_an_ill_host_hands_work_on_and_lets_others_take_it(on, woken, naps, apprentice):
    on("ill")
    LanguageHealthFactory(host="ill", state=LanguageState.BROKEN)
    LanguageHealthFactory(host="well", state=LanguageState.RIGHT)
    submission = SubmissionFactory(apprentice=apprentice)
    jobs.grade_submission(submission_id=submission.pk)
    submission.refresh_from_db()
    assert submission.state == SubmissionState.QUEUED
    assert (woken, naps) == ([submission.pk], [jobs.HANDED_ON_SECONDS])


def test_nothing_is_handed_round_where_no_host_does_the_language(on, woken, naps, apprentice):
    on("ill")
    for host in ("ill", "other"):
        LanguageHealthFactory(host=host, state=LanguageState.BROKEN)
    jobs.grade_submission(submission_id=SubmissionFactory(apprentice=apprentice).pk)
    assert (woken, naps) == ([], [])


def test_what_a_dead_host_held_is_taken_by_another_at_once(woken, apprentice):
    for host in ("dead", "well"):
        LanguageHealthFactory(host=host)
    submission = SubmissionFactory(apprentice=apprentice)
    grade.claim_submission(submission=submission, worker="dead/machine:7", now=NOON)
    grade.release_stuck_runs(now=LATER)
    submission.refresh_from_db()
    assert submission.state == SubmissionState.QUEUED
    assert submission.pk in woken
    assert state_on("dead", JAVASCRIPT) == LanguageState.UNSURE
    assert state_on("well", JAVASCRIPT) == LanguageState.RIGHT


def test_a_host_that_has_gone_is_forgotten_one_that_speaks_is_not(on):
    LanguageHealthFactory(host="gone", seen_at=NOON)
    LanguageHealthFactory(host="here", seen_at=NOON)
    on("here")
    health.note_host(now=NOON + health.SILENT_AFTER)
    assert health.forget_silent_hosts(now=NOON + health.SILENT_AFTER + timedelta(seconds=1)) == 1
    assert LanguageHealth.objects.get().host == "here"


@pytest.mark.parametrize(("hosts", "share"), [(1, 12), (2, 6), (5, 3)])
def test_hosts_share_the_boxes_of_a_class(hosts, share):
    assert share_of({"version": 12}, Boxes(hosts=hosts)) == {"version": share}
    assert share_of({"version": 12}, None) == {"version": 12}
