"""Who reads the register, who answers requests about data."""

from django.db.models import Q, QuerySet

from client_projects.models import ClientContact
from lms.core.permissions import Denied
from lms.people.models import Enrolment, School, StaffPost, User
from lms.people.permissions import is_adviser, is_coordinator
from lms.people.roles import COORDINATOR
from lms.privacy.models import DataRequest


def can_read_register(user: User) -> bool:
    """Those who answer for data in a school, and those whose notes are the most delicate."""
    return is_coordinator(user) or is_adviser(user)


def may_answer_requests(user: User) -> bool:
    """Whether the screens of requests concern her at all."""
    return is_coordinator(user)


def requests_answered_by(user: User) -> QuerySet[DataRequest]:
    """Return what `user` may answer: asked by people of the schools she coordinates, and by people of no school."""
    schools = StaffPost.objects.filter(person=user, role=COORDINATOR).values("school")
    learning = Enrolment.objects.order_by()
    working = StaffPost.objects.order_by()
    speaking = ClientContact.objects.order_by()
    hers = (
        Q(person__in=learning.filter(cohort__school__in=schools).values("apprentice"))
        | Q(person__in=working.filter(school__in=schools).values("person"))
        | Q(person__in=speaking.filter(client__school__in=schools).values("person"))
    )
    nobodys = (
        ~Q(person__in=learning.values("apprentice"))
        & ~Q(person__in=working.values("person"))
        & ~Q(person__in=speaking.values("person"))
    )
    found = DataRequest.objects.filter(hers | nobodys) if schools else DataRequest.objects.none()
    return found.exclude(person=user).select_related("person", "answered_by", "lifted_by")


def coordinators_for(person: User) -> QuerySet[User]:
    """Return who answers what `person` asks: the coordination of her schools; of all schools when she has none."""
    schools = School.objects.filter(
        Q(cohorts__enrolments__apprentice=person)
        | Q(posts__person=person)
        | Q(clients__contacts__person=person)
    )
    posts = StaffPost.objects.filter(role=COORDINATOR)
    if schools.exists():
        posts = posts.filter(school__in=schools.values("pk"))
    return User.objects.filter(pk__in=posts.values("person"), is_active=True).exclude(pk=person.pk)


def check_can_answer(user: User, asked: DataRequest) -> None:
    if not requests_answered_by(user).filter(pk=asked.pk).exists():
        raise Denied
