"""The history of a repository: its commits from the oldest to the newest, and the files that each changed."""

from __future__ import annotations

from objects import Commit, Objects

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MOST_WALKED = 1_000  # commits; a history may have any number
MOST_TOLD = 60
MOST_DETAILED = 30  # newest commits of which the files are told
MOST_FILES, MOST_FILES_IN_ALL = 40, 300
MOST_TREES = 400  # looked at for one commit
LONGEST_SUBJECT, LONGEST_NAME = 200, 120
DEEPEST = 12
_FOLDER = "40000"


class History:
    """The commits that can be reached from one: parents before children, the main line first."""

    def __init__(self, objects: Objects, newest: Commit) -> None:
        self._objects = objects
        self._known = {newest.name: newest}
        self.more = False
        self._walk(newest)
        self.commits = self._in_order(newest)

    def _walk(self, newest: Commit) -> None:
        left = [newest]
        place = 0
        while place < len(left):
            for name in left[place].parents:
                if name in self._known:
                    continue
                if len(self._known) >= MOST_WALKED:
                    self.more = True
                    return
                if (commit := self._objects.commit(name)) is not None:
                    self._known[name] = commit
                    left.append(commit)
            place += 1

    def _in_order(self, newest: Commit) -> list[Commit]:
        ordered: list[Commit] = []
        done: set[str] = set()
        left = [(newest, False)]
        while left:
            commit, parents_done = left.pop()
            if commit.name in done:
                continue
            if parents_done:
                done.add(commit.name)
                ordered.append(commit)
                continue
            left.append((commit, True))
            parents = [self._known[name] for name in commit.parents if name in self._known]
            left.extend((parent, False) for parent in reversed(parents) if parent.name not in done)
        return ordered

    def holds(self, commit: Commit) -> bool:
        return commit.name in self._known

    def seen(self) -> dict[str, Any]:
        told = self.commits[-MOST_TOLD:]
        room = MOST_FILES_IN_ALL
        described = []
        for place, commit in enumerate(reversed(told)):
            files = None
            if place < MOST_DETAILED and room > 0:
                files = changed_files(self._objects, commit)
                room -= len(files)
            described.append(_described(commit, files))
        merges = sum(len(commit.parents) > 1 for commit in self.commits)
        return {
            "commits": described[::-1],
            "count": len(self.commits),
            "merges": merges,
            "more": self.more,
        }


def _described(commit: Commit, files: list[dict[str, str]] | None) -> dict[str, Any]:
    subject, _, body = commit.message.strip("\n").partition("\n")
    return {
        "id": commit.name[:10],
        "subject": subject[:LONGEST_SUBJECT],
        "body": body.strip("\n")[: 2 * LONGEST_SUBJECT],
        "author": commit.author[:LONGEST_NAME],
        "email": commit.email[:LONGEST_NAME],
        "parents": len(commit.parents),
        **({} if files is None else {"files": files}),
    }


def changed_files(objects: Objects, commit: Commit) -> list[dict[str, str]]:
    """What a commit changed in comparison with its first parent: path, and added, changed or deleted."""
    parent = objects.commit(commit.parents[0]) if commit.parents else None
    comparison = _Comparison(objects)
    comparison.compare(parent.tree if parent else None, commit.tree, "", DEEPEST)
    return comparison.files


class _Comparison:
    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._left = MOST_TREES
        self.files: list[dict[str, str]] = []

    def compare(self, before: str | None, after: str | None, prefix: str, depth: int) -> None:
        self._left -= 1
        if before == after or depth == 0 or self._left < 0:
            return
        old, new = self._tree(before), self._tree(after)
        for name in sorted({*old, *new}):
            if old.get(name) != new.get(name) and len(self.files) < MOST_FILES:
                self._compare_entry(old.get(name), new.get(name), prefix + name, depth)

    def _tree(self, name: str | None) -> dict[str, tuple[str, str]]:
        return (self._objects.tree(name) or {}) if name else {}

    def _compare_entry(
        self, old: tuple[str, str] | None, new: tuple[str, str] | None, path: str, depth: int
    ) -> None:
        trees = [entry[1] if entry and entry[0] == _FOLDER else None for entry in (old, new)]
        if any(trees):
            self.compare(trees[0], trees[1], f"{path}/", depth - 1)
        old_file, new_file = (entry if entry and entry[0] != _FOLDER else None for entry in (old, new))
        if old_file or new_file:
            change = "deleted" if not new_file else "added" if not old_file else "changed"
            self.files.append({"path": path[:LONGEST_SUBJECT], "change": change})
