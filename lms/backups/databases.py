"""One file that holds the whole database, made while the platform goes on; and the way back.

PostgreSQL is dumped from an exported snapshot, and the rows are counted in the transaction that exported it: the
counts are those of the dump, whatever was written meanwhile
(https://www.postgresql.org/docs/current/app-pgdump.html, option --snapshot). SQLite is copied by its own backup
interface (https://www.sqlite.org/backup.html), and counted in the copy.
"""

import contextlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.db import DatabaseError, connection, connections, transaction

DUMP = "database.dump"
POSTGRESQL = "postgresql"
MAINTENANCE = "postgres"  # the database that every server has, to speak of the others
# Rows that come and go by themselves: a count of them proves nothing.
FLEETING = frozenset({"core_cache", "django_session"})

type RowCounts = dict[str, int]


class DatabaseToolFailed(Exception):
    """pg_dump, pg_restore or SQLite could not do it; the message is theirs."""


# ---- away ----------------------------------------------------------------------------------------------------
def dump_database(target: Path) -> RowCounts:
    """Write the whole database to `target`; return how many rows each table had at that moment.

    Raises:
        DatabaseToolFailed: with what the tool said.
    """
    if connection.vendor == POSTGRESQL:
        return _dump_postgresql(target)
    connection.ensure_connection()
    with contextlib.closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)
        return _count_in_sqlite(copy)


def _dump_postgresql(target: Path) -> RowCounts:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        counts = _count_in_postgresql(cursor)
        ways = ["--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={target}"]
        _postgresql_tool("pg_dump", *ways, _name_of(connection.settings_dict))
    return counts


# ---- back ----------------------------------------------------------------------------------------------------
def load_database(source: Path, *, former: str) -> str | None:
    """Put what `source` holds in the place of the platform's database; keep that one under the name `former`.

    Returns:
        Where the former one lies now: a database of that name, or a file. None when it held nothing.

    Raises:
        DatabaseToolFailed: nothing has changed then.
    """
    held_something = not is_empty()
    connections.close_all()
    if connection.vendor == POSTGRESQL:
        return _exchange_postgresql(source, former, held_something)
    place = Path(connection.settings_dict["NAME"])
    place.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.closing(sqlite3.connect(place, timeout=20)) as ours:
        if held_something:
            with contextlib.closing(sqlite3.connect(place.with_name(former))) as aside:
                ours.backup(aside)
        with contextlib.closing(sqlite3.connect(source)) as copy:
            copy.backup(ours)
    return str(place.with_name(former)) if held_something else None


def _exchange_postgresql(source: Path, former: str, held_something: bool) -> str | None:
    name = _name_of(connection.settings_dict)
    fresh = f"{name}_{uuid4().hex[:12]}"
    with _connected_to(MAINTENANCE) as cursor:
        cursor.execute(f'CREATE DATABASE "{fresh}"')
        try:
            _load_postgresql(source, fresh)
            # Whoever still holds the former one would keep it from getting its new name.
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )
            # Sent as one, both happen or none: there is no moment without a database of that name.
            cursor.execute(
                f'ALTER DATABASE "{name}" RENAME TO "{former}"; ALTER DATABASE "{fresh}" RENAME TO "{name}"'
            )
        except DatabaseToolFailed:
            cursor.execute(f'DROP DATABASE "{fresh}" WITH (FORCE)')
            raise
        except DatabaseError as error:
            cursor.execute(f'DROP DATABASE "{fresh}" WITH (FORCE)')
            raise DatabaseToolFailed(str(error)) from error
        if not held_something:
            cursor.execute(f'DROP DATABASE "{former}" WITH (FORCE)')
            return None
    return former


def count_rows_of(source: Path) -> RowCounts:
    """Bring a dump back beside the platform, count its rows, and take it away again.

    Raises:
        DatabaseToolFailed: the dump cannot be read.
    """
    if connection.vendor != POSTGRESQL:
        try:
            with contextlib.closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as copy:
                _whole_sqlite(copy)
                return _count_in_sqlite(copy)
        except sqlite3.DatabaseError as error:
            raise DatabaseToolFailed(str(error)) from error
    with _database_beside() as name:
        _load_postgresql(source, name)
        with _connected_to(name) as cursor:
            return _count_in_postgresql(cursor)


