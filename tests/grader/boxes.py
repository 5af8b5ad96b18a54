"""Real boxes for tests: built once, owned by one test, and gone after it."""

import contextlib
import os
import socket
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


def containers_of(owner: str, **labels: str) -> list[str]:
    """Every container that carries this owner's label, and these, stopped ones included."""
    wanted = [f"ecole.owner={owner}", *(f"ecole.{name}={value}" for name, value in labels.items())]
    client = docker.from_env()
    try:
        found = client.api.containers(all=True, filters={"label": wanted})
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


class EngineRelay:
    """Stands between a keeper and the real engine, and can be cut, as when the engine is restarted."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._listener: socket.socket | None = None
        self.join()

    def join(self) -> None:
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self.path))
        self._listener.listen(64)
        threading.Thread(target=self._welcome, args=(self._listener,), daemon=True).start()

    def cut(self) -> None:
        """Ends every conversation and refuses new ones."""
        if self._listener is not None:
            self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None
        self.path.unlink(missing_ok=True)
        for pair in self._pairs:
            for end in pair:
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def _welcome(self, listener: socket.socket) -> None:
        while True:
            try:
                caller, _ = listener.accept()
            except OSError:
                return
            engine = socket.socket(socket.AF_UNIX)
            engine.connect(
                os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock").removeprefix("unix://")
            )
            self._pairs.append((caller, engine))
            for source, target in ((caller, engine), (engine, caller)):
                threading.Thread(target=self._carry, args=(source, target), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        try:
            while chunk := source.recv(65536):
                target.sendall(chunk)
        except OSError:
            # Nobody listens any more: whoever speaks must learn it, or the engine would wait to get rid of its words.
            with contextlib.suppress(OSError):
                source.shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        self.cut()
        for pair in self._pairs:
            for end in pair:
                end.close()


def left_of(owner: str) -> list[str]:
    """Return the containers of this owner that stay, once the engine had time for the removals it was asked for."""
    for _ in range(50):
        if not containers_of(owner):
            return []
        time.sleep(0.2)
    return containers_of(owner)


class KeptBoxes:
    """A real keeper in a thread, and the sandbox of a worker that claims from it.

    The keeper speaks to the engine through a relay, which a test may cut.
    """

    def __init__(self, owner: str, folder: Path) -> None:
        self.owner = owner
        self.address = folder / "keeper.sock"
        self.relay = EngineRelay(folder / "engine.sock")
        # What a test counts must not depend on how busy the machine is that runs it.
        self.sandbox = PooledSandbox(DockerSandbox(owner=owner), self.address, patience=30)
        self.start()

    def start(self) -> None:
        self.engine = DockerSandbox(owner=self.owner, base_url=f"unix://{self.relay.path}")
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
        kept.relay.close()
        assert left_of(owner) == []
