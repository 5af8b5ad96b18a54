"""Reads one environment variable at a time, or explains what is missing and how to mend it."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[2]

env = environ.Env()

# The kernel allows 107 characters.
LONGEST_SOCKET_PATH = 107

DATA_DIR = Path(env.str("DATA_DIR", default=str(ROOT / "var")))


def required(name: str, example: str) -> str:
    """Return the value of `name`, or raise ImproperlyConfigured with the line to add to .env."""
    value = env.str(name, default="")
    if value:
        return value
    raise ImproperlyConfigured(
        f"The environment variable {name} is missing. Add a line such as {name}={example} to the .env "
        "file beside docker-compose.yml (see .env.example, which explains each variable)."
    )


def kept_secret_key() -> str:
    """Return SECRET_KEY, or a key made once and kept in the data folder, so that sign-ins survive a restart."""
    if given := env.str("SECRET_KEY", default=""):
        return given
    path = DATA_DIR / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50), encoding="utf-8")
    return path.read_text(encoding="utf-8").strip()


def valkey_url() -> str:
    """Return where the queues live: VALKEY_URL, else the embedded server's socket.

    The set-up writes the address of the embedded server to a file, because a socket path may not exceed
    107 characters and is moved elsewhere when the data folder lies deep.
    """
    if given := env.str("VALKEY_URL", default=""):
        return given
    written = DATA_DIR / "run" / "valkey.url"
    if written.exists():
        return written.read_text(encoding="utf-8").strip()
    return f"unix://{DATA_DIR / 'run' / 'valkey.sock'}?db=0"


def pool_socket() -> str:
    """Return where the keeper of the waiting boxes listens: GRADER_POOL_SOCKET, else beside the embedded queue's.

    A socket path may not exceed 107 characters: where the data folder lies deeper, no box waits unless told where.
    """
    return env.str("GRADER_POOL_SOCKET", default=_socket_beside("boxes.sock"))


def previews_socket() -> str:
    """Return where the keeper of sites made with PHP listens: PREVIEW_SOCKET, else beside the embedded queue's."""
    return env.str("PREVIEW_SOCKET", default=_socket_beside("previews.sock"))


def _socket_beside(name: str) -> str:
    beside = str(DATA_DIR / "run" / name)
    return beside if len(os.fsencode(beside)) <= LONGEST_SOCKET_PATH else ""


def uploads_storage() -> dict[str, Any]:
    """Return where uploaded files lie: the bucket MEDIA_BUCKET, else the data folder."""
    bucket = env.str("MEDIA_BUCKET", default="")
    if not bucket:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    return {
        "BACKEND": "lms.core.bucket.PrivateBucket",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": env.str("MEDIA_ENDPOINT", default="") or None,
            "region_name": env.str("MEDIA_REGION", default="") or None,
            "access_key": env.str("MEDIA_KEY", default=""),
            "secret_key": env.str("MEDIA_SECRET", default=""),
        },
    }


def preview_url(public_url: str) -> str:
    """Return where previews are served from: PREVIEW_URL, else, on one's own machine, its other name.

    `localhost` and `127.0.0.1` are two sites to a browser: what runs in the one shares nothing with the other, not
    even a process. An empty text means that previews share the name of the platform.
    """
    if given := env.str("PREVIEW_URL", default=""):
        return given.rstrip("/")
    parts = urlsplit(public_url)
    if parts.hostname != "localhost":
        return ""
    return f"{parts.scheme}://127.0.0.1" + (f":{parts.port}" if parts.port else "")
