"""docker-compose.yml keeps its promises: who reaches Docker, and no variable without an explanation."""

import re

import pytest
import yaml

from script.steps.host_access import SERVER_NOTICES_SILENCE
from script.steps.places import ROOT

TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
SERVICES = yaml.safe_load(TEXT)["services"]
HOSTS = yaml.safe_load((ROOT / "docker-compose.hosts.yml").read_text(encoding="utf-8"))["services"]
OURS = {name for name, service in SERVICES.items() if service["image"] == "ecole-du-web"}
GRADING = {"grading-worker", "grading-author", "grading-regrade", "grading-pool"}
EXPLAINED = set(
    re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
)


def test_every_service_is_there():
    assert set(SERVICES) >= {"web", "worker", "scheduler", "postgres", "valkey"} | GRADING


def test_only_what_runs_a_strangers_code_reaches_docker():
    reaching = {name for name, service in SERVICES.items() if "docker.sock" in str(service)}

    assert reaching == GRADING | {"previews"}


def test_the_web_finds_the_sites_made_with_php_where_their_keeper_listens():
    for name in ("web", "previews"):
        assert "previews:/previews" in SERVICES[name]["volumes"]
        assert SERVICES[name]["environment"]["PREVIEW_SOCKET"] == "/previews/previews.sock"


def test_each_lane_has_its_workers():
    lanes = {
        service["command"].split()[-1]
        for service in SERVICES.values()
        if "grading_worker" in str(service.get("command"))
    }

    assert lanes == {"live", "author", "regrade"}


def test_workers_find_the_waiting_boxes_where_their_keeper_listens():
    shared = {name: service["volumes"] for name, service in SERVICES.items() if name in GRADING}
    addresses = {SERVICES[name]["environment"]["GRADER_POOL_SOCKET"] for name in GRADING}

    assert all("pool:/pool" in volumes for volumes in shared.values())
    assert addresses == {"/pool/boxes.sock"}


@pytest.mark.parametrize("name", sorted(OURS))
def test_application_service_holds_no_privilege(name):
    service = SERVICES[name]

    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert not service.get("privileged")
    assert service["read_only"]


def test_every_variable_is_explained():
    used = set(re.findall(r"\$\{([A-Z_]+)", TEXT))

    assert used - EXPLAINED == set()


def test_every_setting_can_be_given_on_the_server():
    read = set()
    for path in (ROOT / "lms" / "settings").glob("*.py"):
        read |= set(re.findall(r'(?:env\.\w+|required)\(\s*"([A-Z_]+)"', path.read_text(encoding="utf-8")))
    given = {name for one in OURS for name in SERVICES[one]["environment"]}

    assert "METRICS_TOKEN" in read
    # Places inside the image, and what only tests and a single machine set.
    others = {"DATA_DIR", "STATIC_ROOT", "DOCKER_HOST", "INVENTORY_LOCAL_PORTS", "INVENTORY_PAGES_LOOKED_AT"}
    assert read - given == others


def test_backups_on_another_machine_get_what_opens_it():
    service = SERVICES["backups"]

    assert {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"} <= set(service["environment"])
    assert "./var/backup-ssh:/app/.ssh:ro" in service["volumes"]
    others = [name for name in OURS - {"backups"} if "AWS_SECRET" in str(SERVICES[name])]
    assert others == []


def test_only_the_reverse_proxy_is_reachable_from_outside():
    listening = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}

    assert listening == {"proxy": ["80:80", "443:443"], "web": ["${WEB_ADDRESS:-127.0.0.1:8000}:8000"]}


def test_the_log_of_the_database_reaches_the_backups_and_nobody_else():
    sharing = {name for name, service in SERVICES.items() if "log:/log" in service.get("volumes", [])}

    assert sharing == {"postgres", "backups"}
    assert SERVICES["backups"]["environment"]["BACKUP_LOG"] == "/log"
    for text in (SERVICES["postgres"]["command"][-1], HOSTS["postgres"]["command"][-1]):
        assert "archive_mode=on" in text
        # Seen under its name only once it is whole.
        assert "cp %p /log/.%f && chmod 644 /log/.%f && mv /log/.%f /log/%f" in text


def test_only_one_service_can_read_the_backups():
    knowing = {
        name for name, service in SERVICES.items() if "BACKUP_PASSWORD" in service.get("environment", {})
    }
    reaching = {name for name, service in SERVICES.items() if ":/backups" in str(service.get("volumes"))}

    assert knowing == reaching == {"backups"}


def test_application_waits_for_the_migrations():
    waiting = {name for name in OURS if "migrations" in SERVICES[name]["depends_on"]}

    assert waiting == OURS - {"migrations"}


def test_queue_forgets_nothing_and_its_password_is_in_no_list_of_processes():
    script = SERVICES["valkey"]["command"][-1]

    assert '"appendonly yes" "maxmemory-policy noeviction"' in script
    # Compose puts in what stands in braces; with two dollars it is the shell that reads it, inside.
    assert "${VALKEY_PASSWORD" not in script
    assert "$$REDISCLI_AUTH" in script
    assert script.splitlines()[-1] == "exec docker-entrypoint.sh valkey-server /run/valkey.conf"


def test_a_machine_that_grades_knows_nothing_of_the_site_but_what_grading_needs():
    services = yaml.safe_load((ROOT / "docker-compose.grading.yml").read_text(encoding="utf-8"))["services"]

    for service in services.values():
        given = set(service["environment"])
        assert not {
            name for name in given if "PASSWORD" in name or name.startswith(("BACKUP", "AWS", "MAIL"))
        }
        assert service["cap_drop"] == ["ALL"]
        assert service["read_only"]
        assert "ports" not in service


def test_other_machines_reach_the_database_and_the_queue_over_tls_alone():
    services = HOSTS

    assert set(services) == {"postgres", "valkey"}
    # The port without TLS stays inside.
    assert services["valkey"]["ports"] == ["${HOSTS_ADDRESS:?script/grading-host open}:6380:6380"]
    assert '"tls-port 6380"' in services["valkey"]["command"][-1]
    started = services["postgres"]["command"][-1]
    assert "-c ssl=on" in started
    assert all(f"-c {name}={value}" in started for name, value in SERVER_NOTICES_SILENCE.items())
