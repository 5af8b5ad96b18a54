"""Who opens sessions and notes results, who makes candidates ready, who examines whom."""

from datetime import date

from django.db.models import Q, QuerySet

from lms.core.permissions import Denied
from lms.juries.models import Candidate, ExamSession, JuryMember
from lms.people.models import Cohort, Enrolment, School, StaffPost, Substitution, User
from lms.people.permissions import can_coordinate
from lms.people.roles import COORDINATOR, TRAINER


def check_can_open(user: User, school: School) -> None:
    if not can_coordinate(user, school):
        raise Denied


def can_manage(user: User, session: ExamSession) -> bool:
    """Those who coordinate the school of the session."""
    return can_coordinate(user, session.school)


def check_can_manage(user: User, session: ExamSession) -> None:
    if not can_manage(user, session):
        raise Denied


def sessions_followed_by(user: User) -> QuerySet[ExamSession]:
    """Return the sessions of the schools where `user` trains or coordinates; advisers follow none."""
    schools = StaffPost.objects.filter(person=user, role__in=(TRAINER, COORDINATOR)).values("school")
    return ExamSession.objects.filter(school__in=schools).select_related("school", "version__certification")


def check_can_prepare(user: User, session: ExamSession) -> None:
    """Trainers and coordination of the school say what is ready."""
    if not sessions_followed_by(user).filter(pk=session.pk).exists():
        raise Denied


def can_note_score(user: User, apprentice: User) -> bool:
    """The coordination of a school where she is or was."""
    schools = Enrolment.objects.filter(apprentice=apprentice).values("cohort__school")
    return StaffPost.objects.filter(person=user, school__in=schools, role=COORDINATOR).exists()


def has_trained(address: str, apprentice: User) -> bool:
    """Whether the person with this address trains, or once did, where `apprentice` is or was enrolled."""
    cohorts = Enrolment.objects.filter(apprentice=apprentice).values("cohort")
    schools = Enrolment.objects.filter(apprentice=apprentice).values("cohort__school")
    return (
        StaffPost.objects.filter(person__email__iexact=address, school__in=schools).exists()
        or Cohort.objects.filter(pk__in=cohorts, trainers__email__iexact=address).exists()
        or Substitution.objects.filter(cohort__in=cohorts, trainer__email__iexact=address).exists()
    )


def memberships_of(user: User) -> QuerySet[JuryMember]:
    return JuryMember.objects.filter(
        Q(person=user) | Q(invitation__accepted_by=user), removed_at=None
    ).select_related("session__version__certification", "session__school")


def sessions_examined_by(user: User, *, on: date) -> QuerySet[ExamSession]:
    """Return the sessions in which `user` sits in the jury and may still read on that day."""
    members = memberships_of(user).filter(session__access_until__gte=on)
    return ExamSession.objects.filter(pk__in=members.order_by().values("session")).select_related(
        "school", "version__certification"
    )


def can_examine(user: User, candidate: Candidate, *, on: date) -> bool:
    """Members of the jury of her session, until their access ends; never somebody who trained her."""
    return (
        candidate.withdrawn_at is None
        and sessions_examined_by(user, on=on).filter(pk=candidate.session_id).exists()
        and not has_trained(user.email, candidate.apprentice)
    )
