"""What the tests need besides the platform: a browser, a PostgreSQL to throw away, the gettext tools."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier

from script.steps import apt, valkey
from script.steps.programs import find_program, is_root, log_tail, manage, run_logged, tied
from script.steps.progress import Stop, step

CHROMIUM = Path("/usr/bin/chromium")
POSTGRES_USER = "ecole"


def require_package(package: str, *, present: bool, why: str) -> None:
    if present:
        return
    if not apt.can_install():
        raise Stop(
            f"il manque {package} ({why}) ; installez-le (« sudo apt-get install {package} ») puis relancez."
        )
    apt.install([package], why=why)


def ensure_instruments() -> None:
    require_package(
        "chromium", present=CHROMIUM.exists(), why="les parcours se testent dans un vrai navigateur"
    )
    require_package(
        "postgresql", present=postgres_folder() is not None, why="les tests passent aussi sur PostgreSQL"
    )
    require_package(
        "restic", present=find_program("restic") is not None, why="les sauvegardes sont faites et relues"
    )
    require_package(
        "gettext", present=find_program("msgfmt") is not None, why="les traductions sont vérifiées"
    )
    for package, present in (
        ("gcc", find_program("cc") is not None),
        ("libc6-dev", Path("/usr/include/stdio.h").exists()),
    ):
        require_package(package, present=present, why="script/chaos déplace l'horloge de ses programmes")
    if not CHROMIUM.exists() or postgres_folder() is None:
        raise Stop(
            "Chromium ou PostgreSQL reste introuvable après son installation ; installez-les puis relancez."
        )


def postgres_folder() -> Path | None:
    """Return the folder of the newest `initdb`: Debian keeps it off the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    if found:
        return found[-1].parent
    on_path = find_program("initdb")
    return Path(on_path).parent if on_path else None


def unprivileged_account() -> str | None:
    """Return who runs the cluster: PostgreSQL refuses root; any other account serves as it is."""
    if not is_root():
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise Stop("ni le compte postgres ni le compte nobody n'existe ; créez-en un puis relancez.")


@contextmanager
def throwaway_postgres(*, options: Sequence[str] = ()) -> Iterator[str]:
    """Run a cluster that lives in a temporary folder and listens on a unix socket; yield its URL.

    Args:
        options: words more for the server, such as where else it listens.
    """
    binaries = postgres_folder()
    if binaries is None:
        raise Stop(
            "PostgreSQL est introuvable ; installez-le (« sudo apt-get install postgresql ») puis relancez."
        )
    account = unprivileged_account()
    folder = Path(tempfile.mkdtemp(prefix="ecole-pg-"))
    if account:
        shutil.chown(folder, account, pwd.getpwnam(account).pw_gid)
    try:
        server = start_cluster(binaries, folder, tied(account), options)
        try:
            yield f"postgres://{POSTGRES_USER}@/postgres?host={folder}"
        finally:
            # Its "fast" way to stop: it does not wait for whoever is still connected.
            server.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                server.wait(timeout=15)
            server.kill()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def start_cluster(
    binaries: Path, folder: Path, prefix: list[str], options: Sequence[str] = ()
) -> subprocess.Popen[bytes]:
    log = folder / "log"
    with step("PostgreSQL jetable"), log.open("wb") as output:
        data = str(folder / "data")
        initdb = [str(binaries / "initdb"), "-D", data, "-U", POSTGRES_USER, "-A", "trust", "-E", "UTF8"]
        made = subprocess.run(
            [*prefix, *initdb, "--locale=C.UTF-8", "--no-sync"],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            check=False,
        )
        if made.returncode:
            raise Stop(f"PostgreSQL n'a pas pu être préparé :\n{log_tail(log)}")
        # Nothing here outlives the tests, so nothing needs to reach the disk.
        lazy = ["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off"]
        listening = ["-c", "listen_addresses=", "-k", str(folder)]
        server = subprocess.Popen(
            [*prefix, str(binaries / "postgres"), "-D", data, *listening, *lazy, *options],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
        wait_for_socket(folder / ".s.PGSQL.5432", server, log)
    return server


def wait_for_socket(socket: Path, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 30
    while not socket.exists():
        if server.poll() is not None or time.monotonic() > deadline:
            raise Stop(f"PostgreSQL ne démarre pas :\n{log_tail(log)}")
        time.sleep(0.1)
    # The socket is there before anybody is let in.
    while True:
        try:
            psycopg.connect(f"postgres://{POSTGRES_USER}@/postgres?host={socket.parent}").close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise Stop(f"PostgreSQL ne démarre pas :\n{log_tail(log)}") from None
            time.sleep(0.1)
        else:
            return


def migrated_template(url: str, env: Mapping[str, str]) -> str:
    """Bring a database beside the one of `url` up to date, and return its name: each process of the tests copies it.

    Replaying every migration takes PostgreSQL a minute in each of them, a copy takes it a second. What the copy
    lacks, were anything missing, is migrated in the process as ever.
    """
    name = "migrated"
    with step("Base de données des tests"):
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        run_logged(
            manage("migrate", "--no-input"),
            log="migrate-template",
            failure="la base de données des tests n'a pas pu être préparée ; lisez l'erreur ci-dessous.",
            env={
                **env,
                "DATABASE_URL": url.replace("/postgres?", f"/{name}?"),
                "DJANGO_SETTINGS_MODULE": "lms.settings.test",
            },
        )
    return name


@contextmanager
def throwaway_valkey() -> Iterator[str]:
    """Run a Valkey of the tests' own, which never touches the queue of a running platform; yield its URL."""
    with tempfile.TemporaryDirectory(prefix="ecole-valkey-") as name:
        folder = Path(name)
        socket = folder / "valkey.sock"
        server = subprocess.Popen(
            [*tied(), *valkey.server_command(socket, folder / "data")],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            url = valkey.embedded_url(socket)
            if not valkey.wait_until_it_answers(url):
                raise Stop("la file d'attente (Valkey) des tests ne démarre pas ; relancez.")
            yield url
        finally:
            server.terminate()
            server.wait(timeout=15)


def without_platform_settings() -> dict[str, str]:
    """Return the environment without what points at a real school: tests empty what they are given."""
    pointing = {"DATABASE_URL", "VALKEY_URL", "MAIL_URL", "DJANGO_SETTINGS_MODULE"}
    return {name: value for name, value in os.environ.items() if name not in pointing}
