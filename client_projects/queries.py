"""Where projects stand, what each person has to do there, what changed lately."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from client_projects.models import (
    ClientContact,
    ClientProject,
    Decision,
    Deliverable,
    Milestone,
    TeamMember,
    Version,
)
from client_projects.stages import SIGNED_STAGES
from client_projects.states import DecisionKind, StageState
from client_projects.visibility import visible_deliverables, visible_projects, visible_versions
from lms.people.models import User
from lms.people.roles import TRAINER

Person = User | AnonymousUser


def projects_visible_to(user: Person) -> QuerySet[ClientProject]:
    """What `user` may open: her own as a client, her teams' as an apprentice, her schools' as staff."""
    return visible_projects(user).select_related("client", "school", "cohort__school")


def versions_visible_to(user: Person) -> QuerySet[Version]:
    """Return every version for those inside the project, only shared ones for its client."""
    return visible_versions(user).select_related(
        "deliverable__milestone__project__client",
        "deliverable__milestone__project__cohort__school",
        "decision",
    )


def deliverables_visible_to(user: Person) -> QuerySet[Deliverable]:
    return visible_deliverables(user).select_related(
        "milestone__project__client", "milestone__project__cohort__school"
    )


def project_with_work(user: Person) -> QuerySet[ClientProject]:
    """Return visible projects with stages, deliverables, versions and decisions that `user` may see.

    Four queries, however much work there is. What reads the result (`recent_changes`, `Deliverable.state`)
    sees only what was prefetched here.
    """
    versions = visible_versions(user).select_related("decision", "handed_in_by", "shared_by")
    deliverables = visible_deliverables(user).prefetch_related(Prefetch("versions", queryset=versions))
    milestones = Milestone.objects.order_by("number").prefetch_related(
        Prefetch("deliverables", queryset=deliverables)
    )
    return projects_visible_to(user).prefetch_related(Prefetch("milestones", queryset=milestones))


def former_version(version: Version, user: Person) -> Version | None:
    """Return the version that `user` saw before `version`, with its decision, or None for the first one."""
    return (
        visible_versions(user)
        .filter(deliverable=version.deliverable_id, number__lt=version.number, shared_at__isnull=False)
        .select_related("decision", "deliverable__milestone__project")
        .first()
    )


def successor_of(version: Version) -> Version | None:
    """Return the newest version shared after `version`: from then on nothing can be decided on `version`."""
    return (
        Version.objects.filter(
            deliverable=version.deliverable_id, number__gt=version.number, shared_at__isnull=False
        )
        .select_related("deliverable__milestone__project")
        .first()
    )


# --- Where a project stands -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Progress:
    """Where a project stands: `milestones` in order, `steps` as the stages component draws them."""

    milestones: list[Milestone]

    @property
    def done(self) -> int:
        return len(self.finished)

    @property
    def total(self) -> int:
        return len(self.milestones)

    @property
    def current(self) -> list[Milestone]:
        return self._in_state(StageState.CURRENT)

    @property
    def to_come(self) -> list[Milestone]:
        return self._in_state(StageState.TODO)

    @property
    def finished(self) -> list[Milestone]:
        return self._in_state(StageState.DONE)

    def _in_state(self, state: StageState) -> list[Milestone]:
        return [milestone for milestone in self.milestones if milestone.state == state]

    @property
    def sentence(self) -> str:
        """One line such as « Étape 6 sur 12 : Maquettes »."""
        if self.total and self.done == self.total:
            return _("Your site is finished.")
        if not self.current:
            return _("%(done)d stages of %(total)d are done.") % {"done": self.done, "total": self.total}
        now = self.current[-1]
        return _("Stage %(number)d of %(total)d: %(name)s") % {
            "number": now.number,
            "total": self.total,
            "name": now.stage.name,
        }

    @property
    def steps(self) -> list[dict[str, str]]:
        return [
            {"title": str(m.stage.name), "state": m.state, "detail": _when(m), "code": m.code}
            for m in self.milestones
        ]


def _when(milestone: Milestone) -> str:
    if milestone.done_on:
        return _("done on %(date)s") % {"date": date_format(milestone.done_on, "j F")}
    if milestone.planned_on:
        return _("planned for %(date)s") % {"date": date_format(milestone.planned_on, "j F")}
    return _("under way") if milestone.state == StageState.CURRENT else ""


def project_progress(project: ClientProject) -> Progress:
    """Return where `project` stands; one query, none when its milestones are prefetched."""
    return Progress(sorted(project.milestones.all(), key=lambda milestone: milestone.number))


@dataclass(frozen=True)
class ProjectLine:
    """One project in a list: where it stands and how many decisions it waits for."""

    project: ClientProject
    progress: Progress
    awaiting_client: int


def project_lines(user: Person) -> list[ProjectLine]:
    """Return the projects visible to `user` with their progress: three queries for any number of them."""
    projects = list(projects_visible_to(user).prefetch_related("milestones"))
    waiting = [version.deliverable.milestone.project_id for version in _awaiting_decision(projects)]
    return [ProjectLine(p, project_progress(p), waiting.count(p.pk)) for p in projects]


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
        .select_related("deliverable__milestone__project__client")
        .order_by("shared_at", "pk")
    )


def decisions_awaited_from(user: User) -> list[Version]:
    """Return the versions that `user`, as a client, has to decide on, the one that waits longest first."""
    clients = ClientContact.objects.filter(person=user).values("client")
    return list(_awaiting_decision(ClientProject.objects.filter(client__in=clients)))


@dataclass(frozen=True)
class ThingToDo:
    """One thing the client can do now. `version` and `url` are set when it is a decision."""

    title: str
    detail: str
    url: str = ""
    version: Version | None = None


def things_to_do_for_client(project: ClientProject) -> list[ThingToDo]:
    """Return what the client has to do, the most pressing first: decisions, then what current stages need.

    A screen shows the first one large; two queries, one when the milestones are prefetched.
    """
    decisions = [_to_decide(version) for version in _awaiting_decision([project])]
    decided_stages = {thing.version.deliverable.milestone.code for thing in decisions if thing.version}
    needs = [
        ThingToDo(
            title=str(milestone.stage.needed),
            detail=_("For the stage: %(name)s") % {"name": milestone.stage.name},
        )
        for milestone in project_progress(project).current
        if milestone.stage.needed and milestone.code not in decided_stages
    ]
    return decisions + needs


def _to_decide(version: Version) -> ThingToDo:
    return ThingToDo(
        title=_("Look at “%(title)s” and decide") % {"title": version.deliverable.title},
        detail=_("Shown to you on %(date)s, version %(number)d")
        % {"date": date_format(timezone.localdate(version.shared_at), "j F"), "number": version.number},
        url=version.decision_url,
        version=version,
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
    return sorted(changes, key=lambda change: change.happened_on, reverse=True)[:at_most]


def _stage_changes(milestone: Milestone) -> Iterator[Change]:
    name = {"name": milestone.stage.name}
    if milestone.done_on:
        yield Change(milestone.done_on, _("The stage “%(name)s” is finished.") % name, "check")
    if milestone.started_on:
        yield Change(milestone.started_on, _("The stage “%(name)s” has begun.") % name, "flag")


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


def trainers_to_call(project: ClientProject) -> QuerySet[User]:
    """Return the trainers of the project's cohort: the people a client may write to."""
    return project.cohort.trainers.filter(is_active=True)


def team_of(project: ClientProject) -> QuerySet[TeamMember]:
    return TeamMember.objects.filter(project=project).select_related("apprentice")


def contacts_of(project: ClientProject) -> QuerySet[ClientContact]:
    return ClientContact.objects.filter(client=project.client_id).select_related("person").order_by("pk")


# --- Mails whose wake-up was lost -------------------------------------------------------------------------

# Long enough for the usual wake-up to have done it.
_LATE = timedelta(minutes=1)


def versions_to_announce(*, now: datetime) -> QuerySet[Version]:
    return Version.objects.filter(client_told_at=None, shared_at__lt=now - _LATE)


def decisions_to_announce(*, now: datetime) -> QuerySet[Decision]:
    return Decision.objects.filter(team_told_at=None, decided_at__lt=now - _LATE)


def contacts_to_welcome() -> QuerySet[ClientContact]:
    return ClientContact.objects.filter(welcomed_at=None)
