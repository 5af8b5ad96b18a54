"""Making a backup, proving that it comes back, and bringing it back for good."""

import contextlib
import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from lms.backups import moments, vault
from lms.backups.databases import DUMP, is_empty, load_database
from lms.backups.inventory import INVENTORY, KEY, Inventory, differences, lay_out, put_in_place
from lms.backups.journal import write_journal

# Always the same name: restic then knows the files of the backup before, and reads only what is new.
IN_PROGRESS = "backup-in-progress"
BROUGHT_BACK = "backup-brought-back-"
LOCK = "backup.lock"


class NotWhole(Exception):
    """A backup does not hold what its inventory says; `args` are the differences, in words."""


class NothingToBringBack(Exception):
    """The vault holds no backup."""


class InUse(Exception):
    """The platform's database already holds something, and nobody said to replace it."""


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Wait until no other process makes, proves or brings back a backup: they would share folders.

    The kernel lets the lock go when its holder dies; what the dead left is removed.
    """
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.DATA_DIR / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in settings.DATA_DIR.glob(f"{BROUGHT_BACK}*"):
            shutil.rmtree(left, ignore_errors=True)
        yield


@contextlib.contextmanager
def _failures_are_written_down(now: datetime) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        write_journal(failed_at=now, failure=str(error) or type(error).__name__)
        raise


def back_up(*, now: datetime) -> str:
    """Make a backup and let old ones go; return the id of its snapshot.

    Raises:
        NoVault, VaultFailed: nowhere to keep it.
        DatabaseToolFailed: the database cannot be dumped.
    """
    with _alone(), _failures_are_written_down(now):
        vault.ensure_vault()
        with _empty_folder(settings.DATA_DIR / IN_PROGRESS) as folder:
            lay_out(folder, now=now)
            snapshot = vault.keep(folder)
        if moments.are_kept():
            moments.copy_cluster()
        vault.thin_out()
        write_journal(made_at=now)
    return snapshot


def keep_log(*, now: datetime) -> None:
    """Keep what PostgreSQL has written down since the last time, so that any minute can be brought back.

    Raises:
        NoVault, VaultFailed: nowhere to keep it.
    """
    with _alone(), _failures_are_written_down(now):
        vault.ensure_vault()
        moments.sweep()


def prove(*, now: datetime) -> Inventory:
    """Bring the newest backup back beside the platform and compare it with its inventory; return that.

    Raises:
        NothingToBringBack: there is none.
        NotWhole: something is missing or different.
        NoVault, VaultFailed, DatabaseToolFailed: it cannot be read.
    """
    with _alone(), _failures_are_written_down(now):
        with _brought_back(None) as folder:
            if found := differences(folder):
                raise NotWhole(*found)
            inventory = Inventory.read(folder / INVENTORY)
        vault.look_whole()
        write_journal(proved_at=now)
    return inventory


@dataclass(frozen=True)
class Restored:
    """What was brought back, and where that which was there before lies now (empty: nothing was)."""

    inventory: Inventory
    former: tuple[str, ...]
    same_key: bool
    """Whether this server signs with the same key; if not, certificates no longer prove themselves."""


def restore(*, snapshot: str | None, replace: bool, now: datetime) -> Restored:
    """Put a backup in the place of the platform's data; what was there is kept under another name.

    Args:
        snapshot: which one; None for the newest.
        replace: put it in the place of a database that holds something.

    Raises:
        InUse: the database is not empty, and `replace` is not said. Nothing has changed.
        NothingToBringBack, NotWhole, NoVault, VaultFailed, DatabaseToolFailed: nothing has changed.
    """
    if not replace and not is_empty():
        raise InUse
    former = f"before-restore-{now:%Y%m%d-%H%M%S}"
    with _alone(), _brought_back(snapshot) as folder:
        if found := differences(folder):
            raise NotWhole(*found)
        places = [
            load_database(folder / DUMP, former=former.replace("-", "_")),
            put_in_place(folder, aside=settings.DATA_DIR / former),
        ]
        return Restored(
            inventory=Inventory.read(folder / INVENTORY),
            former=tuple(str(place) for place in places if place),
            same_key=(folder / KEY).read_text(encoding="utf-8") == settings.SECRET_KEY,
        )


def restore_moment(moment: datetime, *, now: datetime) -> str | None:
    """Put the database as it was at `moment` in the place of the platform's; files and repositories stay as they are.

    Returns:
        Under which name the former database is kept; None when it held nothing.

    Raises:
        NoSuchMinute: it cannot be had. Nothing has changed.
        NoVault, VaultFailed, DatabaseToolFailed: nothing has changed.
    """
    with _alone(), tempfile.TemporaryDirectory(prefix=BROUGHT_BACK, dir=settings.DATA_DIR) as name:
        dump = Path(name) / DUMP
        moments.database_at(moment, dump)
        return load_database(dump, former=f"before_restore_{now:%Y%m%d_%H%M%S}")


def key_of(snapshot: str | None) -> str:
    """Return the key that the platform of a backup signed with; raises as `restore` does."""
    return vault.read(snapshot or _newest(), KEY)


def _newest() -> str:
    known = vault.snapshots()
    if not known:
        raise NothingToBringBack
    return known[0].id


@contextlib.contextmanager
def _brought_back(snapshot: str | None) -> Iterator[Path]:
    wanted = snapshot or _newest()
    # On the disk of the data: what is put in place is moved, not copied.
    with tempfile.TemporaryDirectory(prefix=BROUGHT_BACK, dir=settings.DATA_DIR) as name:
        vault.bring_back(wanted, Path(name))
        yield Path(name)


@contextlib.contextmanager
def _empty_folder(folder: Path) -> Iterator[Path]:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
