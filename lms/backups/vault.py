"""The place where backups are kept: a restic repository, which encrypts and never keeps one thing twice.

It may be a folder of another disk or machine, an SFTP or S3 address: whatever restic knows
(https://restic.readthedocs.io/en/stable/030_preparing_a_new_repo.html).
"""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

TAG = "ecole-du-web"
# What is kept when older backups go: a fortnight of days, two months of weeks, a year of months.
KEPT = ("--keep-daily", "14", "--keep-weekly", "9", "--keep-monthly", "12")
# For reading: a server that burned while it thinned out left a lock, and its backups have to come back.
WITHOUT_LOCK = ("--no-lock",)
NO_REPOSITORY = 10  # restic's own word for it since 0.17; older ones say it in words
NO_REPOSITORY_WORDS = ("Is there a repository", "unable to open config file")


class VaultFailed(Exception):
    """Restic could not do it; the message is restic's."""


class NoVault(VaultFailed):
    """No place for backups is set, or no password; the message says which variable."""


@dataclass(frozen=True)
class Snapshot:
    """One backup in the vault."""

    id: str
    made_at: datetime


def ensure_vault() -> None:
    """Make the repository if it is not there yet.

    Raises:
        NoVault: the settings name none.
        VaultFailed: it cannot be reached, or the password is another one's.
    """
    done = _restic(["cat", "config", *WITHOUT_LOCK])
    if done.returncode == 0:
        _forget_locks_of_the_dead()
        return
    said = _said(done)
    if done.returncode == NO_REPOSITORY or any(words in said for words in NO_REPOSITORY_WORDS):
        _need(["init"])
        return
    raise VaultFailed(said)


def keep(folder: Path, *, tag: str = TAG, without: str = "") -> str:
    """Keep what `folder` holds under the name `tag`, but names of the form `without`; return the snapshot's id."""
    # Its files are other names of those that the platform uses: their change time moves with each new name.
    # One name for every container it runs in: by it restic finds the backup before.
    ways = [
        "--json",
        "--ignore-ctime",
        "--host",
        TAG,
        "--tag",
        tag,
        *(["--exclude", without] if without else []),
    ]
    said = _need(["backup", *ways, "."], cwd=folder)
    summary = next(message for message in _messages(said) if message.get("message_type") == "summary")
    return str(summary["snapshot_id"])


def snapshots(*, tag: str = TAG) -> list[Snapshot]:
    """Return what the vault keeps under the name `tag` (the backups), the newest first."""
    found = json.loads(_need(["snapshots", "--json", "--tag", tag, *WITHOUT_LOCK])) or []
    made = [Snapshot(one["short_id"], datetime.fromisoformat(one["time"])) for one in found]
    return sorted(made, key=lambda one: one.made_at, reverse=True)


def bring_back(snapshot: str, target: Path) -> None:
    """Write what a backup holds into the folder `target`."""
    _need(["restore", snapshot, "--target", str(target), *WITHOUT_LOCK])


def read(snapshot: str, name: str) -> str:
    """Return the text of one small file of a backup."""
    return _need(["dump", snapshot, f"/{name}", *WITHOUT_LOCK])


def thin_out(*, tag: str = TAG, kept: Sequence[str] = KEPT) -> None:
    """Let old backups go, by `kept`, and free their place."""
    _need(["forget", "--tag", tag, "--group-by", "tags", "--prune", *kept])


def look_whole() -> None:
    """Have restic look whether the vault itself is whole, a twentieth of its bytes read each time."""
    _forget_locks_of_the_dead()
    _need(["check", "--read-data-subset=5%"])


def _forget_locks_of_the_dead() -> None:
    """A machine that stopped in the middle leaves a lock, which would stop every night after it.

    Restic removes only those that nobody has renewed for half an hour.
    """
    _need(["unlock"])


def _need(arguments: Sequence[str], cwd: Path | None = None) -> str:
    done = _restic(arguments, cwd)
    if done.returncode:
        raise VaultFailed(_said(done))
    return done.stdout.decode(errors="replace")


def _restic(arguments: Sequence[str], cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    for name in ("REPOSITORY", "PASSWORD"):
        if not settings.BACKUPS[name]:
            raise NoVault(f"BACKUP_{name}")
    env = {
        **os.environ,
        "RESTIC_REPOSITORY": settings.BACKUPS["REPOSITORY"],
        "RESTIC_PASSWORD": settings.BACKUPS["PASSWORD"],
        "RESTIC_CACHE_DIR": str(settings.BACKUPS["CACHE"]),
    }
    program = shutil.which("restic")
    if program is None:
        raise VaultFailed("restic is missing: install the package restic")
    return subprocess.run([program, *arguments], env=env, cwd=cwd, capture_output=True, check=False)  # noqa: S603 (ours)


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    return (done.stderr or done.stdout).decode(errors="replace").strip()[-2000:]


def _messages(said: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in said.splitlines() if line.startswith("{")]
