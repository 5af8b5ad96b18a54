"""What the text of a file must say, where style is the lesson."""

import pytest

from grader import expectations
from grader.contract import Check, Json, Probe
from grader.runtimes import RUNTIMES
from grader.runtimes.base import BadProbe
from grader.source import source_observations

SCRIPT = "// var ancien\nconst a = 1;\nlet b = 'var';\nfunction f() {}\nfunction g() {}\n"


def sentence(expect: dict[str, Json], text: str = SCRIPT, file: str = "main.js", **params: Json) -> str:
    """What is read, or an empty text when all is right."""
    probe = RUNTIMES["javascript"].validated(Probe("source", {"file": file, **params}))
    expectations.validate(probe, expect)
    check = Check("style", "Style.", probe, expect)
    seen = source_observations([check], {file: text})[0].seen
    mismatch = expectations.compare(probe, expect, seen)
    return mismatch.sentence if mismatch else ""


def test_what_is_asked_is_found() -> None:
    assert not sentence({"contains": ["const", "let"], "matches": r"\bfunction\b", "at_least": 2})
    assert "il manque" in sentence({"contains": "class"})
    assert "au moins 3 fois" in sentence({"matches": r"\bfunction\b", "at_least": 3})
    assert "on le trouve 2 fois" in sentence({"matches": r"\bfunction\b", "count": 1})
    assert not sentence({"matches": "class", "count": 0})


def test_comments_do_not_count_unless_asked() -> None:
    assert not sentence({"lacks": "ancien"})
    assert "ligne 1" in sentence({"lacks": "ancien"}, comments=True)
    assert "ligne 3" in sentence({"lacks_match": r"\bvar\b"})
    assert not sentence({"lacks_match": r"\bvar\b"}, strings=False)


def test_attributes_of_pages_are_read() -> None:
    page = "<!-- style= -->\n<p style='color: red'>a</p>"

    assert "ligne 2" in sentence({"lacks_match": r"\bstyle\s*="}, page, "index.html")


@pytest.mark.parametrize(
    "expect",
    [{"count": 2}, {"contains": ""}, {"contains": [1]}, {"matches": "("}, {"matches": "a", "count": -1}],
)
def test_what_cannot_be_compared_is_refused(expect: dict[str, Json]) -> None:
    with pytest.raises(expectations.BadExpectation):
        sentence(expect)


def test_a_search_without_end_is_the_authors_fault() -> None:
    with pytest.raises(expectations.BadExpectation, match="ne finit pas"):
        sentence({"matches": "(a|a)*$"}, "a" * 5_000 + "b", "a.txt")


def test_a_probe_that_names_no_file_is_refused() -> None:
    with pytest.raises(BadProbe):
        RUNTIMES["web"].validated(Probe("source", {"comments": "non"}))
