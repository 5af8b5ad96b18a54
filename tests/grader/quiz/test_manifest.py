"""A quiz as a folder: what it needs, what it may not have, and its proof."""

import shutil
from pathlib import Path

import pytest

from grader.__main__ import main
from grader.manifest import Exercise, ManifestError, RefusedFiles, load_exercise, request_for
from grader.proof import problem_of, trials_of
from grader.sandbox.fake import FakeSandbox

CATALOGUE = Path(__file__).parents[3] / "exercises/catalogue"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CATALOGUE / "quiz-sql-et-securite", tmp_path / "quiz-sql-et-securite"))


def change(path: Path, before: str, after: str) -> None:
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after, 1))


@pytest.mark.parametrize("path", sorted(CATALOGUE.glob("quiz-*")), ids=lambda path: path.name)
def test_each_quiz_of_the_catalogue_holds_without_any_box(path):
    exercise = load_exercise(path)
    trials = trials_of(exercise)
    assert [trial.name for trial in trials[:2]] == ["solution", "starter"]
    assert len(trials) >= 4
    assert {trial.name: problem_of(trial, FakeSandbox()) for trial in trials} == dict.fromkeys(
        trial.name for trial in trials
    )
    assert Exercise.from_dict(exercise.to_dict()) == exercise


def test_a_mistake_with_another_sentence_is_found(folder, capsys):
    change(folder / "exercise.toml", "Cette ligne ne met rien", "Cette ligne ne fait rien")
    assert main(["check", str(folder)]) == 1
    assert "mistakes/la-connexion : première phrase lue" in capsys.readouterr().out


def test_an_author_grades_answers_by_number(folder, capsys):
    assert main([str(folder), "--work", str(folder / "mistakes/la-connexion")]) == 1
    assert "Cherchez celle qui colle" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("place", "before", "after", "words"),
    [
        ("exercise.toml", "level = 2", 'level = 2\nvariant = "x"', "« variant » n’a pas de sens ici"),
        ("questions.toml", "kind", "sorte", "questions.toml, ligne 1 : question 1 « ordre-des-mots »"),
        ("mistakes/la-connexion/answers.json", "2", "20", "« injection » : écrivez le numéro d’une ligne"),
        (
            "mistakes/la-connexion/answers.json",
            "injection",
            "autre",
            "aucune question ne s’appelle « autre »",
        ),
    ],
)
def test_a_slip_names_its_file_and_remedy(folder, place, before, after, words):
    change(folder / place, before, after)
    with pytest.raises(ManifestError) as refusal:
        load_exercise(folder)
    assert words in str(refusal.value)


def test_a_folder_of_starters_is_refused(folder):
    (folder / "starter").mkdir()
    with pytest.raises(ManifestError, match="starter/ : un quiz n’en a pas"):
        load_exercise(folder)


def test_answers_to_another_quiz_are_refused_before_they_are_stored(folder):
    with pytest.raises(RefusedFiles, match="n’appartient à aucune question"):
        request_for(load_exercise(folder), {"answers.json": '{"titre": "c1"}'})
