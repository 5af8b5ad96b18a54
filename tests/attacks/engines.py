"""A door to the real engine that misbehaves on purpose: it hangs, refuses or hangs up on the calls it is told to."""

import contextlib
import json
import re
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

REAL_ENGINE = "/var/run/docker.sock"
LONGEST_HEAD = 65536


class Door:
    """Listens on a Unix socket and hands every request to the real engine, but for those that `troubles` match.

    `troubles` maps a pattern of `METHOD path` to what happens instead: `hangs`, `hangs up`, or a table with the
    `status` and the `message` that the engine would give.
    """

    def __init__(self, address: Path, troubles: Mapping[str, Any]) -> None:
        self.troubles = {re.compile(pattern): trouble for pattern, trouble in troubles.items()}
        self.met: list[str] = []
        self._held: list[socket.socket] = []
        self._server = socket.socket(socket.AF_UNIX)
        self._server.bind(str(address))
        self._server.listen(32)
        self._threads = [threading.Thread(target=self._serve, daemon=True)]
        self._threads[0].start()

    def close(self) -> None:
        """Ends every conversation. A socket that were only forgotten would fail some later test, at random."""
        self._end(self._server)
        self._threads[0].join()  # from here on nobody comes in
        for thread in self._threads:
            while thread.is_alive():
                for held in tuple(self._held):
                    self._end(held)
                thread.join(timeout=0.1)
        for held in (self._server, *self._held):
            held.close()

    def _end(self, held: socket.socket) -> None:
        with contextlib.suppress(OSError):
            held.shutdown(socket.SHUT_RDWR)

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            self._held.append(client)
            self._threads.append(threading.Thread(target=self._answer, args=(client,), daemon=True))
            self._threads[-1].start()

    def _answer(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            head, rest = _head_of(client)
            method, path, _ = head.split(b"\r\n", 1)[0].decode().split(" ")
            for pattern, trouble in self.troubles.items():
                if pattern.search(f"{method} {path}"):
                    self.met.append(f"{method} {path}")
                    _misbehave(client, trouble)
                    return
            self._hand_over(client, head, rest)

    def _hand_over(self, client: socket.socket, head: bytes, rest: bytes) -> None:
        # One request for each connection, so that none goes by unseen; a stream that was taken over stays one.
        if b"upgrade" not in head.lower():
            head = re.sub(rb"(?i)\r\nconnection:[^\r]*", b"", head) + b"\r\nConnection: close"
        with socket.socket(socket.AF_UNIX) as engine:
            self._held.append(engine)
            engine.connect(REAL_ENGINE)
            engine.sendall(head + b"\r\n\r\n" + rest)
            back = threading.Thread(target=_pour, args=(engine, client), daemon=True)
            back.start()
            _pour(client, engine)
            back.join()
        client.close()


def _head_of(client: socket.socket) -> tuple[bytes, bytes]:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = client.recv(LONGEST_HEAD)
        if not piece:
            raise ConnectionResetError
        data += piece
    head, _, rest = data.partition(b"\r\n\r\n")
    return head, rest


def _misbehave(client: socket.socket, trouble: Any) -> None:
    if trouble == "hangs":
        return  # the connection stays open, and silent, until the door closes
    if trouble == "hangs up":
        client.close()
        return
    body = json.dumps({"message": trouble["message"]}).encode()
    client.sendall(
        b"HTTP/1.1 %d Trouble\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%b"
        % (trouble["status"], len(body), body)
    )
    client.close()


def _pour(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(65536):
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)


@contextmanager
def troubled_engine(folder: Path, troubles: Mapping[str, Any]) -> Iterator[tuple[str, Door]]:
    """Yields the address of a door to the engine, and the door."""
    address = folder / "engine.sock"
    door = Door(address, troubles)
    try:
        yield f"unix://{address}", door
    finally:
        door.close()
