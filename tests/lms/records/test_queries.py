import pytest

from lms.records.actions import Source, record_evidence
from lms.records.permissions import can_see_record
from lms.records.queries import competence_totals, evidence_counts, record_of, unknown_competences
from tests.factories.records import certify


def evidence(apprentice, codes, now, **kwargs):
    source = Source(label="exercise", id="e1", title="Un exercice", **kwargs)
    return record_evidence(apprentice=apprentice, competence_codes=codes, source=source, now=now)


def test_the_record_counts_competences_not_lines(apprentice, cohort, now):
    certify(cohort)
    evidence(apprentice, ["T1-C11", "T1-C22"], now)
    record_evidence(
        apprentice=apprentice, competence_codes=["T1-C11"], source=Source("exercise", "e2", "Autre"), now=now
    )
    (progress,) = record_of(apprentice)
    assert (progress.evidenced, progress.total) == (2, 4)
    assert [block.block.code for block in progress.blocks] == ["B1", "B2"]


def test_formative_evidence_is_shown_but_not_counted(apprentice, cohort, now):
    certify(cohort)
    evidence(apprentice, ["T1-C11"], now, is_formative=True)
    (progress,) = record_of(apprentice)
    assert progress.evidenced == 0
    assert len(progress.blocks[0].competences[0].evidence) == 1
    assert evidence_counts([cohort]) == {}


def test_counts_are_those_of_each_cohorts_own_versions(
    apprentice, other_school_apprentice, cohort, other_cohort, now
):
    certify(cohort, "T1")
    certify(other_cohort, "T2")
    evidence(apprentice, ["T1-C11", "T1-C12"], now)
    evidence(other_school_apprentice, ["T2-C11"], now)
    assert evidence_counts([cohort, other_cohort]) == {apprentice.pk: 2, other_school_apprentice.pk: 1}
    assert competence_totals([cohort, other_cohort]) == {cohort.pk: 4, other_cohort.pk: 4}


def test_nobody_reads_anothers_progress_as_her_own(apprentice, peer, cohort, now):
    certify(cohort)
    evidence(peer, ["T1-C11"], now)
    assert record_of(apprentice)[0].evidenced == 0


def test_without_a_cohort_the_record_is_empty(trainer):
    assert record_of(trainer) == []


def test_the_record_costs_the_same_with_one_and_three_certifications(
    apprentice, cohort, now, django_assert_num_queries
):
    certify(cohort, "T1")
    with django_assert_num_queries(6):
        record_of(apprentice)
    certify(cohort, "T2")
    certify(cohort, "T3")
    with django_assert_num_queries(6):
        record_of(apprentice)


def test_unknown_competences_are_named(cohort):
    certify(cohort)
    assert unknown_competences(["T1-C11", "X-1"]) == {"X-1"}


SEES_RECORD = {
    "apprentice": True,
    "peer": False,
    "other_school_apprentice": False,
    "trainer": True,
    "other_school_trainer": False,
    "coordinator": True,
    "adviser": True,
    "client": False,
    "other_client": False,
}


@pytest.mark.parametrize(("who", "sees"), SEES_RECORD.items())
def test_who_may_read_a_record(who, sees, cast, apprentice):
    assert can_see_record(cast[who], apprentice) is sees
