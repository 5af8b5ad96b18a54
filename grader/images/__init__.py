"""The images the boxes start from: their names, and tags that follow their contents."""

import hashlib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent

# Image -> build argument -> the image of ours that it copies from. Parents come first.
PARENTS: dict[str, dict[str, str]] = {
    "node": {},
    "box": {},
    "observing": {"BOX_IMAGE": "box"},
    "running": {"OBSERVING_IMAGE": "observing"},
    "framework": {"RUNNING_IMAGE": "running"},
    "framework-jest": {"NODE_IMAGE": "node", "FRAMEWORK_IMAGE": "framework"},
    "framework-phpunit": {"FRAMEWORK_IMAGE": "framework"},
    "framework-pytest": {"FRAMEWORK_IMAGE": "framework"},
    "framework-vitest": {"NODE_IMAGE": "node", "FRAMEWORK_IMAGE": "framework"},
    "javascript": {"NODE_IMAGE": "node", "BOX_IMAGE": "box"},
    "php": {"OBSERVING_IMAGE": "observing"},
    "php-mariadb": {"PHP_IMAGE": "php"},
    "php-site": {"PHP_MARIADB_IMAGE": "php-mariadb"},
    "python": {"RUNNING_IMAGE": "running"},
    "shell-git": {"RUNNING_IMAGE": "running"},
    "sql": {"OBSERVING_IMAGE": "observing"},
    "sql-mariadb": {"OBSERVING_IMAGE": "observing", "SQL_IMAGE": "sql"},
    "sql-postgresql": {"OBSERVING_IMAGE": "observing", "SQL_IMAGE": "sql"},
    "web": {"NODE_IMAGE": "node", "BOX_IMAGE": "box"},
}


def context_of(name: str) -> list[Path]:
    """The files an image is built from, in a stable order."""
    return sorted(path for path in (FOLDER / name).rglob("*") if path.is_file())


def _digest(name: str) -> bytes:
    total = hashlib.sha256()
    for path in context_of(name):
        total.update(path.relative_to(FOLDER / name).as_posix().encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    for parent in PARENTS[name].values():
        total.update(_digest(parent))
    return total.digest()


@cache
def tag(name: str) -> str:
    """`ecole-grader-<name>:<12 hex>`: it changes when a file of the image, or of a parent, does."""
    return f"ecole-grader-{name}:{_digest(name).hex()[:12]}"
