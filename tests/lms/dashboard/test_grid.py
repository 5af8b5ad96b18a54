"""The grid of a class: where everybody stands, constant in queries, safe in a spreadsheet."""

import csv
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from curriculum.models import ModulePage
from exercises.actions.review import review_submission
from exercises.queries import cells_of
from exercises.states import ReviewDecision, SubmissionState
from lms.dashboard.grid import as_csv, as_xlsx, grid_of
from tests.factories.curriculum import make_course, make_lesson
from tests.factories.exercises import (
    NOON,
    ExerciseFactory,
    ExerciseVersionFactory,
    SubmissionFactory,
    definition,
)
from tests.factories.people import apprentice_of

pytestmark = pytest.mark.django_db
ALL = ("core", "extra", "practice")


@pytest.fixture
def exercises(cohort):
    made = [ExerciseFactory(key=key) for key in ("un", "deux")]
    extra = ExerciseFactory(key="trois", published=False)
    extra.current_version = ExerciseVersionFactory(
        exercise=extra, title="=1+1", definition=definition("trois", kind="extra")
    )
    extra.save()
    make_course(cohort.programme, ["deux", "un"], ["trois", "absent"])
    return {one.key: one for one in [*made, extra]}


def hand_in(apprentice, exercise, *states):
    return [
        SubmissionFactory(apprentice=apprentice, exercise=exercise, number=number, state=state)
        for number, state in enumerate(states, start=1)
    ]


def state_of(apprentice, key):
    return cells_of([apprentice.pk], [key])[apprentice.pk, key].state


def test_columns_follow_the_course_and_kinds_are_chosen(cohort, exercises):
    assert [column.key for column in grid_of(cohort, module_id=None, kinds=ALL).columns] == [
        "deux",
        "un",
        "trois",
    ]
    assert [column.key for column in grid_of(cohort, module_id=None, kinds=["extra"]).columns] == ["trois"]


def test_without_a_choice_it_shows_what_the_class_works_on(cohort, apprentice, exercises):
    first = ModulePage.objects.get()
    second = first.get_parent().add_child(
        instance=ModulePage(
            title="Ensuite", slug="ensuite", summary="Continuer.", objectives="Aller plus loin"
        )
    )
    second.add_child(instance=make_lesson(9, ["quatre"]))
    assert grid_of(cohort, module_id=None, kinds=ALL).module == first

    hand_in(apprentice, ExerciseFactory(key="quatre"), SubmissionState.FAILED)

    assert grid_of(cohort, module_id=None, kinds=ALL).module == second
    assert grid_of(cohort, module_id=first.pk, kinds=ALL).module == first


def test_a_later_failure_takes_nothing_back(apprentice, exercises):
    passed, failed = SubmissionState.PASSED, SubmissionState.FAILED
    hand_in(apprentice, exercises["un"], failed, passed, failed)
    cell = cells_of([apprentice.pk], ["un"])[apprentice.pk, "un"]
    assert (cell.state, cell.tries) == ("passed", 3)
    hand_in(apprentice, exercises["deux"], failed)
    assert state_of(apprentice, "deux") == "failed"


def test_what_a_trainer_said_comes_first(apprentice, trainer, exercises):
    (work,) = hand_in(apprentice, exercises["un"], SubmissionState.PASSED)
    review_submission(
        submission=work,
        decision=ReviewDecision.RETURNED,
        comment="",
        next_step="Nommez.",
        by=trainer,
        now=NOON,
    )
    assert state_of(apprentice, "un") == "returned"
    again = SubmissionFactory(
        apprentice=apprentice, exercise=exercises["un"], number=2, state=SubmissionState.PASSED
    )
    assert state_of(apprentice, "un") == "passed"
    review_submission(submission=again, decision=ReviewDecision.ACCEPTED, comment="", by=trainer, now=NOON)
    SubmissionFactory(apprentice=apprentice, exercise=exercises["un"], number=3, state=SubmissionState.FAILED)
    assert state_of(apprentice, "un") == "validated"


def test_a_larger_class_costs_no_more_queries(cohort, apprentice, exercises, django_assert_num_queries):
    hand_in(apprentice, exercises["un"], SubmissionState.PASSED)
    with django_assert_num_queries(7):
        grid_of(cohort, module_id=None, kinds=ALL)
    for _ in range(5):
        hand_in(apprentice_of(cohort), exercises["un"], SubmissionState.FAILED)
    with django_assert_num_queries(7):
        grid_of(cohort, module_id=None, kinds=ALL)


def test_formulas_are_defused_in_the_table(cohort, apprentice, exercises):
    apprentice.first_name = "@Aïcha"
    apprentice.save()
    hand_in(apprentice, exercises["un"], SubmissionState.FAILED)
    text = as_csv(grid_of(cohort, module_id=None, kinds=ALL)).decode("utf-8-sig")
    head, row = csv.reader(io.StringIO(text), delimiter=";")
    assert head[3] == "'=1+1"
    assert row[0].startswith("'@Aïcha")
    assert row[2] == "À corriger (1)"


def test_nothing_in_the_workbook_computes(cohort, apprentice, exercises):
    apprentice.first_name = "=1+1\x0b"
    apprentice.save()
    hand_in(apprentice, exercises["un"], SubmissionState.FAILED)
    sheet = load_workbook(io.BytesIO(as_xlsx(grid_of(cohort, module_id=None, kinds=ALL)))).active
    assert sheet["A2"].value.startswith("=1+1")
    assert {cell.data_type for line in sheet.iter_rows() for cell in line} == {"s"}
    assert sheet["C2"].value == "À corriger (1)"
    assert sheet.freeze_panes == "B2"


def test_the_screen_leads_to_the_newest_try(cohort, apprentice, trainer, exercises, browse):
    *_, newest = hand_in(apprentice, exercises["un"], SubmissionState.FAILED, SubmissionState.PASSED)
    visitor = browse(trainer)
    assert reverse("class_grid", args=[cohort.pk]) in visitor.get(reverse("home")).content.decode()
    page = visitor.get(reverse("class_grid", args=[cohort.pk])).content.decode()
    assert reverse("review", args=[newest.pk]) in page
    assert "2 essais" in page
    sent = visitor.get(reverse("class_grid", args=[cohort.pk]), {"format": "csv"})
    assert sent["Content-Type"] == "text/csv; charset=utf-8"
    sent = visitor.get(reverse("class_grid", args=[cohort.pk]), {"format": "xlsx"})
    assert sent.content.startswith(b"PK")
    assert visitor.get(reverse("class_grid", args=[cohort.pk]), {"format": "exe"})["Content-Type"].startswith(
        "text/html"
    )


def test_a_class_without_course_is_told_so(cohort, trainer, browse):
    page = browse(trainer).get(reverse("class_grid", args=[cohort.pk])).content.decode()
    assert "n’a pas encore de module" in page
