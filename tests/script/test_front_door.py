"""What the scripts for a server say when nobody gets in: each reason in a sentence of its own."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from script.steps import front_door
from script.steps.host_access import make_authority, make_server_certificate

NOW = datetime.now(UTC)
NAME = "localhost"
OURS = {"PUBLIC_URL": f"https://{NAME}", "COMPOSE_PROFILES": "proxy"}


@contextmanager
def answering(folder: Path, monkeypatch, *, status=200, certificate_for=NAME, trusted=True) -> Iterator[Path]:
    """A reverse proxy of this machine; gives the folder of the authorities that are believed."""
    authority = make_authority(now=NOW)
    pair = make_server_certificate(authority, [certificate_for], now=NOW)
    (folder / "pair.pem").write_bytes(pair.certificate + pair.key)
    believed = folder / "authorities"
    believed.mkdir()
    if trusted:
        (believed / "ours.pem").write_bytes(authority.certificate)

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status)
            self.end_headers()

        def log_message(self, *told):
            pass

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "pair.pem")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    monkeypatch.setattr(front_door, "HTTPS", server.server_port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield believed
    server.shutdown()
    server.server_close()


def test_nothing_is_wrong_when_the_site_answers_with_a_certificate_that_is_believed(tmp_path, monkeypatch):
    with answering(tmp_path, monkeypatch) as believed:
        assert front_door.what_is_wrong(OURS, authorities=believed) is None


def test_a_certificate_that_nobody_believes_is_said(tmp_path, monkeypatch):
    with answering(tmp_path, monkeypatch, trusted=False) as believed:
        said = front_door.what_is_wrong(OURS, authorities=believed)

    assert said is not None
    assert "var/authorities" in said


def test_a_site_that_answers_wrongly_is_said(tmp_path, monkeypatch):
    with answering(tmp_path, monkeypatch, status=502) as believed:
        assert "502" in str(front_door.what_is_wrong(OURS, authorities=believed))


def test_a_proxy_without_a_certificate_yet_is_said(tmp_path, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        monkeypatch.setattr(front_door, "HTTPS", listening.getsockname()[1])

        def refuse():
            them, _ = listening.accept()
            them.recv(4096)
            them.sendall(b"\x15\x03\x03\x00\x02\x02\x50")  # alert: internal error, as Caddy says it then
            them.close()

        threading.Thread(target=refuse, daemon=True).start()
        assert "pas encore de certificat" in str(front_door.what_is_wrong(OURS, authorities=tmp_path))


def test_a_port_where_nobody_listens_is_said(tmp_path, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    monkeypatch.setattr(front_door, "HTTPS", port)

    assert "ne répond pas" in str(front_door.what_is_wrong(OURS, authorities=tmp_path))


def test_a_name_that_leads_nowhere_is_said(tmp_path):
    settings = {**OURS, "PUBLIC_URL": "https://ecole.invalid"}

    assert "ne mène nulle part" in str(front_door.what_is_wrong(settings, authorities=tmp_path))


@pytest.mark.parametrize("profiles", ["", "proxy"])
def test_without_certificates_nothing_is_asked(tmp_path, profiles):
    settings = {"PUBLIC_URL": "http://localhost:8000", "COMPOSE_PROFILES": profiles}

    assert front_door.what_is_wrong(settings, authorities=tmp_path) is None
