"""The folder where the program lives, put back as it was whenever an answer left something there."""

from __future__ import annotations

import contextlib
import os
import stat

from running import write_files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FOLDER = "/tmp/program"  # noqa: S108 - inside the box
DEEPEST = 8
KEPT_FILE, KEPT_IN_ALL = 1024 * 1024, 4 * 1024 * 1024  # bytes


class Folder:
    def __init__(self) -> None:
        os.mkdir(FOLDER)
        self._marks = _marks()
        self._kept: dict[str, bytes | None] = {}

    def lay(self, files: Mapping[str, str]) -> None:
        """Makes the folder hold these files and nothing else."""
        if self._marks:
            _clear()
        write_files(files, FOLDER)
        self._marks = _marks()
        self._kept = {}

    def keep(self, files: Mapping[str, str]) -> None:
        """Takes the folder as it is now for what it must be; it was made with these files."""
        with contextlib.suppress(OSError):
            os.chmod(FOLDER, 0o700)
        if (marks := _marks()) == self._marks:
            self._kept = {path: text.encode() for path, text in files.items()}
        else:
            self._marks = marks
            self._kept = dict(_contents(marks))

    def restore(self) -> None:
        with contextlib.suppress(OSError):
            os.chmod(FOLDER, 0o700)
        if _marks() == self._marks:
            return
        _clear()
        for path, content in self._kept.items():
            with contextlib.suppress(OSError):
                _put(f"{FOLDER}/{path}", content)
        self._marks = _marks()


def _entries(folder: str, depth: int = 0) -> Iterator[os.DirEntry[str]]:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda one: one.name):
            yield entry
            if depth < DEEPEST and entry.is_dir(follow_symlinks=False):
                yield from _entries(entry.path, depth + 1)


def _marks() -> dict[str, tuple[int, ...]]:
    """What cannot stay the same when something was written: for each path, its node, kind, size and last change."""
    marks: dict[str, tuple[int, ...]] = {}
    for entry in _entries(FOLDER):
        with contextlib.suppress(OSError):
            found = entry.stat(follow_symlinks=False)
            size = 0 if stat.S_ISDIR(found.st_mode) else found.st_size
            changed = 0 if stat.S_ISDIR(found.st_mode) else found.st_ctime_ns
            marks[entry.path[len(FOLDER) + 1 :]] = (found.st_ino, found.st_mode, size, changed)
    return marks


def _contents(marks: Mapping[str, tuple[int, ...]]) -> Iterator[tuple[str, bytes | None]]:
    """Path -> what the file holds, or None for a folder. Links, pipes and what is too big are not kept."""
    room = KEPT_IN_ALL
    for path, (_, mode, size, _) in marks.items():
        if stat.S_ISDIR(mode):
            yield path, None
        elif stat.S_ISREG(mode) and size <= min(KEPT_FILE, room):
            with contextlib.suppress(OSError), open(f"{FOLDER}/{path}", "rb") as file:
                room -= size
                yield path, file.read(size)


def _put(place: str, content: bytes | None) -> None:
    if content is None:
        os.mkdir(place)
        return
    os.makedirs(os.path.dirname(place), exist_ok=True)
    with open(place, "xb") as file:
        file.write(content)


def _clear() -> None:
    for entry in reversed(list(_entries(FOLDER))):
        with contextlib.suppress(OSError):
            if entry.is_dir(follow_symlinks=False):
                os.rmdir(entry.path)
            else:
                os.unlink(entry.path)
