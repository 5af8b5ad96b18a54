"""Finds a Docker engine that answers, starts an installed one, or installs Debian's."""

import json
import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import docker
import requests

from script.steps import apt
from script.steps.places import LOGS, RUN
from script.steps.programs import find_program, is_root, log_tail
from script.steps.progress import Stop, say, step

PIDFILE = RUN / "dockerd.pid"
LOG = "dockerd"
STARTUP_SECONDS = 40
DEFAULT_SOCKET = Path("/var/run/docker.sock")

# Where the kernel has no packet filter, the engine cannot make its bridge. Sandboxes have no network at all
# and builds use the host's, so nothing here misses it.
WITHOUT_BRIDGE = ["--bridge=none", "--iptables=false"]


def engine_client(timeout: float = 30) -> docker.DockerClient:
    return docker.DockerClient.from_env(version="auto", timeout=timeout)


def engine_answers() -> bool:
    try:
        client = engine_client(timeout=5)
    except (docker.errors.DockerException, requests.RequestException):
        return False
    with_answer = bool(client.ping())
    client.close()
    return with_answer


def require_right_to_connect() -> None:
    if DEFAULT_SOCKET.is_socket() and not os.access(DEFAULT_SOCKET, os.R_OK | os.W_OK):
        raise Stop(
            "Docker est là mais ce compte n'a pas le droit de s'en servir ; ajoutez-le au groupe "
            "(« sudo usermod -aG docker $USER »), rouvrez la session puis relancez."
        )


def has_image(client: docker.DockerClient, tag: str) -> bool:
    try:
        client.images.get(tag)
    except docker.errors.ImageNotFound:
        return False
    return True


def ensure_engine() -> None:
    if engine_answers():
        return
    if given := os.environ.get("DOCKER_HOST"):
        raise Stop(
            f"aucun Docker ne répond à DOCKER_HOST={given} ; corrigez cette variable ou retirez-la, "
            f"puis relancez."
        )
    require_right_to_connect()
    if find_program("dockerd") is None:
        install_engine()
    if not engine_answers():
        start_engine()


def install_engine() -> None:
    if not apt.can_install():
        raise Stop(
            "il faut Docker pour corriger les exercices et il n'est pas installé ; faites-le installer "
            "(« sudo apt-get install docker.io » et « sudo usermod -aG docker $USER »), rouvrez la "
            "session puis relancez."
        )
    # Since Debian 13 the command « docker » is a package of its own, which docker.io only recommends.
    apt.install(
        ["docker.io", "iptables"],
        why="la correction se fait dans des conteneurs",
        where_known=["docker-cli"],
    )
    # Some machines start a service as soon as it is installed.
    time.sleep(1)


def systemd_runs() -> bool:
    return Path("/run/systemd/system").is_dir() and find_program("systemctl") is not None


def start_engine() -> None:
    if not is_root():
        raise Stop(
            "Docker est installé mais arrêté ; démarrez-le (« sudo systemctl start docker » ou "
            "« sudo service docker start ») puis relancez."
        )
    with step("Démarrage de Docker"):
        if systemd_runs():
            subprocess.run(
                ["systemctl", "start", "docker"], stdin=subprocess.DEVNULL, capture_output=True, check=False
            )
            if wait_for_answer(None):
                return
        start_by_hand()


def start_by_hand() -> None:
    for options in ([], WITHOUT_BRIDGE):
        daemon = launch(options)
        if wait_for_answer(daemon):
            PIDFILE.write_text(json.dumps({"pid": daemon.pid, "born": birth_of(daemon.pid)}))
            return
        daemon.terminate()
        daemon.wait()
    raise Stop(
        "Docker ne démarre pas ; lisez son journal ci-dessous, démarrez-le vous-même puis relancez.\n"
        + log_tail(LOGS / f"{LOG}.log")
    )


def launch(options: list[str]) -> subprocess.Popen[bytes]:
    """Start dockerd in a session of its own: it must outlive this process when others use it too."""
    LOGS.mkdir(parents=True, exist_ok=True)
    RUN.mkdir(parents=True, exist_ok=True)
    program = find_program("dockerd")
    assert program is not None
    folders = f"{os.environ.get('PATH', os.defpath)}:/usr/local/sbin:/usr/sbin:/sbin"
    with (LOGS / f"{LOG}.log").open("ab") as log:
        return subprocess.Popen(
            [program, *options],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env={**os.environ, "PATH": folders},
        )


def wait_for_answer(daemon: subprocess.Popen[bytes] | None) -> bool:
    deadline = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < deadline:
        if engine_answers():
            return True
        if daemon is not None and daemon.poll() is not None:
            return False
        time.sleep(0.3)
    return False


def birth_of(pid: int) -> str:
    """Return when process `pid` began, in the kernel's ticks, or "" when gone: numbers are used again."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def own_daemon() -> int | None:
    """Return the process number of the dockerd that one of these scripts started, if it still runs."""
    try:
        noted: dict[str, Any] = json.loads(PIDFILE.read_text())
    except (OSError, ValueError):
        return None
    alive = noted["born"] and birth_of(noted["pid"]) == noted["born"]
    return int(noted["pid"]) if alive else None


def stop_own_engine() -> None:
    """Stop the dockerd we started, unless somebody else's containers run in it."""
    pid = own_daemon()
    if pid is None:
        return
    try:
        client = engine_client(timeout=10)
        busy = bool(client.containers.list())
        client.close()
    except (docker.errors.DockerException, requests.RequestException):
        busy = False
    if busy:
        say("Docker continue : d'autres conteneurs y tournent.")
        return
    os.kill(pid, signal.SIGTERM)
    wait_for_end(pid, seconds=20)
    PIDFILE.unlink(missing_ok=True)


def wait_for_end(pid: int, *, seconds: float) -> None:
    born, deadline = birth_of(pid), time.monotonic() + seconds
    while born and birth_of(pid) == born and time.monotonic() < deadline:
        # Ours may still be our child: collect it, else it stays a zombie with the same birth date.
        with suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        time.sleep(0.1)
