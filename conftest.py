"""How the tests get their database: migrated once, then copied.

Replaying every migration takes ten seconds or more in each process, and comes to the same as long as no
migration changed. On SQLite the migrated database is kept in a file; on PostgreSQL `script/test` makes one that
each process copies (`migrated_template`), and without it they are all replayed.
"""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django.plugin import DjangoDbBlocker

from script.steps.database import schema_sources
from script.steps.places import RUN
from script.steps.proving import choice_here
from script.steps.stamps import digest_of

# How fast inputs are drawn says something of the machine, nothing of what is tested.
# A run before each landing draws a few inputs a check; `--hypothesis-profile=thorough` is for a night.
hypothesis_settings.register_profile(
    "here", deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.register_profile("thorough", hypothesis_settings.get_profile("here"), max_examples=1000)
hypothesis_settings.load_profile("here")

PREFIX = "migrated-for-tests-"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what reads or writes the database: on a second database only that can come out otherwise."""
    for item in items:
        if item.get_closest_marker("django_db") or "db" in getattr(item, "fixturenames", ()):
            item.add_marker("database")


@pytest.fixture(scope="session")
def migrated_copy() -> Path | None:
    """Where the migrated database is, or will be, kept; None when the tests do not run on SQLite."""
    if settings.DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3":
        return None
    return RUN / f"{PREFIX}{digest_of(schema_sources())}.sqlite3"


@pytest.fixture(scope="session")
def turn_to_migrate(migrated_copy: Path | None) -> Iterator[TextIOWrapper | None]:
    """Let one process migrate while the others wait for its copy: a lock, held until there is one."""
    if migrated_copy is None:
        yield None
        return
    migrated_copy.parent.mkdir(parents=True, exist_ok=True)
    with (migrated_copy.parent / f"{PREFIX}lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock


@pytest.fixture(scope="session")
def django_db_use_migrations(
    django_db_use_migrations: bool, migrated_copy: Path | None, turn_to_migrate: TextIOWrapper | None
) -> bool:
    return django_db_use_migrations and not (migrated_copy and migrated_copy.exists())


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None,
    django_db_use_migrations: bool,
    migrated_copy: Path | None,
    turn_to_migrate: TextIOWrapper | None,
    django_db_blocker: DjangoDbBlocker,
) -> None:
    if migrated_copy is None or turn_to_migrate is None:
        return
    with django_db_blocker.unblock():
        if django_db_use_migrations:
            _keep(migrated_copy)
        else:
            _restore(migrated_copy)
    fcntl.flock(turn_to_migrate, fcntl.LOCK_UN)


def _open_database() -> sqlite3.Connection:
    connection.ensure_connection()
    return connection.connection


def _keep(path: Path) -> None:
    """Write beside, then rename: another process must never read half a database."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for outdated in path.parent.glob(f"{PREFIX}*.sqlite3"):
        outdated.unlink(missing_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}")
    with sqlite3.connect(unfinished) as copy:
        _open_database().backup(copy)
    copy.close()
    unfinished.replace(path)


def _restore(path: Path) -> None:
    with sqlite3.connect(path) as copy:
        copy.backup(_open_database())
    copy.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which exercises of the catalogue a run proved, and which it left: a sample must not look like the whole."""
    reports = [
        report for kind in ("passed", "failed", "error") for report in terminalreporter.getreports(kind)
    ]
    if any("test_catalogue_is_proved" in report.nodeid for report in reports):
        terminalreporter.write_line(choice_here(settings.BASE_DIR).sentence)
