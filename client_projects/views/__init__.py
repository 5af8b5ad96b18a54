"""Screens of a client project."""

from client_projects.views.decisions import (
    version_decision,
    version_proof,
)
from client_projects.views.deliverables import (
    FILE_POLICY,
    deliverable_add,
    version_file,
    version_hand_in,
    version_share,
)
from client_projects.views.projects import (
    project,
    project_list,
)
from client_projects.views.reservations import (
    reservation_answer,
    reservation_fix,
    reservation_list,
    reservation_weigh,
)
from client_projects.views.stages import (
    milestone_finish,
    milestone_start,
)
from client_projects.views.tickets import (
    board,
    ticket,
    ticket_add,
    ticket_change,
    ticket_comment,
    ticket_move,
    ticket_part,
    ticket_reopen,
    ticket_review,
)

__all__ = [
    "FILE_POLICY",
    "board",
    "deliverable_add",
    "milestone_finish",
    "milestone_start",
    "project",
    "project_list",
    "reservation_answer",
    "reservation_fix",
    "reservation_list",
    "reservation_weigh",
    "ticket",
    "ticket_add",
    "ticket_change",
    "ticket_comment",
    "ticket_move",
    "ticket_part",
    "ticket_reopen",
    "ticket_review",
    "version_decision",
    "version_file",
    "version_hand_in",
    "version_proof",
    "version_share",
]
