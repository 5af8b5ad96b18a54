"""Somebody deletes what she should not have: the database comes back as it was the minute before."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from lms.backups.moments import NoSuchMinute
from lms.backups.sentences import sentence_for
from lms.settings.env import ROOT
from script.steps.instruments import throwaway_postgres

KEEP_LOG = (
    "from django.utils import timezone; from lms.backups import actions; actions.keep_log(now=timezone.now())"
)


class School:
    """A platform whose PostgreSQL puts its log into a folder, with one table to look at."""

    def __init__(self, url: str, folder: Path, log: Path) -> None:
        self.url = url
        self.env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "lms.settings.dev",
            "DATA_DIR": str(folder / "data"),
            "DATABASE_URL": url,
            "SECRET_KEY": "a-key",
            "BACKUP_REPOSITORY": str(folder / "vault"),
            "BACKUP_PASSWORD": "le-mot-de-passe",
            "BACKUP_LOG": str(log),
        }
        self.ask("CREATE TABLE work (what text)")

    def try_to(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        return subprocess.run(command, env=self.env, capture_output=True, text=True, check=False)

    def do(self, *arguments: str) -> str:
        done = self.try_to(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ask(self, question: str) -> list[str]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            done = connection.execute(question.encode())
            return [str(one) for (one,) in done.fetchall()] if done.description else []

    def works(self) -> list[str]:
        return self.ask("SELECT what FROM work ORDER BY what")

    def hand_in(self, what: str) -> datetime:
        """Return a moment right after."""
        self.ask(f"INSERT INTO work VALUES ('{what}')")
        time.sleep(1.1)
        return datetime.now(UTC)

    def keep_log(self) -> None:
        """What the keeper of backups does every few minutes, once the segment under way is put away."""
        self.ask("SELECT pg_switch_wal()::text")
        wanted = self.ask("SELECT pg_walfile_name(pg_current_wal_lsn() - 1)")[0]
        deadline = time.monotonic() + 30
        while (self.ask("SELECT last_archived_wal FROM pg_stat_archiver") or [""])[0] < wanted:
            assert time.monotonic() < deadline, self.ask("SELECT last_failed_wal FROM pg_stat_archiver")
            time.sleep(0.1)
        self.do("shell", "--no-imports", "-c", KEEP_LOG)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    folder = tmp_path / "log"
    folder.mkdir()
    folder.chmod(0o777)  # another account writes there
    for above in tmp_path.parents[:3]:
        if above.stat().st_uid == os.getuid():
            above.chmod(above.stat().st_mode | 0o011)
    tmp_path.chmod(0o711)
    return folder


@pytest.fixture
def school(tmp_path: Path, log: Path) -> Iterator[School]:
    keeps = f"cp %p {log}/.%f && chmod 644 {log}/.%f && mv {log}/.%f {log}/%f"
    with throwaway_postgres(options=["-c", "archive_mode=on", "-c", f"archive_command={keeps}"]) as url:
        yield School(url.replace("/postgres?", "/ecole?"), tmp_path, log) if _made(url) else None


def _made(url: str) -> bool:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE ecole")
    return bool(urlsplit(url).scheme)


@pytest.mark.slow
def test_the_minute_before_a_mistake_comes_back(school, log):
    before_all = datetime.now(UTC) - timedelta(minutes=1)
    school.hand_in("veille")
    school.do("backup")
    morning = school.hand_in("matin")
    school.ask("DELETE FROM work")
    school.hand_in("erreur")
    school.keep_log()

    # A night later the folder was emptied of what the new copy does not need; the morning before can still be had.
    school.do("backup")
    evening = school.hand_in("soir")
    school.hand_in("tard")
    school.keep_log()
    assert school.works() == ["erreur", "soir", "tard"]
    assert "--until" in school.do("restore_backup", "--list")

    told = school.do("restore_backup", "--until", morning.isoformat())
    assert school.works() == ["matin", "veille"]
    former = told.strip().rpartition(" ")[2]
    assert former.startswith("before_restore_")

    school.do("restore_backup", "--until", evening.isoformat())
    assert school.works() == ["erreur", "soir"]

    # What cannot be had changes nothing and says why.
    for moment, word in ((before_all, "pas avant"), (datetime.now(UTC) + timedelta(hours=1), "pas après")):
        refused = school.try_to("restore_backup", "--until", moment.isoformat())
        assert refused.returncode == 1
        assert word in refused.stderr
    assert "2026-11-29T11:40" in school.try_to("restore_backup", "--until", "hier").stderr
    assert school.works() == ["erreur", "soir"]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (NoSuchMinute("before", None), "BACKUP_LOG"),
        (NoSuchMinute("after", None), "la dernière sauvegarde"),
        (NoSuchMinute("after", datetime(2026, 11, 29, 10, 40, tzinfo=UTC)), "29/11/2026 11:40:00"),
    ],
)
def test_a_minute_that_cannot_be_had_says_what_can(error, words):
    assert words in sentence_for(error)
