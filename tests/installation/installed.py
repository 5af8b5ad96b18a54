"""The services of docker-compose.yml, as script/install starts them, beside whatever else runs on this machine.

Where a registry answers, the images of PostgreSQL and Valkey are the ones that the file names; elsewhere Debian's own
servers stand in for them, started in the same way (standins/). The reverse proxy is left out: it takes ports 80, 443.
"""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import yaml

from script.steps import containers
from script.steps.env_file import complete, docker_group_id, read_settings, with_settings, write_settings
from script.steps.places import ROOT, RUN
from script.steps.whole_path import free_port

STANDINS = Path(__file__).parent / "standins"
STANDING_IN = {"postgres": "ecole-standin-postgres", "valkey": "ecole-standin-valkey"}
IMAGE = "ecole-du-web-tests"
PLUGIN = "/usr/libexec/docker/cli-plugins/docker-compose"


def docker(*words: str, check: bool = True) -> str:
    done = subprocess.run(["docker", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0 or not check, (words, done.stderr[-3000:])
    return done.stdout.strip()


def compose_folder() -> Path | None:
    """Return the folder of a Docker configuration that has « compose »; None when the machine's own has it."""
    if subprocess.run(["docker", "compose", "version"], capture_output=True, check=False).returncode == 0:
        return None
    folder = RUN.parent / "tools" / "docker"
    plugin = folder / "cli-plugins" / "docker-compose"
    if not plugin.exists():
        plugin.parent.mkdir(parents=True, exist_ok=True)
        docker(
            "build",
            "--quiet",
            "--network",
            "host",
            "--tag",
            "ecole-standin-compose",
            str(STANDINS / "compose"),
        )
        made = docker("create", "ecole-standin-compose")
        docker("cp", f"{made}:{PLUGIN}", str(plugin))
        docker("rm", made)
    return folder


def image_for(service: str, named: str) -> str:
    """Return the image that docker-compose.yml names, or what stands in for it where it cannot be had."""
    has_it = docker("images", "--quiet", named) or docker("pull", "--quiet", named, check=False)
    if has_it:
        return named
    docker("build", "--quiet", "--network", "host", "--tag", STANDING_IN[service], str(STANDINS / service))
    return STANDING_IN[service]


class Installed:
    """A platform in containers, and what a test asks of it."""

    def __init__(self, settings: dict[str, str], project: str) -> None:
        self.settings = settings
        self.project = project
        self.url = settings["PUBLIC_URL"]
        self.owner = settings["GRADER_OWNER"]

    def manage(self, *arguments: str, service: str = "worker") -> str:
        return containers.manage_in_container(*arguments, service=service, failure=" ".join(arguments))

    def inside(self, service: str, *words: str) -> subprocess.CompletedProcess[str]:
        command = [*containers.COMPOSE, "exec", "-T", service, *words]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    def container(self, service: str) -> dict[str, Any]:
        label = f"label=com.docker.compose.service={service}"
        found = docker(
            "ps", "-q", "--filter", f"label=com.docker.compose.project={self.project}", "--filter", label
        )
        return dict(json.loads(docker("inspect", found.split()[0]))[0])

    def processes(self, service: str) -> str:
        """Return what anybody on this machine reads who lists the processes of a service."""
        return docker("top", str(self.container(service)["Id"]), "-eo", "pid,args")

    def boxes(self) -> list[str]:
        return docker("ps", "-aq", "--filter", f"label=ecole.owner={self.owner}").split()


@contextmanager
def installed_platform(folder: Path) -> Iterator[Installed]:
    """Build the image and start every service but the reverse proxy, under another name; leave nothing behind."""
    project, port = f"ecole-tests-{uuid4().hex[:8]}", free_port()
    told = {
        "PUBLIC_URL": f"http://localhost:{port}",
        "ORGANISATION_NAME": "École des tests",
        "CONTACT_EMAIL": "contact@tests.example",
    }
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    news = complete(read_settings(example), told, ask=None, docker_group=docker_group_id())
    # As a second platform beside others: its own port, its own name on containers, no reverse proxy.
    news |= {"WEB_ADDRESS": f"127.0.0.1:{port}", "GRADER_OWNER": project, "COMPOSE_PROFILES": ""}
    news |= {"SECOND_FACTOR_REQUIRED": "false"}
    text = with_settings(example, news)
    write_settings(folder / ".env", text)
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    images = {
        name: IMAGE if service["image"] == containers.IMAGE else service["image"]
        for name, service in services.items()
        if name != "proxy"
    }
    before = dict(os.environ)
    if tools := compose_folder():
        os.environ["DOCKER_CONFIG"] = str(tools)
    images |= {name: image_for(name, images[name]) for name in STANDING_IN}
    (folder / "images.yml").write_text(
        yaml.safe_dump({"services": {name: {"image": image} for name, image in images.items()}})
    )
    os.environ |= {
        "COMPOSE_PROJECT_NAME": project,
        "COMPOSE_FILE": f"{ROOT}/docker-compose.yml:{folder}/images.yml",
        "COMPOSE_ENV_FILES": str(folder / ".env"),
        "COMPOSE_PROFILES": "",
    }
    try:
        containers.build_image()
        containers.start_services()
        containers.wait_until_well()
        yield Installed(read_settings(text), project)
    finally:
        stopped = subprocess.run(
            [*containers.COMPOSE, "down", "--volumes", "--timeout", "60"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        os.environ.clear()
        os.environ |= before
        assert stopped.returncode == 0, stopped.stderr
