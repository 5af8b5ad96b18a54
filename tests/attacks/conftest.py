"""A sandbox that must leave nothing behind."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.attacks.withstanding import WatchedSandbox, processes_in
from tests.grader.boxes import containers_of, grader_images, kept_boxes

__all__ = ["grader_images", "kept_boxes"]

collect_ignore_glob = ["*/*"]  # what apprentices hand in may look like tests


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where everything temporary of this process goes during the test, to be found empty after it."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def watched(grader_images: None, scratch: Path) -> Iterator[WatchedSandbox]:
    """A sandbox of this test's own; the test fails if a container, a process or a file of it is left."""
    owner = f"attack-{uuid4().hex[:12]}"
    with WatchedSandbox(owner=owner) as sandbox:
        yield sandbox
    assert containers_of(owner) == []
    assert processes_in(sandbox.opened) == []
    assert list(scratch.iterdir()) == []
