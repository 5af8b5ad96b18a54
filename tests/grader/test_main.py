"""The command line of authors."""

import gc
import shutil
from pathlib import Path

import pytest

from grader import images
from grader.__main__ import build_missing_images, main
from grader.sandbox.docker import DockerSandbox
from tests.grader.boxes import EXERCISES


def test_a_folder_that_is_no_exercise_ends_with_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path)]) == 2
    assert "exercise.toml" in capsys.readouterr().err


def test_the_names_of_the_images_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["images", "--list"]) == 0
    assert capsys.readouterr().out.split() == [images.tag(name) for name in images.PARENTS]


@pytest.mark.docker
class TestWithRealBoxes:
    def test_a_solution_ends_with_zero(self, grader_images: None, capsys: pytest.CaptureFixture[str]) -> None:
        assert main([str(EXERCISES / "js-somme")]) == 0
        assert "✓ somme(2, 3) vaut 5." in capsys.readouterr().out

    def test_what_each_probe_saw_is_shown(
        self, grader_images: None, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main([str(EXERCISES / "js-somme"), "--seen"]) == 0
        assert '"value": 5' in capsys.readouterr().out

    def test_all_exercises_of_a_folder_are_proved(
        self, grader_images: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        for name in ("js-somme", "js-somme-2"):
            shutil.copytree(EXERCISES / "js-somme", tmp_path / name)
        manifest = tmp_path / "js-somme-2" / "exercise.toml"
        text = manifest.read_text(encoding="utf-8")
        manifest.write_text(text.replace('"js-somme"', '"js-somme-2"'), encoding="utf-8")
        assert main(["check", str(tmp_path)]) == 0
        assert "2 exercices" in capsys.readouterr().out

    def test_a_wrong_work_ends_with_one_and_its_sentence(
        self, grader_images: None, capsys: pytest.CaptureFixture[str]
    ) -> None:
        work = EXERCISES / "js-somme" / "mistakes" / "soustraction"

        assert main([str(EXERCISES / "js-somme"), "--work", str(work)]) == 1
        assert "somme(2, 3) devrait donner 5, et donne -1." in capsys.readouterr().out

    # The SDK leaves the socket of a connection that failed to the garbage collector, which complains of it.
    @pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
    def test_no_engine_ends_with_two(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setattr(
            "grader.__main__.open_sandbox",
            lambda: DockerSandbox(owner="x", base_url=f"unix://{tmp_path}/none"),
        )
        assert main([str(EXERCISES / "js-somme")]) == 2
        assert main(["images"]) == 2
        gc.collect()

    def test_sound_exercises_are_found_sound(
        self, grader_images: None, capsys: pytest.CaptureFixture[str]
    ) -> None:
        folders = [str(EXERCISES / name) for name in ("js-somme", "js-attente", "page-titre")]

        assert main(["check", *folders]) == 0
        assert "0 à corriger" in capsys.readouterr().out

    def test_a_mistake_that_says_something_else_is_found(
        self, grader_images: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        folder = Path(shutil.copytree(EXERCISES / "js-somme", tmp_path / "js-somme"))
        manifest = folder / "exercise.toml"
        manifest.write_text(
            manifest.read_text(encoding="utf-8").replace("et donne -1.", "et donne -2."), encoding="utf-8"
        )

        assert main(["check", str(folder)]) == 1
        assert "✗ js-somme mistakes/soustraction" in capsys.readouterr().out

    def test_images_that_are_there_are_not_built_again(self, docker_sandbox: DockerSandbox) -> None:
        said: list[str] = []
        build_missing_images(docker_sandbox, said.append)

        assert all(line.endswith("déjà là") for line in said)
        assert len(said) == len(images.PARENTS)
