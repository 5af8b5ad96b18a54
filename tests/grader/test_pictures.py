"""Model pictures: read with the exercise, kept with it, taken from its solution."""

import json
import shutil
from pathlib import Path

import pytest
from PIL import Image

from grader.contract import Probe
from grader.grading import grade_exercise
from grader.manifest import Exercise, ManifestError, load_exercise
from grader.pictures import NoPicture, take_pictures
from grader.sandbox.docker import DockerSandbox
from grader.sandbox.fake import FakeSandbox
from tests.grader.boxes import EXERCISES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of a good exercise, to be broken."""
    return Path(shutil.copytree(EXERCISES / "page-image", tmp_path / "page-image"))


def test_pictures_come_back_from_storage_as_they_were(folder: Path) -> None:
    exercise = load_exercise(folder)

    assert sorted(exercise.pictures) == ["banniere.png", "telephone.png"]
    assert Exercise.from_dict(json.loads(json.dumps(exercise.to_dict()))) == exercise


def test_an_exercise_stored_before_there_were_pictures_is_read(js_somme: Exercise) -> None:
    stored = js_somme.to_dict()
    del stored["pictures"]

    assert Exercise.from_dict(stored) == js_somme


def test_the_judge_receives_the_picture_and_the_box_does_not(folder: Path) -> None:
    exercise = load_exercise(folder)

    assert all("png" in check.expect for check in exercise.judged_checks)
    assert not any("png" in check.expect for check in exercise.checks)
    assert not any(
        "png" in check.probe.params or "like" in check.probe.params for check in exercise.judged_checks
    )


def test_other_checks_are_judged_as_they_are(js_somme: Exercise) -> None:
    assert js_somme.judged_checks == js_somme.checks


def _break(folder: Path, way: str) -> None:
    picture = folder / "pictures" / "telephone.png"
    if way == "absent":
        picture.unlink()
    elif way == "link":
        picture.rename(folder / "ailleurs.png")
        picture.symlink_to(folder / "ailleurs.png")
    elif way == "text":
        picture.write_text("rien", encoding="utf-8")
    elif way == "heavy":
        picture.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 2_000_000)
    elif way == "wide":
        Image.new("1", (4000, 10)).save(picture)


@pytest.mark.parametrize(
    ("way", "words"),
    [
        ("absent", "introuvable"),
        ("link", "introuvable"),
        ("text", "ce n’est pas une image PNG"),
        ("heavy", "plus de 1024 Kio"),
        ("wide", "plus de 2560 × 3000 points"),
    ],
)
def test_a_picture_that_cannot_be_used_is_refused(folder: Path, way: str, words: str) -> None:
    _break(folder, way)

    with pytest.raises(ManifestError, match=r"pictures/telephone\.png") as caught:
        load_exercise(folder)
    assert words in str(caught.value)


@pytest.mark.parametrize("name", ["../x.png", "a/b.png", "image.jpg", "é.png"])
def test_a_picture_is_named_plainly(folder: Path, name: str) -> None:
    manifest = folder / "exercise.toml"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("telephone.png", name), encoding="utf-8")

    with pytest.raises(ManifestError, match="nom d’une image"):
        load_exercise(folder)


def test_stops_of_the_keyboard_are_asked_for_once(folder: Path) -> None:
    manifest = folder / "exercise.toml"
    check = """
[[checks]]
id = "clavier"
asks = "Le clavier."
probe = { kind = "focus" }
expect = { order = ["#b", "#a"] }
"""
    text = manifest.read_text(encoding="utf-8").replace("\n[mistakes]", f"{check}\n[mistakes]")
    manifest.write_text(text, encoding="utf-8")

    last: Probe = load_exercise(folder).checks[-1].probe
    assert last.params["selectors"] == ["#a", "#b"]  # sorted: the box does not learn the order


def test_pictures_of_an_exercise_without_any_are_refused() -> None:
    with pytest.raises(NoPicture, match="Aucune vérification"):
        take_pictures(EXERCISES / "page-titre", FakeSandbox([]))


@pytest.mark.docker
def test_pictures_are_taken_from_the_solution(folder: Path, docker_sandbox: DockerSandbox) -> None:
    before = load_exercise(folder).pictures
    shutil.rmtree(folder / "pictures")

    assert take_pictures(folder, docker_sandbox) == ["banniere.png", "telephone.png"]
    assert load_exercise(folder).pictures == before


@pytest.mark.docker
def test_a_page_is_compared_with_its_model(folder: Path, docker_sandbox: DockerSandbox) -> None:
    exercise = load_exercise(folder)
    mistake = exercise.mistakes["texte-blanc"]

    assert grade_exercise(exercise, exercise.solution, docker_sandbox).passed
    wrong = grade_exercise(exercise, mistake.files, docker_sandbox)
    assert wrong.first_sentence == mistake.sentence
    assert [result.passed for result in wrong.results] == [False, False]
