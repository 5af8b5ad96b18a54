"""Who may open a page of the course: everybody × the pages of her own course, of another, and the home."""

import pytest
from django.contrib.auth.models import AnonymousUser
from wagtail.models import Page

from curriculum.models import HomePage, LessonPage, ModulePage
from curriculum.permissions import can_open
from lms.people.models import Enrolment
from tests.factories.curriculum import make_course
from tests.factories.people import CohortFactory, ProgrammeFactory, UserFactory, apprentice_of

APPRENTICES = {"apprentice", "peer", "other_school_apprentice"}
STAFF = {"trainer", "other_school_trainer", "coordinator", "adviser"}

# A course belongs to a programme, not to a school: the other school follows the same one.
MAY_OPEN = {
    "home": APPRENTICES | STAFF,
    "course": APPRENTICES | STAFF,
    "module": APPRENTICES | STAFF,
    "lesson": APPRENTICES | STAFF,
    "other_course": STAFF,
    "other_module": STAFF,
    "other_lesson": STAFF,
}


@pytest.fixture
def pages(cohort) -> dict[str, Page]:
    course = make_course(cohort.programme, [])
    other = make_course(ProgrammeFactory(name="Fabrique", slug="fabrique"), [])
    return {
        "home": HomePage.objects.get(),
        "course": course,
        "module": ModulePage.objects.descendant_of(course).get(),
        "lesson": LessonPage.objects.descendant_of(course).get(),
        "other_course": other,
        "other_module": ModulePage.objects.descendant_of(other).get(),
        "other_lesson": LessonPage.objects.descendant_of(other).get(),
    }


@pytest.mark.parametrize("name", MAY_OPEN)
def test_page_opens_for_those_of_the_table_alone(name, pages, cast):
    opened = {who for who, person in cast.items() if can_open(person or AnonymousUser(), pages[name])}
    assert opened == MAY_OPEN[name]


def test_page_asked_for_as_a_plain_page_follows_the_same_rule(pages, cast):
    plain = Page.objects.get(pk=pages["home"].pk)
    assert can_open(cast["apprentice"], plain)
    assert not can_open(cast["client"], plain)


def test_apprentice_of_another_programme_opens_her_own_course(pages, school):
    cohort = CohortFactory(school=school, programme=pages["other_course"].programme)
    apprentice = apprentice_of(cohort)
    assert can_open(apprentice, pages["other_lesson"])
    assert not can_open(apprentice, pages["lesson"])


def test_apprentice_who_left_opens_no_course(pages, apprentice, now):
    Enrolment.objects.filter(apprentice=apprentice).update(left_on=now.date())
    assert not can_open(apprentice, pages["lesson"])


def test_superuser_opens_every_course(pages):
    assert can_open(UserFactory(is_superuser=True), pages["other_lesson"])


def test_apprentice_opens_no_page_outside_the_courses(pages, apprentice):
    assert not can_open(apprentice, Page.get_first_root_node())


def test_a_lesson_of_an_unpublished_module_is_closed_to_apprentices_only(pages, apprentice, trainer):
    pages["module"].unpublish()
    lesson = LessonPage.objects.get(pk=pages["lesson"].pk)
    assert not can_open(apprentice, lesson)
    assert can_open(trainer, lesson)
