"""Invite, enrol, appoint: every change to who is here."""

from lms.people.actions.account import note_visit, set_comfort
from lms.people.actions.acting import begin_acting, end_acting
from lms.people.actions.announcing import announce, withdraw_announcement
from lms.people.actions.asking import AnswerRefused, answer_class, ask_class, withdraw_class_message
from lms.people.actions.following import ExitRefused, record_exit, take_exit_back, write_note
from lms.people.actions.handover import SubstitutionRefused, end_substitution, leave_note, substitute
from lms.people.actions.invitations import (
    INVITATION_LASTS,
    InvitationRefused,
    accept_invitation,
    find_invitation,
    invite,
    invite_list,
    renew_invitation,
    send_invitation,
    withdraw_invitation,
)
from lms.people.actions.places import (
    AlreadyThere,
    CohortPlan,
    appoint,
    enrol,
    open_cohort,
    open_cohort_by,
    open_school,
    open_school_by,
)
from lms.people.actions.security import (
    note_account_change,
    remove_second_factor,
    reset_second_factor,
    tell_account_change,
)

__all__ = [
    "INVITATION_LASTS",
    "AlreadyThere",
    "AnswerRefused",
    "CohortPlan",
    "ExitRefused",
    "InvitationRefused",
    "SubstitutionRefused",
    "accept_invitation",
    "announce",
    "answer_class",
    "appoint",
    "ask_class",
    "begin_acting",
    "end_acting",
    "end_substitution",
    "enrol",
    "find_invitation",
    "invite",
    "invite_list",
    "leave_note",
    "note_account_change",
    "note_visit",
    "open_cohort",
    "open_cohort_by",
    "open_school",
    "open_school_by",
    "record_exit",
    "remove_second_factor",
    "renew_invitation",
    "reset_second_factor",
    "send_invitation",
    "set_comfort",
    "substitute",
    "take_exit_back",
    "tell_account_change",
    "withdraw_announcement",
    "withdraw_class_message",
    "withdraw_invitation",
    "write_note",
]
