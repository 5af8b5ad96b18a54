"""Notes of meetings and what was decided there."""

from django.db.models import Exists, OuterRef, QuerySet

from client_projects.models import ClientProject, MeetingAnswer, MeetingDecision, MeetingNotes
from client_projects.queries.projects import Person
from client_projects.visibility import visible_meetings
from lms.people.models import User
from lms.people.roles import TRAINER


def meetings_visible_to(user: Person) -> QuerySet[MeetingNotes]:
    """Return them with their decisions and answers; three queries."""
    return (
        visible_meetings(user)
        .select_related("project__client", "project__cohort__school", "written_by", "shared_by")
        .prefetch_related("decisions__deliverable", "decisions__ticket", "answers")
    )


def meeting_decisions_visible_to(user: Person) -> QuerySet[MeetingDecision]:
    """Return what was decided in the meetings whose notes `user` may read, the latest first."""
    return (
        MeetingDecision.objects.filter(meeting__in=visible_meetings(user).values("pk"))
        .select_related("meeting__project__cohort__school")
        .order_by("-meeting__held_on", "-meeting", "pk")
    )


def meetings_to_confirm(project: ClientProject) -> QuerySet[MeetingNotes]:
    """Return the shared notes about which nobody of the client has said anything, the oldest first."""
    answered = MeetingAnswer.objects.filter(meeting=OuterRef("pk"))
    return (
        project.meetings.filter(~Exists(answered), shared_at__isnull=False)
        .select_related("project")
        .order_by("held_on", "pk")
    )


def meetings_to_share_by(user: User) -> QuerySet[MeetingNotes]:
    """Return the drafts that a trainer of their school has not shared, for her."""
    return (
        MeetingNotes.objects.filter(
            shared_at=None, project__school__posts__in=user.posts.filter(role=TRAINER)
        )
        .exclude(project__state="archived")
        .select_related("project")
        .order_by("held_on", "pk")
    )
