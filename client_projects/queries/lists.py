"""The projects of a person, a line each."""

from dataclasses import dataclass

from client_projects.models import (
    ClientProject,
)
from client_projects.queries.progress import Progress, project_progress
from client_projects.queries.projects import Person, projects_visible_to
from client_projects.queries.waiting import _awaiting_decision


@dataclass(frozen=True)
class ProjectLine:
    """One project in a list: where it stands and how many decisions it waits for."""

    project: ClientProject
    progress: Progress
    awaiting_client: int


def project_lines(user: Person) -> list[ProjectLine]:
    """Return the projects visible to `user` with their progress: three queries for any number of them."""
    projects = list(projects_visible_to(user).prefetch_related("milestones"))
    waiting = [version.deliverable.milestone.project_id for version in _awaiting_decision(projects)]
    return [ProjectLine(p, project_progress(p), waiting.count(p.pk)) for p in projects]
