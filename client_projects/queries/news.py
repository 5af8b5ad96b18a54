"""What is new for the client of a project since a moment, for the mail that tells her once a week."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from client_projects.models import (
    ClientContact,
    ClientProject,
    MeetingDecision,
    Milestone,
    Version,
    WantedContent,
)
from client_projects.queries.meetings import meeting_decisions_visible_to, meetings_visible_to
from client_projects.queries.progress import project_progress
from client_projects.queries.waiting import ThingToDo, things_to_do_for_client
from client_projects.states import ContentState, ProjectState
from lms.people.models import User


@dataclass(frozen=True)
class News:
    """One sentence, and where it leads."""

    sentence: str
    url: str = ""


@dataclass(frozen=True)
class ClientNews:
    """One project as its client's mail tells it; `news` and `decisions` are what happened meanwhile."""

    project: ClientProject
    where: str
    thing: ThingToDo | None
    news: list[News]
    decisions: list[MeetingDecision]


def client_news(person: User, *, since: datetime, now: datetime) -> list[ClientNews]:
    """Return each running project for which `person` speaks, with what the school did between both moments."""
    spoken_for = ClientContact.objects.filter(person=person, left_on=None).values("client")
    projects = ClientProject.objects.filter(client__in=spoken_for, state=ProjectState.RUNNING)
    return [_news_of(project, person, since, now) for project in projects.prefetch_related("milestones")]


def _news_of(project: ClientProject, person: User, since: datetime, now: datetime) -> ClientNews:
    news = [_of_stage(milestone) for milestone in _stages_between(project, since, now)]
    shown = Version.objects.filter(
        deliverable__milestone__project=project, shared_at__gt=since, shared_at__lte=now
    ).select_related("deliverable__milestone__project")
    for version in shown.order_by("shared_at"):
        what = {"title": version.deliverable.title, "number": version.number}
        news.append(News(_("“%(title)s”: version %(number)d can be seen.") % what, version.decision_url))
    for meeting in meetings_visible_to(person).filter(
        project=project, shared_at__gt=since, shared_at__lte=now
    ):
        sentence = _("The notes of our meeting are here: %(subject)s") % {"subject": meeting.subject}
        news.append(News(sentence, meeting.get_absolute_url()))
    asked = WantedContent.objects.filter(
        project=project,
        state__in=(ContentState.ASKED, ContentState.INCOMPLETE),
        asked_at__gt=since,
        asked_at__lte=now,
    ).select_related("project")
    for wanted in asked:
        sentence = _("We need from you: %(title)s") % {"title": wanted.title}
        news.append(News(sentence, wanted.get_absolute_url()))
    decisions = meeting_decisions_visible_to(person).filter(
        meeting__project=project, meeting__shared_at__gt=since, meeting__shared_at__lte=now
    )
    return ClientNews(
        project=project,
        where=project_progress(project).sentence,
        thing=next(iter(things_to_do_for_client(project)), None),
        news=news,
        decisions=list(decisions.select_related("meeting__project")),
    )


def _stages_between(project: ClientProject, since: datetime, now: datetime) -> list[Milestone]:
    """Return what began or ended; stages only have days, so that each day is told once, on a later one."""
    first, last = timezone.localdate(since), timezone.localdate(now)
    days = Q(started_on__gte=first, started_on__lt=last) | Q(done_on__gte=first, done_on__lt=last)
    return list(project.milestones.filter(days).order_by("number"))


def _of_stage(milestone: Milestone) -> News:
    name = {"name": milestone.stage.name}
    if milestone.done_on:
        return News(_("The stage “%(name)s” is finished.") % name)
    return News(_("The stage “%(name)s” has begun.") % name)
