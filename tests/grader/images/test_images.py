"""Image tags follow the contents of the images."""

import json
import re
from pathlib import Path

import pytest

from grader import images


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two small images, the second built on the first."""
    for name in ("base", "above"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "Dockerfile").write_text(name, encoding="utf-8")
    monkeypatch.setattr(images, "FOLDER", tmp_path)
    monkeypatch.setattr(images, "PARENTS", {"base": {}, "above": {"BASE": "base"}})
    return tmp_path


def test_a_tag_names_its_image_and_its_contents(copied: Path) -> None:
    assert re.fullmatch(r"ecole-grader-base:[0-9a-f]{12}", images.tag.__wrapped__("base"))


@pytest.mark.parametrize("changed", ["base/Dockerfile", "above/Dockerfile", "above/new.js"])
def test_a_tag_changes_with_a_file_of_its_own_or_of_its_parent(copied: Path, changed: str) -> None:
    before = images.tag.__wrapped__("above")
    (copied / changed).write_text("changed", encoding="utf-8")

    assert images.tag.__wrapped__("above") != before


def test_parents_come_before_their_children() -> None:
    order = list(images.PARENTS)

    assert all(
        order.index(parent) < order.index(name) for name in order for parent in images.PARENTS[name].values()
    )


@pytest.mark.parametrize("name", images.PARENTS)
def test_images_build_with_a_plain_builder_and_no_foreign_base(name: str) -> None:
    text = (images.FOLDER / name / "Dockerfile").read_text(encoding="utf-8")
    bases = re.findall(r"^FROM (\S+)", text, re.M)

    assert "--mount" not in text
    assert "<<" not in text
    ours = {f"${{{argument}}}" for argument in images.PARENTS[name]}
    assert set(bases) <= {"debian:trixie-slim", *ours}


@pytest.mark.parametrize("name", [name for name in images.PARENTS if name != "node"])
def test_boxes_do_not_run_as_root(name: str) -> None:
    last_stage = (images.FOLDER / name / "Dockerfile").read_text(encoding="utf-8").rpartition("FROM ")[2]
    users = re.findall(r"^USER (\S+)", last_stage, re.M)

    # Without a line of its own, the stage keeps the user of the box it starts from.
    assert users[-1:] == ["65534:65534"] or (not users and last_stage.startswith("${"))


def test_the_checkers_are_locked_by_hash_and_by_no_address() -> None:
    lock = json.loads((images.FOLDER / "web" / "package-lock.json").read_text(encoding="utf-8"))
    packages = [package for path, package in lock["packages"].items() if path]

    assert all("integrity" in package for package in packages)
    assert not any("resolved" in package for package in packages)
