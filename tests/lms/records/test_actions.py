import pytest

from lms.records.actions import Source, VersionInUse, load_referential, record_evidence, tie_cohort
from lms.records.models import Competence, Evidence
from tests.factories.records import certify, small_referential

EXERCISE = Source(label="exercise", id="html-carte", title="La carte de visite", url="/rendus/1/")


def test_loading_a_referential_twice_changes_nothing(db):
    load_referential(data=small_referential())
    before = list(Competence.objects.values_list("pk", flat=True))
    load_referential(data=small_referential())
    assert list(Competence.objects.values_list("pk", flat=True)) == before


def test_an_unused_version_may_still_be_corrected(db):
    load_referential(data=small_referential())
    load_referential(data=small_referential(digest="b", title="Corrigé"))
    assert Competence.objects.filter(title__startswith="Corrigé").count() == 4


def test_a_version_that_a_cohort_uses_is_never_edited_in_place(cohort):
    certify(cohort)
    with pytest.raises(VersionInUse):
        load_referential(data=small_referential(digest="b", title="Corrigé"))
    assert not Competence.objects.filter(title__startswith="Corrigé").exists()


def test_evidence_is_written_for_the_versions_of_the_cohort_only(apprentice, cohort, now):
    certify(cohort)
    load_referential(data=small_referential("T2"))
    lines = record_evidence(
        apprentice=apprentice, competence_codes=["T1-C11", "T2-C11", "INCONNUE"], source=EXERCISE, now=now
    )
    assert [line.competence.code for line in lines] == ["T1-C11"]


def test_the_same_source_is_recorded_once(apprentice, cohort, now):
    certify(cohort)
    for _ in range(2):
        record_evidence(apprentice=apprentice, competence_codes=["T1-C11"], source=EXERCISE, now=now)
    assert Evidence.objects.count() == 1


def test_a_cohort_may_prepare_several_certifications(apprentice, cohort, now):
    versions = [load_referential(data=small_referential(code)).versions.get() for code in ("T1", "T2", "T3")]
    tie_cohort(cohort=cohort, versions=versions)
    record_evidence(apprentice=apprentice, competence_codes=["T1-C11", "T3-C22"], source=EXERCISE, now=now)
    assert set(Evidence.objects.values_list("competence__code", flat=True)) == {"T1-C11", "T3-C22"}


def test_somebody_without_a_cohort_gets_no_evidence(trainer, now):
    load_referential(data=small_referential())
    assert record_evidence(apprentice=trainer, competence_codes=["T1-C11"], source=EXERCISE, now=now) == []


def test_evidence_costs_the_same_for_any_number_of_competences(
    apprentice, cohort, now, django_assert_num_queries
):
    certify(cohort)
    codes = list(Competence.objects.values_list("code", flat=True))
    assert len(codes) > 2
    with django_assert_num_queries(4):  # the test's own savepoints included
        assert (
            len(record_evidence(apprentice=apprentice, competence_codes=codes, source=EXERCISE, now=now)) > 2
        )
