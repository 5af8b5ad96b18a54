"""Every change to a client project.

A mail and the mark that it was sent share a transaction: a mail that fails takes its mark back, and
`jobs.send_forgotten_mails` tries again.
"""

from client_projects.actions.decisions import (
    decide,
    remind_client,
    tell_team,
)
from client_projects.actions.deliverables import (
    add_deliverable,
    hand_in_version,
    share_version,
    tell_client,
)
from client_projects.actions.people import (
    add_contact,
    join_team,
    welcome_contact,
)
from client_projects.actions.projects import (
    finish_stage,
    open_project,
    plan_stages,
    register_client,
    start_stage,
)
from client_projects.actions.refusals import (
    ContactRefused,
    DecisionRefused,
    DeliverableRefused,
    ProjectRefused,
    Refused,
    ReservationRefused,
    StageRefused,
    TeamRefused,
    TicketRefused,
    VersionRefused,
)
from client_projects.actions.reservations import (
    fix_reservation,
    lift_reservation,
    raise_reservation,
    reopen_reservation,
    weigh_reservation,
)
from client_projects.actions.tickets import (
    TicketPlan,
    add_ticket,
    change_ticket,
    comment_ticket,
    move_ticket,
    reopen_ticket,
    review_ticket,
    say_part,
)

__all__ = [
    "ContactRefused",
    "DecisionRefused",
    "DeliverableRefused",
    "ProjectRefused",
    "Refused",
    "ReservationRefused",
    "StageRefused",
    "TeamRefused",
    "TicketPlan",
    "TicketRefused",
    "VersionRefused",
    "add_contact",
    "add_deliverable",
    "add_ticket",
    "change_ticket",
    "comment_ticket",
    "decide",
    "finish_stage",
    "fix_reservation",
    "hand_in_version",
    "join_team",
    "lift_reservation",
    "move_ticket",
    "open_project",
    "plan_stages",
    "raise_reservation",
    "register_client",
    "remind_client",
    "reopen_reservation",
    "reopen_ticket",
    "review_ticket",
    "say_part",
    "share_version",
    "start_stage",
    "tell_client",
    "tell_team",
    "weigh_reservation",
    "welcome_contact",
]
