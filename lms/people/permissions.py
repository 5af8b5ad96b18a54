"""Who may see and change people, schools and cohorts."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from lms.core.permissions import Denied
from lms.people.models import (
    ClassMessage,
    Cohort,
    Enrolment,
    Invitation,
    NoteAudience,
    School,
    StaffPost,
    Substitution,
    User,
)
from lms.people.roles import ADVISER, APPRENTICE, CLIENT, COORDINATOR, JURY, STAFF_ROLES, TRAINER


def _works_at(user: User, school_id: int, *roles: str) -> bool:
    return StaffPost.objects.filter(person=user, school_id=school_id, role__in=roles).exists()


def substitutions_of(user: User, *, on: date) -> QuerySet[Substitution]:
    """Return the cohorts of other schools that `user` teaches on that day in place of somebody."""
    return Substitution.objects.filter(
        trainer=user, ended_at=None, starts_on__lte=on, ends_on__gte=on
    ).select_related("cohort__school")


def cohorts_within_reach(user: User, *roles: str) -> QuerySet[Cohort]:
    """Return the cohorts of the schools where `user` works in one of `roles`, and those where she substitutes today.

    Meant as a condition in other queries.
    """
    posts = StaffPost.objects.filter(person=user, role__in=roles)
    substituted = substitutions_of(user, on=timezone.localdate()).order_by()
    return Cohort.objects.filter(
        Q(school__in=posts.values("school")) | Q(pk__in=substituted.values("cohort"))
    ).order_by()


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


def is_jury(user: User) -> bool:
    return user.is_authenticated and user.role == JURY


def is_staff(user: User) -> bool:
    """Works for a school: trainer, coordinator or adviser."""
    return is_trainer(user) or is_coordinator(user) or is_adviser(user)


def can_teach(user: User, cohort: Cohort) -> bool:
    """Trainers of the school, not only of the cohort, and who substitutes there today."""
    return (
        _works_at(user, cohort.school_id, TRAINER)
        or substitutions_of(user, on=timezone.localdate()).filter(cohort=cohort).exists()
    )


def can_follow(user: User, cohort: Cohort) -> bool:
    """Whoever works in the school of that cohort, in any role."""
    return _works_at(user, cohort.school_id, *STAFF_ROLES)


def can_coordinate(user: User, school: School) -> bool:
    return _works_at(user, school.pk, COORDINATOR)


def can_ask_class(user: User, cohort: Cohort) -> bool:
    """Whoever is enrolled there now."""
    return Enrolment.objects.filter(apprentice=user, cohort=cohort, left_on=None).exists()


def can_read_class(user: User, cohort: Cohort) -> bool:
    """What is said to a class and in it is for those enrolled there and for the trainers of the school."""
    return can_ask_class(user, cohort) or can_teach(user, cohort)


def can_withdraw_message(user: User, message: ClassMessage) -> bool:
    """One's own while one is there, and any for those who teach there."""
    is_own = message.author_id == user.pk and can_ask_class(user, message.cohort)
    return is_own or can_teach(user, message.cohort)


def teaches(user: User, apprentice: User, *, on: date) -> bool:
    """Trainers of a school where `apprentice` is enrolled now, or still was on that day: her work stays theirs."""
    here = Q(left_on=None) | Q(left_on__gte=on)
    return (
        Enrolment.objects.filter(here, apprentice=apprentice)
        .filter(cohort__in=cohorts_within_reach(user, TRAINER))
        .exists()
    )


def can_arrange_substitutes(user: User, cohort: Cohort) -> bool:
    return _works_at(user, cohort.school_id, TRAINER, COORDINATOR)


def check_can_arrange_substitutes(user: User, cohort: Cohort) -> None:
    if not can_arrange_substitutes(user, cohort):
        raise Denied


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


def can_record_exit(user: User, enrolment: Enrolment) -> bool:
    """Those who teach or coordinate in the school of that cohort."""
    return _works_at(user, enrolment.cohort.school_id, TRAINER, COORDINATOR)


def check_can_record_exit(user: User, enrolment: Enrolment) -> None:
    if not can_record_exit(user, enrolment):
        raise Denied


# A trainer never writes what she could not read herself.
WRITES_FOR = {
    TRAINER: (NoteAudience.TEAM, NoteAudience.SHARED),
    COORDINATOR: (NoteAudience.TEAM, NoteAudience.SHARED),
    ADVISER: (NoteAudience.SUPPORT, NoteAudience.SHARED, NoteAudience.TEAM),
}


def audiences_of(user: User, school: School) -> list[NoteAudience]:
    """Return for whom `user` may write notes in `school`; none when she does not work there."""
    roles = StaffPost.objects.filter(person=user, school=school).values_list("role", flat=True)
    allowed = {audience for role in roles for audience in WRITES_FOR[role]}
    return [audience for audience in NoteAudience if audience in allowed]


def check_can_write_note(user: User, school: School, audience: str) -> None:
    if audience not in audiences_of(user, school):
        raise Denied


READ_BY_THE_APPRENTICE = (NoteAudience.SHARED, NoteAudience.SUPPORT)
READ_BY = {
    NoteAudience.TEAM: (TRAINER, COORDINATOR, ADVISER),
    NoteAudience.SHARED: (TRAINER, COORDINATOR, ADVISER),
    NoteAudience.SUPPORT: (ADVISER,),
}


def people_to_act_as(user: User) -> QuerySet[User]:
    """Return those through whose eyes `user` may look: of her schools and no others, and nobody who coordinates."""
    coordinated = School.objects.filter(posts__person=user, posts__role=COORDINATOR)
    in_her_schools = Q(enrolments__left_on=None, enrolments__cohort__school__in=coordinated) | Q(
        posts__school__in=coordinated
    )
    elsewhere = StaffPost.objects.exclude(school__in=coordinated)
    # What she did in another school is that school's.
    learnt_elsewhere = Enrolment.objects.exclude(cohort__school__in=coordinated)
    coordinating = StaffPost.objects.filter(role=COORDINATOR)
    return (
        User.objects.filter(in_her_schools, role__in=(APPRENTICE, TRAINER, ADVISER))
        .filter(is_active=True, is_superuser=False)
        .exclude(pk__in=elsewhere.values("person"))
        .exclude(pk__in=learnt_elsewhere.values("apprentice"))
        .exclude(pk__in=coordinating.values("person"))
        .exclude(pk=user.pk)
        .distinct()
    )


def can_act_as(user: User, person: User) -> bool:
    return is_coordinator(user) and people_to_act_as(user).filter(pk=person.pk).exists()


def check_can_act_as(user: User, person: User) -> None:
    if not can_act_as(user, person):
        raise Denied


def accounts_looked_after_by(user: User) -> QuerySet[User]:
    """Return the accounts that `user` helps with as a coordinator: the teams and the apprentices of her schools."""
    coordinated = School.objects.filter(posts__person=user, posts__role=COORDINATOR)
    return User.objects.filter(
        Q(posts__school__in=coordinated)
        | Q(enrolments__left_on=None, enrolments__cohort__school__in=coordinated)
    ).distinct()


def can_reset_second_factor(user: User, person: User) -> bool:
    """Coordinators, for the people of their schools; not for themselves, nor for who may do everything."""
    return (
        is_coordinator(user)
        and user.pk != person.pk
        and not person.is_superuser
        and accounts_looked_after_by(user).filter(pk=person.pk).exists()
    )


def check_can_reset_second_factor(user: User, person: User) -> None:
    if not can_reset_second_factor(user, person):
        raise Denied
