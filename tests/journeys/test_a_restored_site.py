"""The server burns, another one takes over from the backup of last night, and the same stories are lived there."""

import logging
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from script.steps.instruments import throwaway_valkey
from tests.grader.boxes import left_of
from tests.journeys.platform import Platform, load_school
from tests.journeys.test_from_lesson_to_certification import (
    test_a_client_sees_where_her_site_is_and_decides_on_her_phone,
    test_an_apprentice_learns_and_her_trainer_and_client_see_it,
)

__all__ = [
    "test_a_client_sees_where_her_site_is_and_decides_on_her_phone",
    "test_an_apprentice_learns_and_her_trainer_and_client_see_it",
]

# `--log-cli-level=INFO` shows how long it took.
log = logging.getLogger(__name__)

pytestmark = [pytest.mark.browser, pytest.mark.docker, pytest.mark.slow]

PEOPLE_AND_WORK = (
    "from lms.people.models import User; from exercises.models import Submission; "
    "from client_projects.models import Version; "
    "print(User.objects.count(), Submission.objects.count(), Version.objects.count())"
)


def server(folder: Path, valkey_url: str, vault: Path) -> Platform:
    return Platform(folder, valkey_url, BACKUP_REPOSITORY=str(vault), BACKUP_PASSWORD="le-mot-de-passe")


@pytest.fixture(scope="module")
def platform(grader_images: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """A platform on another machine than the one that made the backup: nothing else of that one is left."""
    vault = tmp_path_factory.mktemp("backups") / "vault"
    with throwaway_valkey() as valkey_url:
        school = server(tmp_path_factory.mktemp("school"), valkey_url, vault)
        load_school(school)
        held = school.run(PEOPLE_AND_WORK)
        school.manage("backup")
        shutil.rmtree(school.folder)

    with throwaway_valkey() as valkey_url:
        other = server(tmp_path_factory.mktemp("other"), valkey_url, vault)
        began = time.monotonic()
        other.manage("restore_backup")
        assert other.run(PEOPLE_AND_WORK) == held
        try:
            for name in other.commands:
                other.start(name)
            other.wait_for_page()
            minutes = (time.monotonic() - began) / 60
            log.info("from the empty server to the first page: %.1f minutes", minutes)
            other.wait_for_log("grading-worker", "ready")
            yield other
        finally:
            other.stop()
    assert left_of(other.owner) == []
