"""The review page under haste and forgery: one answer, no word lost, nothing of another school."""

from datetime import timedelta

import pytest
from django.urls import reverse

from exercises.models import Review, ReviewDraft
from exercises.states import SubmissionState
from lms.people import roles
from lms.people.models import Enrolment
from tests.factories.exercises import NOON, ExerciseFactory, SubmissionFactory, judged
from tests.factories.people import EnrolmentFactory, staff_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def passed(apprentice):
    return judged(SubmissionFactory(apprentice=apprentice, state=SubmissionState.PASSED, number=1))


def test_a_double_click_answers_once(passed, trainer, browse):
    address = reverse("review", args=[passed.pk])
    visitor = browse(trainer)
    answers = [visitor.post(address, {"decision": "accepted", "comment": "Clair."}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Review.objects.count() == 1


def test_who_answers_after_a_colleague_keeps_her_words(passed, trainer, school, browse):
    browse(staff_of(school, roles.TRAINER)).post(
        reverse("review", args=[passed.pk]), {"decision": "accepted"}
    )
    answer = browse(trainer).post(
        reverse("review", args=[passed.pk]), {"decision": "accepted", "comment": "Mes mots."}
    )
    assert answer.status_code == 422
    assert "Mes mots." in answer.content.decode()
    assert ReviewDraft.objects.get(trainer=trainer).typed["comment"] == "Mes mots."


def test_the_school_she_left_reads_no_try_of_the_next(apprentice, trainer, other_cohort, browse):
    exercise = ExerciseFactory()
    here = judged(
        SubmissionFactory(apprentice=apprentice, exercise=exercise, state=SubmissionState.PASSED, number=1)
    )
    Enrolment.objects.filter(apprentice=apprentice).update(left_on=NOON.date())
    EnrolmentFactory(apprentice=apprentice, cohort=other_cohort)
    SubmissionFactory(
        apprentice=apprentice,
        exercise=exercise,
        state=SubmissionState.FAILED,
        number=2,
        submitted_at=NOON + timedelta(days=9),
        content="// écrit ailleurs\n",
    )
    visitor = browse(trainer)
    page = visitor.get(reverse("code_of_try", args=[here.pk]), {"avec": "2"}).content.decode()
    assert "écrit ailleurs" not in page
    assert "n° 2" not in visitor.get(reverse("review", args=[here.pk])).content.decode()


@pytest.mark.parametrize("name", ["level:\0", "level:" + "x" * 60, "words:é"])
def test_a_forged_field_is_not_kept(name, passed, trainer, browse):
    answer = browse(trainer).post(reverse("keep_review", args=[passed.pk]), {name: "x", "comment": "Bien."})
    assert answer.status_code == 302
    assert ReviewDraft.objects.get().typed == {"comment": "Bien."}


def test_a_number_beyond_all_rows_is_nobodys(passed, trainer, browse):
    answer = browse(trainer).post(reverse("keep_review", args=[passed.pk]), {"edit": "9" * 5000})
    assert answer.status_code == 302
