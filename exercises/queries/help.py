"""Reading requests for help: whose turn it is, and what was said."""

from django.db.models import Prefetch, QuerySet

from exercises.models import Exercise, HelpMessage, HelpRequest
from lms.people.models import User
from lms.people.roles import TRAINER


def _with_conversation(requests: QuerySet[HelpRequest]) -> QuerySet[HelpRequest]:
    messages = HelpMessage.objects.select_related("author", "submission__current_run").order_by(
        "written_at", "pk"
    )
    return requests.select_related("exercise__current_version", "apprentice").prefetch_related(
        Prefetch("messages", messages)
    )


def help_visible_to(trainer: User) -> QuerySet[HelpRequest]:
    """Return the requests of the apprentices enrolled in the schools where `trainer` teaches."""
    posts = {
        "apprentice__enrolments__left_on": None,
        "apprentice__enrolments__cohort__school__posts__person": trainer,
        "apprentice__enrolments__cohort__school__posts__role": TRAINER,
    }
    return _with_conversation(HelpRequest.objects.filter(**posts).distinct())


def help_waiting_for(trainer: User) -> QuerySet[HelpRequest]:
    """Return the requests that await an answer in `trainer`'s schools, who has waited longest first."""
    return help_visible_to(trainer).exclude(awaiting_trainer_since=None).order_by("awaiting_trainer_since")


def newest_help_request(apprentice: User, exercise: Exercise) -> HelpRequest | None:
    """Return the last conversation about `exercise`, open or closed; None when there was none."""
    mine = HelpRequest.objects.filter(apprentice=apprentice, exercise=exercise)
    return _with_conversation(mine).order_by("-asked_at", "-pk").first()


def help_requests_of(apprentice: User) -> QuerySet[HelpRequest]:
    """Return her open conversations, those where it is her turn first."""
    return _with_conversation(HelpRequest.objects.filter(apprentice=apprentice, closed_at=None)).order_by(
        "awaiting_trainer_since"
    )
