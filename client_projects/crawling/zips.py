"""An old site handed in as a zip, asked like a server: nothing is ever written to the disk."""

import mimetypes
import stat
import zipfile
import zlib
from typing import IO
from urllib.parse import unquote, urlsplit

from client_projects.crawling.fetching import Fetched, NotFetched

MOST_ENTRIES = 5000
_INDEXES = ("index.html", "index.htm", "accueil.html", "default.htm")
_PAGES = (".html", ".htm", ".xhtml")


class NoSite(Exception):
    """The file holds no site that can be read."""


class ZippedSite:
    """Answers for the files of a zip; a folder that holds everything is left out of the addresses."""

    def __init__(self, file: IO[bytes]) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
            infos = self._zip.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            raise NoSite from None
        if len(infos) > MOST_ENTRIES:
            raise NoSite
        files = {info.filename: info for info in infos if _is_ordinary(info)}
        folder = _common_folder(files)
        self._files = {name.removeprefix(folder): info for name, info in files.items()}
        if not self.pages():
            raise NoSite

    def pages(self) -> list[str]:
        """Return the paths of all its pages, the first one first."""
        names = [name for name in self._files if name.lower().endswith(_PAGES)]
        return sorted(names, key=lambda name: (name.lower() not in _INDEXES, name.count("/"), name))

    def get(self, address: str, *, most: int, whole: bool = False) -> Fetched:
        """Return the file at `address`, as a server would answer; with `whole` the body of any file."""
        info = self._found(unquote(urlsplit(address).path).removeprefix("/"))
        if info is None:
            return Fetched(404, "", "", b"", 0)
        kind = mimetypes.guess_type(info.filename)[0] or "application/octet-stream"
        wanted = kind in {"text/html", "application/xhtml+xml"} or (whole and info.file_size <= most)
        body = self._read(info, most) if wanted else b""
        return Fetched(200, kind, "", body, info.file_size, cut=wanted and info.file_size > most)

    def _read(self, info: zipfile.ZipInfo, most: int) -> bytes:
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise NotFetched("unreadable")
        try:
            with self._zip.open(info) as file:
                return file.read(most)
        except (zipfile.BadZipFile, RuntimeError, ValueError, zlib.error, EOFError, OSError):
            raise NotFetched("unreadable") from None

    def _found(self, path: str) -> zipfile.ZipInfo | None:
        if path in self._files:
            return self._files[path]
        folder = path if not path or path.endswith("/") else f"{path}/"
        return next((self._files[folder + name] for name in _INDEXES if folder + name in self._files), None)


def _is_ordinary(info: zipfile.ZipInfo) -> bool:
    name = info.filename
    pieces = name.split("/")
    return (
        not info.is_dir()
        and not stat.S_ISLNK(info.external_attr >> 16)
        and not name.startswith("/")
        and ".." not in pieces
        and "__MACOSX" not in pieces
        and "\x00" not in name
        and "\\" not in name
    )


def _common_folder(names: dict[str, zipfile.ZipInfo]) -> str:
    tops = {name.partition("/")[0] for name in names}
    return f"{tops.pop()}/" if len(tops) == 1 and all("/" in name for name in names) else ""
