"""Is the port free, and does the site answer?"""

import http.client
import socket

from script.steps.progress import Stop


def require_free_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As the web server itself does: a port whose last connections are still fading is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise Stop(
                f"le port {port} n'est pas libre sur {host} ({problem.strerror}) ; arrêtez le programme "
                f"qui l'occupe "
                f"ou choisissez-en un autre, par exemple « script/server --port {port + 1} »."
            ) from None


def local_address(host: str) -> str:
    """Return the address at which this machine reaches a server bound to `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound


def site_answers(host: str, port: int, path: str) -> bool:
    connection = http.client.HTTPConnection(local_address(host), port, timeout=10)
    try:
        connection.request("GET", path, headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()
