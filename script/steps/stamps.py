"""Remembers what a step was done for, so that it runs again only when its sources changed."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from script.steps.places import RUN


def digest_of(paths: Iterable[Path]) -> str:
    """Return a digest of the names and contents of `paths`, in any order."""
    digest = hashlib.sha256()
    for path in sorted(set(paths)):
        digest.update(f"{path}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


class Stamp:
    """One line in a file: the digest of the sources that a step was last done for."""

    def __init__(self, name: str, folder: Path = RUN) -> None:
        self.path = folder / f"{name}.stamp"

    def matches(self, digest: str) -> bool:
        return self.path.exists() and self.path.read_text() == digest

    def write(self, digest: str) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(digest)
