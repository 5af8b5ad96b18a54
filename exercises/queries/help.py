"""Reading requests for help: whose turn it is, and what was said."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import TruncDate

from exercises.models import Draft, Exercise, HelpMessage, HelpRequest, Submission
from exercises.states import SubmissionState
from lms.people.models import User
from lms.people.permissions import cohorts_within_reach
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
    hers = Q(apprentice__enrolments__cohort__in=cohorts_within_reach(trainer, TRAINER))
    return _with_conversation(HelpRequest.objects.filter(until_she_left, hers).distinct())


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


def open_requests_of(apprentices: Collection[int]) -> QuerySet[HelpRequest]:
    """Return what `apprentices` (by id) asked and neither closed nor passed since, whoever's turn it is."""
    passed = Submission.objects.filter(
        apprentice=OuterRef("apprentice"), exercise=OuterRef("exercise"), state=SubmissionState.PASSED
    )
    return (
        HelpRequest.objects.filter(~Exists(passed), apprentice__in=apprentices, closed_at=None)
        .select_related("exercise__current_version")
        .defer("exercise__current_version__definition")
        .order_by("asked_at")
    )


def last_saved_by(apprentices: Collection[int]) -> dict[int, datetime]:
    """Return when each of `apprentices` (by id) last wrote, handed in or asked something; three queries."""
    found: dict[int, datetime] = {}
    for rows in (
        Draft.objects.filter(apprentice__in=apprentices).values_list("apprentice", Max("saved_at")),
        Submission.objects.filter(apprentice__in=apprentices).values_list("apprentice", Max("submitted_at")),
        HelpMessage.objects.filter(author__in=apprentices).values_list("author", Max("written_at")),
    ):
        for who, at in rows.order_by():
            found[who] = max(at, found.get(who, at))
    return found


def questions_of(apprentice: User) -> QuerySet[HelpRequest]:
    """Return all that `apprentice` asked, open or closed, newest first."""
    return _with_conversation(HelpRequest.objects.filter(apprentice=apprentice)).order_by("-asked_at", "-pk")
