"""An author begins from something sound."""

from pathlib import Path

import pytest

from grader.__main__ import main
from grader.manifest import load_exercise
from grader.proof import problem_of, trials_of, warnings_of
from grader.runtimes import RUNTIMES
from grader.sandbox.docker import DockerSandbox
from grader.skeletons import LANGUAGES


def test_every_language_has_one() -> None:
    # Tests of a framework come from elsewhere: nobody begins them here.
    assert set(LANGUAGES) == {runtime.name for runtime in RUNTIMES.values() if not runtime.formative}


@pytest.mark.parametrize("runtime", LANGUAGES)
def test_what_is_begun_can_be_read(runtime: str, tmp_path: Path) -> None:
    assert main(["new", str(tmp_path / "le-mien"), "--runtime", runtime]) == 0

    exercise = load_exercise(tmp_path / "le-mien")
    assert exercise.runtime == runtime
    assert warnings_of(exercise) == []


def test_a_folder_that_is_there_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "le-mien").mkdir()

    assert main(["new", str(tmp_path / "le-mien"), "--runtime", "web"]) == 2
    assert main(["new", str(tmp_path / "Le Mien"), "--runtime", "web"]) == 2
    assert "existe déjà" in capsys.readouterr().err


@pytest.mark.docker
@pytest.mark.parametrize("runtime", LANGUAGES)
def test_what_is_begun_holds(runtime: str, tmp_path: Path, docker_sandbox: DockerSandbox) -> None:
    main(["new", str(tmp_path / "le-mien"), "--runtime", runtime])
    trials = trials_of(load_exercise(tmp_path / "le-mien"))

    assert [problem for trial in trials if (problem := problem_of(trial, docker_sandbox, times=1))] == []
