"""Who reads what became of somebody: she, and those who coordinate or advise in her school. Nobody who teaches."""

from lms.core.permissions import Denied
from lms.people.models import Enrolment, School, StaffPost, User
from lms.people.permissions import can_coordinate, is_adviser, is_coordinator
from lms.people.roles import ADVISER, COORDINATOR


def may_have_exits(user: User) -> bool:
    """Whether the screens of exits concern her at all."""
    return is_coordinator(user) or is_adviser(user)


def can_follow_exits(user: User, school: School) -> bool:
    """Those who coordinate the school or advise its apprentices."""
    return StaffPost.objects.filter(person=user, school=school, role__in=(COORDINATOR, ADVISER)).exists()


def check_can_follow_exits(user: User, school: School) -> None:
    if not can_follow_exits(user, school):
        raise Denied


def can_read_situations(user: User, enrolment: Enrolment) -> bool:
    """Besides those who follow exits, the person whom it is about."""
    return user.pk == enrolment.apprentice_id or can_follow_exits(user, enrolment.cohort.school)


def can_export_figures(user: User, school: School) -> bool:
    """Whoever answers to the funders."""
    return can_coordinate(user, school)
