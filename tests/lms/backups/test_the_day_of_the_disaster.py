"""A school makes backups, its server burns, another one takes over: by the commands of the page that says so."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest

from lms.settings.env import ROOT

pytestmark = pytest.mark.database

ON_POSTGRESQL = os.environ.get("DATABASE_URL", "").startswith("postgres")
OPEN_A_SCHOOL = "from lms.people.models import School; School.objects.create(name={name!r}, slug={name!r})"
SCHOOLS = "from lms.people.models import School; print(*sorted(one.name for one in School.objects.all()))"


class Server:
    """A machine of its own: data folder, database, key. Only the place of the backups is shared."""

    def __init__(self, folder: Path, vault: Path, *, key: str, password: str = "le-mot-de-passe") -> None:
        folder.mkdir()
        self.data = folder
        self.database = _database_url(folder)
        self.env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "lms.settings.dev",
            "DATA_DIR": str(folder),
            "DATABASE_URL": self.database,
            "SECRET_KEY": key,
            "BACKUP_REPOSITORY": str(vault),
            "BACKUP_PASSWORD": password,
        }

    def try_to(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        return subprocess.run(command, env=self.env, capture_output=True, text=True, check=False)

    def do(self, *arguments: str) -> str:
        done = self.try_to(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def say(self, code: str) -> str:
        return self.do("shell", "--no-imports", "-c", code).strip()

    def close(self) -> None:
        if not ON_POSTGRESQL:
            return
        name = urlsplit(self.database).path.strip("/")
        with psycopg.connect(_with_name("postgres"), autocommit=True) as maintenance:
            theirs = maintenance.execute("SELECT datname FROM pg_database").fetchall()
            for (one,) in theirs:
                if one == name or one.startswith("before_restore_"):
                    maintenance.execute(f'DROP DATABASE "{one}" WITH (FORCE)')


def _database_url(folder: Path) -> str:
    if not ON_POSTGRESQL:
        return f"sqlite:///{folder / 'db.sqlite3'}"
    name = f"disaster_{uuid4().hex[:12]}"
    with psycopg.connect(_with_name("postgres"), autocommit=True) as maintenance:
        maintenance.execute(f'CREATE DATABASE "{name}"')
    return _with_name(name)


def _with_name(name: str) -> str:
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return tmp_path / "vault"


@pytest.fixture
def school(tmp_path: Path, vault: Path) -> Iterator[Server]:
    server = Server(tmp_path / "school", vault, key="the-key-of-the-school")
    server.do("migrate", "people", "-v0")
    server.say(OPEN_A_SCHOOL.format(name="valbrume"))
    _upload(server, "photo.png", b"a photo")
    subprocess.run(["git", "init", "-q", "--bare", server.data / "repositories/1.git"], check=True)
    yield server
    server.close()


@pytest.fixture
def other_server(tmp_path: Path, vault: Path) -> Iterator[Server]:
    server = Server(tmp_path / "other", vault, key="a-new-key")
    yield server
    server.close()


def _upload(server: Server, name: str, content: bytes) -> None:
    place = server.data / "media/uploads" / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)


def test_the_platform_goes_on_elsewhere_as_it_was_last_night(school: Server, other_server: Server):
    school.do("backup")
    assert "est entière" in school.do("prove_backup")
    school.say(OPEN_A_SCHOOL.format(name="opened-after-the-backup"))

    said = other_server.do("restore_backup")

    assert "SECRET_KEY" in said
    assert other_server.do("restore_backup", "--print-key").strip() == "the-key-of-the-school"
    assert other_server.say(SCHOOLS) == "valbrume"
    assert (other_server.data / "media/uploads/photo.png").read_bytes() == b"a photo"
    assert (other_server.data / "repositories/1.git/HEAD").exists()
    assert not [
        path
        for path in other_server.data.iterdir()
        if path.name.startswith("backup-") and path.name != "backup-cache"
    ]


def test_what_is_there_is_replaced_only_when_one_says_so_and_then_kept(school: Server):
    school.do("backup")
    school.say(OPEN_A_SCHOOL.format(name="only-here"))
    _upload(school, "only-here.png", b"younger")

    refused = school.try_to("restore_backup")
    assert refused.returncode == 1
    assert "--replace" in refused.stderr
    assert school.say(SCHOOLS) == "only-here valbrume"

    said = school.do("restore_backup", "--replace")

    assert school.say(SCHOOLS) == "valbrume"
    assert not (school.data / "media/uploads/only-here.png").exists()
    kept = [line.split(" : ")[-1] for line in said.splitlines() if "before" in line]
    assert len(kept) == 2
    (aside,) = school.data.glob("before-restore-*")
    assert (aside / "media/uploads/only-here.png").read_bytes() == b"younger"


def test_nobody_reads_a_backup_without_its_password(school: Server, vault: Path, tmp_path: Path):
    _upload(school, "secret.txt", b"what nobody else may read" * 50)
    school.do("backup")

    everything = b"".join(path.read_bytes() for path in vault.rglob("*") if path.is_file())
    assert b"what nobody else may read" not in everything
    assert b"valbrume" not in everything
    stranger = Server(tmp_path / "stranger", vault, key="x", password="un-autre")
    try:
        refused = stranger.try_to("restore_backup")
        assert refused.returncode == 1
        assert "wrong password" in refused.stderr
    finally:
        stranger.close()


def test_a_backup_that_lost_something_is_never_said_to_be_whole(
    school: Server, other_server: Server, vault: Path
):
    school.do("backup")
    # Whoever can write into the place of the backups makes one that promises more than it holds.
    forged = school.data / "forged"
    env = {**school.env, "RESTIC_REPOSITORY": str(vault), "RESTIC_PASSWORD": "le-mot-de-passe"}
    subprocess.run(["restic", "-q", "restore", "latest", "--target", forged], env=env, check=True)
    (forged / "media/uploads/photo.png").write_bytes(b"another")
    inventory = forged / "inventory.json"
    inventory.write_text(inventory.read_text().replace('"people_school": 1', '"people_school": 2'))
    subprocess.run(["restic", "-q", "backup", "--tag", "ecole-du-web", "."], cwd=forged, env=env, check=True)

    for refused in (school.try_to("prove_backup"), other_server.try_to("restore_backup")):
        assert refused.returncode == 1
        assert "people_school: 1 ≠ 2" in refused.stderr
        assert "media/uploads/photo.png" in refused.stderr
    assert other_server.try_to("shell", "--no-imports", "-c", SCHOOLS).returncode != 0


def test_a_machine_that_stopped_in_the_middle_stops_no_backup_after_it(
    school: Server, other_server: Server, vault: Path
):
    school.do("backup")
    env = {**school.env, "RESTIC_REPOSITORY": str(vault), "RESTIC_PASSWORD": "le-mot-de-passe"}
    dying = subprocess.Popen(["restic", "-q", "backup", "--stdin"], env=env, stdin=subprocess.PIPE)
    deadline = time.monotonic() + 30
    while not list((vault / "locks").iterdir()) and time.monotonic() < deadline:
        time.sleep(0.1)
    dying.kill()
    dying.communicate()
    assert list((vault / "locks").iterdir())

    other_server.do("restore_backup")
    school.do("backup")

    assert not list((vault / "locks").iterdir())


if ON_POSTGRESQL:  # SQLite is copied in one transaction: there is no exchange that could stop half-way

    def test_a_database_that_cannot_be_exchanged_is_the_former_one(school: Server):
        school.do("backup")
        name = urlsplit(school.database).path.strip("/")
        exchange = (
            "from lms.backups import databases as d; from django.conf import settings; import contextlib\n"
            "d.dump_database(settings.DATA_DIR / 'dump')\n"
            "with contextlib.suppress(d.DatabaseToolFailed):\n"
            f"    d.load_database(settings.DATA_DIR / 'dump', former={name!r})"
        )
        school.say(exchange)

        assert school.say(SCHOOLS) == "valbrume"
        with psycopg.connect(_with_name("postgres")) as maintenance:
            found = maintenance.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{name}%"])
            assert found.fetchall() == [(name,)]


def test_without_a_place_for_backups_the_missing_line_is_named(school: Server):
    school.env["BACKUP_PASSWORD"] = ""

    refused = school.try_to("backup")

    assert refused.returncode == 1
    assert "BACKUP_PASSWORD" in refused.stderr
    assert '"failure": "BACKUP_PASSWORD"' in (school.data / "backups.json").read_text()
