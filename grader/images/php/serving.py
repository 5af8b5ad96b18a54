"""What answers at an address of the project: a page of PHP, a file as it is, or nothing. As PHP's own server does."""

import os
import stat
from typing import NamedTuple

_INDEX = ("index.php", "index.html")
_TYPES = {
    "css": "text/css; charset=UTF-8",
    "csv": "text/csv; charset=UTF-8",
    "gif": "image/gif",
    "htm": "text/html; charset=UTF-8",
    "html": "text/html; charset=UTF-8",
    "ico": "image/x-icon",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "js": "text/javascript; charset=UTF-8",
    "json": "application/json",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=UTF-8",
    "webp": "image/webp",
    "xml": "text/xml; charset=UTF-8",
}
_BIGGEST = 4 * 1024 * 1024


class Served(NamedTuple):
    """`file` is a path under the root; `rest` is what follows a page's name in the address (PATH_INFO)."""

    file: str
    rest: str = ""

    @property
    def is_page(self) -> bool:
        return self.file.endswith(".php")


def find(root: str, path: str) -> Served | None:
    """Returns what answers at this decoded path, which begins with a slash; None for nothing."""
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if ".." in parts or "\0" in path:
        return None
    if exact := _there(root, parts):
        return Served(exact)
    for count in range(len(parts) - 1, -1, -1):
        rest = "/" + "/".join(parts[count:])
        if count and parts[count - 1].endswith(".php"):
            return Served("/".join(parts[:count]), rest) if _is_file(root, "/".join(parts[:count])) else None
        # An address without a dot may be one that the nearest index page invents.
        if "." not in parts[-1] and (index := _there(root, parts[:count])):
            return Served(index, rest)
    return None


def _there(root: str, parts: list[str]) -> str | None:
    name = "/".join(parts)
    if parts and _is_file(root, name):
        return name
    inside = (f"{name}/{index}".lstrip("/") for index in _INDEX)
    return next((one for one in inside if _is_file(root, one)), None)


def _is_file(root: str, name: str) -> bool:
    try:
        place = os.lstat(f"{root}/{name}")
    except (OSError, ValueError):
        return False
    inside = os.path.realpath(f"{root}/{name}").startswith(os.path.realpath(root) + "/")
    return inside and stat.S_ISREG(place.st_mode)


def read_file(root: str, name: str) -> tuple[str, bytes]:
    """Returns the type and the content of a file that is served as it is."""
    kind = _TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")
    descriptor = os.open(f"{root}/{name}", os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        return kind, os.read(descriptor, _BIGGEST)
    finally:
        os.close(descriptor)
