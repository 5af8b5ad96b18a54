from dataclasses import dataclass

from lms.records.certification import progress_of


@dataclass
class Competence:
    pk: int


@dataclass
class Line:
    competence_id: int
    is_formative: bool = False


def test_each_competence_gets_its_own_lines():
    progress = progress_of([Competence(1), Competence(2)], [Line(2), Line(2), Line(9)])
    assert [len(entry.evidence) for entry in progress] == [0, 2]
    assert [entry.is_evidenced for entry in progress] == [False, True]


def test_formative_evidence_never_counts_alone():
    formative, counting = Line(1, is_formative=True), Line(1)
    assert not progress_of([Competence(1)], [formative])[0].is_evidenced
    assert progress_of([Competence(1)], [formative, counting])[0].is_evidenced
