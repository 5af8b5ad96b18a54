"""Exercise folders: what is accepted, and the sentence an author reads when it is not."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.contract import Outcome
from grader.manifest import (
    MAX_FILE_BYTES,
    Exercise,
    ManifestError,
    RefusedFiles,
    load_exercise,
    path_problem,
    request_for,
)
from tests.grader.boxes import EXERCISES

CATALOGUE = Path(__file__).parents[3] / "exercises/catalogue"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of a good exercise, to be broken."""
    return Path(shutil.copytree(EXERCISES / "js-somme", tmp_path / "js-somme"))


@pytest.fixture
def edit(folder: Path) -> Callable[[str, str], Path]:
    def replace(old: str, new: str) -> Path:
        manifest = folder / "exercise.toml"
        text = manifest.read_text(encoding="utf-8")
        assert old in text
        manifest.write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return replace


@pytest.mark.parametrize("name", ["js-somme", "js-attente", "page-titre"])
def test_an_exercise_comes_back_from_storage_as_it_was(name: str) -> None:
    exercise = load_exercise(EXERCISES / name)

    assert Exercise.from_dict(json.loads(json.dumps(exercise.to_dict()))) == exercise


def test_solution_and_mistakes_are_laid_over_the_starter() -> None:
    exercise = load_exercise(EXERCISES / "js-attente")

    assert exercise.solution["aide.js"] == exercise.starter["aide.js"]
    assert exercise.mistakes["pas-de-renvoi"].files["aide.js"] == exercise.starter["aide.js"]


def test_limits_are_layered(js_somme: Exercise) -> None:
    assert load_exercise(EXERCISES / "js-attente").all_limits.wall_seconds == 8
    assert load_exercise(EXERCISES / "page-titre").all_limits.memory_mb > js_somme.all_limits.memory_mb


def test_a_condition_on_a_style_or_attribute_asks_for_it(page_titre: Exercise) -> None:
    probes = {check.id: check.probe for check in page_titre.checks}

    assert probes["courriel"].params["attributes"] == ["href"]
    assert probes["menu-telephone"].params["styles"] == ["color", "display", "flex-direction"]


def test_a_visit_looks_at_attributes_without_asking_for_them(tmp_path: Path) -> None:
    """Its probe brings the answer back whole: a list of attributes would be an unknown setting."""
    folder = Path(shutil.copytree(CATALOGUE / "php-livre-d-or", tmp_path / "php-livre-d-or"))
    manifest = folder / "exercise.toml"
    text = manifest.read_text(encoding="utf-8")
    expect = 'expect = { status = 200, selector = "article", count = 2 }'
    assert expect in text
    wanted = 'expect = { selector = "form", attributes = { method = "post" } }'
    manifest.write_text(text.replace(expect, wanted, 1), encoding="utf-8")

    check = load_exercise(folder).checks[0]

    assert check.expect["attributes"] == {"method": "post"}
    assert "attributes" not in check.probe.params


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('key = "js-somme"', 'key = "autre"', "nom du dossier"),
        ('title = "La somme"', "", "il manque title"),
        ('title = "La somme"', "title = 3", "« title » doit être un texte"),
        ("level = 1", "level = 6", "de 1 à 5"),
        ("level = 1", "level = true", "de 1 à 5"),
        ("minutes = 10", "minutes = 0", "de 1 à 600"),
        ('runtime = "javascript"', 'runtime = "cobol"', "Choisissez parmi"),
        ('licence = "CC BY-SA 4.0"', 'licence = "CC BY-SA 4.0"\nmood = "gai"', "« mood » n’est pas connu"),
        ("level = 1", "level = = 1", "TOML"),
        ('entry = "main.js"', 'entry = "../main.js"', "../main.js"),
        ('entry = "main.js"', 'entry = "/etc/passwd"', "/etc/passwd"),
        ('entry = "main.js"', 'entry = "autre.js"', "starter/autre.js"),
        ('editable = ["main.js"]', "editable = []", "editable"),
        ('editable = ["main.js"]', 'editable = ["autre.js"]', "n’est pas dans [files] editable"),
        ("[[checks]]", "[limits]\nwall_seconds = 9999\n[[checks]]", "wall_seconds"),
        ("[[checks]]", '[limits]\nmemory_mb = "beaucoup"\n[[checks]]', "memory_mb"),
        ("[[checks]]", "[limits]\nvitesse = 2\n[[checks]]", "vitesse"),
        ('id = "cinq"', 'id = "existe"', "même id"),
        ('id = "cinq"', 'id = "Cinq !"', "« id »"),
        ('asks = "somme(2, 3) vaut 5."', "", "« asks »"),
        ('kind = "output"', 'kind = "elements"', "inconnue pour javascript"),
        ('expression = "somme(2, 3)"', 'expresion = "x"', "expresion"),
        ('expression = "somme(2, 3)"', 'expression = ""', "expression"),
        ("equals = 5", "egal = 5", "attente inconnue"),
        ("equals = 5", "", "vide"),
        ("equals = 5", 'matches = "("', "expression régulière"),
        ("equals = 5", 'type = "nombre"', "type inconnu"),
        ("equals = 5", 'throws = "TypeError", equals = 5', "throws"),
        ("equals = 5", "equals = 2026-01-01", "date"),
        ('soustraction = "', 'addition = "', "Il faut les deux"),
    ],
)
def test_a_wrong_manifest_is_refused_with_the_remedy(
    edit: Callable[[str, str], Path], old: str, new: str, words: str
) -> None:
    with pytest.raises(ManifestError) as caught:
        load_exercise(edit(old, new))

    assert words in str(caught.value)
    assert "exercise.toml" in str(caught.value) or "solution/" in str(caught.value)


