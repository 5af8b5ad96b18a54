"""Folders of text files as they travel: from a disk or a zip into a mapping, and back.

A folder is a mapping from a path to its text; a picture, or whatever is not text, is `{"base64": …}`.
"""

import base64
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

File = str | dict[str, str]
Folder = dict[str, File]

MAX_FILES = 2000
MAX_FILE_BYTES = 2 * 1024 * 1024
MAX_TOTAL_BYTES = 40 * 1024 * 1024
MAX_ZIP_BYTES = 20 * 1024 * 1024
# Text shrinks well, but not that well: beyond, the file was made to fill the memory of whoever opens it.
MAX_RATIO = 200

_SEGMENT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}")
_RECORDINGS = {".mp4", ".webm", ".ogv", ".mp3", ".m4a", ".ogg", ".oga", ".weba"}
_BINARY = {".png", ".jpg", ".jpeg", ".webp", ".gif", ".woff2", ".pdf", *_RECORDINGS}
_ARCHIVES = {".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".jar"}
_LEFT_BY_MACHINES = ("__MACOSX/",)
_LEFT_IN_FOLDERS = {".DS_Store", "Thumbs.db", "desktop.ini"}
_MOST_FOLDERS = 8


class FolderRefused(Exception):
    """These files cannot be taken; the message is a sentence for the person who sent them."""


def path_problem(path: str) -> str:
    """Return what is wrong with a relative path, or an empty text."""
    segments = path.split("/")
    if len(path) > 200 or len(segments) > _MOST_FOLDERS:
        return _("its name is too long, or it lies in too many folders")
    if not all(_SEGMENT.fullmatch(segment) for segment in segments):
        return _(
            "letters without accents, digits, dots, hyphens and underscores only; no “..” and no “/” first"
        )
    return ""


def file_of(path: str, content: bytes) -> File:
    """Return the content as a folder keeps it.

    Raises:
        FolderRefused: it should be text and is not UTF-8.
    """
    if PurePosixPath(path).suffix.lower() in _BINARY:
        return {"base64": base64.b64encode(content).decode()}
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FolderRefused(_("%(path)s: this is not UTF-8. Save it as UTF-8.") % {"path": path}) from error
    if "\0" in text:
        raise FolderRefused(_("%(path)s: this is not a text file. Remove it.") % {"path": path})
    return text.replace("\r\n", "\n")


def bytes_of(file: File) -> bytes:
    return file.encode() if isinstance(file, str) else base64.b64decode(file["base64"])


def digest_of(folder: Mapping[str, File]) -> str:
    return hashlib.sha256(json.dumps(folder, sort_keys=True).encode()).hexdigest()


def read_disk(root: Path) -> Folder:
    """Return the files under `root`, links and what machines leave behind left out."""
    return {
        path.relative_to(root).as_posix(): file_of(path.relative_to(root).as_posix(), path.read_bytes())
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.is_symlink() and not path.name.startswith(".")
    }


def write_disk(folder: Mapping[str, File], root: Path) -> None:
    """Write a folder whose paths were checked under `root`, which is made."""
    root.mkdir(parents=True, exist_ok=True)
    for path, file in folder.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(bytes_of(file))


def check_paths(paths: Iterable[str]) -> None:
    """Refuse what cannot be written everywhere as it is.

    Raises:
        FolderRefused: a bad name, a file that is also a folder, two names that differ by capitals only.
    """
    seen: dict[str, str] = {}
    for path in paths:
        if problem := path_problem(path):
            raise FolderRefused(_("“%(path)s”: %(problem)s.") % {"path": path[:120], "problem": problem})
        if other := seen.get(path.lower()):
            raise FolderRefused(_clash(other, path))
        seen[path.lower()] = path
    for path in seen.values():
        for above in PurePosixPath(path.lower()).parents:
            if str(above) in seen:
                raise FolderRefused(
                    _("“%(path)s” is a file and a folder at once. Rename one of them.")
                    % {"path": seen[str(above)]}
                )


def _clash(one: str, other: str) -> str:
    if one == other:
        return _("“%(path)s” is there twice. Make the archive again.") % {"path": one}
    return _("“%(one)s” and “%(other)s” differ by capitals only. Rename one of them.") % {
        "one": one,
        "other": other,
    }


def read_zip(data: bytes) -> Folder:
    """Return the files of an archive; a single folder around everything is taken off.

    Raises:
        FolderRefused: not a zip, or one that no honest person made.
    """
    if len(data) > MAX_ZIP_BYTES:
        raise FolderRefused(_("This archive is larger than %(size)s MB.") % {"size": MAX_ZIP_BYTES >> 20})
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not _is_litter(entry)]
            _check_entries(entries)
            folder = _unpack(archive, entries)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise FolderRefused(_("This file is not a zip that can be read. Make the archive again.")) from error
    return without_top(folder)


