"""Serves one site for as long as its box lives: requests come one after the other on standard input, framed.

Each page runs in a fork of the PHP that waits, behind the walls of exercises: no process, no socket of its own, no
file outside the project. Cookies stay in here, one jar a visitor: the browser never holds any of them.
"""

import json
import os
import time
from typing import Any, NoReturn
from urllib.parse import quote

import databases
import serving
from cookies import Cookies
from observing import hide, ready
from problems import died, problems_of
from project import SITE, lay
from waiting import HEADERS, MAIL, Late, Printed, WaitingPhp

LARGEST_ANSWER = 8 * 1024 * 1024
MOST_HEADERS, LONGEST_HEADER = 60, 4000
MOST_VISITORS, MOST_COOKIES = 50, 60
MOST_LETTERS = 5
MEMORY_OF_A_PAGE = str(64 * 1024 * 1024)
SCRIPT_PIECE = 1024 * 1024  # below what the server takes at once
_TOOL = "/opt/observer/database.php"
_CHUNK = 65536

# Here a page is handed over whole, not looked at.
Printed.HEAD = LARGEST_ANSWER


class Incoming:
    """Standard input, in lines and in counted bytes."""

    def __init__(self) -> None:
        self._held = bytearray()

    def message(self) -> dict[str, Any]:
        size = int(self._line())
        message: dict[str, Any] = json.loads(self.take(size))
        return message

    def take(self, size: int) -> bytes:
        while len(self._held) < size:
            self._more()
        taken = bytes(self._held[:size])
        del self._held[:size]
        return taken

    def _line(self) -> bytes:
        while b"\n" not in self._held:
            self._more()
        line, _, rest = self._held.partition(b"\n")
        self._held = bytearray(rest)
        return bytes(line)

    def _more(self) -> None:
        chunk = os.read(0, _CHUNK)
        if not chunk:
            raise SystemExit("nobody asks any more")
        self._held += chunk


def tell(nonce: str, message: dict[str, Any], body: bytes = b"") -> None:
    told = json.dumps({**message, "size": len(body)}).encode()
    left = memoryview(f"@{nonce} {len(told)}\n".encode() + told + body)
    while left:
        left = left[os.write(1, left) :]


