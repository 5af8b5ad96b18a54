"""The objects of a repository: read from their own files by ourselves, from packs by our own Git, and believed only
under the name that their contents give them."""

from __future__ import annotations

import os
import re
import stat
import zlib
from _sha1 import sha1  # type: ignore[import-not-found]

from safe_git import Batch, Failed

NAME = re.compile(r"[0-9a-f]{40}")
LARGEST = 1024 * 1024  # bytes of an object that is read whole
MOST_READ = 8_000  # objects in all
MOST_ENTRIES = 5_000  # of one tree
MOST_PARENTS = 16
EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"  # which Git knows without having it
_PERSON = re.compile(rb"(.*?) ?<([^<>]*)> -?\d+ [+-]\d{4}")


class Object:
    """`data` is shorter than `size` for a file that is too long to be read whole."""

    __slots__ = ("data", "kind", "size")

    def __init__(self, kind: str, size: int, data: bytes) -> None:
        self.kind = kind
        self.size = size
        self.data = data


class Commit:
    __slots__ = ("author", "email", "message", "name", "parents", "tree")

    def __init__(self, name: str, data: bytes) -> None:
        """Raises ValueError on what is not a commit."""
        head, _, message = data.partition(b"\n\n")
        fields = [line.partition(b" ") for line in head.split(b"\n")]
        trees = [value.decode("ascii") for key, _, value in fields if key == b"tree"]
        authors = [_PERSON.fullmatch(value) for key, _, value in fields if key == b"author"]
        if len(trees) != 1 or not NAME.fullmatch(trees[0]) or len(authors) != 1 or authors[0] is None:
            raise ValueError("not a commit")
        self.name = name
        self.tree = trees[0]
        self.parents = [value.decode("ascii") for key, _, value in fields if key == b"parent"][:MOST_PARENTS]
        self.author = authors[0][1].decode("utf-8", "replace")
        self.email = authors[0][2].decode("utf-8", "replace")
        self.message = message.decode("utf-8", "replace")


type Tree = dict[str, tuple[str, str]]  # name -> (mode, object)


class Objects:
    """What a folder `objects` holds. `read` gives each object once its contents were checked, or None."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._batch: Batch | None = None
        self._left = MOST_READ
        self._whole_trees = {EMPTY_TREE}
        self._packed = os.path.exists(f"{folder}/info/alternates") or _has_packs(f"{folder}/pack")

    def read(self, name: str) -> Object | None:
        self._left -= 1
        if self._left < 0 or not NAME.fullmatch(name):
            return None
        found = self._loose(name)
        if found is None and self._packed:
            found = self._from_packs(name)
        if found is not None and len(found.data) == found.size and _name_of(found) != name:
            return None
        return found

    def commit(self, name: str) -> Commit | None:
        found = self.read(name)
        if found is None or found.kind != "commit" or len(found.data) < found.size:
            return None
        try:
            commit = Commit(name, found.data)
        except ValueError:
            return None
        # A commit without its files is none: Git itself would not make it.
        return commit if commit.tree in self._whole_trees or self.tree(commit.tree) is not None else None

    def tree(self, name: str) -> Tree | None:
        if name == EMPTY_TREE:
            return {}
        found = self.read(name)
        if found is None or found.kind != "tree" or len(found.data) < found.size:
            return None
        entries = _entries(found.data)
        if entries is not None:
            self._whole_trees.add(name)
        return entries

    def _loose(self, name: str) -> Object | None:
        place = f"{self._folder}/{name[:2]}/{name[2:]}"
        try:
            if not stat.S_ISREG(os.lstat(place).st_mode):
                return None
            with open(os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
                data = zlib.decompressobj().decompress(file.read(2 * LARGEST), LARGEST)
        except (OSError, zlib.error):
            return None
        head, _, body = data.partition(b"\0")
        kind, _, size = head.partition(b" ")
        return Object(kind.decode("ascii", "replace"), int(size), body) if size.isdigit() else None

    def _from_packs(self, name: str) -> Object | None:
        try:
            self._batch = self._batch or Batch(self._folder)
            found = self._batch.read(name, LARGEST)
        except Failed:
            self.close()
            self._packed = False  # what cannot be read is not there
            return None
        return Object(*found) if found else None

    def close(self) -> None:
        if self._batch is not None:
            self._batch.close()
            self._batch = None


def _has_packs(folder: str) -> bool:
    try:
        return any(name.endswith(".pack") for name in os.listdir(folder))
    except OSError:
        return False


def _name_of(found: Object) -> str:
    return sha1(
        b"%b %d\0" % (found.kind.encode(), found.size) + found.data, usedforsecurity=False
    ).hexdigest()


def _entries(data: bytes) -> Tree | None:
    entries: Tree = {}
    place = 0
    while place < len(data):
        end = data.find(b"\0", place)
        mode, space, name = data[place:end].partition(b" ")
        if end < 0 or not space or end + 21 > len(data) or len(entries) >= MOST_ENTRIES:
            return None
        entries[name.decode("utf-8", "replace")] = (
            mode.decode("ascii", "replace"),
            data[end + 1 : end + 21].hex(),
        )
        place = end + 21
    return entries
