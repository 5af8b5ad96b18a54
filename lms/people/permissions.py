"""Who may see and change people, schools and cohorts."""

from lms.core.permissions import Denied
from lms.people.models import Cohort, Invitation, School, StaffPost, User
from lms.people.roles import ADVISER, APPRENTICE, CLIENT, COORDINATOR, STAFF_ROLES, TRAINER


def _works_at(user: User, school_id: int, *roles: str) -> bool:
    return StaffPost.objects.filter(person=user, school_id=school_id, role__in=roles).exists()


def is_apprentice(user: User) -> bool:
    return user.is_authenticated and user.role == APPRENTICE


def is_trainer(user: User) -> bool:
    return user.is_authenticated and user.role == TRAINER


def is_coordinator(user: User) -> bool:
    return user.is_authenticated and user.role == COORDINATOR


def is_adviser(user: User) -> bool:
    return user.is_authenticated and user.role == ADVISER


def is_client(user: User) -> bool:
    return user.is_authenticated and user.role == CLIENT


def is_staff(user: User) -> bool:
    """Works for a school: trainer, coordinator or adviser."""
    return is_trainer(user) or is_coordinator(user) or is_adviser(user)


def can_teach(user: User, cohort: Cohort) -> bool:
    """Trainers of the school, not only of the cohort: two trainers replace each other without asking."""
    return _works_at(user, cohort.school_id, TRAINER)


def can_invite(user: User, school: School) -> bool:
    return _works_at(user, school.pk, TRAINER, COORDINATOR)


def check_can_invite(user: User, school: School) -> None:
    if not can_invite(user, school):
        raise Denied


def can_invite_staff(user: User, school: School) -> bool:
    return _works_at(user, school.pk, COORDINATOR)


def check_can_invite_staff(user: User, school: School) -> None:
    if not can_invite_staff(user, school):
        raise Denied


def can_change_invitation(user: User, invitation: Invitation) -> bool:
    """Whoever may send such an invitation may send it again or withdraw it."""
    school = invitation.cohort.school if invitation.cohort is not None else invitation.school
    if school is None:
        return False
    allowed = can_invite_staff if invitation.role in STAFF_ROLES else can_invite
    return allowed(user, school)


def check_can_change_invitation(user: User, invitation: Invitation) -> None:
    if not can_change_invitation(user, invitation):
        raise Denied


def can_open_school(user: User) -> bool:
    """Coordinators; whoever opens a school coordinates it, and sees nothing else by it."""
    return is_coordinator(user)


def check_can_open_school(user: User) -> None:
    if not can_open_school(user):
        raise Denied


def can_open_cohort(user: User, school: School) -> bool:
    """Coordinators, in the schools they coordinate."""
    return _works_at(user, school.pk, COORDINATOR)


def check_can_open_cohort(user: User, school: School) -> None:
    if not can_open_cohort(user, school):
        raise Denied
