"""Handover packs: who may take one home, and which wait to be made."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from client_projects.models import HandoverPack
from client_projects.queries.projects import Person
from client_projects.states import PackState
from client_projects.visibility import visible_packs

# Long enough for the usual wake-up to have made it.
_LATE = timedelta(minutes=5)


def packs_visible_to(user: Person) -> QuerySet[HandoverPack]:
    return visible_packs(user).select_related("project", "asked_by")


def packs_to_make(*, now: datetime) -> QuerySet[HandoverPack]:
    """Return those whose wake-up was lost or whose worker died."""
    waiting = HandoverPack.objects.filter(state=PackState.WAITING, asked_at__lt=now - _LATE)
    return waiting.select_related("project__client", "project__school", "project__cohort")
