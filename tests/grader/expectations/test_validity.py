"""Validity of a file against the number of faults the author allows."""

from typing import Any

from grader.contract import Probe
from grader.expectations import compare

PROBE = Probe("validity", {"file": "index.html"})
FAULT: dict[str, Any] = {"rule": "no-dup-id", "message": "Duplicate ID", "line": 4, "column": 7}


def test_a_valid_file_holds() -> None:
    assert compare(PROBE, {"max_errors": 0}, {"errors": [], "count": 0}) is None


def test_the_first_fault_is_explained_with_its_place() -> None:
    wrong = compare(PROBE, {"max_errors": 0}, {"errors": [FAULT, FAULT], "count": 2})

    assert wrong is not None
    assert wrong.sentence.startswith("Ligne 4 de index.html\u00a0: le même id")
    assert "1 autre point" in wrong.sentence
    assert (wrong.where.file, wrong.where.line, wrong.where.column, wrong.found) == ("index.html", 4, 7, "2")


def test_some_faults_may_be_allowed() -> None:
    assert compare(PROBE, {"max_errors": 1}, {"errors": [FAULT], "count": 1}) is None


def test_faults_that_were_counted_but_not_listed_count() -> None:
    assert compare(PROBE, {"max_errors": 0}, {"errors": [], "count": 3}) is not None


def test_an_observation_without_shape_holds_nothing() -> None:
    assert compare(PROBE, {"max_errors": 9}, {"errors": "none"}) is not None
