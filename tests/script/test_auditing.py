"""What the audit says: what was answered, and never good news that nobody gave."""

import json

import pytest

from script.steps import auditing
from script.steps.auditing import CLEAN, KNOWN, UNASKED, python_answer, read_npm_audit, read_pip_audit

FINE = {"name": "django", "version": "6.1.3", "vulns": []}
FLAWED = {"name": "a", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]}
UNKNOWN = {"name": "b", "skip_reason": "Dependency not found on PyPI"}


def said(*packages):
    return json.dumps({"dependencies": list(packages), "fixes": []})


@pytest.mark.parametrize(
    ("told", "code", "words"),
    [
        (said(FINE), CLEAN, "1 paquets, aucune faille connue"),
        (said(FINE, FLAWED), KNOWN, "a 1.0, PYSEC-1 (corrigé dans : 1.1)"),
        (said(FINE, UNKNOWN), UNASKED, "rien n'est su de 1 paquets : b"),
        ("", UNASKED, "n'a pas pu être interrogée"),
        ("<html>", UNASKED, "n'a pas pu être interrogée"),
        ("[]", UNASKED, "n'a pas pu être interrogée"),
    ],
)
def test_python_packages_are_told_as_they_were_answered(told, code, words):
    answer = read_pip_audit(told)
    assert answer.code == code
    assert words in "\n".join(answer.sentences())
    assert ("aucune faille connue" in "".join(answer.sentences())) == (code == CLEAN)


def test_what_stops_the_tests_is_what_can_be_mended(monkeypatch, capsys):
    forsaken = {"name": "c", "version": "2.0", "vulns": [{"id": "PYSEC-2", "fix_versions": []}]}
    npm = {
        "esbuild": {"severity": "high", "fixAvailable": True},
        "axe": {"severity": "low", "fixAvailable": False},
    }
    monkeypatch.setattr(auditing, "python_answer", lambda: read_pip_audit(said(FLAWED, forsaken)))
    monkeypatch.setattr(
        auditing, "browser_answer", lambda: read_npm_audit(json.dumps({**NONE, "vulnerabilities": npm}))
    )

    assert auditing.mendable_flaws() == ["a 1.0, PYSEC-1 (corrigé dans : 1.1)", "esbuild, gravité high"]
    assert "PYSEC-2" in capsys.readouterr().out


def test_a_database_that_does_not_answer_stops_nothing_and_is_named(monkeypatch, capsys):
    monkeypatch.setattr(auditing, "_asked", lambda _arguments: "")
    monkeypatch.setattr(auditing, "_output", lambda _command, _env: "")

    assert auditing.mendable_flaws() == []
    assert capsys.readouterr().out.count("n'a pas pu être interrogée") == 2


NONE = {"metadata": {"dependencies": {"total": 9}}, "vulnerabilities": {}}


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (json.dumps(NONE), CLEAN),
        (json.dumps({**NONE, "vulnerabilities": {"esbuild": {"severity": "high"}}}), KNOWN),
        (json.dumps({"error": {"code": "ENOTFOUND"}}), UNASKED),
        ("", UNASKED),
    ],
)
def test_npm_packages_are_told_as_they_were_answered(told, code):
    assert read_npm_audit(told).code == code


def test_where_nobody_answers_for_django_the_others_are_not_tried(monkeypatch):
    asked = []

    def silent(arguments):
        asked.append(arguments)
        return said(UNKNOWN)

    monkeypatch.setattr(auditing, "_asked", silent)
    assert python_answer().code == UNASKED
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("codes", "worst"), [((CLEAN, CLEAN), CLEAN), ((UNASKED, KNOWN), KNOWN), ((CLEAN, UNASKED), UNASKED)]
)
def test_the_worst_answer_decides(monkeypatch, codes, worst):
    answers = {
        CLEAN: auditing.Answer("X", asked=1),
        KNOWN: auditing.Answer("X", known=["a"]),
        UNASKED: auditing.Answer("X", silence="pas de réponse"),
    }
    monkeypatch.setattr(auditing, "python_answer", lambda: answers[codes[0]])
    monkeypatch.setattr(auditing, "browser_answer", lambda: answers[codes[1]])
    assert auditing.main() == worst
