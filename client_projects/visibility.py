"""What each person sees: a client only her own projects, and there nothing unless it was shared with her.

Every query of the package goes through these conditions; no screen reads a model without them.
"""

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Q, QuerySet

from client_projects.models import (
    ChecklistItem,
    ClientContact,
    ClientProject,
    ClientQuote,
    Deliverable,
    GivenContent,
    HandoverPack,
    MeetingNotes,
    Paper,
    Remark,
    RemarkNote,
    Reservation,
    SatisfactionSurvey,
    SiteInventory,
    SiteVersion,
    TeamMember,
    TeamRemark,
    TestItem,
    TestRun,
    Ticket,
    Version,
    VersionPart,
    WantedContent,
)
from client_projects.states import ContentState, QuoteState, RemarkState
from lms.people.models import StaffPost, User


def _projects_seen_as_client(user: User) -> QuerySet[ClientProject]:
    spoken_for = ClientContact.objects.filter(person=user, left_on=None).values("client")
    return ClientProject.objects.filter(client__in=spoken_for)


def _projects_seen_from_inside(user: User) -> QuerySet[ClientProject]:
    """Those of the schools where `user` works, and those of her teams while she is in them and enrolled there."""
    schools = StaffPost.objects.filter(person=user).values("school")
    teams = TeamMember.objects.filter(
        apprentice=user,
        left_on=None,
        apprentice__enrolments__left_on=None,
        apprentice__enrolments__cohort__school=F("project__school"),
    ).values("project")
    return ClientProject.objects.filter(Q(school__in=schools) | Q(pk__in=teams))


def visible_projects(user: User | AnonymousUser) -> QuerySet[ClientProject]:
    if isinstance(user, AnonymousUser):
        return ClientProject.objects.none()
    return ClientProject.objects.filter(
        Q(pk__in=_projects_seen_as_client(user).values("pk"))
        | Q(pk__in=_projects_seen_from_inside(user).values("pk"))
    )


def visible_inventories(user: User | AnonymousUser) -> QuerySet[SiteInventory]:
    """All of them for those inside; for the client only what a trainer has shown her."""
    if isinstance(user, AnonymousUser):
        return SiteInventory.objects.none()
    inside = Q(project__in=_projects_seen_from_inside(user).values("pk"))
    shared = Q(project__in=_projects_seen_as_client(user).values("pk"), shared_at__isnull=False)
    return SiteInventory.objects.filter(inside | shared)


def visible_versions(user: User | AnonymousUser) -> QuerySet[Version]:
    """Everything handed in for those inside; only what is shared for the client."""
    if isinstance(user, AnonymousUser):
        return Version.objects.none()
    inside = Q(deliverable__milestone__project__in=_projects_seen_from_inside(user).values("pk"))
    shared = Q(
        deliverable__milestone__project__in=_projects_seen_as_client(user).values("pk"),
        shared_at__isnull=False,
    )
    return Version.objects.filter(inside | shared)


def visible_deliverables(user: User | AnonymousUser) -> QuerySet[Deliverable]:
    """For the client a deliverable exists from its first shared version on: its title is a promise too."""
    if isinstance(user, AnonymousUser):
        return Deliverable.objects.none()
    inside = Q(milestone__project__in=_projects_seen_from_inside(user).values("pk"))
    return Deliverable.objects.filter(inside | Q(pk__in=visible_versions(user).values("deliverable")))


def visible_tickets(user: User | AnonymousUser) -> QuerySet[Ticket]:
    """The board is the school's own: a client sees what was done, never how it was shared out."""
    if isinstance(user, AnonymousUser):
        return Ticket.objects.none()
    return Ticket.objects.filter(project__in=_projects_seen_from_inside(user).values("pk"))


def visible_reservations(user: User | AnonymousUser) -> QuerySet[Reservation]:
    """Of the projects she may open: the client raised them, so that none is hidden from her."""
    return Reservation.objects.filter(project__in=visible_projects(user).values("pk"))


def visible_test_items(user: User | AnonymousUser) -> QuerySet[TestItem]:
    """The client reads the test book once a trainer has opened a round of tests."""
    if isinstance(user, AnonymousUser):
        return TestItem.objects.none()
    opened = TestRun.objects.filter(project__in=_projects_seen_as_client(user).values("pk"))
    return TestItem.objects.filter(
        Q(project__in=_projects_seen_from_inside(user).values("pk")) | Q(project__in=opened.values("project"))
    )


def visible_test_runs(user: User | AnonymousUser) -> QuerySet[TestRun]:
    return TestRun.objects.filter(project__in=visible_projects(user).values("pk"))


def visible_papers(user: User | AnonymousUser) -> QuerySet[Paper]:
    return Paper.objects.filter(project__in=visible_projects(user).values("pk"))


def visible_checklist_items(user: User | AnonymousUser) -> QuerySet[ChecklistItem]:
    return ChecklistItem.objects.filter(project__in=visible_projects(user).values("pk"))


