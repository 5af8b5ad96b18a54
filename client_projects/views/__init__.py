"""Screens of a client project."""

from client_projects.views.acceptance import (
    acceptance,
    acceptance_sign,
    test_answer,
    test_item_add,
    test_item_remove,
    test_items_propose,
    test_photo,
    test_run_offer,
    test_run_open,
)
from client_projects.views.access import (
    contact_access,
    contact_ask,
    contact_code,
)
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
from client_projects.views.git import (
    git_repository,
)
from client_projects.views.inventory import (
    inventory,
    inventory_begin,
    inventory_decide,
    inventory_export,
    inventory_progress,
    inventory_share,
    inventory_stop,
)
from client_projects.views.opening import (
    project_dates,
    project_open,
)
from client_projects.views.papers import (
    checklist,
    checklist_start,
    checklist_tick,
    paper,
    paper_draw_up,
    paper_pdf,
)
from client_projects.views.previews import (
    site_preview,
)
from client_projects.views.projects import (
    client_guide,
    project,
    project_list,
)
from client_projects.views.remarks import (
    remark,
    remark_add,
    remark_message,
    remark_note,
    remark_reopen,
    remark_sort,
    remarks,
    team_remark_solve,
    version_remarks,
)
from client_projects.views.reservations import (
    reservation_answer,
    reservation_fix,
    reservation_list,
    reservation_weigh,
)
from client_projects.views.settings import (
    contact_change,
    project_archive,
    project_convention,
    project_hand_on,
    project_settings,
    team_change,
)
from client_projects.views.sites import (
    git_token_make,
    git_token_revoke,
    site_log,
    site_open,
    site_picture,
    site_version,
    site_versions,
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
    "acceptance",
    "acceptance_sign",
    "board",
    "checklist",
    "checklist_start",
    "checklist_tick",
    "client_guide",
    "contact_access",
    "contact_ask",
    "contact_change",
    "contact_code",
    "deliverable_add",
    "git_repository",
    "git_token_make",
    "git_token_revoke",
    "inventory",
    "inventory_begin",
    "inventory_decide",
    "inventory_export",
    "inventory_progress",
    "inventory_share",
    "inventory_stop",
    "milestone_finish",
    "milestone_start",
    "paper",
    "paper_draw_up",
    "paper_pdf",
    "project",
    "project_archive",
    "project_convention",
    "project_dates",
    "project_hand_on",
    "project_list",
    "project_open",
    "project_settings",
    "remark",
    "remark_add",
    "remark_message",
    "remark_note",
    "remark_reopen",
    "remark_sort",
    "remarks",
    "reservation_answer",
    "reservation_fix",
    "reservation_list",
    "reservation_weigh",
    "site_log",
    "site_open",
    "site_picture",
    "site_preview",
    "site_version",
    "site_versions",
    "team_change",
    "team_remark_solve",
    "test_answer",
    "test_item_add",
    "test_item_remove",
    "test_items_propose",
    "test_photo",
    "test_run_offer",
    "test_run_open",
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
    "version_remarks",
    "version_share",
]