class Site:
    """A site that was laid, with its database."""

    def __init__(self, php: WaitingPhp, access: dict[str, str], root: str) -> None:
        self._php = php
        self._access = access
        self._root = f"{SITE}/{root}".rstrip("/")
        self._jars: dict[str, Cookies] = {}

    # ---- the database ---------------------------------------------------------------------------------
    def play(self, scripts: list[str], deadline: float) -> dict[str, Any] | None:
        """Plays these files of the site into the database; returns the problem of the first that is refused."""
        pieces: list[list[str]] = [["", "USE ecole;"]]
        for name in scripts:
            with open(f"{SITE}/{name}", encoding="utf-8", errors="replace") as file:
                pieces += [[name, piece] for piece in in_pieces(file.read())]
        given = json.dumps({**self._access, "scripts": pieces}).encode()
        try:
            ran = self._php.run("tool", [("file", _TOOL), ("folder", SITE)], given=given, deadline=deadline)
            answer = json.loads(bytes(ran.printed.head))
        except Late:
            answer = {"error": "late"}
        except ValueError:
            answer = {"error": "the database did not answer"}
        if "error" not in answer:
            return None
        return {"message": str(answer["error"])[:600], "file": answer.get("file") or "", "line": None}

    # ---- one request ----------------------------------------------------------------------------------
    def answer(self, asked: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        deadline = time.monotonic() + asked["seconds"]
        path = asked["path"]
        if "\0" in path or ".." in path.split("/"):
            return {"status": 404}, b""
        if not path.endswith("/") and os.path.isdir(self._root + path):
            query = f"?{asked['query']}" if asked["query"] else ""
            return {"status": 301, "headers": [["Location", f"{quote(path)}/{query}"]]}, b""
        served = serving.find(self._root, path)
        if served is None:
            return {"status": 404}, b""
        if served.is_page:
            return self._page(asked, served, body, deadline)
        kind, content = serving.read_file(self._root, served.file)
        if kind == "application/octet-stream":  # what is not meant for browsers: a base, a list of settings
            return {"status": 404}, b""
        return {"status": 200, "headers": [["Content-Type", kind]]}, content

    def _page(
        self, asked: dict[str, Any], served: serving.Served, body: bytes, deadline: float
    ) -> tuple[dict[str, Any], bytes]:
        jar = self._jar(asked["visitor"])
        script = f"{self._root}/{served.file}"
        cookies = jar.for_path(asked["path"])
        headers = {**asked["headers"], **({"Cookie": cookies} if cookies else {})}
        if body:
            headers["Content-Length"] = str(len(body))
        settings = [
            ("file", script),
            ("folder", os.path.dirname(script)),
            ("memory", MEMORY_OF_A_PAGE),
            ("method", asked["method"]),
            ("uri", address_of(asked)),
            ("query", asked["query"]),
            ("length", str(len(body))),
            *((f"${name}", value) for name, value in self._variables(asked, served, headers).items()),
            *((f"@{name}", value) for name, value in headers.items()),
        ]
        if kind := headers.get("Content-Type"):
            settings.append(("type", kind))
        if cookies:
            settings.append(("cookies", cookies))
        settings = [(name, value.replace("\0", "")) for name, value in settings]
        try:
            ran = self._php.run("page", settings, given=body, deadline=deadline)
        except Late:
            return {"status": 504, "late": True, "page": served.file}, b""
        status, given, set_cookies = headers_of(ran.told.first(HEADERS))
        for cookie in set_cookies:
            jar.receive(cookie, asked["path"])
        warnings, stopped = problems_of(ran.told.frames)
        stopped = stopped or died(ran)
        letters = [
            told.decode("utf-8", "replace").split("\0", 3) for kind, told in ran.told.frames if kind == MAIL
        ]
        told = {
            "status": 500 if stopped and status < 400 and not ran.printed.size else status,
            "headers": given,
            "page": served.file,
            "warnings": warnings,
            "stopped": stopped,
            "letters": [[letter[0][:200], letter[1][:200]] for letter in letters[:MOST_LETTERS]],
            "cut": ran.printed.size > LARGEST_ANSWER,
        }
        return told, bytes(ran.printed.head[:LARGEST_ANSWER])

    def _jar(self, visitor: str) -> Cookies:
        if visitor not in self._jars and len(self._jars) >= MOST_VISITORS:
            self._jars.pop(next(iter(self._jars)))
        return self._jars.setdefault(visitor, Cookies())

    def _variables(
        self, asked: dict[str, Any], served: serving.Served, headers: dict[str, str]
    ) -> dict[str, str]:
        host, _, port = asked["host"].partition(":")
        variables = {
            "DOCUMENT_ROOT": self._root,
            "REMOTE_ADDR": "127.0.0.1",
            "REMOTE_PORT": "50000",
            "SERVER_SOFTWARE": "PHP",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "SERVER_NAME": host,
            "SERVER_PORT": port or ("443" if asked["secure"] else "80"),
            "REQUEST_URI": address_of(asked),
            "REQUEST_METHOD": asked["method"],
            "REQUEST_SCHEME": "https" if asked["secure"] else "http",
            "SCRIPT_NAME": f"/{served.file}",
            "SCRIPT_FILENAME": f"{self._root}/{served.file}",
            "PHP_SELF": f"/{served.file}{served.rest}",
            "QUERY_STRING": asked["query"],
        }
        if asked["secure"]:
            variables["HTTPS"] = "on"
        if served.rest:
            variables["PATH_INFO"] = served.rest
        for name, value in {"Host": asked["host"], **headers}.items():
            key = name.upper().replace("-", "_")
            variables[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = value
        return variables


def address_of(asked: dict[str, Any]) -> str:
    return quote(asked["path"]) + (f"?{asked['query']}" if asked["query"] else "")


def headers_of(told: bytes | None) -> tuple[int, list[list[str]], list[str]]:
    """Returns status, headers and cookies. A page that was stopped before it could answer is the server's error."""
    if told is None:
        return 500, [], []
    status, *lines = told.decode("utf-8", "replace").split("\n")
    headers, cookies = [], []
    for line in lines:
        name, colon, value = line.partition(":")
        if name.lower() == "set-cookie":
            cookies.append(value.strip())
        elif colon:
            headers.append([name.strip(), value.strip()[:LONGEST_HEADER]])
    return int(status), headers[:MOST_HEADERS], cookies[:MOST_COOKIES]


def in_pieces(script: str) -> list[str]:
    """Returns a long script in pieces that the server takes, each ending with the end of a statement."""
    pieces, piece, size = [], [], 0
    for line in script.splitlines(keepends=True):
        piece.append(line)
        size += len(line)
        if size >= SCRIPT_PIECE and line.rstrip().endswith(";"):
            pieces.append("".join(piece))
            piece, size = [], 0
    return [one for one in [*pieces, "".join(piece)] if one.strip()]


def lay_site(files: list[list[Any]], incoming: Incoming) -> None:
    """Lays the files that follow the first message; the platform has checked their names."""
    for path, size in files:
        place = f"{SITE}/{path}"
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "xb") as file:
            file.write(incoming.take(size))


def main() -> NoReturn:
    hide()
    php = WaitingPhp()
    access = databases.start()
    lay({}, 0)
    ready()
    incoming = Incoming()
    first = incoming.message()
    lay_site(first["files"], incoming)
    site = Site(php, access, first["root"])
    problem = site.play(first["scripts"], time.monotonic() + first["seconds"]) if first["scripts"] else None
    tell(first["nonce"], {"begun": True, "problem": problem})
    while True:
        asked = incoming.message()
        told, body = site.answer(asked, incoming.take(asked["size"]))
        tell(first["nonce"], told, body)


main()
