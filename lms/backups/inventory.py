"""What a backup holds: the folder that is kept, and the list that says what must come out of it again.

Uploaded files are never written twice under one name, and Git replaces its files instead of changing them: a second
name (hard link) for each of them costs nothing, and stays as it was whatever the platform does next.
"""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings

from lms.backups.databases import DUMP, RowCounts, count_rows_of, dump_database
from lms.backups.uploads import bucket, folder_of_uploads, put_uploads

INVENTORY = "inventory.json"
KEY = "secret_key"
FILES = "media"
REPOSITORIES = "repositories"
# Whatever says where a branch stands is linked before what it stands on: it never points at something younger.
GIT_HEADS = ("HEAD", "packed-refs", "refs")

type Hashes = dict[str, str]


@dataclass(frozen=True)
class Inventory:
    """When a backup was made and what it must hold: rows by table, SHA-256 by file of the platform's uploads."""

    made_at: datetime
    rows: RowCounts
    files: Hashes = field(default_factory=dict)
    repositories: list[str] = field(default_factory=list)

    def write(self, path: Path) -> None:
        told = {**asdict(self), "made_at": self.made_at.isoformat()}
        path.write_text(json.dumps(told, indent=1), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> "Inventory":
        told = json.loads(path.read_text(encoding="utf-8"))
        return cls(**{**told, "made_at": datetime.fromisoformat(told["made_at"])})


def lay_out(folder: Path, *, now: datetime) -> Inventory:
    """Fill `folder` with everything that a backup holds. It must lie on the disk of the data folder.

    The database comes first: every file that a row of it names exists by then.

    Raises:
        DatabaseToolFailed: the database cannot be dumped.
    """
    rows = dump_database(folder / DUMP)
    _link_tree(folder_of_uploads(), folder / FILES)
    _link_repositories(settings.CLIENT_REPOSITORIES, folder / REPOSITORIES)
    key = folder / KEY
    key.touch(mode=0o600)
    key.write_text(settings.SECRET_KEY, encoding="utf-8")
    inventory = Inventory(
        made_at=now,
        rows=rows,
        files=dict(_hashes(folder / FILES)),
        repositories=sorted(path.name for path in _children(folder / REPOSITORIES)),
    )
    inventory.write(folder / INVENTORY)
    return inventory


def differences(folder: Path) -> list[str]:
    """Return what a backup that was brought back into `folder` lacks of its own inventory, in words; [] when whole.

    Raises:
        DatabaseToolFailed: its database cannot be read.
    """
    inventory = Inventory.read(folder / INVENTORY)
    return [
        *_row_differences(inventory.rows, count_rows_of(folder / DUMP)),
        *_file_differences(inventory.files, dict(_hashes(folder / FILES))),
        *_repository_differences(inventory.repositories, folder / REPOSITORIES),
    ]


def _row_differences(expected: RowCounts, found: RowCounts) -> Iterator[str]:
    for table in sorted(expected.keys() | found.keys()):
        if expected.get(table) != found.get(table):
            yield f"{table}: {found.get(table, 0)} ≠ {expected.get(table, 0)}"


def _file_differences(expected: Hashes, found: Hashes) -> Iterator[str]:
    for name in sorted(expected.keys() | found.keys()):
        if expected.get(name) != found.get(name):
            yield f"{FILES}/{name}"


def _repository_differences(expected: list[str], folder: Path) -> Iterator[str]:
    for name in expected:
        # Nothing in it is followed or run: its own settings and hooks play no part in looking whether it is whole.
        command = [
            "git",
            "-c",
            "safe.directory=*",
            "--git-dir",
            str(folder / name),
            "fsck",
            "--connectivity-only",
        ]
        if subprocess.run(command, capture_output=True, check=False).returncode:  # noqa: S603 (ours)
            yield f"{REPOSITORIES}/{name}"


def put_in_place(folder: Path, *, aside: Path) -> Path | None:
    """Move the files that a backup brought back to where the platform looks for them.

    Returns:
        `aside`, where the former ones lie now; None when there were none.
    """
    places = {FILES: settings.MEDIA_ROOT, REPOSITORIES: settings.CLIENT_REPOSITORIES}
    if bucket() is not None:
        # Names are never given twice: what has the name and another size is damaged, and need not be put aside.
        put_uploads(folder / FILES)
        del places[FILES]
    for name, place in places.items():
        if any(_children(place)):
            aside.mkdir(exist_ok=True)
            shutil.move(place, aside / name)
        shutil.rmtree(place, ignore_errors=True)
        place.parent.mkdir(parents=True, exist_ok=True)
        if (folder / name).is_dir():
            shutil.move(folder / name, place)
    return aside if aside.exists() else None


def _link_tree(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, copy_function=_link, symlinks=True, dirs_exist_ok=True)


def _link_repositories(source: Path, target: Path) -> None:
    for repository in _children(source):
        for name in GIT_HEADS:
            if (part := repository / name).is_dir():
                _link_tree(part, target / repository.name / name)
            elif part.exists():
                (target / repository.name).mkdir(parents=True, exist_ok=True)
                _link(str(part), str(target / repository.name / name))
        _link_tree(repository, target / repository.name)


def _link(source: str, target: str) -> None:
    # Already linked, or gone since its folder was listed: an upload being written, or a lock of Git's.
    if Path(target).exists():
        return
    try:
        os.link(source, target)
    except FileNotFoundError:
        return


def _children(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _hashes(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as content:
                yield path.relative_to(folder).as_posix(), hashlib.file_digest(content, "sha256").hexdigest()
