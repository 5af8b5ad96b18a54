from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from exercises.actions.bring_in import bring_in_exercises
from exercises.importers.report import Entry, Report


@pytest.fixture
def put(tmp_path) -> Callable[[Mapping[str, str | bytes]], Path]:
    """Write files below a folder, which is returned."""

    def write(files):
        for path, content in files.items():
            target = tmp_path / "material" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path / "material"

    return write


@pytest.fixture
def import_from(put, tmp_path) -> Callable[..., Report]:
    """Import files of an origin; the folders are in `tmp_path / "into"`."""

    def bring(origin, files, **more):
        more.setdefault("licence", "MIT")
        return bring_in_exercises(origin=origin, material=put(files), into=tmp_path / "into", **more)

    return bring


@pytest.fixture
def only() -> Callable[[Report], Entry]:
    def entry(report):
        (one,) = report.entries
        return one

    return entry
