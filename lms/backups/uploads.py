"""Uploaded files on their way into a backup and back, wherever they lie: in the data folder or in a bucket.

A backup holds them either way. Of a bucket a copy is kept in the data folder: each night only what is new is fetched,
since nothing is ever written twice under one name.
"""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, default_storage
from django.utils._os import safe_join

if TYPE_CHECKING:  # whoever has no bucket loads no client for one
    from lms.core.bucket import PrivateBucket

COPY = "bucket-copy"


def bucket() -> "PrivateBucket | None":
    """Return the bucket that uploaded files lie in; None when they lie in the data folder."""
    if isinstance(default_storage, FileSystemStorage):
        return None
    return cast("PrivateBucket", default_storage)


def folder_of_uploads() -> Path:
    """Return the folder that holds every uploaded file, a bucket's copy brought up to date."""
    if (remote := bucket()) is None:
        return settings.MEDIA_ROOT
    folder: Path = settings.DATA_DIR / COPY
    folder.mkdir(parents=True, exist_ok=True)
    there = dict(remote.sizes())
    for name, size in there.items():
        place = Path(safe_join(folder, name))
        if not place.exists() or place.stat().st_size != size:
            _fetch(remote, name, place)
    for path in _files(folder):
        if path.relative_to(folder).as_posix() not in there:
            path.unlink()
    return folder


def put_uploads(source: Path) -> int:
    """Put into the bucket what a folder holds and the bucket lacks, or has of another size; return how many files.

    What lies in the bucket besides stays: nothing points at it.
    """
    remote = bucket()
    if remote is None:
        raise ValueError("uploaded files lie in the data folder")
    return _put(remote, source, dict(remote.sizes()))


def _put(remote: "PrivateBucket", source: Path, there: Mapping[str, int]) -> int:
    count = 0
    for path in _files(source):
        name = path.relative_to(source).as_posix()
        if there.get(name) != path.stat().st_size:
            with path.open("rb") as content:
                remote._save(name, File(content, name))  # under this very name: a row knows it by it
            count += 1
    return count


def _fetch(remote: "PrivateBucket", name: str, place: Path) -> None:
    """Seen under its name only once it is whole; a former backup that links it keeps what it had."""
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = place.with_name(f".{place.name}.new")
    try:
        with remote.open(name) as content, fresh.open("wb") as copy:
            shutil.copyfileobj(content, copy)
    except FileNotFoundError:  # taken away since it was listed
        fresh.unlink(missing_ok=True)
        return
    fresh.replace(place)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
