"""The services of docker-compose.yml, as the commands for a server start, stop and look at them."""

import json
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from script.steps import apt
from script.steps.places import ROOT
from script.steps.programs import run_logged
from script.steps.progress import Stop, say

IMAGE = "ecole-du-web"
FORMER_IMAGE = f"{IMAGE}:former"
NEW_IMAGE = f"{IMAGE}:new"
COMPOSE = ("docker", "compose")
# They hold the data; everything else may stop while it is brought back.
HOLDING_DATA = ("postgres", "valkey")
RUN_ONCE = "migrations"
STARTUP_SECONDS = 300
BEAT_SECONDS = 2
SETTLED_SECONDS = 15


@dataclass(frozen=True)
class Service:
    """One container: its service, whether it runs, whether it says it is well (None: it is not asked)."""

    name: str
    state: str
    healthy: bool | None
    exit_code: int

    @property
    def is_well(self) -> bool:
        if self.name == RUN_ONCE:
            return self.state == "exited" and self.exit_code == 0
        return self.state == "running" and self.healthy is not False

    @property
    def has_failed(self) -> bool:
        return self.name == RUN_ONCE and self.state == "exited" and self.exit_code != 0


def ensure_compose() -> None:
    """Install Docker's « compose » where Debian has it; raise Stop with the remedy otherwise."""
    if _said("version") is not None:
        return
    if apt.can_install():
        # Ubuntu calls version 2 otherwise; Debian 13 has it under the plain name, and « docker » apart from it.
        name = "docker-compose-v2" if apt.is_known("docker-compose-v2") else "docker-compose"
        apt.install([name], why="les services du serveur sont décrits pour lui", where_known=["docker-cli"])
    if _said("version") is None:
        raise Stop(
            "« docker compose » (version 2) manque ; installez-le (« apt-get install docker-compose » sur "
            "Debian 13, « docker-compose-v2 » sur Ubuntu, « docker-compose-plugin » avec les paquets de Docker) "
            "puis relancez."
        )


def build_image() -> None:
    run_logged(
        [*COMPOSE, "build", RUN_ONCE],
        log="image",
        failure="l'image de la plateforme n'a pas pu être construite ; lisez l'erreur ci-dessous puis relancez.",
        timeout=3600,
    )


def start_services() -> None:
    """Start whatever does not run, or runs from an older image. Waits for nothing but the migrations."""
    run_logged(
        [*COMPOSE, "up", "--detach", "--remove-orphans"],
        log="up",
        failure="les services ne démarrent pas ; lisez l'erreur ci-dessous.",
    )


def stop_application() -> None:
    """Stop everything that writes; database and queue go on."""
    names = [name for name in (_said("config", "--services") or "").split() if name not in HOLDING_DATA]
    run_logged(
        [*COMPOSE, "stop", *names],
        log="stop",
        failure="les services ne s'arrêtent pas ; lisez l'erreur ci-dessous.",
    )


def manage_in_container(*arguments: str, service: str = "backups", failure: str) -> str:
    """Run a command of the platform in a container of its own; return what it wrote, raise Stop when it fails."""
    command = [*COMPOSE, "run", "--rm", "--no-deps", "--no-TTY", service, "python", "manage.py", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )
    if done.returncode:
        raise Stop(f"{failure}\n{(done.stderr or done.stdout).strip()[-2000:]}")
    return done.stdout.strip()


def services() -> list[Service]:
    """Return every container of the platform, stopped ones included."""
    told = (_said("ps", "--all", "--format", "json") or "").splitlines()
    return [_service(one) for line in told for one in _as_list(json.loads(line))]


def wait_until_well(patience: float = STARTUP_SECONDS) -> None:
    """Return once every service is well and stays so for a while; raise Stop that names those which are not."""
    deadline = time.monotonic() + patience
    while True:
        found, fallen = services(), _restarts()
        if found and all(one.is_well for one in found):
            # A process that dies at once and is started again looks well between two deaths.
            time.sleep(SETTLED_SECONDS)
            if all(one.is_well for one in services()) and _restarts() == fallen:
                return
        if time.monotonic() > deadline or any(one.has_failed for one in found):
            unwell = [_sentence(one) for one in found if not one.is_well]
            raise Stop(
                "\n".join(["ces services ne vont pas :", *(unwell or ["  certains redémarrent sans cesse"])])
            )
        time.sleep(BEAT_SECONDS)


def keep_former_image() -> bool:
    """Give the image that does well a second name, to return to; return whether there is one."""
    return _docker("tag", IMAGE, FORMER_IMAGE)


@contextmanager
def former_image() -> Iterator[None]:
    """Have the former image run what is run meanwhile; afterwards the new one has its name again."""
    if not _docker("tag", IMAGE, NEW_IMAGE):
        raise Stop(f"l'image {IMAGE} a disparu ; relancez script/install.")
    return_to_former_image()
    try:
        yield
    finally:
        _docker("tag", NEW_IMAGE, IMAGE)


def return_to_former_image() -> None:
    if not _docker("tag", FORMER_IMAGE, IMAGE):
        raise Stop(f"l'image d'avant ({FORMER_IMAGE}) a disparu ; reconstruisez-la puis relancez.")


def say_how_services_are() -> bool:
    """Print a line for each service; return whether all are well."""
    found = services()
    if not found:
        say("  aucun service ne tourne : script/install les démarre.")
    for one in sorted(found, key=lambda service: service.name):
        say(f"  {'bon  ' if one.is_well else 'ÉCHEC'}  {one.name}{'' if one.is_well else f' ({one.state})'}")
    return bool(found) and all(one.is_well for one in found)


def _restarts() -> list[str]:
    """Return how often the engine had to start each container again."""
    ids = (_said("ps", "--all", "--quiet") or "").split()
    done = subprocess.run(
        ["docker", "inspect", "--format", "{{.Name}} {{.RestartCount}}", *ids],
        capture_output=True,
        text=True,
        check=False,
    )
    return sorted(done.stdout.splitlines())


def _sentence(service: Service) -> str:
    return f"  {service.name} ({service.state}) : « docker compose logs {service.name} » dit pourquoi"


def _service(told: dict[str, Any]) -> Service:
    health = told.get("Health")
    return Service(told["Service"], told["State"], health == "healthy" if health else None, told["ExitCode"])


def _as_list(told: Any) -> list[dict[str, Any]]:
    """Return the containers of one line: one since compose 2.21, a list of all before."""
    return told if isinstance(told, list) else [told]


def _docker(*arguments: str) -> bool:
    return subprocess.run(["docker", *arguments], capture_output=True, check=False).returncode == 0


def _said(*arguments: str) -> str | None:
    try:
        done = subprocess.run([*COMPOSE, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return None
    return done.stdout if done.returncode == 0 else None


def run_together(arguments: Sequence[str]) -> int:
    """Run a command of compose with the terminal's own input and output; return its exit code."""
    return subprocess.run([*COMPOSE, *arguments], cwd=ROOT, check=False).returncode
