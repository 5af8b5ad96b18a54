"""Exercises of the catalogue, in real boxes: their solutions, their starter, their typical mistakes.

A run proves those that changed and a sample that changes with each commit (see script/steps/proving.py).
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from grader.manifest import load_exercise
from grader.proof import problem_of, trials_of, warnings_of
from grader.sandbox.docker import DockerSandbox
from script.steps.proving import SAMPLE, choice_here

pytestmark = pytest.mark.docker

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "exercises" / "catalogue"
CHOICE = choice_here(ROOT)


@pytest.mark.parametrize("key", CHOICE.keys)
def test_solutions_pass_starter_fails_and_mistakes_get_their_sentence(
    key: str, docker_sandbox: DockerSandbox
) -> None:
    exercise = load_exercise(CATALOGUE / key)

    with ThreadPoolExecutor(2) as workers:
        # Once: authors and the platform's own proof try everything twice.
        found = list(
            workers.map(lambda trial: problem_of(trial, docker_sandbox, times=1), trials_of(exercise))
        )

    assert [problem for problem in found if problem] == []
    assert warnings_of(exercise) == []


def test_a_run_never_proves_next_to_nothing() -> None:
    there = {path.parent.name for path in CATALOGUE.glob("*/exercise.toml")}

    assert set(CHOICE.keys) <= there
    assert len(there) >= CHOICE.count >= SAMPLE
    assert len(CHOICE.keys) >= SAMPLE
