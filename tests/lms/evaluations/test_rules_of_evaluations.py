"""Rules of the domain that evaluations and validations keep, each under its own name."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from lms.evaluations import actions
from lms.evaluations.actions import EvaluationRefused
from lms.evaluations.models import SheetKind
from lms.evaluations.queries import booklet_text, versions_with_booklet
from lms.records.actions import Source, change_versions, record_evidence, validate
from lms.records.models import Competence, Evidence, Validation
from tests.factories.evaluations import Story
from tests.factories.records import certify


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def booklet(apprentice, cohort, trainer, now):
    return Story(apprentice.enrolments.get(), certify(cohort), trainer, now)


def test_rule_1_changing_the_version_of_a_cohort_never_rewrites_past_evaluations(
    booklet, apprentice, cohort, coordinator, trainer, now
):
    booklet.whole()
    before = booklet_text(booklet.state())
    source = Source("exercise", "e1", "Une page")
    record_evidence(apprentice=apprentice, competence_codes=["T1-C11"], source=source, now=now)
    competence = Competence.objects.get(code="T1-C11")
    decided = validate(
        apprentice=apprentice,
        competence=competence,
        level="acquired",
        met=[],
        evidence=Evidence.objects.all(),
        comment="",
        by=trainer,
        now=now,
    )
    change_versions(cohort=cohort, versions=[certify(cohort, "T2")], by=coordinator, now=now)
    assert booklet.version in versions_with_booklet(booklet.enrolment)
    assert booklet_text(booklet.state()) == before
    assert Validation.objects.get() == decided


def test_rule_5_not_satisfied_requires_points_of_attention_and_a_competence_to_reassess(booklet):
    competence = booklet.blocks[0].competences.first()
    booklet.row()
    with pytest.raises(EvaluationRefused):
        booklet.result(result="passable")
    with pytest.raises(EvaluationRefused):
        booklet.result(result="not_satisfied", to_reassess=[competence])
    with pytest.raises(EvaluationRefused):
        booklet.result(result="not_satisfied", attention_points="Le clavier")
    booklet.fail()
    booklet.sign()
    with pytest.raises(IntegrityError), transaction.atomic():
        type(booklet.sheet()).objects.update(attention_points="")


def test_rule_5_mastered_is_satisfied_in_main_or_complementary(booklet):
    booklet.whole(0, passed=False)
    assert not booklet.state().blocks[0].is_mastered
    booklet.whole(0, SheetKind.COMPLEMENTARY)
    booklet.whole(1)
    assert [block.is_mastered for block in booklet.state().blocks] == [True, True]


def test_rule_6_a_visa_freezes_the_sheet_and_its_labels(booklet):
    booklet.whole()
    before = booklet_text(booklet.state())["blocks"][0]["main"]
    with pytest.raises(EvaluationRefused):
        booklet.row()
    with pytest.raises(EvaluationRefused):
        booklet.fail()
    with pytest.raises(EvaluationRefused):
        actions.remove_row(row=booklet.sheet().rows.get(), by=booklet.trainer, now=booklet.now)
    Competence.objects.update(title="Autre titre")
    booklet.version.blocks.update(title="Autre bloc")
    assert booklet_text(booklet.state())["blocks"][0]["main"] == before


def test_rule_6_the_synthesis_needs_a_visa_on_every_sheet(booklet, coordinator):
    booklet.whole(0, passed=False)
    with pytest.raises(EvaluationRefused):
        booklet.synthesis()
    booklet.whole(1)
    booklet.row(0, SheetKind.COMPLEMENTARY)
    with pytest.raises(EvaluationRefused):
        booklet.synthesis()
    booklet.result(0, SheetKind.COMPLEMENTARY)
    booklet.sign(0, SheetKind.COMPLEMENTARY)
    with pytest.raises(EvaluationRefused):
        booklet.countersign(coordinator)
    booklet.synthesis()
    booklet.countersign(coordinator)
    assert booklet.state().is_complete