def test_missing_parts_are_named(folder: Path) -> None:
    (folder / "statement.md").unlink()
    with pytest.raises(ManifestError, match=r"statement\.md"):
        load_exercise(folder)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match=r"exercise\.toml"):
        load_exercise(tmp_path / "absent")


def test_an_empty_solution_is_refused(folder: Path) -> None:
    (folder / "solution" / "main.js").unlink()
    with pytest.raises(ManifestError, match="solution/ : le dossier est vide"):
        load_exercise(folder)


def test_links_are_refused(folder: Path) -> None:
    (folder / "starter" / "lien.js").symlink_to("/etc/passwd")
    with pytest.raises(ManifestError, match=r"starter/lien\.js : les liens"):
        load_exercise(folder)


def test_a_starter_that_is_a_link_is_refused(folder: Path, tmp_path: Path) -> None:
    (folder / "starter").rename(tmp_path / "ailleurs")
    (folder / "starter").symlink_to(tmp_path / "ailleurs")
    with pytest.raises(ManifestError, match="starter/"):
        load_exercise(folder)


def test_a_file_that_is_not_utf8_is_refused(folder: Path) -> None:
    (folder / "starter" / "main.js").write_bytes("é".encode("latin-1"))
    with pytest.raises(ManifestError, match=r"starter/main\.js, ligne 1 : ce n’est pas de l’UTF-8"):
        load_exercise(folder)


def test_sizes_and_numbers_are_bounded(folder: Path) -> None:
    (folder / "starter" / "main.js").write_text("x" * (MAX_FILE_BYTES + 1), encoding="utf-8")
    with pytest.raises(ManifestError, match="Raccourcissez"):
        load_exercise(folder)
    (folder / "starter" / "main.js").write_text("x", encoding="utf-8")
    for number in range(40):
        (folder / "starter" / f"f{number}.js").write_text("", encoding="utf-8")
    with pytest.raises(ManifestError, match="plus de 30 fichiers"):
        load_exercise(folder)


def test_names_that_differ_only_by_case_are_refused(folder: Path) -> None:
    (folder / "starter" / "MAIN.js").write_text("", encoding="utf-8")
    with pytest.raises(ManifestError, match="majuscules"):
        load_exercise(folder)


@pytest.mark.parametrize(
    "path",
    ["", "/a", "../a", "a/../b", "a//b", "a\\b", "a b", "-rf", "a\n", ".env", "é", "a/b/c/d/e", "x" * 200],
)
def test_unsafe_file_names_have_a_problem(path: str) -> None:
    assert path_problem(path)


@pytest.mark.parametrize("path", ["index.html", "css/style.css", "a-b_c.1.js"])
def test_plain_file_names_have_none(path: str) -> None:
    assert path_problem(path) == ""


# ---- the apprentice's files -------------------------------------------------------------------------
def test_a_request_carries_probes_and_no_expectation(js_somme: Exercise) -> None:
    request = request_for(js_somme, js_somme.solution)

    assert [probe.kind for probe in request.probes] == ["value", "value", "output"]
    assert "otherwise" not in json.dumps(request.to_dict())
    assert "expect" not in json.dumps(request.to_dict())


def test_read_only_files_are_always_the_starters() -> None:
    exercise = load_exercise(EXERCISES / "js-attente")
    request = request_for(exercise, {"main.js": "1", "aide.js": "const NOM = 'triche';"})

    assert request.files == {"main.js": "1", "aide.js": exercise.starter["aide.js"]}


def test_an_editable_file_that_was_not_sent_is_the_starters(js_somme: Exercise) -> None:
    assert request_for(js_somme, {}).files == js_somme.starter


def test_line_ends_and_marks_of_browsers_are_made_plain(js_somme: Exercise) -> None:
    assert request_for(js_somme, {"main.js": "\ufeffa\r\nb"}).files["main.js"] == "a\nb"


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"../../etc/passwd": "x"}, "ne fait pas partie"),
        ({"autre.js": "x"}, "ne fait pas partie"),
        ({"main.js": "x" * (MAX_FILE_BYTES + 1)}, "dépasse"),
        ({"main.js": "é" * (MAX_FILE_BYTES // 2 + 1)}, "dépasse"),
        ({"main.js": "a\0b"}, "n’est pas un fichier de texte"),
        ({"main.js": "\ud800"}, "illisibles"),
    ],
)
def test_files_that_cannot_be_accepted_are_refused_with_a_sentence(
    js_somme: Exercise, files: dict[str, str], words: str
) -> None:
    with pytest.raises(RefusedFiles, match=words):
        request_for(js_somme, files)


def test_outcome_words_are_stable_because_rows_hold_them() -> None:
    assert [outcome.value for outcome in Outcome] == [
        "finished",
        "out_of_time",
        "out_of_memory",
        "out_of_output",
        "crashed",
        "could_not_start",
    ]
