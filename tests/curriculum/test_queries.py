"""The path of one apprentice through her course: what is done, what comes next, what stands around."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from curriculum.models import LessonPage, LessonReading, ModulePage, ProgrammePage
from curriculum.queries import course_of, next_step, outline, placement_of, surroundings_of
from exercises.queries import Place
from exercises.states import SubmissionState
from lms.people.models import Enrolment
from tests.factories.curriculum import make_course
from tests.factories.exercises import ExerciseFactory, SubmissionFactory
from tests.factories.people import ProgrammeFactory, UserFactory


def step_of(person):
    course = course_of(person)
    return next_step(outline(course, person)) if course else None


@pytest.fixture
def exercises(db):
    return [ExerciseFactory(key=key) for key in ("un", "deux", "trois")]


@pytest.fixture
def course(cohort, exercises):
    """Three lessons: two exercises in the first, none in the second, one in the third."""
    return make_course(cohort.programme, ["un", "deux"], [], ["trois"])


@pytest.fixture
def lessons(course):
    return list(LessonPage.objects.descendant_of(course).order_by("path"))


def read(person, lesson, now):
    return LessonReading.objects.create(apprentice=person, lesson=lesson, read_at=now)


def pass_(person, exercise):
    return SubmissionFactory(apprentice=person, exercise=exercise, state=SubmissionState.PASSED)


# --- whose course ---------------------------------------------------------------------------------


def test_apprentice_follows_the_course_of_her_programme(course, apprentice):
    assert course_of(apprentice) == course


def test_staff_follow_the_course_of_a_cohort_they_see(course, trainer, coordinator, adviser):
    assert [course_of(person) for person in (trainer, coordinator, adviser)] == [course] * 3


def test_client_follows_no_course(course, client_person):
    assert course_of(client_person) is None


def test_apprentice_who_left_follows_no_course(course, apprentice, now):
    Enrolment.objects.filter(apprentice=apprentice).update(left_on=now.date())
    assert course_of(apprentice) is None


def test_course_that_is_not_published_is_nobodys(course, apprentice):
    course.unpublish()
    assert course_of(apprentice) is None


# --- outline --------------------------------------------------------------------------------------


def test_outline_of_an_untouched_course_is_all_to_do(course, apprentice):
    (module,) = outline(course, apprentice)
    assert [lesson.title for lesson in module.lessons] == ["Leçon 1", "Leçon 2", "Leçon 3"]
    assert [[step.state for step in lesson.exercises] for lesson in module.lessons] == [
        ["todo", "todo"],
        [],
        ["todo"],
    ]
    assert not any(lesson.is_read or lesson.is_done for lesson in module.lessons)
    assert module.done_count == 0


@pytest.mark.parametrize("state", SubmissionState.values)
def test_outline_tells_the_state_of_what_was_tried(course, apprentice, exercises, state):
    SubmissionFactory(apprentice=apprentice, exercise=exercises[0], state=state)
    (module,) = outline(course, apprentice)
    assert module.lessons[0].exercises[0].state == state
    assert module.lessons[0].exercises[0].is_done == (state == SubmissionState.PASSED)


def test_exercise_passed_once_stays_passed_after_a_failed_try(course, apprentice, exercises):
    pass_(apprentice, exercises[0])
    SubmissionFactory(apprentice=apprentice, exercise=exercises[0], state=SubmissionState.FAILED)
    assert outline(course, apprentice)[0].lessons[0].exercises[0].is_done


def test_lesson_is_done_once_read_and_all_its_exercises_passed(course, lessons, apprentice, exercises, now):
    read(apprentice, lessons[0], now)
    pass_(apprentice, exercises[0])
    assert not outline(course, apprentice)[0].lessons[0].is_done
    pass_(apprentice, exercises[1])
    assert outline(course, apprentice)[0].lessons[0].is_done


def test_lesson_with_exercises_passed_but_unread_is_not_done(course, apprentice, exercises):
    pass_(apprentice, exercises[2])
    assert not outline(course, apprentice)[0].lessons[2].is_done


def test_module_is_done_with_its_last_lesson(course, lessons, apprentice, exercises, now):
    for lesson in lessons:
        read(apprentice, lesson, now)
    for exercise in exercises[:2]:
        pass_(apprentice, exercise)
    (module,) = outline(course, apprentice)
    assert (module.done_count, module.is_done) == (2, False)
    pass_(apprentice, exercises[2])
    (module,) = outline(course, apprentice)
    assert (module.done_count, module.is_done) == (3, True)


def test_outline_is_ones_own(course, lessons, apprentice, peer, exercises, now):
    read(peer, lessons[0], now)
    pass_(peer, exercises[0])
    (module,) = outline(course, apprentice)
    assert not module.lessons[0].is_read
    assert module.lessons[0].exercises[0].state == "todo"


def test_outline_leaves_out_lessons_that_are_not_published(course, lessons, apprentice):
    lessons[1].unpublish()
    assert [lesson.title for lesson in outline(course, apprentice)[0].lessons] == ["Leçon 1", "Leçon 3"]


def test_outline_leaves_out_exercises_that_are_not_published(cohort, apprentice):
    ExerciseFactory(key="en-preparation", published=False)
    course = make_course(cohort.programme, ["en-preparation", "inconnu"])
    assert outline(course, apprentice)[0].lessons[0].exercises == []


def test_outline_gives_the_address_of_each_page(course, lessons, apprentice):
    (module,) = outline(course, apprentice)
    assert module.url == ModulePage.objects.get().url
    assert [lesson.url for lesson in module.lessons] == [lesson.url for lesson in lessons]


def queries_for(course, person):
    course = ProgrammePage.objects.get(pk=course.pk)  # a page just made remembers the site it stands in
    with CaptureQueriesContext(connection) as queries:
        outline(course, person)
    return len(queries)


def test_outline_costs_the_same_for_one_lesson_and_for_three(apprentice, exercises):
    small = make_course(ProgrammeFactory(name="Petit", slug="petit"), ["un"])
    large = make_course(ProgrammeFactory(name="Grand", slug="grand"), ["un"], ["deux"], ["trois"])
    queries_for(small, apprentice)  # the first looks for the site, which is then in the cache
    assert queries_for(small, apprentice) == queries_for(large, apprentice) == 11


# --- next step ------------------------------------------------------------------------------------


def test_next_step_goes_lesson_then_its_exercises_then_the_next_lesson(
    course, lessons, apprentice, exercises, now
):
    seen = []
    done = [
        lambda: read(apprentice, lessons[0], now),
        lambda: pass_(apprentice, exercises[0]),
        lambda: pass_(apprentice, exercises[1]),
        lambda: read(apprentice, lessons[1], now),
        lambda: read(apprentice, lessons[2], now),
        lambda: pass_(apprentice, exercises[2]),
    ]
    for do in done:
        seen.append(step_of(apprentice).url)
        do()
    assert seen == [
        lessons[0].url,
        reverse("exercise", args=["un"]),
        reverse("exercise", args=["deux"]),
        lessons[1].url,
        lessons[2].url,
        reverse("exercise", args=["trois"]),
    ]
    assert step_of(apprentice) is None


def test_next_step_comes_back_to_what_was_left_behind(course, lessons, apprentice, exercises, now):
    for lesson in lessons:
        read(apprentice, lesson, now)
    for exercise in (exercises[0], exercises[2]):
        pass_(apprentice, exercise)
    assert step_of(apprentice).url == reverse("exercise", args=["deux"])


def test_next_step_of_somebody_without_a_course_is_none(client_person):
    assert step_of(client_person) is None


# --- where an exercise stands ---------------------------------------------------------------------


def test_first_exercise_comes_after_its_lesson(course, lessons, apprentice):
    place = placement_of(exercise_key="un", user=apprentice)
    assert place.lesson.url == lessons[0].url
    assert place.previous.url == lessons[0].url
    assert place.next.url == reverse("exercise", args=["deux"])


def test_exercise_is_followed_by_the_next_lesson(course, lessons, apprentice):
    place = placement_of(exercise_key="deux", user=apprentice)
    assert place.previous.url == reverse("exercise", args=["un"])
    assert place.next.url == lessons[1].url


def test_nothing_comes_after_the_last_exercise(course, lessons, apprentice):
    place = placement_of(exercise_key="trois", user=apprentice)
    assert place.lesson.url == lessons[2].url
    assert place.next is None


def test_exercise_outside_the_course_has_no_place(course, apprentice):
    ExerciseFactory(key="ailleurs")
    assert placement_of(exercise_key="ailleurs", user=apprentice) == Place()


def test_exercise_has_no_place_for_somebody_without_a_course(course):
    assert placement_of(exercise_key="un", user=UserFactory()) == Place()


# --- around a lesson ------------------------------------------------------------------------------


def test_lesson_in_the_middle_has_one_before_and_one_after(course, lessons, apprentice):
    around = surroundings_of(lessons[1], apprentice)
    assert (around.previous.url, around.next.url) == (lessons[0].url, lessons[2].url)


def test_first_lesson_has_none_before_and_the_last_none_after(course, lessons, apprentice):
    assert surroundings_of(lessons[0], apprentice).previous is None
    assert surroundings_of(lessons[2], apprentice).next is None


def test_lesson_of_another_course_has_nothing_around(course, apprentice):
    other = make_course(ProgrammeFactory(name="Autre", slug="autre"), [])
    lesson = LessonPage.objects.descendant_of(other).get()
    around = surroundings_of(lesson, apprentice)
    assert (around.step, around.previous, around.next) == (None, None, None)
