"""Who marks attendance, who reads it: those who work in the school. Reasons are for them alone."""

from lms.attendance.models import AttendanceMark
from lms.core.permissions import Denied
from lms.people.models import Cohort, User
from lms.people.permissions import can_coordinate, can_follow, can_teach


def can_mark(user: User, cohort: Cohort) -> bool:
    """Those who teach the cohort or coordinate its school."""
    return can_teach(user, cohort) or can_coordinate(user, cohort.school)


def check_can_mark(user: User, cohort: Cohort) -> None:
    if not can_mark(user, cohort):
        raise Denied


def can_set_hours(user: User, cohort: Cohort) -> bool:
    """The hours of class are what funders are told: those who coordinate the school say them."""
    return can_coordinate(user, cohort.school)


def check_can_set_hours(user: User, cohort: Cohort) -> None:
    if not can_set_hours(user, cohort):
        raise Denied


def can_read_sheet(user: User, cohort: Cohort) -> bool:
    """Whoever works in the school, advisers included."""
    return can_teach(user, cohort) or can_follow(user, cohort)


def check_can_sign(user: User, mark: AttendanceMark) -> None:
    """Nobody signs for somebody else."""
    if user.pk != mark.apprentice_id:
        raise Denied
