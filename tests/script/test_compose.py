"""docker-compose.yml keeps its promises: who reaches Docker, and no variable without an explanation."""

import re

import pytest
import yaml

from script.steps.places import ROOT

TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
SERVICES = yaml.safe_load(TEXT)["services"]
OURS = {name for name, service in SERVICES.items() if service["image"] == "ecole-du-web"}
EXPLAINED = set(
    re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
)


def test_every_service_is_there():
    assert set(SERVICES) >= {"web", "worker", "grading-worker", "scheduler", "postgres", "valkey"}


def test_only_the_grading_worker_reaches_docker():
    reaching = {name for name, service in SERVICES.items() if "docker.sock" in str(service)}

    assert reaching == {"grading-worker"}


@pytest.mark.parametrize("name", sorted(OURS))
def test_application_service_holds_no_privilege(name):
    service = SERVICES[name]

    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert not service.get("privileged")


def test_every_variable_is_explained():
    used = set(re.findall(r"\$\{([A-Z_]+)", TEXT))

    assert used - EXPLAINED == set()


def test_only_the_web_is_reachable_from_outside():
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"web"}


def test_application_waits_for_the_migrations():
    waiting = {name for name in OURS if "migrations" in SERVICES[name]["depends_on"]}

    assert waiting == OURS - {"migrations"}


def test_queue_forgets_nothing():
    command = SERVICES["valkey"]["command"]

    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command