def _is_litter(entry: zipfile.ZipInfo) -> bool:
    name = entry.filename
    return (
        entry.is_dir() or name.startswith(_LEFT_BY_MACHINES) or PurePosixPath(name).name in _LEFT_IN_FOLDERS
    )


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if not entries:
        raise FolderRefused(_("This archive is empty."))
    if len(entries) > MAX_FILES:
        raise FolderRefused(_("This archive holds more than %(count)s files.") % {"count": MAX_FILES})
    if sum(entry.file_size for entry in entries) > MAX_TOTAL_BYTES:
        raise FolderRefused(
            _("Unpacked, this archive is larger than %(size)s MB.") % {"size": MAX_TOTAL_BYTES >> 20}
        )
    for entry in entries:
        if problem := _entry_problem(entry):
            raise FolderRefused(
                _("“%(path)s”: %(problem)s.") % {"path": entry.filename[:120], "problem": problem}
            )
    check_paths(entry.filename for entry in entries)


def _entry_problem(entry: zipfile.ZipInfo) -> str:
    mode = entry.external_attr >> 16
    if mode & 0o170000 not in (0, 0o100000):
        return _("links and special files are not taken; put the real file there")
    if entry.flag_bits & 0x1:
        return _("it is protected by a password; make the archive without one")
    if PurePosixPath(entry.filename).suffix.lower() in _ARCHIVES:
        return _("an archive inside an archive is not taken; unpack it first")
    if entry.file_size > MAX_FILE_BYTES:
        return _("it is too large")
    if entry.file_size > MAX_RATIO * max(entry.compress_size, 100):
        return _("it unfolds into far more than it holds")
    return ""


def _unpack(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Folder:
    folder: Folder = {}
    total = 0
    for entry in entries:
        # What an archive says of its sizes is not believed: no more than that is read.
        with archive.open(entry) as stream:
            content = stream.read(MAX_FILE_BYTES + 1)
        total += len(content)
        if len(content) > MAX_FILE_BYTES or total > MAX_TOTAL_BYTES:
            raise FolderRefused(_("“%(path)s”: it is too large.") % {"path": entry.filename})
        folder[entry.filename] = file_of(entry.filename, content)
    return folder


def without_top(folder: Folder) -> Folder:
    """Return the folder without the one that is around everything, as most machines make archives."""
    tops = {path.split("/", 1)[0] for path in folder}
    if len(tops) > 1 or any("/" not in path for path in folder):
        return folder
    return {path.split("/", 1)[1]: file for path, file in folder.items()}


def write_zip(folder: Mapping[str, File]) -> bytes:
    """Return an archive of these files: the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder):
            entry = zipfile.ZipInfo(path, date_time=(2020, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, bytes_of(folder[path]))
    return out.getvalue()


@dataclass(frozen=True)
class Merged:
    """`files` with what both sides changed since; `kept` are those that both changed, where ours stayed."""

    files: Folder
    kept: list[str]


def merged(*, base: Mapping[str, File], ours: Mapping[str, File], theirs: Mapping[str, File]) -> Merged:
    """Return our folder with what was changed in theirs since both were `base`, file by file."""
    files: Folder = {}
    kept = []
    for path in sorted({*ours, *theirs}):
        was, mine, its = base.get(path), ours.get(path), theirs.get(path)
        chosen = its if mine == was else mine
        if mine != was and its not in (was, mine):
            kept.append(path)
        if chosen is not None:
            files[path] = chosen
    return Merged(files, kept)
