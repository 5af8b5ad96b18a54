"""What changed lately in a project, in words for who reads it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from client_projects.models import (
    ClientProject,
    Decision,
    Milestone,
    Version,
)
from client_projects.queries.projects import Person, projects_visible_to
from client_projects.queries.satisfaction import survey_of
from client_projects.states import DecisionKind
from lms.people.models import User

# --- What changed, who is there ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """One dated line of a project's recent history, with the icon that stands for it."""

    happened_on: date
    sentence: str
    icon: str
    url: str = ""


def recent_changes(project: ClientProject, *, reader: User, at_most: int = 6) -> list[Change]:
    """Return the latest lines of history, newest first, from a project read with `project_with_work`.

    Args:
        reader: told « vous » about her own decisions.
    """
    changes: list[Change] = []
    for milestone in project.milestones.all():
        changes += _stage_changes(milestone)
        for deliverable in milestone.deliverables.all():
            for version in deliverable.versions.all():
                changes += _version_changes(version, reader)
    changes += _opinion_changes(project, reader)
    return sorted(changes, key=lambda change: change.happened_on, reverse=True)[:at_most]


def _stage_changes(milestone: Milestone) -> Iterator[Change]:
    name = {"name": milestone.stage.name}
    if milestone.done_on:
        yield Change(milestone.done_on, _("The stage “%(name)s” is finished.") % name, "check")
    if milestone.started_on:
        yield Change(milestone.started_on, _("The stage “%(name)s” has begun.") % name, "flag")


def _opinion_changes(project: ClientProject, reader: User) -> Iterator[Change]:
    survey = survey_of(project)
    if survey is None or survey.answered_at is None:
        return
    by_reader = survey.answered_by_id == reader.pk
    sentence = (
        pgettext("history", "You told how the project went.")
        if by_reader
        else pgettext("history", "%(name)s told how the project went.") % {"name": survey.answered_by_name}
    )
    yield Change(timezone.localdate(survey.answered_at), sentence, "message", survey.get_absolute_url())


def _version_changes(version: Version, reader: User) -> Iterator[Change]:
    if version.shared_at is None:
        return
    what = {"title": version.deliverable.title, "number": version.number}
    url = version.decision_url
    if (decision := version.decided) is not None:
        by_reader = decision.decided_by_id == reader.pk
        sentence = _own_decision(decision) if by_reader else _decision_of_somebody(decision)
        sentence %= {**what, "name": decision.decided_by_name}
        yield Change(timezone.localdate(decision.decided_at), sentence, "pencil", url)
    shared = _("“%(title)s”: version %(number)d can be seen.") % what
    yield Change(timezone.localdate(version.shared_at), shared, "eye", url)


def _decision_of_somebody(decision: Decision) -> str:
    return {
        DecisionKind.APPROVED: pgettext("history", "%(name)s approved “%(title)s”, version %(number)d."),
        DecisionKind.APPROVED_WITH_RESERVATIONS: pgettext(
            "history", "%(name)s approved “%(title)s”, version %(number)d, with reservations."
        ),
        DecisionKind.CHANGES_REQUESTED: pgettext(
            "history", "%(name)s asked for changes to “%(title)s”, version %(number)d."
        ),
    }[DecisionKind(decision.kind)]


def _own_decision(decision: Decision) -> str:
    return {
        DecisionKind.APPROVED: pgettext("history", "You approved “%(title)s”, version %(number)d."),
        DecisionKind.APPROVED_WITH_RESERVATIONS: pgettext(
            "history", "You approved “%(title)s”, version %(number)d, with reservations."
        ),
        DecisionKind.CHANGES_REQUESTED: pgettext(
            "history", "You asked for changes to “%(title)s”, version %(number)d."
        ),
    }[DecisionKind(decision.kind)]


def decisions_since(user: Person, since: datetime) -> QuerySet[Decision]:
    """Return what clients decided since then about the projects that `user` may see."""
    return Decision.objects.filter(
        version__deliverable__milestone__project__in=projects_visible_to(user), decided_at__gt=since
    ).select_related("version__deliverable__milestone__project")


def last_handed_in_by(people: Collection[int]) -> dict[int, datetime]:
    """Return when each of `people` (by id) last handed in a version of a deliverable."""
    rows = Version.objects.filter(handed_in_by__in=people).order_by()
    return dict(rows.values_list("handed_in_by", Max("handed_in_at")))
