"""The files of a site as a team hands them in: read from an archive that nobody trusts, refused with a sentence.

A site is a mapping from path to bytes. Whatever comes in (a zip, a Git tree) passes `checked_site`.
"""

import hashlib
import io
import json
import lzma
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from django.utils.translation import gettext as _

MAX_ZIP_BYTES = 30 * 1024 * 1024
MAX_FILES = 2000
MAX_FILE_BYTES = 10 * 1024 * 1024
MAX_TOTAL_BYTES = 60 * 1024 * 1024
# Beyond, a file was made to fill the memory of whoever unpacks it.
MAX_RATIO = 300
MAX_PATH, MAX_SEGMENT, MAX_FOLDERS = 200, 100, 10

# What a static site is made of, and how a browser is told what each file is.
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".htm": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".webmanifest": "application/manifest+json",
    ".xml": "application/xml",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/plain; charset=utf-8",
    ".csv": "text/plain; charset=utf-8",
    ".vtt": "text/vtt; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".ico": "image/x-icon",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".ttf": "font/ttf",
    ".otf": "font/otf",
    ".pdf": "application/pdf",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
}
# What a site made with PHP holds besides: it runs, or is read by what runs, and is never sent as it is.
PHP_TYPES = {
    *(".php", ".phtml", ".inc", ".twig", ".tpl"),
    *(".sql", ".sqlite", ".sqlite3", ".db"),
    *(".ini", ".yml", ".yaml", ".lock", ".dist", ".po", ".mo", ".pot"),
}
_PROGRAMS = {".php", ".phtml", ".phar", ".py", ".rb", ".pl", ".cgi", ".asp", ".aspx", ".jsp"}
_ARCHIVES = {".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".jar"}
_LEFT_BY_MACHINES = {".ds_store", "thumbs.db", "desktop.ini"}
# Names that some machines keep for themselves: nobody there could unpack the archive again.
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
# Controls, and what cannot be in a name on every machine or would be read otherwise in an address.
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f-\x9f\\:*?"<>|%#\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]')

# All that `zipfile` raises for an archive that is damaged, or not one.
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
)

SiteFiles = Mapping[str, bytes]


class SiteRefused(Exception):
    """These files cannot be taken as a site; the message is a sentence for the person who sent them."""


@dataclass(frozen=True)
class SiteContent:
    """A site that was checked: `digest` is the SHA-256 of exactly what it holds."""

    files: SiteFiles
    digest: str

    @property
    def size(self) -> int:
        return sum(map(len, self.files.values()))

    @property
    def runs_php(self) -> bool:
        return runs_php(self.files)


def runs_php(paths: Iterable[str]) -> bool:
    """Whether a site of these files has pages that are made when they are asked for."""
    return any(path.lower().endswith(".php") for path in paths)


def folder_served(paths: Iterable[str]) -> str:
    """Return the folder that browsers see of a site with PHP: `public` where it begins there, else all of it."""
    names = set(paths)
    begins_at_top = "index.php" in names or "index.html" in names
    return "public" if not begins_at_top and "public/index.php" in names else ""


def database_scripts(paths: Iterable[str]) -> list[str]:
    """Return what the database of a site begins with, in order: `base.sql`, then the files of `database`."""
    names = sorted(paths)
    return [name for name in names if name == "base.sql"] + [
        name for name in names if re.fullmatch(r"database/[^/]+\.sql", name)
    ]


def read_site_zip(archive: IO[bytes], size: int) -> SiteContent:
    """Return the site an archive holds; a single folder around everything is taken off.

    Raises:
        SiteRefused: not a zip, one that no honest person made, or not a site that can be shown.
    """
    if size > MAX_ZIP_BYTES:
        raise SiteRefused(_("This archive is larger than %(size)s MB.") % {"size": MAX_ZIP_BYTES >> 20})
    try:
        with zipfile.ZipFile(archive) as opened:
            entries = [entry for entry in opened.infolist() if not _is_litter(entry)]
            _check_entries(entries)
            files = _unpacked(opened, entries)
    except _UNREADABLE as error:
        raise SiteRefused(_("This file is not a zip that can be read. Make the archive again.")) from error
    return checked_site(_without_top(files))


def _is_litter(entry: zipfile.ZipInfo) -> bool:
    name = entry.filename
    return (
        (entry.is_dir() and not _special(entry))
        or name.startswith("__MACOSX/")
        or PurePosixPath(name).name.lower() in _LEFT_BY_MACHINES
    )


