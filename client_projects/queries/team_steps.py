"""What waits for somebody of the school in one project: one thing to do first, then the rest."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from client_projects.models import ClientProject, Version
from client_projects.permissions import can_plan, is_team_member
from client_projects.queries.contents import contents_to_check_by
from client_projects.queries.evidence import parts_to_validate_by
from client_projects.queries.remarks import remarks_to_sort_by
from client_projects.queries.tickets import tickets_to_review_by, tickets_under_way_of
from client_projects.queries.waiting import ThingToDo
from client_projects.states import ProjectState
from lms.people.models import User


def things_to_do_for_school(project: ClientProject, user: User) -> list[ThingToDo]:
    """Return what `user`, who sees `project` from inside, can move forward in it now, the most pressing first.

    A trainer stands between the client and the team: what the client says and what she is to be shown come first.
    An apprentice of the team finds what she has begun. Who only reads finds nothing.

    Args:
        project: with the deliverables and versions that `user` may see; what was prefetched is used.
    """
    if can_plan(user, project):
        return [
            *_remarks_to_sort(project, user),
            *_versions_to_show(project),
            *_contents_to_check(project, user),
            *_tickets_to_review(project, user),
            *_parts_to_validate(project, user),
        ]
    if project.state != ProjectState.ARCHIVED and is_team_member(user, project):
        return _tickets_begun(project, user)
    return []


def _remarks_to_sort(project: ClientProject, user: User) -> list[ThingToDo]:
    count = remarks_to_sort_by(user).filter(project=project).count()
    if not count:
        return []
    title = ngettext(
        "%(n)d remark of the client waits for you", "%(n)d remarks of the client wait for you", count
    )
    return [
        ThingToDo(
            title % {"n": count},
            _("Sort it, group it, or answer."),
            reverse("remarks", args=[project.slug]),
            action=_("See the remarks"),
        )
    ]


def _versions_to_show(project: ClientProject) -> list[ThingToDo]:
    newest = [
        deliverable.newest
        for milestone in project.milestones.all()
        for deliverable in milestone.deliverables.all()
    ]
    return [_to_show(version) for version in newest if version is not None and not version.is_shared]


def _to_show(version: Version) -> ThingToDo:
    title = _("“%(title)s”, version %(n)d: to look at before the client")
    return ThingToDo(
        title % {"title": version.deliverable.title, "n": version.number},
        _("She sees it once you show it to her."),
        version.decision_url,
        action=_("Look at this version"),
    )


def _contents_to_check(project: ClientProject, user: User) -> list[ThingToDo]:
    count = contents_to_check_by(user).filter(project=project).count()
    if not count:
        return []
    title = ngettext("%(n)d content received, to check", "%(n)d contents received, to check", count)
    return [
        ThingToDo(
            title % {"n": count},
            _("Is it what was asked, with the rights?"),
            reverse("content_list", args=[project.slug]),
            action=_("See the contents"),
        )
    ]


def _tickets_to_review(project: ClientProject, user: User) -> list[ThingToDo]:
    return [
        ThingToDo(
            _("Ticket to review: %(title)s") % {"title": ticket.title},
            ", ".join(part.apprentice.get_full_name() for part in ticket.parts.all()),
            ticket.get_absolute_url(),
            action=_("Review this ticket"),
        )
        for ticket in tickets_to_review_by(user).filter(project=project)
    ]


def _parts_to_validate(project: ClientProject, user: User) -> list[ThingToDo]:
    of_project = parts_to_validate_by(user).filter(version__deliverable__milestone__project=project)
    return [
        ThingToDo(
            _("%(name)s says what she did in “%(title)s”")
            % {"name": part.apprentice.get_full_name(), "title": part.version.deliverable.title},
            _("It becomes evidence once you have validated it."),
            part.version.decision_url,
            action=_("Read and answer"),
        )
        for part in of_project
    ]


def _tickets_begun(project: ClientProject, user: User) -> list[ThingToDo]:
    return [
        ThingToDo(
            ticket.title,
            _("You have begun this ticket."),
            ticket.get_absolute_url(),
            action=_("Go on with this ticket"),
        )
        for ticket in tickets_under_way_of(user).filter(project=project)
    ]
