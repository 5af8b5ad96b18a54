"""Reading requests for help: whose turn it is, and what was said."""

from collections.abc import Iterable

from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import TruncDate

from exercises.models import Exercise, HelpMessage, HelpRequest
from lms.people.models import Cohort, User
from lms.people.queries import apprentices_visible_to
from lms.people.roles import TRAINER


def _with_conversation(requests: QuerySet[HelpRequest]) -> QuerySet[HelpRequest]:
    messages = HelpMessage.objects.select_related("author", "submission__current_run").order_by(
        "written_at", "pk"
    )
    return requests.select_related("exercise__current_version", "apprentice").prefetch_related(
        Prefetch("messages", messages)
    )


def help_visible_to(trainer: User) -> QuerySet[HelpRequest]:
    """Return the requests of the apprentices enrolled in the schools where `trainer` teaches, or then still were."""
    until_she_left = Q(apprentice__enrolments__left_on=None) | Q(
        apprentice__enrolments__left_on__gte=TruncDate("asked_at")
    )
    posts = {
        "apprentice__enrolments__cohort__school__posts__person": trainer,
        "apprentice__enrolments__cohort__school__posts__role": TRAINER,
    }
    return _with_conversation(HelpRequest.objects.filter(until_she_left, **posts).distinct())


def help_waiting_for(trainer: User) -> QuerySet[HelpRequest]:
    """Return the requests that await an answer in `trainer`'s schools, who has waited longest first."""
    return (
        help_visible_to(trainer)
        .filter(apprentice__in=apprentices_visible_to(trainer))
        .exclude(awaiting_trainer_since=None)
        .order_by("awaiting_trainer_since")
    )


def newest_help_request(apprentice: User, exercise: Exercise) -> HelpRequest | None:
    """Return the last conversation about `exercise`, open or closed; None when there was none."""
    mine = HelpRequest.objects.filter(apprentice=apprentice, exercise=exercise)
    return _with_conversation(mine).order_by("-asked_at", "-pk").first()


def help_requests_of(apprentice: User) -> QuerySet[HelpRequest]:
    """Return her open conversations, those where it is her turn first."""
    return _with_conversation(HelpRequest.objects.filter(apprentice=apprentice, closed_at=None)).order_by(
        "awaiting_trainer_since"
    )


def asking_for_help_in(cohorts: Iterable[Cohort]) -> set[int]:
    """Return the ids of the apprentices of `cohorts` who said that they are stuck and await an answer."""
    asking = HelpRequest.objects.filter(
        apprentice__enrolments__cohort__in=cohorts, apprentice__enrolments__left_on=None
    ).exclude(awaiting_trainer_since=None)
    return set(asking.order_by().values_list("apprentice", flat=True))


def questions_of(apprentice: User) -> QuerySet[HelpRequest]:
    """Return all that `apprentice` asked, open or closed, newest first."""
    return _with_conversation(HelpRequest.objects.filter(apprentice=apprentice)).order_by("-asked_at", "-pk")
