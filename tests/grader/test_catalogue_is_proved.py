"""Every exercise of the catalogue, in real boxes: its solution, its starter, its typical mistakes."""

from pathlib import Path

import pytest

from grader.grading import grade_exercise
from grader.manifest import load_exercise
from grader.sandbox.docker import DockerSandbox

pytestmark = pytest.mark.docker

CATALOGUE = Path(__file__).parents[2] / "exercises" / "catalogue"
FOLDERS = sorted(path.parent for path in CATALOGUE.glob("*/exercise.toml"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_solution_passes_starter_fails_and_mistakes_get_their_sentence(
    folder: Path, docker_sandbox: DockerSandbox
) -> None:
    exercise = load_exercise(folder)
    assert grade_exercise(exercise, exercise.solution, docker_sandbox).passed
    assert not grade_exercise(exercise, {}, docker_sandbox).passed
    assert len(exercise.mistakes) >= 2
    for name, mistake in exercise.mistakes.items():
        verdict = grade_exercise(exercise, mistake.files, docker_sandbox)
        assert not verdict.passed, name
        assert verdict.first_sentence == mistake.sentence, name
