"""Who is written to, and who chooses what."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from client_projects.models import ClientContact
from client_projects.states import ProjectState
from curriculum.models import Period, PeriodKind
from lms.core.permissions import Denied
from lms.people.models import Enrolment, StaffPost, User
from lms.people.permissions import is_apprentice, is_client, is_staff, is_trainer
from lms.people.roles import CLIENT


def can_choose_mails(user: User) -> bool:
    """Everybody who has a digest. What is a client's turn is written to her at once, whatever she chooses."""
    return is_apprentice(user) or is_staff(user) or is_client(user)


def check_can_choose_mails(user: User) -> None:
    if not can_choose_mails(user):
        raise Denied


def has_at_once(user: User) -> bool:
    """Whether something can be so much hers that it does not wait for the digest."""
    return is_apprentice(user) or is_trainer(user)


def people_written_to(*, on: date) -> QuerySet[User]:
    """Return those who may be written to on that day.

    Enrolled in a cohort under way, working at a school, or speaking for a client whose project is running.

    Who left, whose cohort has ended or whose account is closed is written to no more; who is on holiday, later.
    """
    closed = Period.objects.filter(
        cohort=OuterRef("cohort"), kind=PeriodKind.CLOSURE, starts_on__lte=on, ends_on__gte=on
    )
    learning = Enrolment.objects.filter(
        ~Exists(closed),
        apprentice=OuterRef("pk"),
        left_on=None,
        enrolled_on__lte=on,
        cohort__starts_on__lte=on,
        cohort__ends_on__gte=on,
    )
    working = StaffPost.objects.filter(person=OuterRef("pk"), role=OuterRef("role"))
    speaking = ClientContact.objects.filter(
        person=OuterRef("pk"), left_on=None, client__projects__state=ProjectState.RUNNING
    )
    return User.objects.filter(
        Q(Exists(learning)) | Q(Exists(working)) | Q(Exists(speaking), role=CLIENT), is_active=True
    )
