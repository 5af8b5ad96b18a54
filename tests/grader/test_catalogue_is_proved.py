"""Every exercise of the catalogue, in real boxes: its solution, its starter, its typical mistakes."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from grader.manifest import load_exercise
from grader.proof import problem_of, trials_of, warnings_of
from grader.sandbox.docker import DockerSandbox

pytestmark = pytest.mark.docker

CATALOGUE = Path(__file__).parents[2] / "exercises" / "catalogue"
FOLDERS = sorted(path.parent for path in CATALOGUE.glob("*/exercise.toml"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_solutions_pass_starter_fails_and_mistakes_get_their_sentence(
    folder: Path, docker_sandbox: DockerSandbox
) -> None:
    exercise = load_exercise(folder)

    with ThreadPoolExecutor(2) as workers:
        # Once: authors and the platform's own proof try everything twice.
        found = list(
            workers.map(lambda trial: problem_of(trial, docker_sandbox, times=1), trials_of(exercise))
        )

    assert [problem for problem in found if problem] == []
    assert warnings_of(exercise) == []
