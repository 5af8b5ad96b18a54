"""Any minute of the day: PostgreSQL's own log is kept every few minutes, and played again up to the minute wanted.

Three things make a minute: a copy of the whole cluster made at night (`pg_basebackup`), the log written since, which
PostgreSQL puts into a folder segment by segment, and a server of our own that plays the one over the other
(https://www.postgresql.org/docs/current/continuous-archiving.html). What it then holds is dumped, and takes the way
of every other backup from there. Restic keeps copy and log encrypted; only the newest segments lie bare there.
"""

import contextlib
import os
import pwd
import re
import shutil
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from lms.backups import vault
from lms.backups.databases import (
    DatabaseToolFailed,
    connection_variables,
    dump_cluster,
    program_of_server,
    run_tool,
)

COPY, LOG = "cluster", "log"
KEPT_FOR = "14d"
# A segment has such a name until it is whole: it may be gone before it is read.
UNDER_WAY = ".0*"
SEGMENT = re.compile(r"[0-9A-F]{24}")
START_LINE = re.compile(r"^START WAL LOCATION: .*\(file ([0-9A-F]{24})\)", re.MULTILINE)
PLAYED_SECONDS = 1800
LOOK_SECONDS = 0.2


class NoSuchMinute(Exception):
    """That minute cannot be brought back; `args` are a word that says why and the moments that can, or None."""


def are_kept() -> bool:
    """Whether PostgreSQL puts its log where this process finds it."""
    return bool(settings.BACKUPS["LOG"]) and connection.vendor == "postgresql"


def sweep() -> None:
    """Keep whatever PostgreSQL has put into the folder so far; nothing yet is nothing to keep.

    Raises:
        NoVault, VaultFailed: nowhere to keep it.
    """
    if _segments():
        vault.keep(_folder(), tag=LOG, without=UNDER_WAY)


def copy_cluster() -> None:
    """Keep a copy of the whole cluster to play the log over, and let go of the log that no copy needs any more.

    Raises:
        NoVault, VaultFailed: nowhere to keep it.
        DatabaseToolFailed: PostgreSQL gives no copy.
    """
    swept = _segments()
    sweep()
    with tempfile.TemporaryDirectory(prefix="cluster-copy-", dir=settings.DATA_DIR) as name:
        place = Path(name) / "copy"
        # Uncompressed: restic compresses, and finds again what did not change.
        ways = [
            "--format=tar",
            "--wal-method=none",
            "--checkpoint=fast",
            "--no-password",
            f"--pgdata={place}",
        ]
        run_tool("pg_basebackup", *ways, env=connection_variables())
        began_with = _first_segment(place / "base.tar")
        vault.keep(place, tag=COPY)
    # Only what was kept a moment ago, and what lies before this copy.
    for segment in swept:
        if segment < began_with:
            (_folder() / segment).unlink(missing_ok=True)
    for tag in (COPY, LOG):
        vault.thin_out(tag=tag, kept=("--keep-within", KEPT_FOR))


def database_at(moment: datetime, target: Path) -> None:
    """Write the database as it was at `moment` to `target`, as a dump.

    Raises:
        NoSuchMinute: no copy is so old, or the log does not reach so far.
        NoVault, VaultFailed, DatabaseToolFailed: it cannot be brought back.
    """
    copies, logs = vault.snapshots(tag=COPY), vault.snapshots(tag=LOG)
    copy = next((one for one in copies if one.made_at <= moment), None)
    if copy is None:
        raise NoSuchMinute("before", copies[-1].made_at if copies else None)
    after = [one for one in logs if one.made_at >= moment]
    if not after:
        raise NoSuchMinute("after", logs[0].made_at if logs else None)
    # The folder was emptied of what came before a copy: what was there just before, and after. The last thing written
    # by then may have been put there a minute later: the second time holds it.
    needed = [one for one in logs if one.made_at < moment][:1] + after[-2:]
    with _place() as folder:
        for one in needed:
            vault.bring_back(one.id, folder / LOG)
        vault.bring_back(copy.id, folder / COPY)
        with _played(folder, moment) as socket:
            dump_cluster(socket, target)


