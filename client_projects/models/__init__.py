"""A real client, her project, its stages, what is handed in at each, and what she decided about it."""

from client_projects.models.decision import Decision
from client_projects.models.deliverable import Deliverable, Version
from client_projects.models.project import Client, ClientContact, ClientProject, Milestone, TeamMember

__all__ = [
    "Client",
    "ClientContact",
    "ClientProject",
    "Decision",
    "Deliverable",
    "Milestone",
    "TeamMember",
    "Version",
]
