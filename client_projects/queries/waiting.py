"""What each person has to do, and what is still to be told by mail."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from client_projects.models import (
    ClientContact,
    ClientProject,
    ContactAccess,
    Decision,
    Paper,
    SatisfactionSurvey,
    TestRun,
    Version,
)
from client_projects.queries.contents import contents_awaited
from client_projects.queries.meetings import meetings_to_confirm
from client_projects.queries.progress import project_progress
from client_projects.queries.reservations import reservations_to_check
from client_projects.queries.satisfaction import survey_of
from client_projects.stages import SIGNED_STAGES
from client_projects.states import ProjectState, QuoteState, Side, StageState
from lms.core.dates import date_format
from lms.people.models import User
from lms.people.roles import TRAINER

# --- What has to be done ----------------------------------------------------------------------------------


def _newest_shared() -> QuerySet[Version]:
    newer = Version.objects.filter(
        deliverable=OuterRef("deliverable"), number__gt=OuterRef("number"), shared_at__isnull=False
    )
    return Version.objects.filter(~Exists(newer), shared_at__isnull=False)


def _awaiting_decision(projects: Iterable[ClientProject] | QuerySet[ClientProject]) -> QuerySet[Version]:
    return (
        _newest_shared()
        .filter(
            decision=None,
            deliverable__milestone__project__in=projects,
            deliverable__milestone__code__in=sorted(SIGNED_STAGES),
        )
        .exclude(deliverable__milestone__project__state=ProjectState.ARCHIVED)
        .select_related("deliverable__milestone__project__client")
        .order_by("shared_at", "pk")
    )


def decisions_awaited_from(user: User) -> list[Version]:
    """Return the versions that `user`, as a client, has to decide on, the one that waits longest first."""
    clients = ClientContact.objects.filter(person=user, left_on=None).values("client")
    return list(_awaiting_decision(ClientProject.objects.filter(client__in=clients)))


@dataclass(frozen=True)
class ThingToDo:
    """One thing the client can do now: `action` names the button to `url`; `version` is what to decide on."""

    title: str
    detail: str
    url: str = ""
    version: Version | None = None
    action: str = ""
    stage: str = ""


def things_to_do_for_client(project: ClientProject) -> list[ThingToDo]:
    """Return what the client has to do, the most pressing first: decisions, then what current stages need.

    A screen shows the first one large; two queries, one when the milestones are prefetched.
    """
    if project.is_archived:
        return []
    decisions = [_to_decide(version) for version in _awaiting_decision([project])]
    decided_stages = {thing.version.deliverable.milestone.code for thing in decisions if thing.version}
    needs = [
        ThingToDo(
            title=str(milestone.stage.needed),
            detail=_("For the stage: %(name)s") % {"name": milestone.stage.name},
            stage=milestone.code,
        )
        for milestone in project_progress(project).current
        if milestone.stage.needed and milestone.code not in decided_stages
    ]
    tests = _tests_and_papers(project)
    if tests:
        needs = [need for need in needs if need.stage != "acceptance"]
    contents = _contents_to_give(project)
    if contents:
        needs = [need for need in needs if need.stage != "content"]
    survey = survey_of(project)
    if survey is not None:
        needs = [need for need in needs if need.stage != "closing"]
    return (
        decisions
        + tests
        + _reservations_to_check(project)
        + contents
        + _meetings_to_confirm(project)
        + _opinion_to_give(survey)
        + _quotes_to_answer(project)
        + needs
    )


def _opinion_to_give(survey: SatisfactionSurvey | None) -> list[ThingToDo]:
    if survey is None or survey.is_answered:
        return []
    return [
        ThingToDo(
            title=_("Tell us how the project went"),
            detail=_("Five questions, one minute."),
            url=survey.get_absolute_url(),
            action=_("Give your opinion"),
        )
    ]


def _meetings_to_confirm(project: ClientProject) -> list[ThingToDo]:
    return [
        ThingToDo(
            title=_("Read the notes of our meeting: %(subject)s") % {"subject": meeting.subject},
            detail=_("Say that they are right, or what is missing."),
            url=meeting.get_absolute_url(),
            action=_("Read the notes"),
        )
        for meeting in meetings_to_confirm(project)
    ]


def _contents_to_give(project: ClientProject) -> list[ThingToDo]:
    """Return one thing for all that the client owes: it is long to do, and she does it in several times."""
    awaited = list(contents_awaited(project))
    if not awaited:
        return []
    first = awaited[0]
    if len(awaited) == 1:
        by = _("Before %(day)s.") % {"day": date_format(first.wanted_on, "j F")} if first.wanted_on else ""
        title = _("Give us: %(title)s") % {"title": first.title}
        return [ThingToDo(title, by or first.details, first.get_absolute_url(), action=_("Give it"))]
    sentence = ngettext("Give us %(n)d content", "Give us %(n)d contents", len(awaited)) % {"n": len(awaited)}
    names = ", ".join(one.title for one in awaited[:3]) + ("…" if len(awaited) > 3 else "")
    return [
        ThingToDo(sentence, names, reverse("content_list", args=[project.slug]), action=_("See the list"))
    ]


def _tests_and_papers(project: ClientProject) -> list[ThingToDo]:
    """Return the signature that is asked for, or the round of tests that is open, then papers to sign."""
    things = []
    run = project.test_runs.filter(closed_at=None).first()
    if run is not None and run.offered_at:
        things.append(
            ThingToDo(
                title=_("Read the acceptance report and sign"),
                detail=run.delivered,
                url=reverse("acceptance_sign", args=[project.slug]),
                action=_("Read and sign"),
            )
        )
    elif run is not None and project.test_items.exclude(answers__run=run, answers__again=False).exists():
        things.append(
            ThingToDo(
                title=_("Try your new site, point by point"),
                detail=run.delivered,
                url=reverse("acceptance", args=[project.slug]),
                action=_("Begin or go on"),
            )
        )
    unsigned = Paper.objects.filter(project=project).exclude(signatures__side=Side.CLIENT)
    return things + [
        ThingToDo(
            title=_("Read and sign: %(paper)s") % {"paper": paper.get_kind_display()},
            detail=_("It takes two minutes."),
            url=reverse("paper", args=[project.slug, paper.pk]),
            action=_("Read and sign"),
        )
        for paper in unsigned
    ]


def _reservations_to_check(project: ClientProject) -> list[ThingToDo]:
    count = reservations_to_check(project).count()
    if not count:
        return []
    sentence = ngettext(
        "Check %(n)d reservation that is put right", "Check %(n)d reservations that are put right", count
    )
    return [
        ThingToDo(
            title=sentence % {"n": count},
            detail=_("The team says it is done: you have the last word."),
            url=reverse("reservation_list", args=[project.slug]),
            action=_("Look and answer"),
        )
    ]


def _quotes_to_answer(project: ClientProject) -> list[ThingToDo]:
    count = project.quotes.filter(state=QuoteState.ASKED).count()
    if not count:
        return []
    sentence = ngettext(
        "Say whether we may quote %(n)d sentence of yours",
        "Say whether we may quote %(n)d sentences of yours",
        count,
    )
    return [
        ThingToDo(
            title=sentence % {"n": count},
            detail=_("It would speak for the apprentices who worked for you."),
            url=reverse("quotes", args=[project.slug]),
            action=_("Look and answer"),
        )
    ]


def _to_decide(version: Version) -> ThingToDo:
    return ThingToDo(
        title=_("Look at “%(title)s” and decide") % {"title": version.deliverable.title},
        detail=_("Shown to you on %(date)s, version %(number)d")
        % {"date": date_format(timezone.localdate(version.shared_at), "j F"), "number": version.number},
        url=version.decision_url,
        version=version,
        action=_("Look and decide"),
    )


@dataclass
class WaitingProject:
    """What a trainer can move forward in one project.

    Attributes:
        to_share: handed in after what the client saw last, and not shown to her yet.
        decided: decisions the team has not answered: the stage is still open and no newer version came.
    """

    project: ClientProject
    to_share: list[Version] = field(default_factory=list)
    decided: list[Decision] = field(default_factory=list)


def projects_waiting_for_trainer(user: User) -> list[WaitingProject]:
    """Return the projects of the schools where `user` is a trainer that wait for her; two queries."""
    here = Q(deliverable__milestone__project__school__posts__in=user.posts.filter(role=TRAINER))
    later = Version.objects.filter(deliverable=OuterRef("deliverable"), number__gt=OuterRef("number"))
    newest = (
        Version.objects.filter(here, ~Exists(later))
        .exclude(deliverable__milestone__state=StageState.DONE, shared_at__isnull=False)
        .exclude(deliverable__milestone__project__state=ProjectState.ARCHIVED)
        .select_related("deliverable__milestone__project__client", "decision", "handed_in_by")
        .order_by("handed_in_at", "pk")
    )
    waiting: dict[int, WaitingProject] = {}
    for version in newest:
        if version.is_shared and version.decided is None:
            continue
        project = version.deliverable.milestone.project
        line = waiting.setdefault(project.pk, WaitingProject(project))
        if version.decided is not None:
            line.decided.append(version.decided)
        else:
            line.to_share.append(version)
    return list(waiting.values())


# --- Mails whose wake-up was lost -------------------------------------------------------------------------

# Long enough for the usual wake-up to have done it.
_LATE = timedelta(minutes=1)


def versions_to_announce(*, now: datetime) -> QuerySet[Version]:
    return Version.objects.filter(client_told_at=None, shared_at__lt=now - _LATE)


def decisions_to_announce(*, now: datetime) -> QuerySet[Decision]:
    return Decision.objects.filter(team_told_at=None, decided_at__lt=now - _LATE)


def contacts_to_welcome() -> QuerySet[ClientContact]:
    return ClientContact.objects.filter(welcomed_at=None, left_on=None)


def accesses_to_send(*, now: datetime) -> QuerySet[ContactAccess]:
    """Return the mails that should have let a contact in by now and were not written."""
    return ContactAccess.objects.filter(
        sent_at=None, used_at=None, asked_at__lt=now - _LATE, expires_at__gt=now
    ).select_related("contact__client", "contact__person")


def runs_to_announce(*, now: datetime) -> QuerySet[TestRun]:
    late = TestRun.objects.filter(client_told_at=None, closed_at=None, opened_at__lt=now - _LATE)
    return late.select_related("project")
