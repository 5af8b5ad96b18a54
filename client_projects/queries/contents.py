"""What the client is to give, and what she gave."""

from django.db.models import F, QuerySet

from client_projects.models import ClientProject, GivenContent, WantedContent
from client_projects.queries.projects import Person
from client_projects.states import ContentState
from client_projects.visibility import visible_given_contents, visible_wanted_contents
from lms.people.models import User
from lms.people.roles import TRAINER


def contents_visible_to(user: Person) -> QuerySet[WantedContent]:
    """Return them with all that was given; two queries."""
    return (
        visible_wanted_contents(user)
        .select_related("project__client", "project__cohort__school", "milestone", "written_by")
        .prefetch_related("given")
        .order_by(F("wanted_on").asc(nulls_last=True), "pk")
    )


def given_visible_to(user: Person) -> QuerySet[GivenContent]:
    return visible_given_contents(user).select_related(
        "wanted__project__client", "wanted__project__cohort__school"
    )


def contents_awaited(project: ClientProject) -> QuerySet[WantedContent]:
    """Return what the client owes now, the most pressing first."""
    awaited = project.wanted_contents.filter(state__in=(ContentState.ASKED, ContentState.INCOMPLETE))
    return awaited.select_related("project").order_by(F("wanted_on").asc(nulls_last=True), "pk")


def contents_to_check_by(user: User) -> QuerySet[WantedContent]:
    """Return what clients gave and no trainer has looked at, in the schools where `user` is one."""
    return (
        WantedContent.objects.filter(
            state=ContentState.RECEIVED, project__school__posts__in=user.posts.filter(role=TRAINER)
        )
        .select_related("project")
        .order_by("received_at", "pk")
    )


def pictures_with_rights(project: ClientProject) -> QuerySet[GivenContent]:
    """Return the photos that a trainer accepted, with what was declared about them."""
    accepted = GivenContent.objects.filter(wanted__project=project, wanted__state=ContentState.ACCEPTED)
    return accepted.exclude(rights="").select_related("wanted")


def accesses_given(project: ClientProject) -> QuerySet[GivenContent]:
    """Return how each access was given and who holds it; there is no secret among them."""
    given = GivenContent.objects.filter(wanted__project=project).exclude(way="")
    return given.exclude(wanted__state=ContentState.DROPPED).select_related("wanted")
