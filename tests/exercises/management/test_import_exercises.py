import pytest
from django.core.management import CommandError, call_command

from tests.exercises.importers.samples import OLD_PAGE


def test_the_report_is_printed_and_kept(tmp_path, capsys):
    (tmp_path / "shop.md").write_text(OLD_PAGE)
    call_command(
        "import_exercises", "freecodecamp", tmp_path / "shop.md", into=tmp_path / "into", licence="MIT"
    )
    printed = capsys.readouterr().out
    assert "importés\u00a0: 1" in printed
    assert (tmp_path / "into/import.md").read_text() in printed
    assert (tmp_path / "into/freecodecamp-paint-the-shop/exercise.toml").exists()


def test_nothing_that_comes_in_is_a_failure(tmp_path):
    with pytest.raises(CommandError, match="Nothing came in"):
        call_command("import_exercises", "coderunner", tmp_path / "nowhere", into=tmp_path / "into")


def test_a_file_cannot_receive_exercises(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="not a folder"):
        call_command("import_exercises", "coderunner", tmp_path, into=tmp_path / "file")
