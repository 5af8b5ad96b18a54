"""Remarks: the client says something, a trainer sorts it, the client reads what became of it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from client_projects import notifications
from client_projects.actions.refusals import RemarkRefused
from client_projects.actions.tickets import TicketPlan, add_ticket
from client_projects.models import (
    ClientProject,
    Remark,
    RemarkMessage,
    RemarkNote,
    TeamRemark,
    Ticket,
    Version,
)
from client_projects.permissions import (
    can_sort_remarks,
    check_can_note,
    check_can_remark_as_client,
    check_can_remark_inside,
    check_can_sort_remarks,
    check_can_talk_about_remark,
    check_can_work_on_board,
)
from client_projects.spots import Spot, SpotRefused, checked_spot
from client_projects.states import CLOSED_REMARKS, REMARK_MOVES, RemarkState
from lms.core.audit import record_event
from lms.core.permissions import Denied
from lms.core.queue import enqueue_after_commit
from lms.core.states import TransitionRefused, move
from lms.people.models import User

TELL_AUTHOR_JOB = "client_projects.jobs.tell_author"
TELL_MESSAGE_JOB = "client_projects.jobs.tell_message"


@dataclass(frozen=True)
class Place:
    """Where on a version: nowhere in particular by default.

    A point in hundredths, of the picture or of an element of a site (`spot`); or a page of a document.
    """

    x: Decimal | None = None
    y: Decimal | None = None
    page: int | None = None
    spot: Spot | None = None


@transaction.atomic
def write_remark(
    *,
    project: ClientProject,
    text: str,
    version: Version | None = None,
    place: Place = Place(),  # frozen
    by: User,
    now: datetime,
) -> Remark:
    """Write down what the client says, for the trainers to sort.

    Raises:
        Denied: `by` is no contact of the client, or was never shown this version.
        RemarkRefused: nothing is said, or the place is not on the version.
    """
    check_can_remark_as_client(by, project)
    if version is not None and not version.is_shared:
        raise Denied
    remark = Remark.objects.create(**_said(project, version, place, text), author=by, written_at=now)
    record_event(action="remark_written", subject=remark, by=by, now=now)
    return remark


@transaction.atomic
def write_team_remark(
    *,
    version: Version,
    text: str,
    place: Place = Place(),
    by: User,
    now: datetime,  # frozen
) -> TeamRemark:
    """Say something about a version inside the school; the client never reads it.

    Raises:
        Denied: `by` is neither in the team nor a trainer of the school.
        RemarkRefused: nothing is said, or the place is not on the version.
    """
    project = version.deliverable.project
    check_can_remark_inside(by, project)
    said = _said(project, version, place, text)
    return TeamRemark.objects.create(**said, author=by, written_at=now)


def _said(project: ClientProject, version: Version | None, place: Place, text: str) -> dict[str, object]:
    if version is not None and version.deliverable.milestone.project_id != project.pk:
        raise Denied
    if not text.strip():
        raise RemarkRefused(_("Please say in a few words what you think of it."))
    if (place.x is None) != (place.y is None):
        raise RemarkRefused(_("Please show the place again."))
    if place.x is not None and (version is None or not (version.is_picture or version.site_id)):
        raise RemarkRefused(_("Only on a picture or on a site can a place be shown."))
    spot = _checked(place.spot, place, version)
    if place.x is not None and place.y is not None and not (0 <= place.x <= 100 and 0 <= place.y <= 100):
        raise RemarkRefused(_("Please show the place again."))
    return {
        "project": project,
        "version": version,
        "pin_x": place.x,
        "pin_y": place.y,
        "page": place.page,
        "text": text.strip(),
        **spot,
    }


def _checked(spot: Spot | None, place: Place, version: Version | None) -> dict[str, object]:
    """Return what is kept of a place shown on a site: the page of a stranger said it."""
    on_site = version is not None and version.site_id is not None
    if on_site != (spot is not None) and place.x is not None:
        raise RemarkRefused(_("Please show the place again."))
    if spot is None:
        return {}
    if not on_site or place.x is None:
        raise RemarkRefused(_("Please show the place again."))
    try:
        kept = checked_spot(path=spot.path, selector=spot.selector, words=spot.words, width=spot.width)
    except SpotRefused as refusal:
        raise RemarkRefused(_("Please show the place again.")) from refusal
    return {
        "spot_path": kept.path,
        "spot_selector": kept.selector,
        "spot_words": kept.words,
        "spot_width": kept.width,
    }


@transaction.atomic
def solve_team_remark(*, remark: TeamRemark, by: User, now: datetime) -> None:
    """Say that a remark made inside is settled; twice changes nothing.

    Raises:
        Denied: `by` is neither in the team nor a trainer of the school.
    """
    check_can_remark_inside(by, remark.project)
    TeamRemark.objects.filter(pk=remark.pk, solved_at=None).update(solved_at=now, solved_by=by)


@transaction.atomic
def make_ticket_of_team_remark(*, remark: TeamRemark, by: User, now: datetime) -> Ticket:
    """Make a ticket of a remark made inside; its words go into it, and the remark stays until it is settled.

    Asked twice, it returns the ticket there is.

    Raises:
        Denied: `by` is neither in the team nor a trainer of the school.
        RemarkRefused: it is settled already.
    """
    check_can_work_on_board(by, remark.project)
    remark = TeamRemark.objects.select_for_update(of=("self",)).select_related("project").get(pk=remark.pk)
    if remark.ticket is not None:
        return remark.ticket
    if remark.solved_at is not None:
        raise RemarkRefused(_("This remark is settled already."))
    plan = TicketPlan(
        title=_first_words(remark.text),
        description=remark.text,
        deliverable=remark.version.deliverable if remark.version else None,
    )
    remark.ticket = add_ticket(project=remark.project, plan=plan, by=by, now=now)
    remark.save(update_fields=["ticket"])
    return remark.ticket


def _first_words(text: str, at_most: int = 120) -> str:
    line = " ".join(text.strip().splitlines()[0].split())
    return line if len(line) <= at_most else f"{line[: at_most - 1]}…"


# --- A trainer sorts --------------------------------------------------------------------------------------


@transaction.atomic
def consider_remark(*, remark: Remark, text: str = "", by: User, now: datetime) -> Remark:
    """Tell the client that somebody looks into it, with a word if there is one to say.

    Raises:
        Denied: `by` is no trainer of the school.
        RemarkRefused: the remark has moved on.
    """
    return _sort(remark, RemarkState.CONSIDERED, text, by, now)


@transaction.atomic
def make_ticket_of(*, remark: Remark, title: str, text: str = "", by: User, now: datetime) -> Remark:
    """Make the team's task of a remark; its words go into the ticket.

    Raises:
        Denied: `by` is no trainer of the school.
        RemarkRefused: the remark has moved on, or the ticket has no title.
    """
    check_can_sort_remarks(by, remark.project)
    if not title.strip():
        raise RemarkRefused(_("Please give the ticket a title."))
    remark = _sort(remark, RemarkState.IN_PROGRESS, text, by, now)
    plan = TicketPlan(
        title=title.strip(),
        description=remark.text,
        deliverable=remark.version.deliverable if remark.version else None,
    )
    ticket = add_ticket(project=remark.project, plan=plan, by=by, now=now)
    Remark.objects.filter(pk__in=_with_group(remark)).update(ticket=ticket)
    remark.ticket = ticket
    return remark


@transaction.atomic
def group_remark(*, remark: Remark, with_: Remark, by: User, now: datetime) -> Remark:
    """Put a remark with another one that says the same: from now on it follows it.

    Raises:
        Denied: `by` is no trainer of the school.
        RemarkRefused: the other one is another project's, is closed, is itself grouped, or is this one.
    """
    check_can_sort_remarks(by, remark.project)
    remark, leader = _both_locked(remark, with_)
    if leader.pk == remark.pk or leader.project_id != remark.project_id:
        raise RemarkRefused(_("Please choose another remark of this project."))
    if leader.grouped_with_id or leader.is_closed or remark.is_closed:
        raise RemarkRefused(_("Only remarks that are still open can be put together."))
    remark.grouped_with, remark.state, remark.ticket = leader, leader.state, leader.ticket
    remark.save(update_fields=["grouped_with", "state", "ticket"])
    remark.grouped.exclude(state__in=CLOSED_REMARKS).update(
        grouped_with=leader, state=leader.state, ticket=leader.ticket
    )
    # What is left was closed before: it only changes whom it is with.
    remark.grouped.update(grouped_with=leader)
    record_event(action="remark_grouped", subject=remark, by=by, now=now, with_=leader.pk)
    return remark


@transaction.atomic
def solve_remark(*, remark: Remark, text: str, by: User, now: datetime) -> Remark:
    """Close a remark with what was done or the answer to it; its author gets a mail.

    Raises:
        Denied: `by` is no trainer of the school.
        RemarkRefused: it is closed already, or nothing is said.
    """
    return _close(remark, RemarkState.SOLVED, text, by, now)


@transaction.atomic
def set_aside_remark(*, remark: Remark, text: str, by: User, now: datetime) -> Remark:
    """Close a remark that will not be followed, with a reason its author reads.

    Raises:
        Denied: `by` is no trainer of the school.
        RemarkRefused: it is closed already, or nothing is said.
    """
    return _close(remark, RemarkState.REFUSED, text, by, now)


def _close(remark: Remark, to: RemarkState, text: str, by: User, now: datetime) -> Remark:
    check_can_sort_remarks(by, remark.project)
    if not text.strip():
        raise RemarkRefused(_("Please write what the client will read."))
    return _sort(remark, to, text, by, now)


def _to_lock() -> QuerySet[Remark]:
    return Remark.objects.select_for_update(of=("self",)).select_related(
        "project__cohort__school", "project__client", "version__deliverable__milestone"
    )


def _locked(remark: Remark) -> Remark:
    return _to_lock().get(pk=remark.pk)


def _both_locked(one: Remark, other: Remark) -> tuple[Remark, Remark]:
    """Return both, locked in an order that does not depend on which is put with which."""
    found = {remark.pk: remark for remark in _to_lock().filter(pk__in=[one.pk, other.pk]).order_by("pk")}
    return found[one.pk], found[other.pk]


def _with_group(remark: Remark) -> list[int]:
    """Return it and those that follow it; what is closed stays as its author left it."""
    return [remark.pk, *remark.grouped.exclude(state__in=CLOSED_REMARKS).values_list("pk", flat=True)]


def _sort(remark: Remark, to: RemarkState, text: str, by: User, now: datetime) -> Remark:
    """Move a remark and those grouped with it, and say to each author what there is to say."""
    check_can_sort_remarks(by, remark.project)
    remark = _locked(remark)
    if remark.grouped_with_id:
        raise RemarkRefused(_("This remark follows another one: answer that one."))
    closed_at = now if to in CLOSED_REMARKS else None
    try:
        move(remark, REMARK_MOVES, to, closed_at=closed_at, author_told_at=None)
    except TransitionRefused:
        raise RemarkRefused(_("This remark has moved on meanwhile: please look again.")) from None
    together = _with_group(remark)
    Remark.objects.filter(pk__in=together).update(state=to, closed_at=closed_at, author_told_at=None)
    if text.strip():
        for pk in together:
            # The mail that says that it is closed repeats these words.
            _answer(remark_id=pk, text=text, by=by, now=now, told_at=closed_at)
    record_event(action=f"remark_{to}", subject=remark, by=by, now=now)
    if closed_at:
        for pk in together:
            enqueue_after_commit("default", TELL_AUTHOR_JOB, remark_id=pk)
    return remark


def _answer(
    *, remark_id: int, text: str, by: User, now: datetime, told_at: datetime | None = None
) -> RemarkMessage:
    """Write what the school says to the author, who gets it by mail unless another mail says it."""
    message = RemarkMessage.objects.create(
        remark_id=remark_id, author=by, text=text.strip(), written_at=now, told_at=told_at
    )
    if told_at is None:
        enqueue_after_commit("default", TELL_MESSAGE_JOB, message_id=message.pk)
    return message


# --- Conversation -----------------------------------------------------------------------------------------


@transaction.atomic
def reopen_remark(*, remark: Remark, text: str, by: User, now: datetime) -> Remark:
    """The client says that it is not settled: the remark reaches the trainers again, on its own.

    Raises:
        Denied: `by` is no contact of the client.
        RemarkRefused: it is not closed, or nothing is said.
    """
    check_can_remark_as_client(by, remark.project)
    remark = _locked(remark)
    if not text.strip():
        raise RemarkRefused(_("Please say in a few words what is still wrong."))
    try:
        move(
            remark, REMARK_MOVES, RemarkState.RECEIVED, closed_at=None, author_told_at=None, grouped_with=None
        )
    except TransitionRefused:
        raise RemarkRefused(_("This remark is not closed.")) from None
    _say(remark, text, by, now)
    record_event(action="remark_reopened", subject=remark, by=by, now=now)
    return remark


@transaction.atomic
def write_message(*, remark: Remark, text: str, by: User, now: datetime) -> RemarkMessage:
    """Add a line that client and trainers read; a trainer's reaches the author of the remark by mail.

    Raises:
        Denied: `by` is neither a contact of the client nor a trainer of the school.
        RemarkRefused: nothing is said.
    """
    check_can_talk_about_remark(by, remark.project)
    if not text.strip():
        raise RemarkRefused(_("Please write something first."))
    if can_sort_remarks(by, remark.project):
        return _answer(remark_id=remark.pk, text=text, by=by, now=now)
    return _say(remark, text, by, now)


def _say(remark: Remark, text: str, by: User, now: datetime) -> RemarkMessage:
    """Write what the client says; the trainers find it on their first screen, so no mail is needed."""
    return RemarkMessage.objects.create(
        remark=remark, author=by, text=text.strip(), written_at=now, told_at=now
    )


@transaction.atomic
def write_note(*, remark: Remark, text: str, by: User, now: datetime) -> RemarkNote:
    """Add a line that only those inside the school read.

    Raises:
        Denied: `by` is neither in the team (once it is sorted) nor a trainer of the school.
        RemarkRefused: nothing is said.
    """
    check_can_note(by, remark)
    if not text.strip():
        raise RemarkRefused(_("Please write something first."))
    return RemarkNote.objects.create(remark=remark, author=by, text=text.strip(), written_at=now)


@transaction.atomic
def tell_author(*, remark: Remark, now: datetime) -> None:
    """Mail the author that her remark is closed, unless it was done or it is open again."""
    untold = Remark.objects.filter(pk=remark.pk, author_told_at=None, closed_at__isnull=False)
    if untold.update(author_told_at=now):
        notifications.tell_author(Remark.objects.select_related("project", "author").get(pk=remark.pk))


@transaction.atomic
def tell_message(*, message: RemarkMessage, now: datetime) -> None:
    """Mail the author of a remark what a trainer wrote under it, unless it was done."""
    if RemarkMessage.objects.filter(pk=message.pk, told_at=None).update(told_at=now):
        told = RemarkMessage.objects.select_related("remark__project", "remark__author", "author")
        notifications.tell_message(told.get(pk=message.pk))
