"""The files of a source, from a folder or a zip, read without trust: links, bombs and climbing names are left out."""

import stat
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath

from exercises.importers.report import Remark

MOST_FILES = 60_000
MOST_BYTES = 256 * 1024 * 1024
BIGGEST_FILE = 8 * 1024 * 1024  # an export of Moodle with its attached files
_SKIPPED_FOLDERS = frozenset({".git", "node_modules", "__MACOSX", "vendor", "__pycache__"})


class UnreadableMaterial(ValueError):
    """Nothing can be read of what was given; the French text says why."""


@dataclass(frozen=True, slots=True)
class Text:
    """A file as text, with plain line ends. `encoding` is what it was written in."""

    content: str
    encoding: str


@dataclass
class Material:
    """Files by relative name. `remarks` say what was not taken."""

    files: Mapping[str, bytes]
    remarks: list[Remark] = field(default_factory=list)

    def text(self, path: str) -> Text:
        """Returns a file as text; raises KeyError if there is none, ValueError if it is no text."""
        return as_text(self.files[path])

    def under(self, folder: str) -> dict[str, bytes]:
        """Returns the files of a folder, by their name inside it; of everything for an empty name."""
        prefix = f"{folder}/" if folder else ""
        return {path[len(prefix) :]: data for path, data in self.files.items() if path.startswith(prefix)}


def as_text(data: bytes) -> Text:
    """Returns bytes as text: UTF-8 or UTF-16 by their mark, else UTF-8, else what old Windows wrote.

    Raises:
        ValueError: this is no text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _plain(data.decode(encoding, "strict"), encoding)
    try:
        return _plain(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _plain(data.decode("cp1252", "replace"), "cp1252")


_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def _plain(content: str, encoding: str) -> Text:
    if "\0" in content:
        raise ValueError("ce n’est pas un fichier de texte")
    return Text(content.replace("\r\n", "\n").replace("\r", "\n"), encoding)


def open_material(path: Path) -> Material:
    """Returns the files of a folder, of a zip, or one file alone.

    Raises:
        UnreadableMaterial: there is nothing there, or far too much.
    """
    try:
        if path.is_symlink() or not path.exists():
            raise UnreadableMaterial(f"{path.name} : introuvable, ou lien.")
        if path.is_dir():
            return _gathered(_in_folder(path))
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                return _gathered(_in_zip(archive))
        return _gathered(iter([(path.name, path.stat().st_size, path.read_bytes)]))
    except (OSError, zipfile.BadZipFile, NotImplementedError) as error:
        raise UnreadableMaterial(f"{path.name} : ne peut pas être lu ({error}).") from error


type _Found = tuple[str, int, Callable[[], bytes]]


def _in_folder(root: Path) -> Iterator[_Found]:
    for folder, names, files in root.walk(follow_symlinks=False):
        names[:] = sorted(name for name in names if name not in _SKIPPED_FOLDERS)
        for name in sorted(files):
            path = folder / name
            relative = path.relative_to(root).as_posix()
            if path.is_symlink() or not path.is_file():
                yield relative, -1, bytes
            else:
                yield relative, path.stat().st_size, path.read_bytes


def _in_zip(archive: zipfile.ZipFile) -> Iterator[_Found]:
    for info in archive.infolist():
        if info.is_dir() or _SKIPPED_FOLDERS & set(PurePosixPath(info.filename).parts):
            continue
        link = stat.S_ISLNK(info.external_attr >> 16)
        yield info.filename, -1 if link else info.file_size, partial(_unzipped, archive, info)


def _unzipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    # What the archive says of a size is not believed: reading stops by itself.
    with archive.open(info) as stream:
        return stream.read(BIGGEST_FILE + 1)


def _gathered(found: Iterator[_Found]) -> Material:
    files: dict[str, bytes] = {}
    remarks: list[Remark] = []
    total = 0
    for number, (name, size, read) in enumerate(found):
        if number >= MOST_FILES:
            raise UnreadableMaterial(f"Plus de {MOST_FILES} fichiers : donnez un dossier plus petit.")
        problem, data = _taken(name, size, read)
        if problem:
            remarks.append(Remark(problem, name))
            continue
        total += len(data)
        if total > MOST_BYTES:
            raise UnreadableMaterial(f"Plus de {MOST_BYTES // 1024**2} Mio : donnez un dossier plus petit.")
        files[name] = data
    return Material(dict(sorted(files.items())), remarks)


def _taken(name: str, size: int, read: Callable[[], bytes]) -> tuple[str, bytes]:
    """Returns why a file is not taken, or an empty text and what it holds."""
    if problem := _name_problem(name, size):
        return problem, b""
    try:
        data = read()
    except Exception as error:  # each way of compressing has errors of its own
        return f"le fichier ne peut pas être lu ({error or type(error).__name__}).", b""
    if len(data) > BIGGEST_FILE:
        return f"plus de {BIGGEST_FILE // 1024**2} Mio : le fichier n’est pas lu.", b""
    return "", data


def _name_problem(name: str, size: int) -> str:
    if size < 0:
        return "lien : il n’est pas suivi."
    if name.startswith("/") or "\\" in name or ".." in PurePosixPath(name).parts or ":" in name[:2]:
        return "ce nom sort du dossier : le fichier n’est pas lu."
    return f"plus de {BIGGEST_FILE // 1024**2} Mio : le fichier n’est pas lu." if size > BIGGEST_FILE else ""
