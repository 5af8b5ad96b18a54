"""Where projects stand, what each person has to do there, what changed lately."""

from client_projects.queries.changes import Change, decisions_since, recent_changes
from client_projects.queries.lists import ProjectLine, project_lines
from client_projects.queries.progress import Progress, project_progress
from client_projects.queries.projects import (
    Person,
    contacts_of,
    deliverables_visible_to,
    former_version,
    project_with_work,
    projects_visible_to,
    successor_of,
    team_of,
    trainers_to_call,
    versions_visible_to,
)
from client_projects.queries.waiting import (
    ThingToDo,
    WaitingProject,
    contacts_to_welcome,
    decisions_awaited_from,
    decisions_to_announce,
    projects_waiting_for_trainer,
    things_to_do_for_client,
    versions_to_announce,
)

__all__ = [
    "Change",
    "Person",
    "Progress",
    "ProjectLine",
    "ThingToDo",
    "WaitingProject",
    "contacts_of",
    "contacts_to_welcome",
    "decisions_awaited_from",
    "decisions_since",
    "decisions_to_announce",
    "deliverables_visible_to",
    "former_version",
    "project_lines",
    "project_progress",
    "project_with_work",
    "projects_visible_to",
    "projects_waiting_for_trainer",
    "recent_changes",
    "successor_of",
    "team_of",
    "things_to_do_for_client",
    "trainers_to_call",
    "versions_to_announce",
    "versions_visible_to",
]
