"""Which page may stand under which, and what the pages say of themselves."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from wagtail.models import Page

from curriculum.models import HomePage, LessonPage, LessonReading, ModulePage, ProgrammePage
from tests.factories.curriculum import make_course, make_lesson
from tests.factories.people import ProgrammeFactory

# Even a page that is not saved asks the database for its type and its language.
pytestmark = pytest.mark.django_db

OURS = {HomePage, ProgrammePage, ModulePage, LessonPage}

MAY_STAND_UNDER = {
    HomePage: set(),
    ProgrammePage: {HomePage},
    ModulePage: {ProgrammePage},
    LessonPage: {ModulePage},
}


@pytest.mark.parametrize("kind", MAY_STAND_UNDER, ids=lambda kind: kind.__name__)
def test_page_stands_where_the_table_says(kind):
    assert {parent for parent in OURS if kind.can_exist_under(parent())} == MAY_STAND_UNDER[kind]


@pytest.mark.parametrize("kind", MAY_STAND_UNDER, ids=lambda kind: kind.__name__)
def test_page_takes_only_the_children_of_the_table(kind):
    assert set(kind.allowed_subpage_models()) == {
        child for child, parents in MAY_STAND_UNDER.items() if kind in parents
    }


def test_only_a_course_home_stands_under_the_root():
    assert HomePage.allowed_parent_page_models() == [Page]
    assert [kind for kind in OURS if kind.can_exist_under(Page())] == [HomePage]


@pytest.mark.django_db
def test_there_is_one_course_home(cohort):
    root = Page.get_first_root_node()
    assert HomePage.can_create_at(root)
    make_course(cohort.programme)
    assert not HomePage.can_create_at(root)


@pytest.mark.django_db
def test_programme_has_one_course(cohort):
    make_course(cohort.programme)
    second = ProgrammePage(title="Encore", slug="encore", programme=cohort.programme, summary="…")
    with pytest.raises(ValidationError, match="programme"):
        HomePage.objects.get().add_child(instance=second)


def test_module_lists_its_objectives_one_a_line():
    module = ModulePage(objectives="Écrire une page\n\n   La relire  \n")
    assert module.objective_lines == ["Écrire une page", "La relire"]


@pytest.mark.django_db
def test_lesson_names_its_exercises_in_order():
    assert make_lesson(1, ["deux", "un"]).exercise_keys == ["deux", "un"]


def test_lesson_without_exercise_names_none():
    assert make_lesson(1, []).exercise_keys == []


@pytest.mark.django_db
def test_stored_lesson_names_its_exercises_in_order(cohort):
    make_course(cohort.programme, ["deux", "un"])
    assert LessonPage.objects.get().exercise_keys == ["deux", "un"]


@pytest.mark.django_db
def test_lesson_is_read_once_by_each(cohort, apprentice, now):
    make_course(cohort.programme, [])
    lesson = LessonPage.objects.get()
    LessonReading.objects.create(apprentice=apprentice, lesson=lesson, read_at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        LessonReading.objects.create(apprentice=apprentice, lesson=lesson, read_at=now)


@pytest.mark.django_db
def test_course_can_be_made_for_each_programme(cohort):
    first = make_course(cohort.programme)
    second = make_course(ProgrammeFactory(name="Fabrique", slug="fabrique"))
    assert first.get_parent() == second.get_parent()
