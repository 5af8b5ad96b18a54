"""What the tests of the grader share."""

import pytest

from grader.manifest import Exercise, load_exercise
from tests.grader.boxes import EXERCISES, docker_sandbox, grader_images, kept_boxes

__all__ = ["docker_sandbox", "grader_images", "kept_boxes"]


@pytest.fixture
def js_somme() -> Exercise:
    return load_exercise(EXERCISES / "js-somme")


@pytest.fixture
def page_titre() -> Exercise:
    return load_exercise(EXERCISES / "page-titre")
