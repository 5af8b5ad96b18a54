"""Who opens sessions and notes results, who makes candidates ready, who examines whom."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from lms.core.permissions import Denied
from lms.juries.models import Candidate, ExamSession, JuryMember, MockExam
from lms.people.models import Cohort, Enrolment, School, StaffPost, Substitution, User
from lms.people.permissions import (
    can_ask_class,
    can_coordinate,
    cohorts_within_reach,
    is_coordinator,
    is_trainer,
)
from lms.people.queries import last_enrolment
from lms.people.roles import COORDINATOR, TRAINER


def follows_exams(user: User) -> bool:
    """Whether the screens of exams concern her at all."""
    return is_trainer(user) or is_coordinator(user)


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
    """The coordination of the school where she is, or else was last: it is this school that certifies."""
    enrolment = last_enrolment(apprentice)
    return enrolment is not None and can_coordinate(user, enrolment.cohort.school)


def has_trained(address: str, apprentice: User) -> bool:
    """Whether the person with this address trains, or once did, where `apprentice` is or was enrolled."""
    return apprentice.pk in _trained_by(address, [apprentice.pk])


def _trained_by(address: str, apprentices: Collection[int]) -> set[int]:
    posts = StaffPost.objects.filter(person__email__iexact=address).order_by()
    cohorts = Cohort.objects.filter(trainers__email__iexact=address).order_by()
    stand_ins = Substitution.objects.filter(trainer__email__iexact=address).order_by()
    trained = Enrolment.objects.filter(
        Q(cohort__school__in=posts.values("school"))
        | Q(cohort__in=cohorts.values("pk"))
        | Q(cohort__in=stand_ins.values("cohort")),
        apprentice__in=apprentices,
    )
    return set(trained.values_list("apprentice", flat=True))


def without_those_trained_by(user: User, candidates: Collection[Candidate]) -> list[Candidate]:
    """Leave out the candidates whom `user` trained; one query, however many there are."""
    trained = _trained_by(user.email, [one.apprentice_id for one in candidates])
    return [one for one in candidates if one.apprentice_id not in trained]


def memberships_of(user: User) -> QuerySet[JuryMember]:
    """Return the places of `user` in juries; added before she had an account, one is hers by its address."""
    return JuryMember.objects.filter(
        Q(person=user) | Q(invitation__accepted_by=user) | Q(person=None, email__iexact=user.email),
        removed_at=None,
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


def cohorts_rehearsing_with(user: User) -> QuerySet[Cohort]:
    """Return the cohorts for which `user` may put a mock exam together: she trains or coordinates there."""
    return cohorts_within_reach(user, TRAINER, COORDINATOR)


def mocks_followed_by(user: User) -> QuerySet[MockExam]:
    """Return the mock exams of the cohorts where `user` trains or coordinates; advisers follow none."""
    return MockExam.objects.filter(cohort__in=cohorts_rehearsing_with(user)).select_related(
        "cohort__school", "version__certification"
    )


def check_can_open_mock(user: User, cohort: Cohort) -> None:
    if not cohorts_rehearsing_with(user).filter(pk=cohort.pk).exists():
        raise Denied


def check_can_grant_extra_time(user: User, enrolment: Enrolment) -> None:
    """Only those who coordinate the school: they have seen the paper that entitles her, and keep it elsewhere."""
    if not can_coordinate(user, enrolment.cohort.school):
        raise Denied


def mocks_of(apprentice: User) -> QuerySet[MockExam]:
    """Return the mock exams of the cohort where she is enrolled now, and those she sat anywhere."""
    return (
        MockExam.objects.filter(
            Q(cohort__enrolments__apprentice=apprentice, cohort__enrolments__left_on=None)
            | Q(sittings__apprentice=apprentice)
        )
        .select_related("cohort", "version__certification")
        .distinct()
    )


def check_can_sit(user: User, mock: MockExam) -> None:
    """Only who is enrolled in its cohort now."""
    if not can_ask_class(user, mock.cohort):
        raise Denied
