"""Whether people get in: the name leads somewhere, and what answers there shows a certificate that is believed."""

import http.client
import socket
import ssl
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from script.steps.places import ROOT

AUTHORITIES = ROOT / "var" / "authorities"  # mounted by docker-compose.yml
ASKED = "/healthz"
PATIENCE_SECONDS = 10
BEAT_SECONDS = 3
HTTPS = 443


class Connection(http.client.HTTPSConnection):
    """Asks the server at `place` for a name, whoever that name leads to."""

    def __init__(self, name: str, place: str, port: int, authorities: Path) -> None:
        self._context_of_ours = _believing(authorities)
        self._place = place
        super().__init__(name, port, timeout=PATIENCE_SECONDS)

    def connect(self) -> None:
        plain = socket.create_connection((self._place, self.port), timeout=PATIENCE_SECONDS)
        self.sock = self._context_of_ours.wrap_socket(plain, server_hostname=self.host)


def what_is_wrong(
    settings: Mapping[str, str], *, authorities: Path = AUTHORITIES, patience: float = 0
) -> str | None:
    """Return a sentence when nobody gets in by PUBLIC_URL, else None; ask again while `patience` lasts."""
    deadline = time.monotonic() + patience
    while (said := _what_is_wrong_now(settings, authorities)) and time.monotonic() < deadline:
        time.sleep(BEAT_SECONDS)
    return said


def _what_is_wrong_now(settings: Mapping[str, str], authorities: Path) -> str | None:
    address = urlsplit(settings["PUBLIC_URL"])
    name = address.hostname or ""
    try:
        socket.getaddrinfo(name, None)
    except OSError:
        return (
            f"le nom {name} ne mène nulle part ; chez qui vous l'a vendu, ajoutez un enregistrement A avec le numéro "
            "de ce serveur (cela prend parfois une heure)."
        )
    if address.scheme != "https":
        return None
    # Our own proxy is asked here: some networks do not lead a server back to itself by its public number.
    ours = "proxy" in settings.get("COMPOSE_PROFILES", "")
    place, port = ("127.0.0.1", HTTPS) if ours else (name, address.port or HTTPS)
    connection = Connection(name, place, port, authorities)
    try:
        connection.request("GET", ASKED)
        status = connection.getresponse().status
    except ssl.SSLCertVerificationError as refused:
        return (
            f"le certificat de {name} n'est pas cru ({refused.verify_message}) ; s'il vient d'une autorité à vous, "
            "déposez sa racine dans var/authorities."
        )
    except ssl.SSLError:
        return (
            f"{name} n'a pas encore de certificat : les ports 80 et 443 doivent être ouverts depuis l'extérieur et "
            "le nom mener à ce serveur ; il est redemandé sans cesse, et « docker compose logs --tail 20 proxy » dit "
            "pourquoi il ne vient pas."
        )
    except OSError as refused:
        return f"{name} ne répond pas ({refused})."
    finally:
        connection.close()
    return None if status == http.client.OK else f"{name} répond, mais pas comme il faut (code {status})."


def _believing(authorities: Path) -> ssl.SSLContext:
    context = ssl.create_default_context()
    for root in sorted(authorities.glob("*.pem")):
        context.load_verify_locations(root)
    return context
