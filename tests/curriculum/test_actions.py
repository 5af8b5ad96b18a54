from datetime import timedelta

import pytest

from curriculum.actions.path import mark_lesson_read
from curriculum.models import LessonPage, LessonReading
from lms.core.permissions import Denied
from tests.factories.curriculum import make_course
from tests.factories.people import ProgrammeFactory


@pytest.fixture
def lesson(cohort):
    return LessonPage.objects.descendant_of(make_course(cohort.programme, [])).get()


def test_reading_a_lesson_is_remembered_with_its_moment(lesson, apprentice, now):
    reading = mark_lesson_read(lesson=lesson, apprentice=apprentice, now=now)
    assert (reading.lesson, reading.apprentice, reading.read_at) == (lesson, apprentice, now)


def test_reading_a_lesson_again_keeps_the_first_moment(lesson, apprentice, now):
    mark_lesson_read(lesson=lesson, apprentice=apprentice, now=now)
    mark_lesson_read(lesson=lesson, apprentice=apprentice, now=now + timedelta(days=1))
    assert LessonReading.objects.get().read_at == now


def test_each_apprentice_has_her_own_reading(lesson, apprentice, peer, now):
    mark_lesson_read(lesson=lesson, apprentice=apprentice, now=now)
    mark_lesson_read(lesson=lesson, apprentice=peer, now=now)
    assert lesson.readings.count() == 2


def test_lesson_of_another_programme_cannot_be_read(cohort, apprentice, now):
    other = make_course(ProgrammeFactory(name="Fabrique", slug="fabrique"), [])
    with pytest.raises(Denied):
        mark_lesson_read(lesson=LessonPage.objects.descendant_of(other).get(), apprentice=apprentice, now=now)
    assert not LessonReading.objects.exists()


def test_client_reads_no_lesson(lesson, client_person, now):
    with pytest.raises(Denied):
        mark_lesson_read(lesson=lesson, apprentice=client_person, now=now)
