"""Sources from end to end: what was written is read by our grader, and holds in real boxes."""

import zipfile

import pytest

from exercises.actions.bring_in import bring_in_exercises
from exercises.importers import bringing_in
from exercises.importers.report import Standing
from tests.exercises.importers.samples import CODERUNNER, FREECODECAMP, OLD_PAGE


@pytest.fixture
def challenges(tmp_path):
    with zipfile.ZipFile(tmp_path / "challenges.zip", "w") as archive:
        for path, content in FREECODECAMP.items():
            archive.writestr(f"curriculum/{path}", content)
    return tmp_path / "challenges.zip"


def bring(origin, material, tmp_path, **more):
    more.setdefault("licence", "MIT")
    return bring_in_exercises(origin=origin, material=material, into=tmp_path / "into", **more)


@pytest.mark.docker
@pytest.mark.slow
def test_a_whole_source_holds_in_boxes(challenges, tmp_path):
    (tmp_path / "quiz.xml").write_bytes(CODERUNNER)
    for origin, material in (("freecodecamp", challenges), ("coderunner", tmp_path / "quiz.xml")):
        report = bring(origin, material, tmp_path, in_boxes=True)
        assert "ne tient pas" not in report.as_markdown()
        assert len(report.having(Standing.IMPORTED)) >= 2


@pytest.mark.docker
def test_a_solution_that_does_not_hold_is_named(tmp_path):
    (tmp_path / "a.md").write_text(OLD_PAGE.replace("color: green", "color: red"))
    (entry,) = bring("freecodecamp", tmp_path / "a.md", tmp_path, in_boxes=True).entries
    assert entry.standing is Standing.NEEDS_A_HAND
    (waits,) = [remark.text for remark in entry.remarks if remark.by_hand]
    assert "le corrigé ne tient pas" in waits


def test_a_folder_that_is_already_there_is_not_touched(challenges, tmp_path):
    first = bring("freecodecamp", challenges, tmp_path)
    mended = first.having(Standing.IMPORTED)[0].folder / "statement.md"
    mended.write_text("repris à la main")
    again = bring("freecodecamp", challenges, tmp_path)
    assert not again.having(Standing.IMPORTED)
    assert mended.read_text() == "repris à la main"
    bring("freecodecamp", challenges, tmp_path, replace=True)
    assert mended.read_text() != "repris à la main"


def test_two_exercises_of_one_name_have_two_folders(tmp_path):
    for number in (1, 2):
        (tmp_path / "from" / "same").mkdir(parents=True, exist_ok=True)
        (tmp_path / "from" / "same" / f"{number}.md").write_text(OLD_PAGE.replace("bad00", f"bad0{number}"))
    report = bring("freecodecamp", tmp_path / "from", tmp_path)
    assert len({entry.folder for entry in report.having(Standing.IMPORTED)}) == 2


def test_a_licence_that_nobody_knows_has_to_be_verified(challenges, tmp_path):
    report = bring("freecodecamp", challenges, tmp_path, licence="")
    assert not report.having(Standing.IMPORTED)
    assert "licence" in report.as_markdown()


def test_an_error_that_nobody_thought_of_stops_one_exercise_only(challenges, tmp_path, monkeypatch):
    def breaking(folder):
        raise RuntimeError("panne")

    monkeypatch.setattr(bringing_in, "write_folder", lambda exercise, folder: breaking(folder))
    report = bring("freecodecamp", challenges, tmp_path)
    assert len(report.having(Standing.LEFT_OUT)) == len(report.entries) == 4
    assert "panne" in report.as_markdown()


def test_nothing_to_import_is_said(tmp_path):
    (tmp_path / "empty").mkdir()
    (entry,) = bring("exercism", tmp_path / "empty", tmp_path).entries
    assert "aucun exercice" in entry.remarks[0].text
    (entry,) = bring("exercism", tmp_path / "nowhere", tmp_path).entries
    assert "introuvable" in entry.remarks[0].text
