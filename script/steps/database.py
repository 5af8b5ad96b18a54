"""Brings the database up to date and fills it with the demonstration school."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from script.steps import disk
from script.steps.places import DATA, ROOT, RUN
from script.steps.programs import manage, run_logged
from script.steps.progress import step
from script.steps.stamps import Stamp, digest_of

PACKAGES = ("lms", "curriculum", "exercises", "client_projects")
DEMO_SOURCES = ("lms/demo", "lms/records/referentials", "exercises/catalogue")
EMBEDDED = DATA / "db.sqlite3"
ACCOUNTS = RUN / "demo-accounts.txt"


def in_development() -> bool:
    return os.environ.get("DJANGO_SETTINGS_MODULE", "lms.settings.dev") == "lms.settings.dev"


def schema_sources() -> Iterator[Path]:
    yield ROOT / "requirements" / "runtime.txt"
    # Which applications are installed: those of others bring migrations of their own.
    yield ROOT / "lms" / "settings" / "base.py"
    for package in PACKAGES:
        yield from (ROOT / package).glob("**/migrations/*.py")


def demo_sources() -> Iterator[Path]:
    for folder in DEMO_SOURCES:
        yield from (path for path in (ROOT / folder).rglob("*") if path.is_file() and path.suffix != ".pyc")


def is_known(stamp: Stamp, digest: str) -> bool:
    """Say whether the embedded database already had this. Others may change any other database."""
    return "DATABASE_URL" not in os.environ and EMBEDDED.exists() and stamp.matches(digest)


def prepare_database() -> None:
    disk.require_space(DATA, needed=disk.FOR_RUNNING, purpose="pour la base de données")
    DATA.mkdir(parents=True, exist_ok=True)
    migrate()
    if in_development():
        load_demo()


def migrate() -> None:
    stamp, digest = Stamp("schema"), f"{digest_of(schema_sources())} {EMBEDDED}"
    if is_known(stamp, digest):
        return
    failure = "la base de données n'a pas pu être mise à jour ; lisez l'erreur ci-dessous."
    with step("Base de données"):
        run_logged(manage("migrate", "--no-input"), log="migrate", failure=failure)
        stamp.write(digest)


def load_demo() -> None:
    stamp, digest = Stamp("demo"), f"{digest_of(demo_sources())} {EMBEDDED}"
    if is_known(stamp, digest) and ACCOUNTS.exists():
        return
    with step("École de démonstration"):
        run_logged(
            manage("load_demo"),
            log="load-demo",
            failure="l'école de démonstration n'a pas pu être créée ; lisez l'erreur ci-dessous.",
        )
        keep_accounts()
        stamp.write(digest)


def keep_accounts() -> None:
    """Note the demo sign-ins: asking again would cost each start a few seconds."""
    asked = subprocess.run(
        manage("load_demo", "--print-accounts"),
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    ACCOUNTS.write_text(asked.stdout, encoding="utf-8")


def demo_accounts() -> str:
    """Return the demo sign-ins, one a line; nothing outside development, where there is no demo."""
    return ACCOUNTS.read_text(encoding="utf-8").strip("\n") if in_development() else ""
