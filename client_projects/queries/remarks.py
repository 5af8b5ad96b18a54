"""The remarks that a person may read, and those that wait for a trainer."""

from datetime import datetime, timedelta

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, When

from client_projects.models import ClientContact, Remark, RemarkMessage, RemarkNote, TeamRemark, Version
from client_projects.queries.projects import Person, versions_visible_to
from client_projects.states import CLOSED_REMARKS, ProjectState, RemarkState, TicketState
from client_projects.visibility import visible_remark_notes, visible_remarks, visible_team_remarks
from lms.people.models import User
from lms.people.roles import TRAINER

# Long enough for the usual wake-up to have done it.
_LATE = timedelta(minutes=1)


def remarks_visible_to(user: Person) -> QuerySet[Remark]:
    """Return what clients said, as `user` may read it, with what a line shows."""
    return visible_remarks(user).select_related(
        "project__client",
        "project__cohort__school",
        "version__deliverable__milestone__project",
        "author",
        "ticket__project",
        "grouped_with__project",
    )


def team_remarks_visible_to(user: Person) -> QuerySet[TeamRemark]:
    return visible_team_remarks(user).select_related(
        "project__client",
        "project__cohort__school",
        "version__deliverable__milestone__project",
        "author",
        "solved_by",
        "ticket__project",
    )


def remarks_on(version: Version, user: Person) -> list[Remark]:
    """Return what clients said about `version`, in the order it was said."""
    return list(remarks_visible_to(user).filter(version=version).order_by("written_at", "pk"))


def team_remarks_on(version: Version, user: Person) -> list[TeamRemark]:
    """Return what was said inside about `version`, in the order it was said."""
    return list(team_remarks_visible_to(user).filter(version=version).order_by("written_at", "pk"))


def versions_to_find_spot_in(remark: Remark | TeamRemark, user: Person) -> list[Version]:
    """Return the versions of the site that `user` may visit, from the one on which the place was shown on."""
    if remark.version is None or remark.spot is None:
        return []
    since = {"deliverable": remark.version.deliverable_id, "number__gte": remark.version.number}
    return list(versions_visible_to(user).filter(site__isnull=False, **since).order_by("number"))


def messages_of(remark: Remark) -> QuerySet[RemarkMessage]:
    return remark.messages.select_related("author")


def notes_of(remark: Remark, user: Person) -> QuerySet[RemarkNote]:
    """Return what was said inside about `remark`; nothing to its client."""
    return visible_remark_notes(user).filter(remark=remark).select_related("author")


def remarks_to_group_with(remark: Remark) -> QuerySet[Remark]:
    """Return the open remarks of the project that lead no other's way."""
    return (
        Remark.objects.filter(project=remark.project_id, grouped_with=None)
        .exclude(pk=remark.pk)
        .exclude(state__in=CLOSED_REMARKS)
    )


def remarks_to_sort_by(trainer: User) -> QuerySet[Remark]:
    """Return what waits for a trainer's word in the schools where `trainer` teaches, the oldest first.

    That is what nobody sorted, what is ready to be answered because its ticket is done, and what its client wrote
    under since (`client_wrote_at`, also under a remark that follows another).
    """
    first_in_line = Q(grouped_with=None)
    ready = Q(state=RemarkState.IN_PROGRESS, ticket__state=TicketState.DONE)
    # Who spoke last: the client, or the school.
    last = RemarkMessage.objects.filter(remark=OuterRef("pk")).order_by("-pk")
    contacts = ClientContact.objects.filter(
        client=OuterRef("project__client"), person=OuterRef("last_word_by")
    )
    unheard = Q(client_spoke_last=True) & ~Q(state__in=(RemarkState.RECEIVED, *CLOSED_REMARKS))
    return (
        Remark.objects.alias(
            last_word_by=Subquery(last.values("author")[:1]), client_spoke_last=Exists(contacts)
        )
        .annotate(client_wrote_at=Case(When(unheard, then=Subquery(last.values("written_at")[:1]))))
        .filter(
            unheard | (first_in_line & (Q(state=RemarkState.RECEIVED) | ready)),
            project__school__posts__in=trainer.posts.filter(role=TRAINER),
        )
        .exclude(project__state=ProjectState.ARCHIVED)
        .select_related("project", "author")
        .order_by("written_at", "pk")
    )


def messages_to_announce(*, now: datetime) -> QuerySet[RemarkMessage]:
    """Return what trainers wrote under remarks and their authors were not told."""
    return RemarkMessage.objects.filter(told_at=None, written_at__lt=now - _LATE)


def remarks_to_announce(*, now: datetime) -> QuerySet[Remark]:
    """Return the closed ones whose author was not told."""
    return Remark.objects.filter(author_told_at=None, closed_at__lt=now - _LATE)
