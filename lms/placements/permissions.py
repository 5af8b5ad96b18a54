"""Contracts are for those who coordinate or advise; placements are arranged by whoever works in the school."""

from lms.core.permissions import Denied
from lms.people.models import Enrolment, StaffPost, User
from lms.people.permissions import can_follow, can_teach
from lms.people.roles import ADVISER, COORDINATOR
from lms.placements.models import Placement


def can_keep_contract(user: User, enrolment: Enrolment) -> bool:
    """Those who coordinate the school or advise its apprentices; nobody who only teaches."""
    return StaffPost.objects.filter(
        person=user, school=enrolment.cohort.school_id, role__in=(COORDINATOR, ADVISER)
    ).exists()


def check_can_keep_contract(user: User, enrolment: Enrolment) -> None:
    if not can_keep_contract(user, enrolment):
        raise Denied


def can_read_contract(user: User, enrolment: Enrolment) -> bool:
    return user.pk == enrolment.apprentice_id or can_keep_contract(user, enrolment)


def can_arrange_placement(user: User, enrolment: Enrolment) -> bool:
    """Whoever works in the school of the cohort, and who substitutes there today."""
    return can_follow(user, enrolment.cohort) or can_teach(user, enrolment.cohort)


def check_can_arrange_placement(user: User, enrolment: Enrolment) -> None:
    if not can_arrange_placement(user, enrolment):
        raise Denied


def can_read_placements(user: User, enrolment: Enrolment) -> bool:
    return user.pk == enrolment.apprentice_id or can_arrange_placement(user, enrolment)


def can_write_journal(user: User, placement: Placement) -> bool:
    """She alone writes her journal."""
    return user.pk == placement.enrolment.apprentice_id


def check_can_write_journal(user: User, placement: Placement) -> None:
    if not can_write_journal(user, placement):
        raise Denied