def visible_site_versions(user: User | AnonymousUser) -> QuerySet[SiteVersion]:
    """Every version of the new site for those inside; for the client those that a deliverable or a round of tests
    showed her, also once the round has gone on with a newer one."""
    if isinstance(user, AnonymousUser) or not user.is_active:
        return SiteVersion.objects.none()
    inside = Q(project__in=_projects_seen_from_inside(user).values("pk"))
    shown = Version.objects.filter(
        deliverable__milestone__project__in=_projects_seen_as_client(user).values("pk"),
        shared_at__isnull=False,
        site__isnull=False,
    )
    rounds = TestRun.objects.filter(project__in=_projects_seen_as_client(user).values("pk"))
    tested = rounds.filter(site_version__isnull=False).values("site_version")
    before = rounds.filter(earlier_versions__isnull=False).values("earlier_versions")
    return SiteVersion.objects.filter(
        inside | Q(pk__in=shown.values("site")) | Q(pk__in=tested) | Q(pk__in=before)
    )


def visible_remarks(user: User | AnonymousUser) -> QuerySet[Remark]:
    """What clients said: to themselves, to those who work in the school, and to the team once it is sorted."""
    if isinstance(user, AnonymousUser):
        return Remark.objects.none()
    schools = StaffPost.objects.filter(person=user).values("school")
    sorted_ = Q(project__in=_projects_seen_from_inside(user).values("pk")) & ~Q(state=RemarkState.RECEIVED)
    own = Q(project__in=_projects_seen_as_client(user).values("pk"))
    return Remark.objects.filter(own | Q(project__school__in=schools) | sorted_)


def visible_remark_notes(user: User | AnonymousUser) -> QuerySet[RemarkNote]:
    """What is said inside about a client's remark never reaches her."""
    if isinstance(user, AnonymousUser):
        return RemarkNote.objects.none()
    inside = _projects_seen_from_inside(user).values("pk")
    return RemarkNote.objects.filter(
        remark__in=visible_remarks(user).values("pk"), remark__project__in=inside
    )


def visible_team_remarks(user: User | AnonymousUser) -> QuerySet[TeamRemark]:
    if isinstance(user, AnonymousUser):
        return TeamRemark.objects.none()
    return TeamRemark.objects.filter(project__in=_projects_seen_from_inside(user).values("pk"))


def visible_version_parts(user: User | AnonymousUser) -> QuerySet[VersionPart]:
    """Who did what is said inside: a client approves the work of the team."""
    if isinstance(user, AnonymousUser):
        return VersionPart.objects.none()
    inside = _projects_seen_from_inside(user).values("pk")
    return VersionPart.objects.filter(version__deliverable__milestone__project__in=inside)


def visible_quotes(user: User | AnonymousUser) -> QuerySet[ClientQuote]:
    """All of them for the client whose words they are and for those who work in the school; for the team, those
    she has agreed to."""
    if isinstance(user, AnonymousUser):
        return ClientQuote.objects.none()
    schools = StaffPost.objects.filter(person=user).values("school")
    agreed = Q(project__in=_projects_seen_from_inside(user).values("pk"), state=QuoteState.AGREED)
    own = Q(project__in=_projects_seen_as_client(user).values("pk"))
    return ClientQuote.objects.filter(own | Q(project__school__in=schools) | agreed)


def visible_wanted_contents(user: User | AnonymousUser) -> QuerySet[WantedContent]:
    """The whole list for those inside; for the client what was asked of her, no draft and nothing dropped unasked."""
    if isinstance(user, AnonymousUser):
        return WantedContent.objects.none()
    inside = Q(project__in=_projects_seen_from_inside(user).values("pk"))
    asked = Q(project__in=_projects_seen_as_client(user).values("pk"), asked_at__isnull=False)
    return WantedContent.objects.filter(inside | (asked & ~Q(state=ContentState.DRAFT)))


def visible_given_contents(user: User | AnonymousUser) -> QuerySet[GivenContent]:
    """What was given, to whoever sees what it was given for."""
    return GivenContent.objects.filter(wanted__in=visible_wanted_contents(user).values("pk"))


def visible_meetings(user: User | AnonymousUser) -> QuerySet[MeetingNotes]:
    """Drafts are for those inside; the client reads the notes that a trainer shared with her."""
    if isinstance(user, AnonymousUser):
        return MeetingNotes.objects.none()
    inside = Q(project__in=_projects_seen_from_inside(user).values("pk"))
    shared = Q(project__in=_projects_seen_as_client(user).values("pk"), shared_at__isnull=False)
    return MeetingNotes.objects.filter(inside | shared)


def visible_packs(user: User | AnonymousUser) -> QuerySet[HandoverPack]:
    """A trainer has a pack made for everybody of the project: it holds only what the client may see."""
    return HandoverPack.objects.filter(project__in=visible_projects(user).values("pk"))


def visible_surveys(user: User | AnonymousUser) -> QuerySet[SatisfactionSurvey]:
    """Everybody of the project reads what the client says at its end: her page tells her so before she answers."""
    return SatisfactionSurvey.objects.filter(project__in=visible_projects(user).values("pk"))
