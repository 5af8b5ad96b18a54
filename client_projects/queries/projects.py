"""Which projects, deliverables and versions a person may open, and who belongs to them."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from client_projects.models import (
    Client,
    ClientContact,
    ClientProject,
    Deliverable,
    Milestone,
    TeamMember,
    Version,
)
from client_projects.visibility import visible_deliverables, visible_projects, visible_versions
from lms.people.models import Cohort, Enrolment, StaffPost, User
from lms.people.roles import COORDINATOR, TRAINER

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
        "site__project",
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
    projects = projects_visible_to(user).select_related("satisfaction")
    return projects.prefetch_related(Prefetch("milestones", queryset=milestones))


def former_version(version: Version, user: Person) -> Version | None:
    """Return the version that `user` saw before `version`, with its decision, or None for the first one."""
    return (
        visible_versions(user)
        .filter(deliverable=version.deliverable_id, number__lt=version.number, shared_at__isnull=False)
        .select_related("decision", "deliverable__milestone__project", "site__project")
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


def trainers_to_call(project: ClientProject) -> QuerySet[User]:
    """Return the trainers of the project's cohort: the people a client may write to."""
    return project.cohort.trainers.filter(is_active=True)


def relatives_of(project: ClientProject, user: Person) -> dict[str, ClientProject | None]:
    """Return the project before (`predecessor`) and the one after (`successor`), where `user` may open them."""
    near = projects_visible_to(user).filter(Q(pk=project.follows_id) | Q(follows=project.pk))
    found = {"predecessor" if one.pk == project.follows_id else "successor": one for one in near}
    return {"predecessor": found.get("predecessor"), "successor": found.get("successor")}


def cohorts_to_open_for(user: User, *, on: date) -> QuerySet[Cohort]:
    """Return the cohorts, not over on that day, of the schools where `user` may open projects."""
    schools = StaffPost.objects.filter(person=user, role__in=(TRAINER, COORDINATOR)).values("school")
    return Cohort.objects.filter(school__in=schools, ends_on__gte=on).select_related("school")


def clients_to_choose_from(user: User) -> QuerySet[Client]:
    """Return the clients of the schools where `user` may open projects."""
    schools = StaffPost.objects.filter(person=user, role__in=(TRAINER, COORDINATOR)).values("school")
    return Client.objects.filter(school__in=schools).select_related("school")


def apprentices_for(project: ClientProject) -> QuerySet[User]:
    """Return who can join the team: the apprentices of the school now, those of the project's cohort first."""
    here = Enrolment.objects.filter(cohort__school=project.school_id, left_on=None)
    own = Exists(here.filter(apprentice=OuterRef("pk"), cohort=project.cohort_id))
    return (
        User.objects.filter(pk__in=here.values("apprentice"), is_active=True)
        .annotate(of_this_cohort=own)
        .order_by("-of_this_cohort", "first_name", "last_name")
    )


def team_of(project: ClientProject) -> QuerySet[TeamMember]:
    """Return everybody who is or was in the team; who left has a `left_on`."""
    return TeamMember.objects.filter(project=project).select_related("apprentice")


def contacts_of(project: ClientProject) -> QuerySet[ClientContact]:
    """Return those who speak for the client now."""
    return (
        ClientContact.objects.filter(client=project.client_id, left_on=None)
        .select_related("person")
        .order_by("pk")
    )
