"""What a reader sees of her course, and where saying « read » leads."""

import pytest
from django.urls import reverse

from curriculum.models import LessonPage, LessonReading
from exercises.states import SubmissionState
from tests.factories.curriculum import make_course
from tests.factories.exercises import ExerciseFactory, SubmissionFactory


@pytest.fixture
def exercise(db):
    return ExerciseFactory(key="additionner")


@pytest.fixture
def course(cohort, exercise):
    return make_course(cohort.programme, ["additionner"], [])


@pytest.fixture
def lesson(course):
    return LessonPage.objects.descendant_of(course).order_by("path").first()


def test_reading_a_lesson_leads_to_its_exercise(lesson, apprentice, browse):
    response = browse(apprentice).post(reverse("read_lesson", args=[lesson.pk]))
    assert response["Location"] == reverse("exercise", args=["additionner"])
    assert LessonReading.objects.get().apprentice == apprentice


def test_reading_the_last_lesson_leads_back_to_it(lesson, apprentice, exercise, browse):
    SubmissionFactory(apprentice=apprentice, exercise=exercise, state=SubmissionState.PASSED)
    browser = browse(apprentice)
    last = lesson.get_next_siblings().first().specific
    browser.post(reverse("read_lesson", args=[lesson.pk]))
    assert browser.post(reverse("read_lesson", args=[last.pk]))["Location"] == last.url


def test_opening_the_address_by_hand_reads_nothing(lesson, apprentice, browse):
    assert browse(apprentice).get(reverse("read_lesson", args=[lesson.pk])).status_code == 405
    assert not LessonReading.objects.exists()


def test_unpublished_lesson_cannot_be_read(lesson, apprentice, browse):
    lesson.unpublish()
    assert browse(apprentice).post(reverse("read_lesson", args=[lesson.pk])).status_code == 404


def test_lesson_read_no_longer_asks_whether_it_was_read(lesson, apprentice, now, browse):
    asks = reverse("read_lesson", args=[lesson.pk])
    browser = browse(apprentice)
    assert asks in browser.get(lesson.url).content.decode()
    LessonReading.objects.create(apprentice=apprentice, lesson=lesson, read_at=now)
    assert asks not in browser.get(lesson.url).content.decode()


def test_trainer_is_not_asked_whether_she_read_the_lesson(lesson, trainer, browse):
    html = browse(trainer).get(lesson.url).content.decode()
    assert reverse("read_lesson", args=[lesson.pk]) not in html


def test_module_lists_its_lessons_and_their_exercises(lesson, apprentice, browse):
    html = browse(apprentice).get(lesson.get_parent().url).content.decode()
    assert "Leçon 1" in html
    assert "Leçon 2" in html
    assert reverse("exercise", args=["additionner"]) in html


def test_course_says_how_many_lessons_are_done(course, lesson, apprentice, exercise, now, browse):
    LessonReading.objects.create(apprentice=apprentice, lesson=lesson, read_at=now)
    SubmissionFactory(apprentice=apprentice, exercise=exercise, state=SubmissionState.PASSED)
    assert "1 leçon sur 2 terminée" in browse(apprentice).get(course.url).content.decode()
