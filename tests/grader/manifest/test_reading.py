"""A whole folder: everything that is wrong is told at once, with its line; what is right is kept."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.manifest import Exercise, ManifestError, RefusedFiles, Source, load_exercise, request_for
from grader.proof import trials_of
from tests.grader.boxes import EXERCISES

PNG = b"\x89PNG\r\n\x1a\n and what follows"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXERCISES / "js-somme", tmp_path / "js-somme"))


@pytest.fixture
def edit(folder: Path) -> Callable[[str, str], None]:
    def replace(old: str, new: str) -> None:
        text = (folder / "exercise.toml").read_text(encoding="utf-8")
        assert old in text
        (folder / "exercise.toml").write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace


def put(place: Path, content: str | bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content.encode() if isinstance(content, str) else content)


def line_with(folder: Path, words: str) -> int:
    lines = (folder / "exercise.toml").read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if words in line)


def test_all_that_is_wrong_is_told_at_once_with_its_line(
    folder: Path, edit: Callable[[str, str], None]
) -> None:
    edit("level = 1", "level = 9")
    edit("equals = 5", "egal = 5")
    edit("licence", "license")
    put(folder / "solution" / "autre.js", "")

    with pytest.raises(ManifestError) as refusal:
        load_exercise(folder)

    told = {(problem.file, problem.line): problem.text for problem in refusal.value.problems}
    assert "de 1 à 5" in told["exercise.toml", line_with(folder, "level")]
    assert "attente inconnue" in told["exercise.toml", line_with(folder, "egal")]
    assert "« licence »" in told["exercise.toml", line_with(folder, "license")]
    assert "editable" in told["solution/autre.js", None]
    assert str(refusal.value).count("\n") == len(refusal.value.problems) - 1


def test_a_mistake_of_toml_names_its_line(folder: Path, edit: Callable[[str, str], None]) -> None:
    edit("level = 1", "level = = 1")

    with pytest.raises(ManifestError, match=f"ligne {line_with(folder, '= =')} : écriture TOML"):
        load_exercise(folder)


def test_other_solutions_hidden_files_source_and_kind_are_kept(
    folder: Path, edit: Callable[[str, str], None]
) -> None:
    put(folder / "hidden" / "donnees.js", "const CACHE = 1;")
    put(folder / "solutions" / "autre" / "main.js", "function somme(a, b) { return b + a; }")
    edit("[files]", '[source]\norigin = "Ailleurs"\nurl = "https://example.org/1"\n\n[files]')
    edit("level = 1", 'level = 1\nkind = "practice"')

    exercise = load_exercise(folder)

    assert exercise.source == Source(origin="Ailleurs", url="https://example.org/1")
    assert exercise.formative
    assert [trial.name for trial in trials_of(exercise) if trial.passes] == ["solution", "solutions/autre"]
    assert request_for(exercise, {}).files["donnees.js"] == "const CACHE = 1;"
    assert "donnees.js" not in exercise.starter
    assert Exercise.from_dict(json.loads(json.dumps(exercise.to_dict()))) == exercise
    with pytest.raises(RefusedFiles):
        request_for(exercise, {"donnees.js": "triche"})


def test_a_hidden_file_cannot_be_a_shown_one(folder: Path) -> None:
    put(folder / "hidden" / "main.js", "")

    with pytest.raises(ManifestError, match=r"hidden/main\.js"):
        load_exercise(folder)


def test_an_exercise_stored_before_these_fields_is_read(js_somme: Exercise) -> None:
    old = js_somme.to_dict()
    for name in ("kind", "source", "hidden", "solutions", "images"):
        del old[name]

    assert Exercise.from_dict(old) == js_somme


@pytest.mark.parametrize(
    ("statement", "content", "words"),
    [
        ("\n\n![](images/a.png)", PNG, "statement.md, ligne 3 : l’image « images/a.png » n’a pas de texte"),
        ("![un schéma](a.png)", PNG, "dossier images/"),
        ("![un schéma](images/../a.png)", PNG, "dossier images/"),
        ("![un schéma](images/b.png)", PNG, "images/b.png : fichier introuvable"),
        ("![un schéma](images/a.png)", b"<svg>", "ce n’est pas une image .png"),
        ("  ", PNG, "statement.md, ligne 1 : la consigne est vide"),
    ],
)
def test_an_image_that_cannot_be_shown_is_told(
    folder: Path, statement: str, content: bytes, words: str
) -> None:
    put(folder / "statement.md", statement)
    put(folder / "images" / "a.png", content)

    with pytest.raises(ManifestError) as refusal:
        load_exercise(folder)
    assert words in str(refusal.value)


def test_images_of_the_statement_are_kept_and_code_about_them_is_not_one(folder: Path) -> None:
    put(folder / "statement.md", "![un schéma](images/a.png)\n```md\n![](b.png)\n```\n`![](c.png)`\n")
    put(folder / "images" / "a.png", PNG)

    assert load_exercise(folder).images == {"a.png": PNG}
