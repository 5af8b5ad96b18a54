"""The image is built, and all that docker-compose.yml describes runs from it, with a real PostgreSQL and Valkey."""

import argparse
import re
import time
from collections.abc import Iterator

import pytest
import requests

from script.steps import containers, on_server
from script.steps.places import ROOT
from script.steps.progress import Stop
from tests.grader.boxes import grader_images
from tests.installation.installed import Installed, installed_platform

__all__ = ["grader_images"]

pytestmark = [pytest.mark.docker, pytest.mark.slow]

EXERCISE = "js-adresse-du-membre"
ANSWER = (ROOT / f"exercises/catalogue/{EXERCISE}/solution/script.js").read_text(encoding="utf-8")
PASSWORD = "un-mot-de-passe-de-test"  # pragma: allowlist secret
A_CLASS_WITH_ONE_PERSON = f"""
from datetime import date, timedelta
from lms.people.models import Cohort, Enrolment, Programme, School, User
school = School.objects.create(name="Essai", slug="essai")
today = date.today()
cohort = Cohort.objects.create(
    name="Essai", school=school, programme=Programme.objects.create(name="Essai", slug="essai"),
    starts_on=today - timedelta(days=30), ends_on=today + timedelta(days=200),
)
user = User.objects.create_user("una@tests.example", "{PASSWORD}", first_name="Una")
Enrolment.objects.create(apprentice=user, cohort=cohort, enrolled_on=today)
"""
JUDGED_SECONDS = 120
OURS = {"web", "worker", "scheduler", "previews", "backups"}
GRADING = {"grading-worker", "grading-author", "grading-regrade", "grading-pool"}


@pytest.fixture(scope="module")
def installed(grader_images: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    with installed_platform(tmp_path_factory.mktemp("installed")) as running:
        yield running
    assert running.boxes() == []


class Visitor:
    """Somebody at a browser without scripts, outside: she comes through the reverse proxy."""

    def __init__(self, installed: Installed) -> None:
        self.url = installed.url
        self.session = installed.browser()

    def get(self, address: str) -> requests.Response:
        return self.session.get(f"{self.url}{address}", timeout=30)

    def send(self, page: str, address: str, **fields: str) -> requests.Response:
        """Fill in the form of a page, and send it to an address."""
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(page).text)
        assert found, page
        return self.session.post(
            f"{self.url}{address}",
            data={"csrfmiddlewaretoken": found[1], **fields},
            headers={"Referer": f"{self.url}{page}", "Origin": self.url},
            timeout=30,
        )


def test_what_is_handed_in_gets_a_verdict(installed: Installed) -> None:
    installed.manage("load_referentials")
    installed.manage("publish_exercises", "--at-once", f"exercises/catalogue/{EXERCISE}")
    installed.manage("shell", "--no-imports", "-c", A_CLASS_WITH_ONE_PERSON)
    una = Visitor(installed)
    assert una.get("/healthz").status_code == 200
    assert una.get("/readyz").status_code == 200

    una.send("/connexion/", "/connexion/", login="una@tests.example", password=PASSWORD)
    page = f"/exercices/{EXERCISE}/"
    answer = una.send(page, f"{page}verifier/", **{"file:script.js": ANSWER})

    assert answer.status_code == 200, answer.text[:500]
    deadline = time.monotonic() + JUDGED_SECONDS
    while "Bravo" not in (shown := una.get(page).text):
        assert time.monotonic() < deadline, containers.services()
        time.sleep(1)
    assert "Una" in shown


def test_each_service_runs_as_an_account_without_rights(installed: Installed) -> None:
    for name in OURS | GRADING:
        found = installed.container(name)
        host = found["HostConfig"]
        assert found["Config"]["User"] == "ecole", name
        assert host["CapDrop"] == ["ALL"], name
        assert host["ReadonlyRootfs"], name
        assert "no-new-privileges:true" in host["SecurityOpt"], name
        assert not host["Privileged"], name
        reaches_docker = any("docker.sock" in str(mount) for mount in found["Mounts"])
        assert reaches_docker == (name in GRADING | {"previews"}), name
    said = installed.inside(
        "web",
        "sh",
        "-c",
        "id -u; for one in /app/lms /var/tmp /data /tmp; do touch $one/x && rm $one/x || echo refused; done",
    )
    assert said.stdout.split() == ["10001", "refused", "refused"]


def test_no_secret_stands_in_a_list_of_processes(installed: Installed) -> None:
    secrets = [installed.settings[name] for name in ("VALKEY_PASSWORD", "POSTGRES_PASSWORD", "SECRET_KEY")]
    for name in ("valkey", "postgres", "web", "worker", "grading-worker"):
        listed = installed.processes(name)
        assert listed
        assert not [secret for secret in secrets if secret in listed], name


def test_the_queue_wants_its_password_and_keeps_what_it_is_told(installed: Installed) -> None:
    refused = installed.inside("valkey", "env", "-u", "REDISCLI_AUTH", "valkey-cli", "ping")
    assert "NOAUTH" in refused.stdout
    told = installed.inside("valkey", "valkey-cli", "config", "get", "appendonly").stdout.split()
    assert told == ["appendonly", "yes"]


def test_a_backup_is_made_and_read_back(installed: Installed) -> None:
    installed.manage("backup", service="backups")
    assert installed.manage("prove_backup", service="backups")
    assert installed.manage("restore_backup", "--list", service="backups")


def test_an_update_that_does_not_come_up_ends_with_the_version_and_the_data_of_before(
    installed: Installed,
) -> None:
    name = "from lms.people.models import User; print(User.objects.get(email='una@tests.example').first_name)"
    again = argparse.Namespace(fetch=False, again=True)

    with (
        installed.commands(build=installed.build_what_fails),
        pytest.raises(Stop, match="la version d'avant tourne"),
    ):
        on_server.update(again)

    assert installed.manage("shell", "--no-imports", "-c", name) == "Una"
    databases = installed.inside("postgres", "psql", "-U", "ecole", "-Atc", "SELECT datname FROM pg_database")
    assert "before_restore_" in databases.stdout  # what was there is kept
    una = Visitor(installed)
    una.send("/connexion/", "/connexion/", login="una@tests.example", password=PASSWORD)
    assert "Bravo" in una.get(f"/exercices/{EXERCISE}/").text
