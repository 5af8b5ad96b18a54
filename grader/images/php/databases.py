"""The database that a project finds: a file of SQLite, or MariaDB where the image has it.

Only a script of ours looks into it, in a PHP of its own.
"""

import json
import os
import socket
import time
from typing import Any

from project import SITE
from waiting import WaitingPhp

FIXTURES = ("schema.sql", "database.sql", "data.sql")
_TOOL = "/opt/observer/database.php"
_FILE = {"dsn": f"sqlite:{SITE}/database.sqlite"}

_SERVER = "/usr/sbin/mariadbd"
_OPTIONS, _PREPARED = "/opt/mariadb/mariadb.cnf", "/opt/mariadb/data"
_DATA, _SOCKET = "/tmp/mariadb", "/tmp/mariadb.sock"  # noqa: S108 - inside the box
_START_SECONDS = 20
_NAME = "ecole"  # the database, the account and its password, as the statements tell them
_USE = f"USE {_NAME};"
_RENEW = f"DROP DATABASE IF EXISTS {_NAME}; CREATE DATABASE {_NAME}; {_USE}"


class Database:
    """`access` says how to get in, and whether it is a server. At first it is empty."""

    def __init__(self, php: WaitingPhp, access: dict[str, str]) -> None:
        self._php = php
        self._access = access
        self._used = False

    def prepare(self, files: dict[str, str], deadline: float) -> dict[str, Any] | None:
        """Makes the database anew and plays the project's files for it; returns the problem of one; raises Late."""
        scripts = [(name, files[name]) for name in FIXTURES if name in files]
        if "server" in self._access and (scripts or self._used):
            scripts.insert(0, ("", _RENEW if self._used else _USE))
        self._used = True
        answer = self._ask({"scripts": scripts}, deadline) if scripts else {}
        return _problem(answer) if "error" in answer else None

    def rows(self, query: str, deadline: float) -> dict[str, Any]:
        """Returns the columns and rows of the query, or its problem as `thrown`; raises Late."""
        answer = self._ask({"query": query}, deadline)
        return {"thrown": _problem(answer)} if "error" in answer else answer

    def _ask(self, order: dict[str, Any], deadline: float) -> dict[str, Any]:
        given = json.dumps({**self._access, **order}).encode()
        ran = self._php.run("tool", [("file", _TOOL), ("folder", SITE)], given=given, deadline=deadline)
        try:
            answer: dict[str, Any] = json.loads(bytes(ran.printed.head))
        except ValueError:
            return {"error": "the database did not answer"}
        return answer


def _problem(answer: dict[str, Any]) -> dict[str, Any]:
    place = {"file": answer.get("file"), "line": None, "column": None}
    return {"language": "sql", "name": "", "message": str(answer["error"])[:600], **place}


# ---- the server ---------------------------------------------------------------------------------------------
def start() -> dict[str, str]:
    """Returns the access to the database, once it can be used."""
    if not os.path.exists(_SERVER):
        return _FILE
    _copy(_PREPARED, _DATA)
    password = os.urandom(16).hex()
    first = f"{_DATA}/first.sql"
    with open(first, "w", encoding="ascii") as file:
        file.write(f"ALTER USER observer@localhost IDENTIFIED BY '{password}' ACCOUNT UNLOCK;\n")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.posix_spawn(
        _SERVER,
        [_SERVER, f"--defaults-file={_OPTIONS}", f"--init-file={first}"],
        {"HOME": _DATA},
        file_actions=[(os.POSIX_SPAWN_DUP2, nothing, number) for number in (0, 1, 2)],
    )
    os.close(nothing)
    _wait_for(_SOCKET)
    os.unlink(first)
    dsn = f"mysql:host=localhost;dbname={_NAME};charset=utf8mb4"
    return {"server": "mariadb", "dsn": dsn, "user": "observer", "password": password}


def _copy(source: str, target: str) -> None:
    for folder, _, names in os.walk(source):
        there = target + folder.removeprefix(source)
        os.mkdir(there)
        for name in names:
            size = os.path.getsize(f"{folder}/{name}")
            with open(f"{folder}/{name}", "rb") as old, open(f"{there}/{name}", "xb") as new:
                os.sendfile(new.fileno(), old.fileno(), 0, size)


def _wait_for(place: str) -> None:
    """Returns once the server greets: it listens earlier, before it has played its first file."""
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        with socket.socket(socket.AF_UNIX) as door:
            door.settimeout(_START_SECONDS)
            if door.connect_ex(place) == 0 and door.recv(1):
                return
        time.sleep(0.01)
    raise SystemExit("the database server does not start")
