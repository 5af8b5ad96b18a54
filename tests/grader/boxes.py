"""Real boxes for tests: built once, owned by one test, and gone after it."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import docker
import pytest

from grader.__main__ import build_missing_images
from grader.sandbox.docker import DockerSandbox

EXERCISES = Path(__file__).parent / "exercises"


def containers_of(owner: str) -> list[str]:
    """Every container that carries this owner's label, stopped ones included."""
    client = docker.from_env()
    try:
        found = client.api.containers(all=True, filters={"label": f"ecole.owner={owner}"})
        return [container["Id"] for container in found]
    finally:
        client.close()


@pytest.fixture(scope="session")
def grader_images() -> None:
    """Builds the images that are missing. An engine that does not answer fails the test: it never skips."""
    with DockerSandbox(owner="tests-images") as sandbox:
        build_missing_images(sandbox)


@pytest.fixture
def docker_sandbox(grader_images: None) -> Iterator[DockerSandbox]:
    """A sandbox of this test's own; the test fails if a container of it is left."""
    owner = f"test-{uuid4().hex[:12]}"
    with DockerSandbox(owner=owner) as sandbox:
        yield sandbox
    assert containers_of(owner) == []
