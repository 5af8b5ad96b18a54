"""Where projects stand, what each person has to do there, what changed lately."""

from client_projects.queries.changes import (
    Change,
    decisions_since,
    last_handed_in_by,
    recent_changes,
)
from client_projects.queries.comparison import (
    Comparison,
    Piece,
    compare,
)
from client_projects.queries.dates import (
    planned_dates,
    proposed_dates,
)
from client_projects.queries.lists import (
    ProjectLine,
    project_lines,
)
from client_projects.queries.progress import (
    Progress,
    project_progress,
)
from client_projects.queries.projects import (
    Person,
    apprentices_for,
    clients_to_choose_from,
    cohorts_to_open_for,
    contacts_of,
    deliverables_visible_to,
    former_version,
    project_with_work,
    projects_visible_to,
    relatives_of,
    successor_of,
    team_of,
    trainers_to_call,
    versions_visible_to,
)
from client_projects.queries.reminders import (
    is_time_to_remind,
    reminder_due,
    versions_to_remind,
)
from client_projects.queries.reservations import (
    open_reservations,
    people_who_fix,
    reservations_to_check,
    reservations_visible_to,
)
from client_projects.queries.tickets import (
    Board,
    board_of,
    competences_of_cohort,
    deliverables_of,
    team_people_of,
    tickets_to_review_by,
    tickets_under_way_of,
    tickets_visible_to,
)
from client_projects.queries.waiting import (
    ThingToDo,
    WaitingProject,
    accesses_to_send,
    contacts_to_welcome,
    decisions_awaited_from,
    decisions_to_announce,
    projects_waiting_for_trainer,
    things_to_do_for_client,
    versions_to_announce,
)

__all__ = [
    "Board",
    "Change",
    "Comparison",
    "Person",
    "Piece",
    "Progress",
    "ProjectLine",
    "ThingToDo",
    "WaitingProject",
    "accesses_to_send",
    "apprentices_for",
    "board_of",
    "clients_to_choose_from",
    "cohorts_to_open_for",
    "compare",
    "competences_of_cohort",
    "contacts_of",
    "contacts_to_welcome",
    "decisions_awaited_from",
    "decisions_since",
    "decisions_to_announce",
    "deliverables_of",
    "deliverables_visible_to",
    "former_version",
    "is_time_to_remind",
    "last_handed_in_by",
    "open_reservations",
    "people_who_fix",
    "planned_dates",
    "project_lines",
    "project_progress",
    "project_with_work",
    "projects_visible_to",
    "projects_waiting_for_trainer",
    "proposed_dates",
    "recent_changes",
    "relatives_of",
    "reminder_due",
    "reservations_to_check",
    "reservations_visible_to",
    "successor_of",
    "team_of",
    "team_people_of",
    "things_to_do_for_client",
    "tickets_to_review_by",
    "tickets_under_way_of",
    "tickets_visible_to",
    "trainers_to_call",
    "versions_to_announce",
    "versions_to_remind",
    "versions_visible_to",
]
