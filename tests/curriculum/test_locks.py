"""What has not opened yet is not served, to those for whom it has not; what was begun is never lost."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from curriculum.actions.path import mark_lesson_read
from curriculum.models import LessonReading, ModuleDates, ModulePage
from curriculum.permissions import can_open
from curriculum.queries import (
    lock_of,
    next_opening,
    next_step,
    outline,
    placement_of,
    surroundings_of,
)
from exercises.actions import submit as work
from exercises.actions.help import ask_for_help
from exercises.models import Draft, HelpRequest, Submission
from exercises.permissions import Locked
from exercises.states import SubmissionState
from lms.core.permissions import Denied
from lms.people.models import Enrolment
from tests.factories.calendar import add_module, dated, in_days
from tests.factories.curriculum import make_course, make_lesson
from tests.factories.exercises import ExerciseFactory, SubmissionFactory
from tests.factories.people import CohortFactory, apprentice_of

CODE = {"script.js": "function somme(a, b) { return a + b; }"}


@pytest.fixture
def exercises(db):
    return {key: ExerciseFactory(key=key) for key in ("ouvert", "ferme")}


@pytest.fixture
def course(cohort, exercises):
    return make_course(cohort.programme, ["ouvert"])


@pytest.fixture
def later(course, cohort):
    """A second module of two lessons; it opens for the cohort in nine days."""
    module = add_module(course, "Plus tard", "plus-tard", make_lesson(2, ["ferme"]), make_lesson(3, []))
    dated(cohort, module, 9, 20)
    return module


@pytest.fixture
def lesson(later):
    return later.get_children().first().specific


def test_a_locked_lesson_opens_for_nobody_but_those_it_is_not_closed_to(lesson, cast):
    # The other school follows the same course, and its cohort has no dates.
    opened = {who for who, person in cast.items() if person and can_open(person, lesson)}
    assert opened == {
        "other_school_apprentice",
        "trainer",
        "other_school_trainer",
        "coordinator",
        "adviser",
    }


@pytest.mark.parametrize(("opens", "is_open"), [(1, False), (0, True), (-3, True)])
def test_a_lesson_opens_on_the_day_of_its_module(later, lesson, apprentice, opens, is_open):
    ModuleDates.objects.update(opens_on=in_days(opens))
    assert can_open(apprentice, lesson) is is_open


def test_the_dates_of_another_cohort_open_and_close_nothing(course, school, apprentice):
    module = add_module(course, "Ailleurs", "ailleurs", make_lesson(4, []))
    dated(CohortFactory(school=school), module, 9)
    assert can_open(apprentice, module.get_children().first().specific)


def test_an_apprentice_who_changes_cohort_follows_the_dates_of_the_new_one(
    lesson, later, school, apprentice, cohort
):
    Enrolment.objects.filter(apprentice=apprentice).update(left_on=timezone.localdate())
    Enrolment.objects.create(
        apprentice=apprentice, cohort=CohortFactory(school=school), enrolled_on=timezone.localdate()
    )
    assert can_open(apprentice, lesson)


def test_a_lesson_that_was_read_stays_open_when_its_module_is_postponed(lesson, apprentice, peer, now):
    LessonReading.objects.create(apprentice=apprentice, lesson=lesson, read_at=now)
    assert can_open(apprentice, lesson)
    assert not can_open(peer, lesson)


def test_a_locked_lesson_says_what_is_closed_until_when_and_whom_to_ask(lesson, later, apprentice, browse):
    answer = browse(apprentice).get(lesson.url)
    html = answer.content.decode()
    assert answer.status_code == 403
    assert "Plus tard" in html
    assert "Solène Fictif" in html
    assert str(in_days(9).year) in html
    assert "Expliquée simplement" not in html


def test_a_stranger_of_the_programme_reads_no_dates(lesson, browse, client_person):
    html = browse(client_person).get(lesson.url).content.decode()
    assert "Plus tard" not in html


def test_a_locked_lesson_cannot_be_said_to_be_read(lesson, apprentice, now):
    with pytest.raises(Denied):
        mark_lesson_read(lesson=lesson, apprentice=apprentice, now=now)


def test_a_locked_module_page_says_when_it_opens_and_leads_nowhere(later, lesson, apprentice, browse):
    html = browse(apprentice).get(later.url).content.decode()
    assert "Pas encore ouvert" in html
    assert lesson.title in html
    assert f'href="{lesson.url}"' not in html
    assert reverse("exercise", args=["ferme"]) not in html


# --- exercises --------------------------------------------------------------------------------------------


def test_a_locked_exercise_is_served_to_nobody_it_is_closed_to(later, cast, browse):
    got = {
        who: browse(cast[who]).get(reverse("exercise", args=["ferme"])).status_code
        for who in ("apprentice", "peer", "other_school_apprentice", "trainer", "other_school_trainer")
    }
    assert got == {
        "apprentice": 403,
        "peer": 403,
        "other_school_apprentice": 200,
        "trainer": 200,
        "other_school_trainer": 200,
    }


def test_a_locked_exercise_shows_nothing_of_what_it_asks(later, apprentice, browse):
    html = browse(apprentice).get(reverse("exercise", args=["ferme"])).content.decode()
    assert "Pas encore ouvert" in html
    assert "somme" not in html


def test_nothing_is_written_in_a_locked_exercise(later, exercises, apprentice, now):
    common = {"apprentice": apprentice, "exercise": exercises["ferme"], "files": CODE, "now": now}
    for attempt in (
        lambda: work.save_draft(**common, revision=0),
        lambda: work.hand_in(**common, revision=0),
        lambda: work.submit(**common),
        lambda: ask_for_help(**common, text="Comment faire ?"),
        lambda: ask_for_help(**common, text=""),
    ):
        with pytest.raises(Locked) as locked:
            attempt()
        assert locked.value.lock.opens_on == in_days(9)
    assert not Draft.objects.exists()
    assert not Submission.objects.exists()
    assert not HelpRequest.objects.exists()


def test_what_is_sent_to_a_locked_exercise_is_refused_in_words(later, exercises, apprentice, browse):
    browser = browse(apprentice)
    body = json.dumps({"files": CODE, "revision": 0})
    saved = browser.post(reverse("save_draft", args=["ferme"]), body, content_type="application/json")
    assert saved.status_code == 422
    assert "Plus tard" in saved.json()["error"]
    sent = browser.post(reverse("submit", args=["ferme"]), {"file:script.js": CODE["script.js"]})
    asked = browser.post(reverse("ask_for_help", args=["ferme"]), {"help": ""})
    for answer in (sent, asked):
        assert answer.status_code == 403
        assert "Pas encore ouvert" in answer.content.decode()
    image = reverse("statement_image", args=[exercises["ferme"].current_version_id, "a.png"])
    assert browser.get(image).status_code == 404


def test_the_model_picture_of_a_locked_exercise_is_not_shown(later, exercises, apprentice, trainer, browse):
    version = exercises["ferme"].current_version
    checks = [{**version.definition["checks"][0], "probe": {"kind": "picture"}, "expect": {"like": "a.png"}}]
    version.definition = {**version.definition, "checks": checks, "pictures": {"a.png": "iVBORw0KGgo="}}
    version.save()
    address = reverse("model_picture", args=[version.pk, checks[0]["id"]])
    assert browse(apprentice).get(address).status_code == 404
    assert browse(trainer).get(address).status_code == 200


@pytest.mark.parametrize("begun", ["draft", "submission", "question"])
def test_what_was_begun_goes_on_when_its_module_is_postponed(
    later, exercises, apprentice, browse, now, begun
):
    exercise = exercises["ferme"]
    if begun == "draft":
        Draft.objects.create(
            apprentice=apprentice,
            exercise=exercise,
            version=exercise.current_version,
            files=CODE,
            revision=1,
            saved_at=now,
        )
    elif begun == "question":
        HelpRequest.objects.create(apprentice=apprentice, exercise=exercise, asked_at=now)
    else:
        SubmissionFactory(apprentice=apprentice, exercise=exercise, state=SubmissionState.FAILED)
    answer = browse(apprentice).get(reverse("exercise", args=["ferme"]))
    assert answer.status_code == 200
    assert (
        lock_of(exercise_key="ferme", user=apprentice) is not None
    )  # the course itself has not changed its mind
    step = outline_step(apprentice, later)
    assert not step.lessons[0].exercises[0].is_locked
    assert work.submit(apprentice=apprentice, exercise=exercise, files=CODE, now=now)


def test_a_submission_of_a_postponed_module_stays_readable(later, exercises, apprentice, browse):
    submission = SubmissionFactory(
        apprentice=apprentice, exercise=exercises["ferme"], state=SubmissionState.FAILED
    )
    assert browse(apprentice).get(reverse("submission", args=[submission.pk])).status_code == 200


def test_an_exercise_that_an_open_module_places_too_is_open(course, cohort, exercises, apprentice):
    both = add_module(course, "Les deux", "les-deux", make_lesson(5, ["ouvert"]))
    dated(cohort, both, 9)
    assert lock_of(exercise_key="ouvert", user=apprentice) is None
    assert not outline_step(apprentice, both).lessons[0].exercises[0].is_locked


def test_an_exercise_outside_the_course_is_as_open_as_ever(later, apprentice):
    ExerciseFactory(key="ailleurs")
    assert lock_of(exercise_key="ailleurs", user=apprentice) is None


def test_without_dates_the_course_is_not_asked_what_it_places(course, apprentice, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert lock_of(exercise_key="ouvert", user=apprentice) is None


def test_saving_a_draft_that_exists_asks_nothing_of_the_course(
    later, exercises, apprentice, now, django_assert_max_num_queries
):
    first = work.save_draft(
        apprentice=apprentice, exercise=exercises["ouvert"], files=CODE, revision=0, now=now
    )
    files = {"script.js": "function somme(a, b) { return b + a; }"}
    with django_assert_max_num_queries(6):
        work.save_draft(
            apprentice=apprentice,
            exercise=exercises["ouvert"],
            files=files,
            revision=first.revision,
            now=now + timedelta(minutes=1),
        )


# --- the path ---------------------------------------------------------------------------------------------


def outline_step(person, module):
    course = module.get_parent().specific
    return next(step for step in outline(course, person) if step.page.pk == module.pk)


def test_continue_never_leads_to_what_is_locked_and_says_what_opens_next(
    course, later, exercises, apprentice, now
):
    first = ModulePage.objects.get(slug="premiers-pas").get_children().first().specific
    LessonReading.objects.create(apprentice=apprentice, lesson=first, read_at=now)
    assert next_step(outline(course, apprentice)).url == reverse("exercise", args=["ouvert"])
    SubmissionFactory(apprentice=apprentice, exercise=exercises["ouvert"], state=SubmissionState.PASSED)
    modules = outline(course, apprentice)
    assert next_step(modules) is None
    assert next_opening(modules).page == later
    place = placement_of(exercise_key="ouvert", user=apprentice)
    assert (place.previous.url, place.next) == (first.url, None)
    assert surroundings_of(first, apprentice).next is None


def test_the_one_that_opens_first_is_told(course, later, cohort, apprentice):
    sooner = add_module(course, "Bientôt", "bientot", make_lesson(6, []))
    dated(cohort, sooner, 2)
    assert next_opening(outline(course, apprentice)).page == sooner


def test_those_who_teach_find_no_lock_in_the_outline(course, later, trainer):
    step = outline_step(trainer, later)
    assert not step.is_locked
    assert not step.lessons[0].is_locked


def test_the_first_screen_says_when_the_next_module_opens(course, later, exercises, apprentice, now, browse):
    first = ModulePage.objects.get(slug="premiers-pas").get_children().first().specific
    LessonReading.objects.create(apprentice=apprentice, lesson=first, read_at=now)
    SubmissionFactory(apprentice=apprentice, exercise=exercises["ouvert"], state=SubmissionState.PASSED)
    for name in ("home", "my_path"):
        html = browse(apprentice).get(reverse(name)).content.decode()
        assert "Vous avez fait tout ce qui est ouvert" in html
        assert "Plus tard" in html


def test_one_more_cohort_member_changes_nothing_for_the_others(course, later, cohort, lesson):
    newcomer = apprentice_of(cohort)
    assert not can_open(newcomer, lesson)
