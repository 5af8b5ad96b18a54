"""What is new for the client of a project since a moment: for the mail of each week, and for her page."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from client_projects.models import (
    ClientContact,
    ClientProject,
    MeetingDecision,
    Milestone,
    Remark,
    RemarkMessage,
    Version,
    WantedContent,
)
from client_projects.queries.meetings import meeting_decisions_visible_to, meetings_visible_to
from client_projects.queries.progress import project_progress
from client_projects.queries.remarks import remarks_visible_to
from client_projects.queries.waiting import ThingToDo, things_to_do_for_client
from client_projects.states import ContentState, ProjectState, RemarkState
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


def news_since_visit(project: ClientProject, person: User, *, since: datetime, now: datetime) -> list[News]:
    """Return what the school did for the client of `project` between both moments, as her page tells it.

    Args:
        since: when `person`, who speaks for the client, was here last.
    """
    return [*_done_by_school(project, person, since, now), *_said_about_remarks(project, person, since, now)]


def _said_about_remarks(project: ClientProject, person: User, since: datetime, now: datetime) -> list[News]:
    """Each remark of hers that was closed or answered, once; the mail of the week leaves out what had its own."""
    answered = RemarkMessage.objects.filter(
        remark=OuterRef("pk"), written_at__gt=since, written_at__lte=now
    ).exclude(author=person)
    closed = Q(closed_at__gt=since, closed_at__lte=now)
    remarks = remarks_visible_to(person).filter(closed | Exists(answered), project=project, author=person)
    return [_about_remark(remark) for remark in remarks.order_by("written_at", "pk")]


def _about_remark(remark: Remark) -> News:
    sentence = (
        _("Your remark is settled: “%(remark)s”")
        if remark.state == RemarkState.SOLVED
        else _("There is an answer to your remark: “%(remark)s”")
    )
    return News(sentence % {"remark": Truncator(remark.text).chars(60)}, remark.get_absolute_url())


def _news_of(project: ClientProject, person: User, since: datetime, now: datetime) -> ClientNews:
    decisions = meeting_decisions_visible_to(person).filter(
        meeting__project=project, meeting__shared_at__gt=since, meeting__shared_at__lte=now
    )
    return ClientNews(
        project=project,
        where=project_progress(project).sentence,
        thing=next(iter(things_to_do_for_client(project)), None),
        news=_done_by_school(project, person, since, now),
        decisions=list(decisions.select_related("meeting__project")),
    )


def _done_by_school(project: ClientProject, person: User, since: datetime, now: datetime) -> list[News]:
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
    return news


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
