"""Which exercises a run proves: what changed, a sample that rotates, and never nothing."""

import subprocess

import pytest

from script.steps.proving import LARGER_SAMPLE, SAMPLE, changed_since_mainline, choice_here, choose

RUNTIMES = {f"js-{n:03}": "javascript" for n in range(200)} | {"php-un": "php", "sql-un": "sql"}


def choice(*files, seed="abc"):
    return choose(RUNTIMES, changed_files=files, seed=seed, catalogue="exercises/catalogue")


def test_what_changed_is_proved_beside_a_sample_of_every_runtime():
    found = choice("exercises/catalogue/js-007/solution/script.js", "README.md")

    assert found.changed == ("js-007",)
    assert len(found.drawn) == SAMPLE
    assert {"php-un", "sql-un"} <= set(found.drawn)
    assert "js-007" in found.keys
    assert found.keys == tuple(sorted(set(found.keys)))


def test_the_sample_is_the_same_for_a_commit_and_another_for_the_next():
    assert choice(seed="abc").drawn == choice(seed="abc").drawn
    assert choice(seed="abc").drawn != choice(seed="abd").drawn


@pytest.mark.parametrize("file", ["grader/runtimes/sql.py", "grader/images/web/Dockerfile"])
def test_a_changed_judge_asks_for_more(file):
    found = choice(file)

    assert len(found.drawn) == LARGER_SAMPLE
    assert "le correcteur a changé" in found.sentence


def test_an_exercise_that_was_removed_is_not_asked_for():
    assert choice("exercises/catalogue/js-parti/exercise.toml").changed == ()


def test_a_small_catalogue_is_proved_whole():
    found = choose({"a": "sql", "b": "php"}, changed_files=[], seed="s", catalogue="exercises/catalogue")

    assert found.keys == ("a", "b")


def test_without_history_a_sample_is_left_and_it_is_said():
    found = choose(RUNTIMES, changed_files=None, seed="s", catalogue="exercises/catalogue")

    assert len(found.keys) == SAMPLE
    assert "sans histoire de Git" in found.sentence


@pytest.fixture
def repository(tmp_path):
    def git(*arguments):
        who = ["-c", "user.name=Awa", "-c", "user.email=awa@demo.example"]
        subprocess.run(["git", *who, "-C", str(tmp_path), *arguments], check=True, capture_output=True)

    git("init", "-b", "main")
    for key in ("sql-un", "sql-deux", "sql-trois"):
        folder = tmp_path / "exercises/catalogue" / key
        folder.mkdir(parents=True)
        (folder / "exercise.toml").write_text('runtime = "sql"\n', encoding="utf-8")
    git("add", ".")
    git("commit", "-m", "Begin")
    return tmp_path, git


def test_what_changed_is_told_since_the_mainline_commits_and_unknown_files_alike(repository):
    root, git = repository
    git("switch", "-c", "work")
    for key in ("sql-un", "sql-deux"):
        (root / f"exercises/catalogue/{key}/statement.md").write_text("Écrivez.", encoding="utf-8")
        git("add", ".")
        git("commit", "-m", f"Change {key}")
    (root / "exercises/catalogue/sql-trois/statement.md").write_text("Écrivez.", encoding="utf-8")

    assert choice_here(root).changed == ("sql-deux", "sql-trois", "sql-un")


def test_on_the_mainline_itself_the_commit_before_is_compared_with(repository):
    root, git = repository
    (root / "exercises/catalogue/sql-un/statement.md").write_text("Écrivez.", encoding="utf-8")
    git("add", ".")
    git("commit", "-m", "Change one")

    assert changed_since_mainline(root) == ["exercises/catalogue/sql-un/statement.md"]


def test_a_first_commit_and_a_folder_without_git_have_no_history(repository, tmp_path_factory):
    root, _git = repository

    assert changed_since_mainline(root) is None
    assert choice_here(root).has_history is False
    assert changed_since_mainline(tmp_path_factory.mktemp("nothing")) is None
