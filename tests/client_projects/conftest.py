"""One project under way, with a version the client has not decided on yet."""

from pathlib import Path

import pytest

from client_projects.models import ClientProject, Deliverable, Milestone, Version
from lms.people.models import Cohort, User
from tests.factories.client_projects import (
    MOMENT,
    ContactFactory,
    DeliverableFactory,
    ProjectFactory,
    TeamMemberFactory,
    VersionFactory,
    stage_under_way,
)


@pytest.fixture(autouse=True)
def _media(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


@pytest.fixture
def project(cohort: Cohort, apprentice: User, trainer: User, client_person: User) -> ClientProject:
    project = ProjectFactory(cohort=cohort, name="Les Jardins", slug="les-jardins")
    ContactFactory(client=project.client, person=client_person)
    TeamMemberFactory(project=project, apprentice=apprentice, part="maquettes")
    return project


@pytest.fixture
def other_project(cohort: Cohort, other_client_person: User) -> ClientProject:
    """Another client of the same school, with a version she can see."""
    project = ProjectFactory(cohort=cohort, name="Le Phare", slug="le-phare")
    ContactFactory(client=project.client, person=other_client_person)
    return project


@pytest.fixture
def mockups(project: ClientProject) -> Milestone:
    return stage_under_way(project, "mockups")


@pytest.fixture
def deliverable(mockups: Milestone) -> Deliverable:
    return DeliverableFactory(milestone=mockups, title="Page d'accueil")


@pytest.fixture
def handed_in(deliverable: Deliverable, apprentice: User) -> Version:
    """Handed in by the team, not shown to the client."""
    return VersionFactory(deliverable=deliverable, handed_in_by=apprentice)


@pytest.fixture
def shared(handed_in: Version, trainer: User) -> Version:
    """The same, shown to the client, who has not decided."""
    handed_in.shared_at, handed_in.shared_by = MOMENT, trainer
    handed_in.save()
    return handed_in
