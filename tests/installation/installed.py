"""The services of docker-compose.yml, as script/install starts them, beside whatever else runs on this machine.

Where a registry answers, the images of PostgreSQL, Valkey and Caddy are the ones that the file names; elsewhere
Debian's own servers stand in for them, started in the same way (standins/). The reverse proxy listens on a port that
is free, and gets its certificate from an authority that runs beside it.
"""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
import yaml
from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter

from script.steps import containers, on_server
from script.steps.env_file import complete, docker_group_id, read_settings, with_settings, write_settings
from script.steps.places import ROOT, RUN
from script.steps.whole_path import free_port

STANDINS = Path(__file__).parent / "standins"
STANDING_IN = {
    "postgres": "ecole-standin-postgres",
    "valkey": "ecole-standin-valkey",
    "proxy": "ecole-standin-caddy",
}
IMAGE = "ecole-du-web-tests"
NAME = "ecole.tests.example"
AUTHORITY = "authority.tests.example"
ROOT_OF_AUTHORITY = "/data/caddy/pki/authorities/local/root.crt"
# Beside other platforms: the images that tests build, another port, an authority that believes this network's names.
BESIDE = """
services:
{images}
  proxy:
    image: {proxy_image}
    ports: !override ["127.0.0.1:{port}:443"]
    networks: {{default: {{aliases: [{name}]}}}}
    volumes: ["{authorities}:/authorities:ro"]
    depends_on: {{authority: {{condition: service_healthy}}}}
  authority:
    image: {proxy_image}
    networks: {{default: {{aliases: [{authority}]}}}}
    volumes: ["{standins}/authority/Caddyfile:/etc/caddy/Caddyfile:ro", "{authorities}:/authorities"]
    healthcheck:
      test: ["CMD", "cp", "{root}", "/authorities/tests.pem"]
      interval: 1s
      retries: 30
"""
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


# A version that fails: it changes what people wrote, then does not come up.
SPOILS_AND_FAILS = """
import django
django.setup()
from lms.people.models import User
User.objects.update(first_name="Spoiled")
raise SystemExit("this version does not come up")
"""


class ToTheProxy(HTTPAdapter):
    """Leads to the reverse proxy of the tests, wherever it listens, whoever asks for the name of the site."""

    def __init__(self, port: int) -> None:
        self._netloc = f"127.0.0.1:{port}"
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, server_hostname=NAME, assert_hostname=NAME, **options)

    def send(self, request: PreparedRequest, *arguments: Any, **options: Any) -> Response:
        there = request.copy()
        there.url = urlsplit(str(request.url))._replace(netloc=self._netloc).geturl()
        there.headers["Host"] = NAME
        answer = super().send(there, *arguments, **options)
        answer.url, answer.request = str(request.url), request
        return answer


class Installed:
    """A platform in containers, and what a test asks of it."""

    def __init__(self, env: Path, project: str, *, port: int, authorities: Path) -> None:
        self.env = env
        self.settings = settings = read_settings(env.read_text(encoding="utf-8"))
        self.project = project
        self.url = settings["PUBLIC_URL"]
        self.owner = settings["GRADER_OWNER"]
        self._port = port
        self._authorities = authorities

    def browser(self) -> Session:
        """Return a browser that believes the authority of these tests, and no other."""
        session = Session()
        session.trust_env = False
        session.verify = str(self._authorities / "tests.pem")
        session.mount(f"{self.url}/", ToTheProxy(self._port))
        return session

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

    @contextmanager
    def commands(self, build: Callable[[], None]) -> Iterator[None]:
        """Have the commands for a server act on this platform, `build` being what a newer version builds."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(on_server, "ENV", self.env)
            patch.setattr(on_server, "LAST_GOOD", self.env.with_name("version-that-ran"))
            patch.setattr(on_server, "prepare_backup_place", lambda: None)
            patch.setattr(on_server, "build", build)
            # The repository stays where it is.
            patch.setattr(on_server, "_git", lambda *arguments: "the-same")
            for name, tag in (("IMAGE", ""), ("FORMER_IMAGE", ":former"), ("NEW_IMAGE", ":new")):
                patch.setattr(containers, name, f"{IMAGE}{tag}")
            try:
                yield
            finally:
                docker("rmi", f"{IMAGE}:former", f"{IMAGE}:new", check=False)

    def build_what_fails(self) -> None:
        folder = self.env.with_name("fails")
        folder.mkdir()
        (folder / "manage.py").write_text(SPOILS_AND_FAILS, encoding="utf-8")
        (folder / "Dockerfile").write_text(f"FROM {IMAGE}\nCOPY manage.py /app/manage.py\n", encoding="utf-8")
        docker("build", "--quiet", "--tag", IMAGE, str(folder))

    def boxes(self) -> list[str]:
        return docker("ps", "-aq", "--filter", f"label=ecole.owner={self.owner}").split()


@contextmanager
def installed_platform(folder: Path) -> Iterator[Installed]:
    """Build the image and start every service, under another name; leave nothing behind."""
    project, port = f"ecole-tests-{uuid4().hex[:8]}", free_port()
    told = {
        "PUBLIC_URL": f"https://{NAME}",
        "ORGANISATION_NAME": "École des tests",
        "CONTACT_EMAIL": "contact@tests.example",
    }
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    news = complete(read_settings(example), told, ask=None, docker_group=docker_group_id())
    news |= {"WEB_ADDRESS": f"127.0.0.1:{free_port()}", "GRADER_OWNER": project}
    news |= {"ACME_CA": f"https://{AUTHORITY}/acme/local/directory", "SECOND_FACTOR_REQUIRED": "false"}
    write_settings(folder / ".env", with_settings(example, news))
    authorities = folder / "authorities"
    authorities.mkdir()
    before = dict(os.environ)
    if tools := compose_folder():
        os.environ["DOCKER_CONFIG"] = str(tools)
    (folder / "beside.yml").write_text(beside(port, authorities), encoding="utf-8")
    os.environ |= {
        "COMPOSE_PROJECT_NAME": project,
        "COMPOSE_FILE": f"{ROOT}/docker-compose.yml:{folder}/beside.yml",
        "COMPOSE_ENV_FILES": str(folder / ".env"),
    }
    try:
        containers.build_image()
        containers.start_services()
        containers.wait_until_well()
        yield Installed(folder / ".env", project, port=port, authorities=authorities)
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


def beside(port: int, authorities: Path) -> str:
    """Return what docker-compose.yml is completed by, so that it runs beside whatever else this machine runs."""
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    named = {name: service["image"] for name, service in services.items()}
    images = {name: IMAGE for name, image in named.items() if image == containers.IMAGE}
    images |= {name: image_for(name, named[name]) for name in STANDING_IN}
    return BESIDE.format(
        images="\n".join(
            f"  {name}: {{image: {image}}}" for name, image in images.items() if name != "proxy"
        ),
        proxy_image=images["proxy"],
        port=port,
        name=NAME,
        authority=AUTHORITY,
        authorities=authorities,
        root=ROOT_OF_AUTHORITY,
        standins=STANDINS,
    )
