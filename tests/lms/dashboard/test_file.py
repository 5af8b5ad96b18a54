"""The file of one apprentice: who opens it, what each reads there, and that leaving loses nothing."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exercises.actions.help import ask_for_help
from exercises.actions.review import review_submission
from exercises.queries import (
    help_visible_to,
    help_waiting_for,
    submissions_followed_by,
    submissions_visible_to,
    submissions_waiting_for,
)
from exercises.states import ReviewDecision, SubmissionState
from lms.dashboard.file import SHOWN, rhythm_of
from lms.people.actions import record_exit, write_note
from lms.people.models import ExitKind, NoteAudience
from lms.records.actions import Source, record_evidence
from tests.factories.curriculum import make_course
from tests.factories.exercises import NOON, ExerciseFactory, SubmissionFactory, judged
from tests.factories.people import EnrolmentFactory
from tests.factories.records import certify

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(apprentice, trainer, cohort, now):
    """One exercise passed and answered, one question, a note for each audience."""
    certify(cohort)
    exercise = ExerciseFactory()
    make_course(cohort.programme, [exercise.key])
    submission = judged(
        SubmissionFactory(apprentice=apprentice, exercise=exercise, state=SubmissionState.PASSED)
    )
    review_submission(
        submission=submission, decision=ReviewDecision.ACCEPTED, comment="Bien nommé.", by=trainer, now=now
    )
    ask_for_help(
        apprentice=apprentice, exercise=ExerciseFactory(), text="Pourquoi une boucle ?", files={}, now=now
    )
    write_note(apprentice=apprentice, text="Note d’équipe.", audience=NoteAudience.TEAM, by=trainer, now=now)
    return submission


@pytest.fixture
def gone(apprentice, trainer, work, now):
    """She found a job the day after."""
    enrolment = apprentice.enrolments.select_related("cohort").get()
    later = now + timedelta(days=1)
    return record_exit(enrolment=enrolment, on=later.date(), kind=ExitKind.JOB, by=trainer, now=later)


def page_for(browser, person):
    return browser.get(reverse("apprentice_file", args=[person.pk])).content.decode()


@pytest.mark.parametrize(
    ("who", "reads_work", "reads_note"),
    [
        ("apprentice", True, False),
        ("trainer", True, True),
        ("coordinator", False, True),
        ("adviser", False, True),
    ],
)
def test_each_reads_what_is_hers(who, reads_work, reads_note, cast, apprentice, work, browse):
    page = page_for(browse(cast[who]), apprentice)
    assert "Exercices essayés" in page
    assert "Additionner" in page
    assert ("Bien nommé." in page) == reads_work
    assert ("Pourquoi une boucle ?" in page) == reads_work
    assert (reverse("review", args=[work.pk]) in page) == (who == "trainer")
    assert ("Note d’équipe." in page) == reads_note


def test_an_empty_file_says_so(trainer, apprentice, browse):
    page = page_for(browse(trainer), apprentice)
    assert "Exercices essayés" in page
    assert "Aucune note que vous puissiez lire." in page
    assert reverse("apprentice_portfolio", args=[apprentice.pk]) in page


def test_after_a_job_is_found_her_trainers_still_read_her_work(gone, work, trainer, apprentice, browse):
    browser = browse(trainer)
    page = page_for(browser, apprentice)
    assert "Emploi trouvé" in page
    assert "Bien nommé." in page
    assert "Pourquoi une boucle ?" in page
    for name in ("review", "code_of_try"):
        assert browser.get(reverse(name, args=[work.pk])).status_code == 200
    assert browser.get(reverse("apprentice_competences", args=[apprentice.pk])).status_code == 200
    assert "Emploi trouvé" in browser.get(reverse("cohort", args=[gone.cohort_id])).content.decode()


def test_who_left_waits_for_nothing(gone, trainer, apprentice):
    SubmissionFactory(apprentice=apprentice, state=SubmissionState.PASSED, submitted_at=NOON)
    assert not submissions_waiting_for(trainer).exists()
    assert help_visible_to(trainer).exists()
    assert not help_waiting_for(trainer).exists()


def test_a_school_she_left_does_not_read_what_she_does_in_the_next(
    gone, work, apprentice, trainer, adviser, other_cohort, other_school_trainer, other_school_apprentice
):
    EnrolmentFactory(apprentice=apprentice, cohort=other_cohort)
    later = SubmissionFactory(
        apprentice=apprentice, state=SubmissionState.PASSED, submitted_at=NOON + timedelta(days=9)
    )
    assert set(submissions_visible_to(trainer)) == {work}
    assert set(submissions_followed_by(adviser)) == {work}
    assert set(submissions_visible_to(other_school_trainer)) == {work, later}
    assert not submissions_visible_to(other_school_apprentice).exists()


def test_a_school_she_left_follows_nothing_of_the_next(
    gone, work, trainer, apprentice, other_cohort, now, browse
):
    EnrolmentFactory(apprentice=apprentice, cohort=other_cohort, enrolled_on=now.date() + timedelta(days=30))
    later = now + timedelta(days=40)
    record_evidence(
        apprentice=apprentice,
        competence_codes=["T1-C12"],
        source=Source("exercise", "x", "Ailleurs"),
        now=later,
    )
    certify(other_cohort)
    record_evidence(
        apprentice=apprentice,
        competence_codes=["T1-C12"],
        source=Source("exercise", "y", "Ailleurs"),
        now=later,
    )
    browser = browse(trainer)
    page = browser.get(reverse("apprentice_file", args=[apprentice.pk])).content.decode()
    assert "Rythme" not in page
    assert reverse("write_note", args=[apprentice.pk]) not in page
    competences = browser.get(reverse("apprentice_competences", args=[apprentice.pk])).content.decode()
    assert "Ailleurs" not in competences
    assert "Ailleurs" in browse(apprentice).get(reverse("my_competences")).content.decode()


def test_she_still_reads_her_own_file_and_competences(gone, apprentice, browse):
    browser = browse(apprentice)
    assert "Emploi trouvé" in page_for(browser, apprentice)
    assert "Un titre" in browser.get(reverse("my_competences")).content.decode()


def test_the_rhythm_counts_whole_weeks_by_the_clock_of_the_school(apprentice):
    sunday_late = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)
    for moment in (sunday_late, NOON, NOON + timedelta(hours=1), NOON - timedelta(weeks=20)):
        SubmissionFactory(apprentice=apprentice, state=SubmissionState.FAILED, submitted_at=moment)
    weeks = rhythm_of(apprentice, today=date(2026, 11, 25))
    assert [week.handed_in for week in weeks[:3]] == [2, 1, 0]
    assert (weeks[0].starts_on, len(weeks)) == (date(2026, 11, 23), 8)


@pytest.mark.parametrize("who", ["apprentice", "trainer", "adviser"])
def test_a_long_history_costs_no_more_queries(who, cast, apprentice, trainer, work, now, browse):
    browser, url = browse(cast[who]), reverse("apprentice_file", args=[apprentice.pk])

    def cost():
        browser.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(url).status_code == 200
        return len(captured)

    before = cost()
    for _ in range(3):
        one = judged(SubmissionFactory(apprentice=apprentice, state=SubmissionState.PASSED))
        review_submission(
            submission=one, decision=ReviewDecision.ACCEPTED, comment="Oui.", by=trainer, now=now
        )
        ask_for_help(apprentice=apprentice, exercise=ExerciseFactory(), text="?", files={}, now=now)
        write_note(apprentice=apprentice, text="x", audience=NoteAudience.SHARED, by=trainer, now=now)
    assert cost() == before


def test_the_newest_of_a_year_is_shown_first_and_the_whole_when_asked(trainer, apprentice, cohort, browse):
    works = [
        SubmissionFactory(
            apprentice=apprentice,
            exercise=ExerciseFactory(),
            state=SubmissionState.PASSED,
            submitted_at=NOON + timedelta(hours=hour),
        )
        for hour in range(SHOWN + 1)
    ]
    oldest, newest = (reverse("review", args=[work.pk]) for work in (works[0], works[-1]))
    page = page_for(browse(trainer), apprentice)
    assert newest in page
    assert oldest not in page
    assert f"Voir les {SHOWN + 1} exercices" in page
    whole = browse(trainer).get(reverse("apprentice_file", args=[apprentice.pk]), {"tout": "oui"})
    assert oldest in whole.content.decode()
    assert "Voir les" not in whole.content.decode()
