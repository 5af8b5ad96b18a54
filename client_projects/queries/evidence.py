"""Parts in what was approved, and what the client lets us quote."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from client_projects.models import (
    ClientProject,
    ClientQuote,
    Decision,
    QuoteUse,
    Remark,
    Version,
    VersionPart,
)
from client_projects.queries.projects import Person
from client_projects.states import APPROVALS, PartState, ProjectState
from client_projects.visibility import visible_quotes, visible_version_parts
from lms.people.models import User
from lms.people.roles import TRAINER

# What the book calls evidence that comes from an approved deliverable, and from a client's sentence.
PART_LABEL = "deliverable"
QUOTE_LABEL = "client_quote"


def version_parts_visible_to(user: Person) -> QuerySet[VersionPart]:
    """Return the parts that `user` reads from inside, with what a line shows."""
    return (
        visible_version_parts(user)
        .select_related("apprentice", "reviewed_by", "version__deliverable__milestone__project__cohort")
        .prefetch_related("competences")
    )


def parts_of(version: Version, user: Person) -> QuerySet[VersionPart]:
    return version_parts_visible_to(user).filter(version=version)


def parts_to_validate_by(trainer: User) -> QuerySet[VersionPart]:
    """Return what apprentices say of their part in what clients approved, as it stands today; the oldest first."""
    newer = Version.objects.filter(
        deliverable=OuterRef("version__deliverable"),
        number__gt=OuterRef("version__number"),
        shared_at__isnull=False,
    )
    return (
        VersionPart.objects.filter(
            ~Exists(newer),
            state=PartState.PROPOSED,
            version__decision__kind__in=APPROVALS,
            version__deliverable__milestone__project__school__posts__in=trainer.posts.filter(role=TRAINER),
        )
        .exclude(version__deliverable__milestone__project__state=ProjectState.ARCHIVED)
        .select_related("apprentice", "version__deliverable__milestone__project")
        .order_by("written_at", "pk")
    )


def quotes_visible_to(user: Person) -> QuerySet[ClientQuote]:
    """Return the quotes that `user` may read, with what a line shows."""
    return (
        visible_quotes(user)
        .select_related(
            "project__client", "project__cohort__school", "remark__author", "decision", "answered_by"
        )
        .prefetch_related("uses__apprentice", "uses__competences")
    )


def quote_uses_visible_to(user: Person) -> QuerySet[QuoteUse]:
    return QuoteUse.objects.filter(quote__in=visible_quotes(user)).select_related(
        "quote__project__cohort__school", "apprentice"
    )


@dataclass(frozen=True)
class Written:
    """Something the client wrote: `key` names it in a form."""

    key: str
    source: Remark | Decision
    text: str


def written_by_client(project: ClientProject) -> list[Written]:
    """Return what the client wrote with a decision or as a remark, the newest first; two queries."""
    decisions = Decision.objects.filter(version__deliverable__milestone__project=project).exclude(reason="")
    remarks = Remark.objects.filter(project=project)
    found = [(one.decided_at, Written(f"decision-{one.pk}", one, one.reason)) for one in decisions]
    found += [(one.written_at, Written(f"remark-{one.pk}", one, one.text)) for one in remarks]
    return [written for _moment, written in sorted(found, key=lambda pair: pair[0], reverse=True)]
