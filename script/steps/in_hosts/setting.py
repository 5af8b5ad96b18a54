"""The site that hosts grade for: its database and queue, which speak TLS, its people, and the hosts."""

import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from grader import images
from script.steps.host_access import (
    SERVER_NOTICES_SILENCE,
    VALKEY_PORT,
    account_of_host,
    acl_lines,
    host_based_access,
    make_authority,
    make_server_certificate,
    postgres_account,
    rights_of_graders,
)
from script.steps.in_hosts.host import HOSTS, SITE, STARTUP_SECONDS, Host, one_host, one_network
from script.steps.instruments import (
    require_package,
    throwaway_postgres,
    unprivileged_account,
    without_platform_settings,
)
from script.steps.listening import site_answers
from script.steps.processes import background_processes, web_process
from script.steps.programs import find_program, is_root, log_tail, tied
from script.steps.progress import Stop
from script.steps.supervisor import Supervisor
from script.steps.whole_path import Person, class_alone, free_port

PEOPLE = 24


@dataclass
class Setting:
    """The site, its people, and the hosts that grade for it."""

    database: str
    people: list[Person]
    hosts: list[Host]

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.database, autocommit=True) as connection:
            return connection.execute(question.encode()).fetchall()


@contextmanager
def running_setting() -> Iterator[Setting]:
    _require_what_it_takes()
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ecole-hosts-")))
        home.chmod(0o711)
        stack.enter_context(one_network())
        passwords = {name: uuid4().hex for name in HOSTS}
        own_password = uuid4().hex
        authority = _certificates(home)
        database = stack.enter_context(throwaway_postgres(options=_database_options(home)))
        stack.enter_context(_queue(home, own_password, passwords))
        port = free_port()
        env = {
            **without_platform_settings(),
            "DJANGO_SETTINGS_MODULE": "lms.settings.dev",
            "DEBUG": "false",
            "DATA_DIR": str(home / "site"),
            "DATABASE_URL": database,
            "VALKEY_URL": f"rediss://:{own_password}@{SITE}:{VALKEY_PORT}/0?ssl_ca_certs={authority}",
            "PUBLIC_URL": f"http://localhost:{port}",
            "GRADER_OWNER": f"hosts-{uuid4().hex[:8]}",
            "GRADER_CHECKS_PER_MINUTE": "600",
            "SECRET_KEY": uuid4().hex * 2,
        }
        (home / "site").mkdir()
        sessions = class_alone(env, home, PEOPLE)
        _give_accounts(database, passwords)
        hosts = [stack.enter_context(one_host(home, name, env, passwords[name])) for name in HOSTS]
        # From this thread: the kernel ends what is tied to a thread when that one ends.
        for host in hosts:
            host.start_engine()
        with ThreadPoolExecutor(len(hosts)) as several:
            list(several.map(lambda host: host.load(images.tag("javascript")), hosts))
        supervisor = stack.enter_context(Supervisor(logs=home / "logs", env=env))
        supervisor.start(web_process(host="127.0.0.1", port=port))
        for process in background_processes():
            if process.name in ("worker", "scheduler"):
                supervisor.start(process)
        deadline = time.monotonic() + STARTUP_SECONDS
        while not site_answers("127.0.0.1", port, "/connexion/"):
            supervisor.wait(0.3)
            if time.monotonic() > deadline:
                raise Stop("le site ne répond pas.")
        yield Setting(database, [Person(port, session) for session in sessions], hosts)


def _require_what_it_takes() -> None:
    if not is_root():
        raise Stop("plusieurs machines sur une seule : il faut être root pour leur faire des réseaux.")
    for package, program in (("iproute2", "ip"), ("util-linux", "nsenter")):
        require_package(package, present=find_program(program) is not None, why="chaque machine a son réseau")
    require_package(
        "redis-server",
        present=_queue_program() is not None,
        why="la file embarquée ne parle pas TLS, celle de Debian si",
    )


def _queue_program() -> str | None:
    return find_program("valkey-server") or find_program("redis-server")


def _certificates(home: Path) -> Path:
    now = datetime.now(UTC)
    authority = make_authority(now=now)
    pair = make_server_certificate(authority, [SITE], now=now)
    (home / "ca.pem").write_bytes(authority.certificate)
    (home / "server.pem").write_bytes(pair.certificate)
    (home / "server.key").write_bytes(pair.key)
    (home / "server.key").chmod(0o600)
    return home / "ca.pem"


def _database_options(home: Path) -> list[str]:
    theirs = home / "postgres"
    theirs.mkdir()
    for name in ("server.pem", "server.key"):
        shutil.copy2(home / name, theirs / name)
    (theirs / "pg_hba.conf").write_text(host_based_access())
    if account := unprivileged_account():
        for path in (theirs, *theirs.iterdir()):
            shutil.chown(path, account, pwd.getpwnam(account).pw_gid)
    settings = {
        "listen_addresses": SITE,
        "ssl": "on",
        "ssl_cert_file": str(theirs / "server.pem"),
        "ssl_key_file": str(theirs / "server.key"),
        "hba_file": str(theirs / "pg_hba.conf"),
        **SERVER_NOTICES_SILENCE,
    }
    return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]


@contextmanager
def _queue(home: Path, own_password: str, passwords: dict[str, str]) -> Iterator[None]:
    """Run a queue that speaks TLS alone, with the accounts of a server that other machines grade for."""
    data = home / "queue"
    data.mkdir()
    (data / "users.acl").write_text(acl_lines(own_password, passwords))
    lines = {
        "port": "0",
        "tls-port": str(VALKEY_PORT),
        "bind": SITE,
        "tls-cert-file": str(home / "server.pem"),
        "tls-key-file": str(home / "server.key"),
        "tls-ca-cert-file": str(home / "ca.pem"),
        "tls-auth-clients": "no",
        "aclfile": str(data / "users.acl"),
        "dir": str(data),
        "appendonly": "yes",
        "maxmemory-policy": "noeviction",
        "save": '""',
    }
    (data / "valkey.conf").write_text("\n".join(f"{name} {value}" for name, value in lines.items()) + "\n")
    program = _queue_program()
    if program is None:
        raise Stop("ni valkey-server ni redis-server après leur installation.")
    with (data / "log").open("wb") as output:
        server = subprocess.Popen(
            [*tied(), program, str(data / "valkey.conf")],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        time.sleep(1)
        if server.poll() is not None:
            raise Stop(f"la file ne démarre pas :\n{log_tail(data / 'log')}")
        yield
    finally:
        server.terminate()
        server.wait(timeout=15)


def _give_accounts(database: str, passwords: dict[str, str]) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        for statement in rights_of_graders("postgres"):
            connection.execute(statement.encode())
        for name, password in passwords.items():
            for statement in account_of_host(name, password):
                connection.execute(statement.encode())
        held = connection.execute(
            "SELECT has_table_privilege(%s, 'people_invitation', 'SELECT')", [postgres_account(HOSTS[0])]
        ).fetchone()
    if held is None or held[0]:
        raise Stop("une machine de correction peut lire les invitations.")
