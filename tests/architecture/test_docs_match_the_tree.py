"""The documents say what is there: paths exist, no package is left out, the import order is the one kept."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOT: Path = settings.BASE_DIR
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
LINE = re.compile(r"(?P<indent> *)(?P<name>\S+)(?: {2,}(?P<says>\S.*))?")


def block_under(heading: str) -> list[str]:
    """Return the lines of the first text block after `heading`."""
    after = PAGE.split(f"## {heading}\n", 1)[1]
    return after.split("```text\n", 1)[1].split("\n```", 1)[0].splitlines()


def named_paths() -> Iterator[tuple[str, str]]:
    """Yield each path of the tree with what the page says of it."""
    folders: list[str] = []
    for line in filter(None, block_under("The tree")):
        match = LINE.fullmatch(line)
        assert match, f"this line of the tree cannot be read: {line}"
        del folders[len(match["indent"]) // 2 :]
        path = "".join([*folders, match["name"]])
        if path.endswith("/"):
            folders.append(match["name"])
        yield path, match["says"] or ""


TREE = dict(named_paths())


def packages() -> set[str]:
    """Return the folders of Python packages: those at the top, and those of lms."""
    tops = {path.parent for path in ROOT.glob("*/__init__.py")}
    inside = {path.parent for path in (ROOT / "lms").glob("*/__init__.py")}
    return {f"{path.relative_to(ROOT).as_posix()}/" for path in tops | inside}


@pytest.mark.parametrize("path", TREE)
def test_path_of_the_tree_exists(path):
    found = ROOT / path
    assert found.is_dir() if path.endswith("/") else found.is_file()


def test_every_package_is_in_the_tree():
    assert {"grader/", "lms/core/"} <= packages()
    assert packages() - set(TREE) == set()


def test_every_tested_package_is_in_the_tree():
    folders = {path.parent for path in (ROOT / "tests").rglob("test_*.py")}
    tops = {f"tests/{folder.relative_to(ROOT / 'tests').parts[0]}/" for folder in folders}
    assert tops - set(TREE) == set()


def test_only_folders_that_are_opened_up_go_without_a_word():
    opened = {path for path in TREE if any(other != path and other.startswith(path) for other in TREE)}
    assert {path for path, says in TREE.items() if not says} <= opened


def test_import_order_is_the_one_that_is_checked():
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    whole = next(
        contract for contract in rules["contracts"] if "containers" not in contract and "layers" in contract
    )
    assert block_under("Who may import whom") == whole["layers"]


LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
DOCUMENTS = sorted(
    path
    for pattern in (
        "*.md",
        "docs/**/*.md",
        "lms/*.md",
        "curriculum/*.md",
        "exercises/*.md",
        "grader/*.md",
        "client_projects/*.md",
    )
    for path in ROOT.glob(pattern)
)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_between_documents_lead_somewhere(document):
    links = LINK.findall(document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []
