"""Exercism's tracks: what is read, what is said of what is broken."""

import json
import tomllib

import pytest

from exercises.importers.dependencies import missing_dependencies
from exercises.importers.report import Standing
from exercises.importers.skipped import without_skips
from tests.exercises.importers.samples import EXERCISM_JAVASCRIPT, EXERCISM_PHP, EXERCISM_PYTHON

HOME = "exercises/practice/two-loaves"


def by_name(report):
    return {entry.name.rpartition("/")[2]: entry for entry in report.entries}


def said(entry):
    return " ".join(remark.text for remark in entry.remarks)


def manifest(entry):
    return tomllib.loads((entry.folder / "exercise.toml").read_text())


def test_an_exercise_keeps_its_tests_its_licence_and_its_authors(import_from):
    entry = by_name(import_from("exercism", EXERCISM_PYTHON, licence=""))["two-loaves"]
    data = manifest(entry)
    assert data["title"] == "Two Loaves"
    assert (data["runtime"], data["variant"], data["level"]) == ("framework", "pytest", 3)
    assert data["licence"] == "MIT"
    assert data["source"] == {
        "origin": "Exercism",
        "url": "https://exercism.org/tracks/python/exercises/two-loaves",
        "author": "plainly-fictional",
        "licence": "MIT",
    }
    assert data["competences"] == []
    assert data["hints"] == ["General\u00a0: Multiply."]
    assert data["files"] == {"entry": "two_loaves.py", "editable": ["two_loaves.py"]}
    assert data["checks"][0]["probe"] == {"kind": "tests", "files": ["two_loaves_test.py"]}
    assert (entry.folder / "solution/two_loaves.py").read_text() == EXERCISM_PYTHON[
        f"{HOME}/.meta/example.py"
    ]
    assert "Two loaves for each person" in (entry.folder / "statement.md").read_text()


def test_deprecated_and_broken_exercises_are_in_the_report(import_from):
    entries = by_name(import_from("exercism", EXERCISM_PYTHON))
    assert entries["old-oven"].standing is Standing.LEFT_OUT
    assert "deprecated" in said(entries["old-oven"])
    broken = entries["bread-names"]
    assert broken.standing is Standing.NEEDS_A_HAND
    assert "JSON" in said(broken)
    assert "numpy" in said(broken)
    assert manifest(broken)["title"] == "Bread Names"


def test_skipped_tests_run(import_from):
    entry = by_name(import_from("exercism", EXERCISM_PYTHON))["two-loaves"]
    assert "unittest.skip" not in (entry.folder / "starter/two_loaves_test.py").read_text()
    remark = next(remark for remark in entry.remarks if "sauté" in remark.text)
    assert (remark.place, remark.by_hand) == (f"{HOME}/two_loaves_test.py:10", False)


@pytest.mark.parametrize(
    ("files", "slug", "variant"),
    [(EXERCISM_JAVASCRIPT, "warm-soup", "jest"), (EXERCISM_PHP, "big-cake", "phpunit")],
)
def test_a_folder_without_a_track_is_read_too(files, slug, variant, import_from):
    data = manifest(by_name(import_from("exercism", files))[slug])
    assert data["variant"] == variant
    assert "package.json" not in str(data)


def test_what_is_missing_is_named(import_from, only):
    files = {
        f"{HOME}/.meta/config.json": json.dumps(
            {"files": {"solution": ["../up.py"], "test": ["gone_test.py"]}}
        ),
        f"{HOME}/two_loaves.py": "def loaves(): ...\n",
        f"{HOME}/real_test.py": "from two_loaves import loaves\n",
        f"{HOME}/nom à part.py": "",
    }
    entry = only(import_from("exercism", files, licence=""))
    for text in ("n’est pas accepté", "il manque", "corrigé", "consigne", "licence"):
        assert text in said(entry)
    assert manifest(entry)["licence"] == "à vérifier"


@pytest.mark.parametrize(
    "config", ['{"files": 3}', "[]", '{"files": {"solution": "x", "test": [1]}}', "\ufeff{}", ""]
)
def test_strange_settings_never_stop_an_import(config, import_from, only):
    files = {f"{HOME}/.meta/config.json": config, f"{HOME}/a.py": "", f"{HOME}/a_test.py": "import a\n"}
    assert only(import_from("exercism", files)).folder is not None


def test_another_language_is_left_out(import_from, only):
    files = {"config.json": '{"slug": "cobol"}', f"{HOME}/.meta/config.json": "{}"}
    assert "cobol" in said(only(import_from("exercism", files)))


def test_the_marks_of_skipping_go_and_imports_stay():
    code = "import { test, xtest } from '@jest/globals';\nxtest('a', f);\ntest.skip('b', f);\nxit.each([])('c');\n"
    kept, lines = without_skips("javascript", code)
    assert (
        kept
        == "import { test, xtest } from '@jest/globals';\ntest('a', f);\ntest('b', f);\nit.each([])('c');\n"
    )
    assert lines == [2, 3, 4]
    assert without_skips("php", "$this->markTestSkipped('x'); $a = 1;")[0] == " $a = 1;"


@pytest.mark.parametrize(
    ("language", "files", "wanted"),
    [
        (
            "javascript",
            {"a.js": "import x from './b';\nimport y from '@scope/z';"},
            ["« ./b »", "« @scope/z »"],
        ),
        ("javascript", {"a.js": "import x from './b';\nimport fs from 'node:fs';", "b.js": ""}, []),
        (
            "python",
            {"a.py": "import b, json\nfrom requests import get\nfrom . import c", "b.py": ""},
            ["« requests »"],
        ),
        ("python", {"a.py": "def ("}, []),
        (
            "php",
            {"a.php": "<?php require_once __DIR__ . '/b.php'; require 'c.php';", "c.php": ""},
            ["« /b.php »"],
        ),
    ],
)
def test_what_the_box_will_not_have_is_found(language, files, wanted):
    found = missing_dependencies(language, files)
    assert len(found) == len(wanted)
    for sentence, name in zip(found, wanted, strict=True):
        assert name.replace(" ", "\u00a0") in sentence
