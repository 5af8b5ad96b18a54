"""CodeRunner questions: what our checks can say comes in, the rest is named with its line."""

import base64
import sqlite3
import tomllib
from contextlib import closing

import pytest

from exercises.importers.coderunner_tests import Case, check_of
from exercises.importers.databases import NotADatabase, sql_of
from exercises.importers.report import Standing
from exercises.importers.sql_tables import NotATable, rows_of
from exercises.importers.xml_reading import BadXml, elements_named
from tests.exercises.importers.samples import CODERUNNER, case, question, quiz


def by_name(report):
    return {entry.name: entry for entry in report.entries}


def said(entry):
    return " ".join(remark.text for remark in entry.remarks)


def manifest(entry):
    return tomllib.loads((entry.folder / "exercise.toml").read_text())


def test_each_language_comes_in_and_the_others_are_named(import_from):
    entries = by_name(import_from("coderunner", {"quiz.xml": CODERUNNER}))
    assert {name for name, entry in entries.items() if entry.standing is Standing.IMPORTED} == {
        "Loaves",
        "Echo",
        "Sum",
        "Cut",
        "Cheap",
    }
    assert "gabarit" in said(entries["Lots"])
    assert "c_function" in said(entries["In C"])
    assert "multichoice" in said(entries["Choose"])
    assert entries["In C"].remarks[0].line


def test_texts_become_markdown_and_examples_are_shown(import_from):
    folder = by_name(import_from("coderunner", {"quiz.xml": CODERUNNER}))["Loaves"].folder
    statement = (folder / "statement.md").read_text()
    assert statement.startswith("Do **Loaves**.\n\n```\na  b\n```")
    assert "print(loaves(2))" in statement
    assert "$course$/Bakery" in (folder / "exercise.toml").read_text()


@pytest.mark.parametrize(
    ("language", "case", "probe", "expect"),
    [
        ("python", Case("", "a\nb", "A\n\n"), {"kind": "output", "stdin": ["a", "b"]}, {"lines": ["A"]}),
        ("python", Case("# nothing", "", ""), {"kind": "output"}, {"lines": []}),
        (
            "javascript",
            Case("console.log(1);", "", "1"),
            {"kind": "output", "after": "console.log(1)"},
            {"lines": ["1"]},
        ),
        (
            "php",
            Case("<?php\n$a = 1; echo $a", "", "1"),
            {"kind": "output", "after": "(function () {\n$a = 1; echo $a;\n})()"},
            {"lines": ["1"]},
        ),
        ("sql", Case("-- see\nSELECT 1;", "", ""), {"kind": "rows", "query": "SELECT 1"}, {"count": 0}),
    ],
)
def test_a_test_becomes_a_check(language, case, probe, expect):
    check, reason = check_of(language, case, 1, regex=False)
    assert reason == ""
    assert (check["probe"], check["expect"]) == (probe, expect)


@pytest.mark.parametrize(
    ("language", "case", "reason"),
    [
        ("python", Case("print(", "", ""), "correct"),
        ("python", Case("", "x" * 300, ""), "trop long"),
        ("python", Case("x = 1\n" * 300, "", ""), "trop long"),
        ("javascript", Case("f()", "entrée", ""), "lire"),
        ("javascript", Case("require('fs')", "", ""), "Node"),
        ("php", Case("?>texte", "", ""), "texte"),
        ("sql", Case("DROP TABLE x", "", ""), "SELECT"),
        ("sql", Case("", "", "libre"), "tableau"),
    ],
)
def test_what_our_checks_cannot_say_is_refused(language, case, reason):
    check, why = check_of(language, case, 1, regex=False)
    assert check is None
    assert reason in why


def test_a_regular_expression_stays_one(import_from):
    regex = question("python3", "R", "print('ab')\n", case("", "a.$"), "<grader>RegexGrader</grader>")
    entry = by_name(import_from("coderunner", {"q.xml": quiz(regex)}))["R"]
    assert manifest(entry)["checks"][0]["expect"] == {"matches": "(?ms)a.$"}


def test_a_drawn_table_is_read_back():
    drawn = "name        n\n----------  ---\nBrown rye   2.5\nwheat       3"
    assert rows_of(drawn) == {
        "columns": ["name", "n"],
        "rows": [["Brown rye", 2.5], ["wheat", 3]],
        "ordered": True,
    }
    with pytest.raises(NotATable):
        rows_of("name|n\nrye|2")


def test_a_database_becomes_its_instructions():
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE bread (name TEXT)")
        connection.execute("INSERT INTO bread VALUES ('l''épi')")
        connection.commit()
        data = connection.serialize()
    assert "INSERT INTO \"bread\" VALUES('l''épi');" in sql_of(data)
    with pytest.raises(NotADatabase):
        sql_of(data[:500] + b"\xff" * 3000)


def test_attached_files_that_are_no_text_are_named(import_from):
    picture = base64.b64encode(b"\x89PNG\x00").decode()
    more = f'<file name="a.png" encoding="base64">{picture}</file><file name="é.txt" encoding="base64">YQ==</file>'
    one = question("python3", "A", "print(1)", case("", "1") + more)
    entry = by_name(import_from("coderunner", {"q.xml": quiz(one)}))["A"]
    assert "a.png" in said(entry)
    assert "é.txt" in said(entry)
    assert [path.name for path in (entry.folder / "starter").iterdir()] == ["main.py"]


BOMB = b'<?xml version="1.0"?><!DOCTYPE q [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><quiz>&b;</quiz>'
OUTSIDE = b'<!DOCTYPE q SYSTEM "file:///etc/passwd"><quiz></quiz>'


@pytest.mark.parametrize("data", [BOMB, OUTSIDE])
def test_document_types_and_entities_are_refused(data, import_from, only):
    entry = only(import_from("coderunner", {"q.xml": data}))
    assert entry.standing is Standing.LEFT_OUT
    assert "entité" in said(entry)


def test_elements_too_deep_are_refused():
    with pytest.raises(BadXml, match="les uns dans les autres"):
        list(elements_named(b"<a>" * 200, "a"))


def test_a_file_cut_short_gives_its_beginning(import_from):
    entries = by_name(import_from("coderunner", {"q.xml": CODERUNNER[: CODERUNNER.index(b"Echo")]}))
    assert entries["Loaves"].standing is Standing.IMPORTED
    assert "Ce qui suit" in said(entries["q.xml"])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_other_encodings_are_read(encoding, import_from):
    text = quiz(question("python3", "Épi", "print(1)", case("", "1"))).decode()
    data = text.replace("UTF-8", "ISO-8859-1" if encoding == "latin-1" else "UTF-8").encode(encoding)
    assert by_name(import_from("coderunner", {"q.xml": data}))["Épi"].standing is Standing.IMPORTED
