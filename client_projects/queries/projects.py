"""Which projects, deliverables and versions a person may open, and who belongs to them."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, QuerySet

from client_projects.models import (
    ClientContact,
    ClientProject,
    Deliverable,
    Milestone,
    TeamMember,
    Version,
)
from client_projects.visibility import visible_deliverables, visible_projects, visible_versions
from lms.people.models import User

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


def trainers_to_call(project: ClientProject) -> QuerySet[User]:
    """Return the trainers of the project's cohort: the people a client may write to."""
    return project.cohort.trainers.filter(is_active=True)


def team_of(project: ClientProject) -> QuerySet[TeamMember]:
    return TeamMember.objects.filter(project=project).select_related("apprentice")


def contacts_of(project: ClientProject) -> QuerySet[ClientContact]:
    return ClientContact.objects.filter(client=project.client_id).select_related("person").order_by("pk")
