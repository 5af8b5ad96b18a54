"""Real boxes for tests: built once, owned by one test, and gone after it."""

import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import docker
import pytest

from grader.__main__ import build_missing_images
from grader.sandbox.base import BoxShape
from grader.sandbox.docker import DockerSandbox
from grader.sandbox.pool import Keeper, PooledSandbox, Wanted, _Waiting

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


class KeptBoxes:
    """A real keeper in a thread, and the sandbox of a worker that claims from it."""

    def __init__(self, owner: str, folder: Path) -> None:
        self.owner = owner
        self.address = folder / "keeper.sock"
        self.sandbox = PooledSandbox(DockerSandbox(owner=owner), self.address)
        self.start()

    def start(self) -> None:
        self.engine = DockerSandbox(owner=self.owner)
        self.keeper = Keeper(self.engine, self.address, budget_mb=2000)
        self.stop_asked = threading.Event()
        self.thread = threading.Thread(target=self.keeper.serve, args=(self.stop_asked,))
        self.thread.start()
        self.wait_for(self.address.exists)

    def hold(self, shape: BoxShape, count: int) -> None:
        """Returns once `count` boxes of this shape wait, and no other."""
        self.keeper.want([Wanted(shape, count, 1)])
        self.wait_for(lambda: len(self.held) == count)

    @property
    def held(self) -> list[_Waiting]:
        return [waiting for queue in self.keeper._waiting.values() for waiting in queue]

    def wait_for(self, condition: Callable[[], bool], seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, self.keeper.metrics()
            time.sleep(0.02)

    def stop(self) -> None:
        self.stop_asked.set()
        self.thread.join()
        self.engine.close()


@pytest.fixture
def kept_boxes(grader_images: None) -> Iterator[KeptBoxes]:
    """A keeper of this test's own; the test fails if a container of it is left."""
    owner = f"test-{uuid4().hex[:12]}"
    # The address of a Unix socket is short: a test's own folder may be too deep.
    with tempfile.TemporaryDirectory() as folder:
        kept = KeptBoxes(owner, Path(folder))
        yield kept
        kept.stop()
        kept.sandbox.close()
    assert containers_of(owner) == []