def is_empty() -> bool:
    """Whether the platform's database holds no table at all, as on a server that was never used."""
    return not connection.introspection.table_names()


# ---- PostgreSQL ----------------------------------------------------------------------------------------------
@contextlib.contextmanager
def _database_beside() -> Iterator[str]:
    name = f"check_{uuid4().hex[:12]}"
    with _connected_to(MAINTENANCE) as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
        try:
            yield name
        finally:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextlib.contextmanager
def _connected_to(name: str) -> Iterator[Any]:
    """Yield a cursor on another database of the same server."""
    beside = connections.create_connection("default")
    beside.settings_dict = {**beside.settings_dict, "NAME": name}
    try:
        with beside.cursor() as cursor:
            yield cursor
    finally:
        beside.close()


def _load_postgresql(source: Path, name: str) -> None:
    ways = ["--no-owner", "--exit-on-error", "--single-transaction"]
    _postgresql_tool("pg_restore", *ways, f"--dbname={name}", str(source))


def _count_in_postgresql(cursor: Any) -> RowCounts:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename")
    return _count(cursor, [name for (name,) in cursor.fetchall()])


def _postgresql_tool(tool: str, *arguments: str) -> None:
    run_tool(tool, *arguments, env=connection_variables())


def run_tool(tool: str, *arguments: str, env: dict[str, str]) -> None:
    """Run one of PostgreSQL's programs; raise DatabaseToolFailed with what it said when it fails."""
    _run([_program(tool), *arguments], env)


def connection_variables() -> dict[str, str]:
    """Return how the platform's server is reached, in the words of PostgreSQL's own programs."""
    # Options of the address are in it as well: a socket is named by ?host=/run/postgresql.
    ours = connection.get_connection_params()
    where = {
        "PGHOST": ours.get("host"),
        "PGPORT": ours.get("port"),
        "PGUSER": ours.get("user"),
        "PGPASSWORD": ours.get("password"),
        "PGSSLMODE": ours.get("sslmode"),
        "PGSSLROOTCERT": ours.get("sslrootcert"),
    }
    return {name: str(value) for name, value in where.items() if value}


def program_of_server(name: str = "postgres") -> str:
    """Return a program of the newest PostgreSQL of this machine; raise DatabaseToolFailed when there is none."""
    return _program(name)


def dump_cluster(socket: Path, target: Path) -> None:
    """Write the platform's database, as the server listening in `socket` holds it, to `target`.

    Raises:
        DatabaseToolFailed: with what pg_dump said.
    """
    env = {"PGHOST": str(socket), "PGUSER": str(connection.get_connection_params().get("user") or "postgres")}
    ways = ["--format=custom", "--no-owner", f"--file={target}"]
    run_tool("pg_dump", *ways, _name_of(connection.settings_dict), env=env)


def _name_of(settings: dict[str, Any]) -> str:
    return str(settings["NAME"])


def _program(tool: str) -> str:
    """Return the newest one of this machine: Debian keeps those of a version in a folder off the PATH."""
    versions = Path("/usr/lib/postgresql").glob(f"*/bin/{tool}")
    newest = max(versions, key=lambda path: float(path.parts[4]), default=None)
    found = str(newest) if newest else shutil.which(tool)
    if found is None:
        raise DatabaseToolFailed(f"{tool} is missing: install the packages postgresql-client and postgresql")
    return found


def _run(command: list[str], env: dict[str, str]) -> None:
    done = subprocess.run(command, env={**os.environ, **env}, capture_output=True, check=False)  # noqa: S603 (ours)
    if done.returncode:
        raise DatabaseToolFailed(done.stderr.decode(errors="replace").strip()[-2000:])


# ---- SQLite --------------------------------------------------------------------------------------------------
def _whole_sqlite(copy: sqlite3.Connection) -> None:
    if (said := copy.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
        raise DatabaseToolFailed(said)


def _count_in_sqlite(copy: sqlite3.Connection) -> RowCounts:
    cursor = copy.cursor()
    cursor.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
    )
    return _count(cursor, [name for (name,) in cursor.fetchall()])


def _count(cursor: Any, tables: list[str]) -> RowCounts:
    counts = {}
    for table in tables:
        if table not in FLEETING:
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 (named by the database)
            counts[table] = int(cursor.fetchone()[0])
    return counts
