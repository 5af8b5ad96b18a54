"""What the observers written in Python share: the request, the framed answers, a process nobody can look into.

An observer calls `hide()`, loads all that it needs, says `ready()`, reads the request, and tells what each
probe sees. It knows no expected value.
"""

import ctypes
import json
import os
import signal
import sys
from typing import Any, NoReturn

PR_SET_DUMPABLE = 4


def hide() -> None:
    """Keeps the other processes of this user out of our memory, descriptors and environment."""
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def ready() -> None:
    os.write(1, b"ready\n")


def read_request() -> dict[str, Any]:
    """Returns the request: nonce, files (path -> text), entry, seconds, probes."""
    chunks = []
    while chunk := os.read(0, 65536):
        chunks.append(chunk)
    size, _, body = b"".join(chunks).partition(b"\n")
    if len(body) < int(size):
        sys.exit("the request is cut")
    request: dict[str, Any] = json.loads(body[: int(size)])
    return request


def write_files(files: dict[str, str], folder: str) -> None:
    """Lays the apprentice's files in `folder`; the platform has checked their names."""
    for path, text in files.items():
        place = os.path.join(folder, path)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "x", encoding="utf-8", newline="") as file:
            file.write(text)


class Teller:
    """Writes the lines that the reader believes: each carries the nonce."""

    def __init__(self, nonce: str) -> None:
        self._mark = b"@" + nonce.encode() + b" "

    def _line(self, message: dict[str, Any]) -> None:
        text = json.dumps(message, separators=(",", ":"), allow_nan=False)
        left = memoryview(self._mark + text.encode() + b"\n")
        while left:
            left = left[os.write(1, left) :]

    def seen(self, probe_id: str, seen: dict[str, Any]) -> None:
        self._line({"probe": probe_id, "seen": seen})

    def note(self, kind: str, **details: Any) -> None:
        self._line({"note": {"kind": kind, **details}})

    def end(self) -> NoReturn:
        """Says the last line and waits to be killed: leaving by itself would make the engine work right now."""
        self._line({"end": True})
        while True:
            signal.pause()