def earliest_and_latest() -> tuple[datetime, datetime] | None:
    """Return between which moments any minute can be brought back; None when none can."""
    copies, logs = vault.snapshots(tag=COPY), vault.snapshots(tag=LOG)
    return (copies[-1].made_at, logs[0].made_at) if copies and logs else None


def _folder() -> Path:
    return Path(settings.BACKUPS["LOG"])


def _segments() -> list[str]:
    return sorted(path.name for path in _folder().iterdir() if SEGMENT.fullmatch(path.name))


def _first_segment(copy: Path) -> str:
    """Return the first segment that a copy needs: its label says so."""
    with tarfile.open(copy) as archive:
        label = archive.extractfile("backup_label")
        found = START_LINE.search(label.read().decode()) if label else None
    if found is None:
        raise DatabaseToolFailed("the copy of the cluster has no label")
    return found[1]


# ---- playing the log again -----------------------------------------------------------------------------------------
@contextlib.contextmanager
def _place() -> Iterator[Path]:
    """Yield a folder that the account of the server may use; its name is short, for a socket lies in it."""
    folder = Path(tempfile.mkdtemp(prefix="ecole-moment-"))
    try:
        (folder / LOG).mkdir()
        (folder / COPY).mkdir()
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _played(folder: Path, moment: datetime) -> Iterator[Path]:
    """Run a server that has played the log up to `moment`; yield the folder of its socket."""
    data = folder / "data"
    data.mkdir(mode=0o700)
    with tarfile.open(folder / COPY / "base.tar") as archive:
        archive.extractall(data, filter="tar")  # ours, from an encrypted place
    # Settings of the machine that it comes from: files and folders that are not here.
    (data / "postgresql.auto.conf").write_text("")
    (data / "postgresql.conf").write_text("")
    (data / "pg_hba.conf").write_text("local all all trust\n")
    (data / "pg_ident.conf").write_text("")
    (data / "recovery.signal").touch()
    options = {
        "listen_addresses": "",
        "unix_socket_directories": str(folder),
        "restore_command": f"cp {folder / LOG}/%f %p",
        "recovery_target_time": moment.isoformat(),
        "recovery_target_action": "promote",
        "archive_mode": "off",
        "fsync": "off",
        "max_connections": "200",  # no fewer than where it comes from
        "max_worker_processes": "16",
        "max_locks_per_transaction": "256",
        "hot_standby": "off",
    }
    words = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    log = folder / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(  # noqa: S603 (ours)
            [*_as_who_may(folder), program_of_server(), "-D", str(data), *words],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        _wait_until_played(server, folder, log)
        yield folder
    finally:
        server.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(timeout=30)
        server.kill()
        server.wait()


def _as_who_may(folder: Path) -> Sequence[str]:
    """Return the words before the server's: PostgreSQL refuses root, whoever else we are will do."""
    if os.geteuid() != 0:
        return ()
    account = pwd.getpwnam("postgres")
    for path in (folder, *folder.rglob("*")):
        os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)
    return ("setpriv", "--reuid=postgres", f"--regid={account.pw_gid}", "--clear-groups", "--")


def _wait_until_played(server: subprocess.Popen[bytes], socket: Path, log: Path) -> None:
    deadline = time.monotonic() + PLAYED_SECONDS
    while True:
        said = log.read_text(encoding="utf-8", errors="replace")
        if "recovery ended before configured recovery target was reached" in said:
            raise NoSuchMinute("after", None)
        if server.poll() is not None or time.monotonic() > deadline:
            raise DatabaseToolFailed(said[-2000:])
        asked = [program_of_server("pg_isready"), "-h", str(socket)]
        if subprocess.run(asked, capture_output=True, check=False).returncode == 0:  # noqa: S603 (ours)
            return
        time.sleep(LOOK_SECONDS)


def next_sweep(*, now: datetime) -> datetime:
    """Return when the log is due to be kept again."""
    return now + timedelta(minutes=settings.BACKUPS["LOG_MINUTES"])
