"""A repository as its files tell it: where it is, its branches and tags, what it is in the middle of.

Nothing in it is taken at its word: a branch is one only if it leads to a commit that can be read.
"""

from __future__ import annotations

import re

from objects import NAME, Commit, Objects
from places import WORK, contents, folders_below, found_at, kind_of, names_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

MOST_REFS = 300
DEEPEST = 6
LONGEST_REF = 4_096
LONGEST_CONFIG = 65_536
PACKED = 512 * 1024
_STEPS_BACK = re.compile(r"(.+?)(?:~(\d{1,3})|(\^))?")
_IN_PROGRESS = (
    ("rebase-merge", "rebase"),
    ("rebase-apply", "rebase"),
    ("MERGE_HEAD", "merge"),
    ("CHERRY_PICK_HEAD", "cherry-pick"),
    ("REVERT_HEAD", "revert"),
    ("BISECT_LOG", "bisect"),
)


class Missing(Exception):
    """What is asked about is not there; `seen` tells what exactly."""

    def __init__(self, missing: str, **details: Any) -> None:
        self.seen = {"missing": missing, **details}


class Repository:
    """`folder` is the path of the repository's own folder (`.git`, or a bare repository) below the work folder."""

    def __init__(self, folder: str, bare: bool) -> None:
        self.folder = folder
        self.bare = bare
        self.objects = Objects(f"{WORK}/{folder}/objects")
        self._refs: dict[str, str] | None = None

    def close(self) -> None:
        self.objects.close()

    def file(self, name: str, most: int) -> str:
        return contents(f"{self.folder}/{name}", most).decode("utf-8", "replace")

    # ---- names ----------------------------------------------------------------------------------
    @property
    def refs(self) -> dict[str, str]:
        """Full name -> object. A loose one is stronger than one in `packed-refs`."""
        if self._refs is None:
            self._refs = dict(self._packed_refs())
            for name in self._names_below("refs", DEEPEST):
                if target := self._target(name):
                    self._refs[name] = target
        return self._refs

    def _packed_refs(self) -> Iterator[tuple[str, str]]:
        for line in self.file("packed-refs", PACKED).splitlines()[: 10 * MOST_REFS]:
            target, _, name = line.partition(" ")
            if NAME.fullmatch(target) and name.startswith("refs/"):
                yield name, target

    def _names_below(self, name: str, depth: int) -> Iterator[str]:
        place = f"{self.folder}/{name}"
        if depth == 0 or kind_of(found_at(place)) != "folder":
            return
        for entry in names_in(place)[:MOST_REFS]:
            inner = f"{name}/{entry}"
            kind = kind_of(found_at(f"{self.folder}/{inner}"))
            if kind == "folder":
                yield from self._names_below(inner, depth - 1)
            elif kind == "file":
                yield inner

    def _target(self, name: str, steps: int = 5) -> str:
        text = self.file(name, LONGEST_REF).strip()
        if NAME.fullmatch(text):
            return text
        pointed = text.removeprefix("ref: ")
        if steps == 0 or pointed == text or not pointed.startswith("refs/") or ".." in pointed:
            return ""
        return self._target(pointed, steps - 1) or dict(self._packed_refs()).get(pointed, "")

    def names(self, kind: str) -> list[str]:
        """The short names of the branches (`heads`), tags or remote branches (`remotes`) that lead to a commit."""
        prefix = f"refs/{kind}/"
        found = [name.removeprefix(prefix) for name in sorted(self.refs) if name.startswith(prefix)]
        return [
            name
            for name in found[:MOST_REFS]
            if not name.endswith("/HEAD") and self._commit_of(self.refs[prefix + name])
        ]

    def is_annotated(self, tag: str) -> bool:
        found = self.objects.read(self.refs[f"refs/tags/{tag}"])
        return found is not None and found.kind == "tag"

    def _commit_of(self, name: str, steps: int = 5) -> Commit | None:
        """The commit that an object is, or that a tag names."""
        found = self.objects.read(name)
        if found is None or steps == 0:
            return None
        if found.kind == "tag":
            named = re.match(rb"object ([0-9a-f]{40})\n", found.data)
            return self._commit_of(named[1].decode(), steps - 1) if named else None
        return self.objects.commit(name) if found.kind == "commit" else None

    # ---- where one is ---------------------------------------------------------------------------
    @property
    def current_branch(self) -> str | None:
        """The branch that one is on, be it without any commit yet; None if on none."""
        text = self.file("HEAD", LONGEST_REF).strip()
        return text.removeprefix("ref: refs/heads/") if text.startswith("ref: refs/heads/") else None

    @property
    def in_progress(self) -> str:
        for name, action in _IN_PROGRESS:
            if found_at(f"{self.folder}/{name}") is not None:
                return action
        return "nothing"

    def commit(self, revision: str) -> Commit:
        """The commit of a branch, tag, remote branch or HEAD, with `~2` or `^` to go back; raises Missing."""
        words = _STEPS_BACK.fullmatch(revision)
        name, steps = (words[1], int(words[2] or bool(words[3]))) if words else (revision, 0)
        commit: Commit | None = self._named(name)
        for _ in range(steps):
            commit = self.objects.commit(commit.parents[0]) if commit and commit.parents else None
        if commit is None:
            raise Missing("revision", revision=revision, **self._instead())
        return commit

    def _named(self, name: str) -> Commit | None:
        if name == "HEAD":
            target = self._target("HEAD")
            return self._commit_of(target) if target else None
        for kind in ("heads", "tags", "remotes"):
            if (named := self.refs.get(f"refs/{kind}/{name}")) is not None:
                return self._commit_of(named)
        return None

    def _instead(self) -> dict[str, Any]:
        return {"branches": self.names("heads")[:10]}


def opened(path: str) -> Repository:
    """Returns the repository of a folder below the work folder; raises Missing."""
    path = "" if path == "." else path
    inside = f"{path}/.git".lstrip("/")
    for folder, bare in ((inside, False), (path, True)):
        if _is_repository(folder):
            repository = Repository(folder, bare)
            if not _is_readable(repository):
                raise Missing("format")
            return repository
    elsewhere = [folder for folder in folders_below(path, 2) if _is_repository(f"{folder}/.git")]
    raise Missing("repository", elsewhere=elsewhere[:3])


def _is_repository(folder: str) -> bool:
    kinds = {"HEAD": "file", "objects": "folder", "refs": "folder"}
    return all(kind_of(found_at(f"{folder}/{name}")) == kind for name, kind in kinds.items())


def _is_readable(repository: Repository) -> bool:
    """Whether names and objects are kept the usual way: not in reftables, not under longer names."""
    return "reftable" not in repository.file("config", LONGEST_CONFIG).lower() and not re.search(
        r"objectformat\s*=\s*sha256", repository.file("config", LONGEST_CONFIG), re.IGNORECASE
    )
