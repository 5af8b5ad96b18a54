"""What lies in the work folder, looked at without following a link and without opening what is not a file.

Nothing else runs while this looks: every process of the apprentice's is gone.
"""

from __future__ import annotations

import contextlib
import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

WORK = "/tmp/work"  # noqa: S108 - inside the box
KEPT = 40_000  # bytes of a file that are looked at
KEPT_LINES, LONGEST_LINE = 1_000, 4_000
MOST_ENTRIES, MOST_VISITED = 300, 3_000
_KINDS = ((stat.S_ISREG, "file"), (stat.S_ISDIR, "folder"), (stat.S_ISLNK, "link"))


def found_at(path: str) -> os.stat_result | None:
    """What is at a path below the work folder; None if nothing is, or if it leads through a link."""
    place, found = WORK, os.lstat(WORK)
    for name in [part for part in path.split("/") if part not in ("", ".")]:
        if not stat.S_ISDIR(found.st_mode):
            return None
        place = f"{place}/{name}"
        try:
            found = os.lstat(place)
        except OSError:
            return None
    return found


def kind_of(found: os.stat_result | None) -> str:
    if found is None:
        return "absent"
    return next((kind for test, kind in _KINDS if test(found.st_mode)), "other")


def seen_at(path: str) -> dict[str, Any]:
    """Returns the kind of what is at a path and, as the case may be, its mode, size, lines, or where it leads."""
    found = found_at(path)
    kind = kind_of(found)
    if found is None:
        return {"kind": kind, **_neighbour(path)}
    seen: dict[str, Any] = {"kind": kind, "mode": f"{stat.S_IMODE(found.st_mode):03o}"}
    if kind == "file":
        seen |= {"size": found.st_size, **text_seen(contents(path, KEPT + 1))}
    elif kind == "link":
        seen["target"] = os.readlink(f"{WORK}/{path}")[:LONGEST_LINE]
    return seen


def contents(path: str, most: int) -> bytes:
    """The first bytes of a file below the work folder; nothing if it cannot be read as one."""
    if kind_of(found_at(path)) != "file":
        return b""
    try:
        descriptor = os.open(f"{WORK}/{path}", os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return b""
    with open(descriptor, "rb") as file:
        return file.read(most)


def text_seen(data: bytes) -> dict[str, Any]:
    """A text as lines, without the end of the last one; `cut` if there is more of it, `binary` if it is no text."""
    lines = data[:KEPT].decode("utf-8", "replace").split("\n")
    seen: dict[str, Any] = {"lines": [line[:LONGEST_LINE] for line in lines[:KEPT_LINES]]}
    if len(data) > KEPT or len(lines) > KEPT_LINES or any(len(line) > LONGEST_LINE for line in lines):
        seen["cut"] = True
    if b"\0" in data:
        seen["binary"] = True
    return seen


def _neighbour(path: str) -> dict[str, str]:
    """A name that differs from the one that is missing by capitals only."""
    folder, _, name = path.rpartition("/")
    if kind_of(found_at(folder)) != "folder":
        return {}
    for entry in _entries(folder):
        if entry.name != name and entry.name.casefold() == name.casefold():
            return {"near": entry.name}
    return {}


def listing(path: str, depth: int, hidden: bool) -> dict[str, Any]:
    """What a folder holds, `depth` levels deep; what is in `.git` is never listed."""
    found = found_at(path)
    kind = kind_of(found)
    if kind != "folder":
        return {"kind": kind, **(_neighbour(path) if found is None else {})}
    entries = [entry for entry, _ in zip(_walk(path, depth, hidden), range(MOST_ENTRIES + 1), strict=False)]
    return {"kind": kind, "entries": entries[:MOST_ENTRIES], "more": len(entries) > MOST_ENTRIES}


def _walk(path: str, depth: int, hidden: bool) -> Iterator[dict[str, str]]:
    left = [(path, "", depth)]
    while left:
        folder, prefix, levels = left.pop(0)
        for entry in _entries(folder):
            if entry.name.startswith(".") and not hidden:
                continue
            kind = kind_of(_stat_of(entry))
            yield {"path": prefix + entry.name, "kind": kind}
            if kind == "folder" and levels > 1 and entry.name != ".git":
                left.append((f"{folder}/{entry.name}", f"{prefix}{entry.name}/", levels - 1))


def _entries(folder: str) -> list[os.DirEntry[str]]:
    with contextlib.suppress(OSError), os.scandir(f"{WORK}/{folder}") as entries:
        return sorted(entries, key=lambda one: one.name)[:MOST_VISITED]
    return []


def names_in(path: str) -> list[str]:
    """The names in a folder below the work folder, in order."""
    return [entry.name for entry in _entries(path)]


def _stat_of(entry: os.DirEntry[str]) -> os.stat_result | None:
    try:
        return entry.stat(follow_symlinks=False)
    except OSError:
        return None


def folders_below(path: str, depth: int) -> Iterator[str]:
    """The folders under a path, nearest first, hidden ones left out."""
    for entry, _ in zip(_walk(path, depth, hidden=False), range(MOST_VISITED), strict=False):
        if entry["kind"] == "folder":
            yield f"{path}/{entry['path']}" if path not in ("", ".") else entry["path"]
