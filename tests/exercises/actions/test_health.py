"""Known answers decide which languages are believed, and when they are tried again."""

from datetime import timedelta

import pytest

from exercises import grading
from exercises.actions import health
from exercises.languages import Language
from exercises.models import LanguageHealth
from exercises.queries import languages_to_try
from exercises.states import Lane, LanguageState
from tests.factories.exercises import NOON, ExerciseFactory, LanguageHealthFactory, SubmissionFactory

pytestmark = pytest.mark.django_db

JAVASCRIPT = Language("javascript", "javascript")
SECOND = timedelta(seconds=1)


@pytest.fixture
def finds(monkeypatch):
    """Return a function that says what known answers find; `finds.tried` lists the languages tried."""
    tried = []

    def find(detail):
        monkeypatch.setattr(grading, "try_known_answers", lambda language: tried.append(language) or detail)

    find.tried = tried
    find("")
    return find


@pytest.fixture
def woken(monkeypatch):
    calls = []
    monkeypatch.setattr(
        health, "enqueue_after_commit", lambda queue, job, **arguments: calls.append((queue, arguments))
    )
    return calls


def try_it(at=NOON):
    return health.try_language(language=JAVASCRIPT, now=at)


def test_what_known_answers_find_is_kept(finds):
    assert try_it() == LanguageState.RIGHT
    assert LanguageHealth.objects.get().tried_at == NOON


def test_a_language_that_is_right_is_not_tried_again(finds):
    try_it()
    try_it(NOON + SECOND)
    assert finds.tried == [JAVASCRIPT]


def test_a_broken_language_says_why_and_since_when(finds):
    finds("known bad passed")
    for seconds in (0, 40, 80):
        assert try_it(NOON + seconds * SECOND) == LanguageState.BROKEN
    row = LanguageHealth.objects.get()
    assert (row.detail, row.since, row.tried_at) == ("known bad passed", NOON, NOON + 80 * SECOND)


def test_two_workers_do_not_try_the_same_language_at_once(monkeypatch):
    states = []

    def meanwhile(language):
        states.append(try_it())
        return ""

    monkeypatch.setattr(grading, "try_known_answers", meanwhile)
    assert try_it() == LanguageState.RIGHT
    assert states == [LanguageState.UNSURE]


def test_a_trial_whose_worker_died_is_taken_over(finds):
    LanguageHealthFactory(state=LanguageState.UNSURE, trial_ends_at=NOON + SECOND)
    assert try_it(NOON) == LanguageState.UNSURE
    assert try_it(NOON + 2 * SECOND) == LanguageState.RIGHT


def test_a_trial_whose_worker_is_killed_holds_nobody_up_for_minutes(finds, monkeypatch):
    def die(language):
        raise SystemExit

    monkeypatch.setattr(grading, "try_known_answers", die)
    with pytest.raises(SystemExit):
        try_it()
    finds("")
    assert try_it(NOON + 10 * SECOND) == LanguageState.UNSURE
    assert try_it(NOON + 40 * SECOND) == LanguageState.RIGHT


def test_what_waited_is_woken_when_the_language_works_again(finds, woken, apprentice, peer):
    LanguageHealthFactory(state=LanguageState.BROKEN)
    live = SubmissionFactory(apprentice=apprentice)
    again = SubmissionFactory(apprentice=peer, lane=Lane.REGRADE)
    SubmissionFactory(
        apprentice=peer, exercise=ExerciseFactory(published__runtime="web", published__variant="web")
    )
    try_it(NOON + timedelta(minutes=1))
    assert woken == [
        ("grading-live", {"submission_id": live.pk}),
        ("grading-regrade", {"submission_id": again.pk}),
    ]


def test_nothing_is_woken_while_it_stays_broken(finds, woken, apprentice):
    finds("no engine")
    SubmissionFactory(apprentice=apprentice)
    try_it()
    assert woken == []


def test_doubt_touches_only_what_was_believed():
    LanguageHealthFactory(state=LanguageState.BROKEN)
    health.doubt(language=JAVASCRIPT, host="", now=NOON)
    assert LanguageHealth.objects.get().state == LanguageState.BROKEN


def test_a_worker_that_starts_doubts_what_is_not_fresh():
    LanguageHealthFactory(tried_at=NOON - timedelta(minutes=1))
    LanguageHealthFactory(runtime="web", variant="web", tried_at=NOON - timedelta(hours=1))
    health.doubt_everything(now=NOON)
    states = dict(LanguageHealth.objects.values_list("runtime", "state"))
    assert states == {"javascript": LanguageState.RIGHT, "web": LanguageState.UNSURE}


def test_the_most_used_languages_are_tried_first(apprentice):
    ExerciseFactory()
    used = ExerciseFactory(published__runtime="web", published__variant="web")
    SubmissionFactory(apprentice=apprentice, exercise=used)
    assert languages_to_try(host="", now=NOON) == [Language("web", "web"), JAVASCRIPT]


@pytest.mark.parametrize(
    ("state", "retry_at", "due"),
    [
        (LanguageState.RIGHT, NOON, False),
        (LanguageState.UNSURE, NOON, True),
        (LanguageState.BROKEN, NOON, True),
        (LanguageState.BROKEN, NOON + SECOND, False),
        # Written by a clock that was an hour ahead.
        (LanguageState.BROKEN, NOON + timedelta(hours=1), True),
    ],
)
def test_what_is_tried_again_and_when(state, retry_at, due):
    ExerciseFactory()
    LanguageHealthFactory(state=state, retry_at=retry_at)
    assert languages_to_try(host="", now=NOON) == ([JAVASCRIPT] if due else [])


def test_a_trial_begun_while_the_clock_was_ahead_is_not_waited_for(finds):
    LanguageHealthFactory(state=LanguageState.UNSURE, trial_ends_at=NOON + timedelta(hours=1))
    assert try_it() == LanguageState.RIGHT


def test_a_broken_language_is_tried_again_after_a_while(finds):
    ExerciseFactory()
    finds("no engine")
    try_it()
    assert languages_to_try(host="", now=NOON + SECOND) == []
    assert languages_to_try(host="", now=NOON + timedelta(minutes=1)) == [JAVASCRIPT]


def test_a_language_the_grader_does_not_know_is_broken():
    state = health.try_language(language=Language("cobol", "cobol"), now=NOON)
    assert state == LanguageState.BROKEN
    assert "does not know" in LanguageHealth.objects.get().detail
