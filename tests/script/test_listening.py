import socket

import pytest

from script.steps.listening import require_free_port
from script.steps.progress import Stop


def test_busy_port_stops_and_proposes_another():
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]

        with pytest.raises(Stop, match=f"port {port} .* --port {port + 1}"):
            require_free_port("127.0.0.1", port)


def test_free_port_says_nothing():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    require_free_port("127.0.0.1", port)
