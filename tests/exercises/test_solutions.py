"""Solutions open once one has passed, or by a trainer's leave; who reads them early is known."""

import pytest
from django.urls import reverse

from exercises.actions.solutions import note_reading, show_solutions
from exercises.models import SolutionAccess
from exercises.queries import health_of
from exercises.states import SubmissionState
from lms.core.models import AuditEvent
from lms.core.permissions import Denied
from tests.factories.exercises import NOON, ExerciseFactory, SubmissionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def exercise():
    return ExerciseFactory(key="additionner")


@pytest.fixture
def work(exercise, apprentice):
    return SubmissionFactory(apprentice=apprentice, exercise=exercise, number=1, state=SubmissionState.FAILED)


def pass_now(work):
    type(work).objects.filter(pk=work.pk).update(state=SubmissionState.PASSED)


def solutions_page(visitor, exercise):
    return visitor.get(reverse("solutions", args=[exercise.key]))


def test_nobody_reads_them_before_passing(exercise, work, apprentice, browse):
    visitor = browse(apprentice)
    assert solutions_page(visitor, exercise).status_code == 403
    assert "Lire les solutions" not in visitor.get(reverse("exercise", args=[exercise.key])).content.decode()
    assert not SolutionAccess.objects.exists()


def test_who_has_passed_compares_them_with_her_own_code(exercise, work, apprentice, browse):
    pass_now(work)
    page = solutions_page(browse(apprentice), exercise).content.decode()
    assert "Ce qui diffère de votre essai 1" in page
    assert "<del>function somme(a, b) {}</del>" in page
    access = SolutionAccess.objects.get()
    assert (access.seen_before_passing, access.given_at) == (False, None)
    assert access.seen_at is not None


def test_a_trainer_gives_leave_and_knows_who_read_them_early(exercise, work, apprentice, trainer, browse):
    teacher, visitor = browse(trainer), browse(apprentice)
    review = reverse("review", args=[work.pk])
    assert "Lui montrer les solutions" in teacher.get(review).content.decode()
    teacher.post(reverse("show_solutions", args=[work.pk]))
    assert "ne l’a pas encore fait" in teacher.get(review).content.decode()
    assert AuditEvent.objects.filter(action="solutions_shown", actor_id=trainer.pk).exists()
    assert "Lire les solutions" in visitor.get(reverse("exercise", args=[exercise.key])).content.decode()
    assert "réécrivez-la à votre façon" in solutions_page(visitor, exercise).content.decode()
    assert SolutionAccess.objects.get().seen_before_passing
    assert "A lu les solutions avant de réussir" in teacher.get(review).content.decode()
    assert health_of(exercise).read_solutions_first == 1


def test_the_first_reading_counts(exercise, work, apprentice, trainer, now):
    show_solutions(submission=work, by=trainer, now=NOON)
    note_reading(apprentice=apprentice, exercise=exercise, now=NOON)
    pass_now(work)
    access = note_reading(apprentice=apprentice, exercise=exercise, now=now)
    assert (access.seen_at, access.seen_before_passing) == (NOON, True)


def test_leave_given_twice_is_given_once(exercise, work, trainer, now):
    show_solutions(submission=work, by=trainer, now=NOON)
    assert show_solutions(submission=work, by=trainer, now=now).given_at == NOON


def test_a_trainer_of_another_school_gives_no_leave(work, other_school_trainer):
    with pytest.raises(Denied):
        show_solutions(submission=work, by=other_school_trainer, now=NOON)
