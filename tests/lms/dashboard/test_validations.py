"""What is validated in a class and in cohorts, counted from the book."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lms.dashboard.validations import class_validations, cohort_lines
from lms.records.actions import Source, ask_validation, record_evidence, validate
from lms.records.models import Competence, Evidence
from tests.factories.exercises import ExerciseFactory
from tests.factories.people import apprentice_of
from tests.factories.records import certify

CODES = ["T1-C11", "T1-C12", "T1-C21", "T1-C22"]


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def prove(trainer, now):
    def act(apprentice, *codes):
        source = Source("exercise", "e1", "Une page")
        record_evidence(apprentice=apprentice, competence_codes=codes, source=source, now=now)
        for code in codes:
            validate(
                apprentice=apprentice,
                competence=Competence.objects.get(code=code),
                level="acquired",
                met=[],
                evidence=Evidence.objects.filter(apprentice=apprentice),
                comment="",
                by=trainer,
                now=now,
            )

    return act


def test_a_trainer_sees_who_is_not_ready_and_why(apprentice, peer, cohort, trainer, prove, now, browse):
    certify(cohort)
    prove(apprentice, *CODES)
    source = Source("exercise", "e1", "Une page")
    record_evidence(apprentice=peer, competence_codes=["T1-C11", "T1-C12"], source=source, now=now)
    asked = Competence.objects.get(code="T1-C11")
    ask_validation(apprentice=peer, competence=asked, message="", by=peer, now=now)
    (table,) = class_validations(cohort)
    assert [row.apprentice for row in table.not_ready] == [peer]
    states = [entry.state for entry in table.not_ready[0].missing]
    assert states == ["asked", "evidenced", "empty", "empty"]
    assert [(state, len(entries)) for state, entries in table.not_ready[0].why] == [
        ("asked", 1),
        ("evidenced", 1),
        ("empty", 2),
    ]
    shown = browse(trainer).get(reverse("class_validations", args=[cohort.pk])).content.decode()
    assert "attend une réponse" in shown
    assert shown.count("Pas encore de preuve\N{NO-BREAK SPACE}: ") == 1  # one line for all of them


def test_what_no_exercise_covers_is_named(apprentice, cohort):
    certify(cohort)
    exercise = ExerciseFactory()
    version = exercise.current_version
    type(version).objects.filter(pk=version.pk).update(competence_codes=["T1-C11"])
    (table,) = class_validations(cohort)
    assert [competence.code for competence in table.uncovered] == CODES[1:]


def test_a_coordinator_counts_people_of_her_schools(
    apprentice, peer, cohort, other_cohort, coordinator, prove, browse
):
    certify(cohort)
    certify(other_cohort, "T2")
    prove(apprentice, *CODES)
    prove(peer, "T1-C11")
    (line,) = cohort_lines([cohort])
    assert (line.apprentices, line.complete, line.started, line.requests) == (2, 1, 2, 0)
    shown = browse(coordinator).get(reverse("cohort_validations")).content.decode()
    assert cohort.name in shown
    assert other_cohort.name not in shown


def test_both_cost_the_same_with_more_people(apprentice, cohort, prove):
    certify(cohort)
    prove(apprentice, "T1-C11")
    for read in (lambda: class_validations(cohort), lambda: cohort_lines([cohort])):
        with CaptureQueriesContext(connection) as few:
            read()
        prove(apprentice_of(cohort), "T1-C11", "T1-C12")
        with CaptureQueriesContext(connection) as many:
            read()
        assert len(many) == len(few)


def test_what_was_asked_waits_on_the_screen_of_her_trainers_until_somebody_decides(
    apprentice, cohort, trainer, other_school_trainer, prove, now, browse
):
    certify(cohort)
    competence = Competence.objects.get(code="T1-C11")
    source = Source("exercise", "e0", "Une carte")
    record_evidence(apprentice=apprentice, competence_codes=["T1-C11"], source=source, now=now)
    ask_validation(apprentice=apprentice, competence=competence, message="", by=apprentice, now=now)
    address = reverse("competence", args=[apprentice.pk, competence.pk])
    home = reverse("home")
    assert address in browse(trainer).get(home).content.decode()
    assert address not in browse(other_school_trainer).get(home).content.decode()
    prove(apprentice, "T1-C11")
    assert address not in browse(trainer).get(home).content.decode()