def _special(entry: zipfile.ZipInfo) -> bool:
    """Whether the entry is a link or a device: neither a file nor a folder."""
    return (entry.external_attr >> 16) & 0o170000 not in (0, 0o100000, 0o040000)


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_FILES:
        raise SiteRefused(_("This site holds more than %(count)s files.") % {"count": MAX_FILES})
    if sum(entry.file_size for entry in entries) > MAX_TOTAL_BYTES:
        raise SiteRefused(
            _("Unpacked, this site is larger than %(size)s MB.") % {"size": MAX_TOTAL_BYTES >> 20}
        )
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names):
        raise SiteRefused(_("The archive holds two files with one name. Make the archive again."))
    for entry in entries:
        if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            # No machine makes these unasked, and nothing bounds what unpacking them takes.
            raise zipfile.BadZipFile
        if _special(entry):
            raise _about(entry.filename, _("links and special files are not taken; put the real file there"))
        if entry.flag_bits & 0x1:
            raise _about(entry.filename, _("it is protected by a password; make the archive without one"))
        if entry.file_size > MAX_RATIO * max(entry.compress_size, 100):
            raise _about(entry.filename, _("it unfolds into far more than it holds"))


def _unpacked(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    room = MAX_TOTAL_BYTES
    for entry in entries:
        if problem := path_problem(entry.filename):
            raise _about(entry.filename, problem)
        # What an archive says of its sizes is not believed: no more than that is read.
        with archive.open(entry) as stream:
            content = stream.read(min(MAX_FILE_BYTES, room) + 1)
        room -= len(content)
        if len(content) > MAX_FILE_BYTES or room < 0:
            raise _about(entry.filename, _("it is too large"))
        files[entry.filename] = content
    return files


def _without_top(files: dict[str, bytes]) -> dict[str, bytes]:
    """Take off the one folder that is around everything, as most machines make archives."""
    tops = {path.split("/", 1)[0] for path in files}
    if len(tops) != 1 or any("/" not in path for path in files):
        return files
    return {path.split("/", 1)[1]: content for path, content in files.items()}


def _about(path: str, problem: str) -> SiteRefused:
    shown = "".join(char if char.isprintable() else "\ufffd" for char in path[:120])
    return SiteRefused(_("“%(path)s”: %(problem)s.") % {"path": shown, "problem": problem})


def path_problem(path: str) -> str:
    """Return what is wrong with the path of a file of a site, or an empty text."""
    segments = path.split("/")
    if ".git" in (segment.lower() for segment in segments):
        return _("leave the “.git” folder out: hand in the files of the site only")
    if "node_modules" in segments:
        return _("leave the “node_modules” folder out: hand in the site as it is built")
    if len(path) > MAX_PATH or len(segments) > MAX_FOLDERS or max(map(len, segments)) > MAX_SEGMENT:
        return _("its name is too long, or it lies in too many folders")
    return _name_problem(path, segments)


def _name_problem(path: str, segments: list[str]) -> str:
    if any(segment.startswith(".") for segment in segments):
        return _("names that begin with a dot are not taken, nor “..”")
    if (
        not all(segments)
        or _FORBIDDEN.search(path)
        or any(s != s.strip() or s.endswith(".") for s in segments)
    ):
        return _("this name cannot be in an address: letters, digits, spaces, hyphens and dots only")
    if any(_RESERVED.fullmatch(segment) for segment in segments):
        return _("some machines keep this name for themselves; choose another one")
    return ""


def checked_site(files: Mapping[str, bytes]) -> SiteContent:
    """Return the site that these files make.

    Raises:
        SiteRefused: a bad name, a kind of file that a site has not, too many or too large, no home page.
    """
    if not files:
        raise SiteRefused(_("There is nothing in it."))
    if len(files) > MAX_FILES:
        raise SiteRefused(_("This site holds more than %(count)s files.") % {"count": MAX_FILES})
    if sum(map(len, files.values())) > MAX_TOTAL_BYTES:
        raise SiteRefused(
            _("Unpacked, this site is larger than %(size)s MB.") % {"size": MAX_TOTAL_BYTES >> 20}
        )
    kept = {}
    with_php = runs_php(files)
    for path, content in files.items():
        if problem := path_problem(path) or _content_problem(path, content, with_php):
            raise _about(path, problem)
        kept[unicodedata.normalize("NFC", path)] = content
    _check_clashes(kept)
    if "index.html" not in kept and not with_php:
        raise SiteRefused(_("There is no “index.html” at the top: it is the page the site begins with."))
    if not kept.keys() & {"index.html", "index.php", "public/index.php"}:
        raise SiteRefused(_("There is no “index.php” at the top or in “public”: the site begins with it."))
    return SiteContent(kept, digest_of_site(kept))


def _content_problem(path: str, content: bytes, with_php: bool) -> str:
    suffix = PurePosixPath(path).suffix.lower()
    if with_php and suffix in PHP_TYPES:
        return _("it is too large") if len(content) > MAX_FILE_BYTES else ""
    if suffix in _PROGRAMS:
        return _("a site may run PHP here, and nothing else: this file could not run")
    if suffix in _ARCHIVES:
        return _("an archive inside an archive is not taken; unpack it first")
    if suffix not in TYPES:
        return _("this kind of file is not part of a site; leave it out")
    if len(content) > MAX_FILE_BYTES:
        return _("it is too large")
    return ""


def _check_clashes(files: SiteFiles) -> None:
    seen: dict[str, str] = {}
    for path in files:
        if other := seen.get(path.casefold()):
            raise SiteRefused(
                _("“%(one)s” and “%(other)s” differ by capitals only. Rename one of them.")
                % {"one": other, "other": path}
            )
        seen[path.casefold()] = path
    for path in files:
        for above in PurePosixPath(path.casefold()).parents:
            if str(above) in seen:
                raise SiteRefused(
                    _("“%(path)s” is a file and a folder at once. Rename one of them.")
                    % {"path": seen[str(above)]}
                )


def digest_of_site(files: SiteFiles) -> str:
    """Return the SHA-256 of exactly these files under these names."""
    lines = [[path, hashlib.sha256(files[path]).hexdigest()] for path in sorted(files)]
    return hashlib.sha256(json.dumps(lines).encode()).hexdigest()


def write_site_zip(files: SiteFiles) -> bytes:
    """Return an archive of these files: the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, date_time=(2020, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, files[path])
    return out.getvalue()


def stored_files(archive: IO[bytes]) -> dict[str, bytes]:
    """Return the files of an archive that `write_site_zip` made."""
    with zipfile.ZipFile(archive) as opened:
        return {entry.filename: opened.read(entry) for entry in opened.infolist()}


def changed_paths(former: IO[bytes], newer: IO[bytes]) -> list[str]:
    """Return the paths that two stored sites do not have in common, byte for byte, in order."""
    with zipfile.ZipFile(former) as one, zipfile.ZipFile(newer) as other:
        before = {entry.filename: (entry.file_size, entry.CRC) for entry in one.infolist()}
        after = {entry.filename: (entry.file_size, entry.CRC) for entry in other.infolist()}
    return sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))


@dataclass(frozen=True)
class ServedFile:
    """What answers one address of a site."""

    path: str
    content: bytes
    content_type: str
    found: bool


def served_file(archive: IO[bytes], path: str) -> ServedFile | None:
    """Return what a server of static files answers: the file, the page of a folder, else the site's own 404 page."""
    with zipfile.ZipFile(archive) as opened:
        names = set(opened.namelist())
        for name in _candidates(path):
            if name in names:
                return ServedFile(name, opened.read(name), content_type_of(name), found=True)
        if "404.html" in names:
            return ServedFile("404.html", opened.read("404.html"), content_type_of("404.html"), found=False)
    return None


def file_beside_php(archive: IO[bytes], path: str) -> ServedFile | None:
    """Return what a site with PHP has at an address that needs no PHP; None for all that PHP, or nobody, answers."""
    with zipfile.ZipFile(archive) as opened:
        names = set(opened.namelist())
        top = folder_served(names)
        name = unicodedata.normalize("NFC", f"{top}/{path}" if top else path)
        if PurePosixPath(name).suffix.lower() not in TYPES or name not in names:
            return None
        return ServedFile(name, opened.read(name), content_type_of(name), found=True)


def is_folder(archive: IO[bytes], path: str) -> bool:
    """Whether an address without its last slash means a folder that has a page."""
    with zipfile.ZipFile(archive) as opened:
        names = set(opened.namelist())
    return bool(path) and path not in names and f"{path}/index.html" in names


def _candidates(path: str) -> Iterator[str]:
    normal = unicodedata.normalize("NFC", path)
    if normal == "" or normal.endswith("/"):
        yield f"{normal}index.html"
    else:
        yield normal


def content_type_of(path: str) -> str:
    return TYPES.get(PurePosixPath(path).suffix.lower(), "application/octet-stream")
