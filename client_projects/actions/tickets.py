"""The board: write a ticket, take it, hand it over; a trainer ends it and evidence is written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from client_projects.actions.refusals import TicketRefused
from client_projects.models import (
    ClientProject,
    Deliverable,
    TeamMember,
    Ticket,
    TicketComment,
    TicketPart,
    TicketReview,
)
from client_projects.permissions import (
    check_can_review_tickets,
    check_can_say_part,
    check_can_work_on_board,
)
from client_projects.queries.tickets import TICKET_LABEL
from client_projects.states import TICKET_MOVES, TicketState, TicketVerdict
from lms.core.audit import record_event
from lms.core.states import TransitionRefused, move
from lms.people.models import User
from lms.records.actions import Source, record_evidence, withdraw_evidence
from lms.records.models import Competence


@dataclass(frozen=True)
class TicketPlan:
    """What a ticket says: what to do, who does it, what it trains, how long it should take."""

    title: str
    description: str = ""
    assignees: Iterable[User] = ()
    competences: Iterable[Competence] = ()
    half_days: int | None = None
    deliverable: Deliverable | None = None


@transaction.atomic
def add_ticket(*, project: ClientProject, plan: TicketPlan, by: User, now: datetime) -> Ticket:
    """Write a new ticket at the end of the first column.

    Raises:
        Denied: `by` is neither in the team nor a trainer of the school.
        TicketRefused: somebody named is not in the team, or the deliverable is another project's.
    """
    check_can_work_on_board(by, project)
    # Locked, so that two tickets written at once do not take one number.
    ClientProject.objects.select_for_update().get(pk=project.pk)
    last = project.tickets.aggregate(last=Max("number"))["last"] or 0
    ticket = Ticket(project=project, number=last + 1, written_by=by, written_at=now, moved_at=now)
    _write(ticket, plan)
    record_event(action="ticket_added", subject=ticket, by=by, now=now)
    return ticket


@transaction.atomic
def change_ticket(*, ticket: Ticket, plan: TicketPlan, by: User, now: datetime) -> Ticket:
    """Write a ticket anew; what those who stay in charge said of their part is kept.

    Raises:
        Denied: `by` is neither in the team nor a trainer of the school.
        TicketRefused: it is done, somebody named is not in the team, or the deliverable is another project's.
    """
    check_can_work_on_board(by, ticket.project)
    ticket = _locked(ticket)
    if ticket.is_done:
        raise TicketRefused(_("This ticket is done: a trainer has to take it up again first."))
    _write(ticket, plan)
    record_event(action="ticket_changed", subject=ticket, by=by, now=now)
    return ticket


def _locked(ticket: Ticket) -> Ticket:
    return (
        Ticket.objects.select_for_update(of=("self",))
        .select_related("project__cohort__school")
        .get(pk=ticket.pk)
    )


def _write(ticket: Ticket, plan: TicketPlan) -> None:
    assignees = {person.pk for person in plan.assignees}
    team = set(
        TeamMember.objects.filter(project=ticket.project_id, left_on=None).values_list(
            "apprentice", flat=True
        )
    )
    in_charge = set(ticket.parts.values_list("apprentice", flat=True)) if ticket.pk else set()
    if not assignees <= team | in_charge:
        raise TicketRefused(_("Only people of the team can be in charge of a ticket."))
    if plan.deliverable is not None and plan.deliverable.milestone.project_id != ticket.project_id:
        raise TicketRefused(_("This deliverable belongs to another project."))
    ticket.title, ticket.description = plan.title, plan.description
    ticket.half_days, ticket.deliverable = plan.half_days, plan.deliverable
    ticket.save()
    ticket.competences.set(plan.competences)
    ticket.parts.exclude(apprentice__in=assignees).delete()
    for person in sorted(assignees):
        TicketPart.objects.get_or_create(ticket=ticket, apprentice_id=person)


@transaction.atomic
def move_ticket(*, ticket: Ticket, to: str, by: User, now: datetime) -> Ticket:
    """Begin a ticket, give it back or hand it over; who begins one that nobody took is in charge of it.

    Raises:
        Denied: `by` is neither in the team nor a trainer of the school.
        TicketRefused: it is not there any more, a trainer has to do this, or somebody has not said her part.
    """
    check_can_work_on_board(by, ticket.project)
    ticket = _locked(ticket)
    if to == TicketState.DONE or ticket.is_done:
        raise TicketRefused(_("Only a trainer's review ends a ticket or takes it up again."))
    if to == TicketState.REVIEW:
        _check_parts_said(ticket)
    _move(ticket, to, by, now)
    in_team = TeamMember.objects.filter(project=ticket.project_id, apprentice=by).exists()
    if to == TicketState.DOING and in_team and not ticket.parts.exists():
        TicketPart.objects.create(ticket=ticket, apprentice=by)
    return ticket


def _move(ticket: Ticket, to: str, by: User, now: datetime) -> None:
    try:
        move(ticket, TICKET_MOVES, to, moved_at=now)
    except TransitionRefused:
        raise TicketRefused(_("This ticket has moved meanwhile: please look again.")) from None
    record_event(action="ticket_moved", subject=ticket, by=by, now=now, to=str(to))


def _check_parts_said(ticket: Ticket) -> None:
    parts = list(ticket.parts.select_related("apprentice"))
    if not parts:
        raise TicketRefused(_("Nobody is in charge of this ticket: say who did it first."))
    silent = [part.apprentice.first_name for part in parts if not part.sentence]
    if silent:
        raise TicketRefused(
            _("Each person says first in a sentence what she did. Still missing: %(names)s.")
            % {"names": ", ".join(silent)}
        )


@transaction.atomic
def say_part(*, ticket: Ticket, sentence: str, by: User, now: datetime) -> Ticket:
    """Write what `by` did herself; once everybody in charge has said it, the ticket waits for the trainer.

    Raises:
        Denied: `by` is not in charge of this ticket.
        TicketRefused: it is done, or nothing is said.
    """
    check_can_say_part(by, ticket)
    ticket = _locked(ticket)
    part = ticket.parts.get(apprentice=by)
    if ticket.is_done:
        raise TicketRefused(_("This ticket is done: a trainer has to take it up again first."))
    if not sentence.strip():
        raise TicketRefused(_("Please say in a sentence what you did."))
    part.sentence, part.written_at = sentence.strip(), now
    part.save()
    record_event(action="ticket_part_said", subject=ticket, by=by, now=now)
    if ticket.state == TicketState.DOING and not ticket.parts.filter(sentence="").exists():
        _move(ticket, TicketState.REVIEW, by, now)
    return ticket


@transaction.atomic
def comment_ticket(*, ticket: Ticket, text: str, by: User, now: datetime) -> TicketComment:
    """Say something about a ticket to those inside the school.

    Raises:
        Denied: `by` is neither in the team nor a trainer of the school.
        TicketRefused: nothing is said.
    """
    check_can_work_on_board(by, ticket.project)
    if not text.strip():
        raise TicketRefused(_("Please write something first."))
    return TicketComment.objects.create(ticket=ticket, author=by, text=text.strip(), written_at=now)


@transaction.atomic
def review_ticket(*, ticket: Ticket, verdict: str, reason: str = "", by: User, now: datetime) -> TicketReview:
    """Say whether what was handed over is good; validated, it is evidence for those who did it.

    Args:
        verdict: `TicketVerdict.VALIDATED` or `REWORK`.
        reason: needed for a ticket to rework.

    Raises:
        Denied: `by` is no trainer of the school.
        TicketRefused: it does not wait for a review, a reason is missing, or somebody has not said her part.
    """
    check_can_review_tickets(by, ticket.project)
    ticket = _locked(ticket)
    if ticket.state != TicketState.REVIEW:
        raise TicketRefused(_("This ticket does not wait for a review."))
    if verdict == TicketVerdict.VALIDATED:
        _check_parts_said(ticket)
    elif not reason.strip():
        raise TicketRefused(_("Please say in a few words what should change."))
    review = _answer(ticket, TicketVerdict(verdict), reason, by, now)
    if verdict == TicketVerdict.VALIDATED:
        _record(ticket, now)
    return review


@transaction.atomic
def reopen_ticket(*, ticket: Ticket, reason: str, by: User, now: datetime) -> TicketReview:
    """Take up again what was done; the evidence it gave is taken back until it is validated anew.

    Raises:
        Denied: `by` is no trainer of the school.
        TicketRefused: it is not done, or a reason is missing.
    """
    check_can_review_tickets(by, ticket.project)
    ticket = _locked(ticket)
    if not ticket.is_done:
        raise TicketRefused(_("This ticket is not done."))
    if not reason.strip():
        raise TicketRefused(_("Please say in a few words what should change."))
    for part in ticket.parts.select_related("apprentice"):
        withdraw_evidence(apprentice=part.apprentice, source_label=TICKET_LABEL, source_id=str(ticket.pk))
    return _answer(ticket, TicketVerdict.REOPENED, reason, by, now)


def _answer(ticket: Ticket, verdict: TicketVerdict, reason: str, by: User, now: datetime) -> TicketReview:
    to = TicketState.DONE if verdict == TicketVerdict.VALIDATED else TicketState.DOING
    _move(ticket, to, by, now)
    record_event(action=f"ticket_{verdict}", subject=ticket, by=by, now=now)
    return TicketReview.objects.create(
        ticket=ticket, verdict=verdict, reason=reason.strip(), reviewed_by=by, reviewed_at=now
    )


def _record(ticket: Ticket, now: datetime) -> None:
    codes = list(ticket.competences.values_list("code", flat=True))
    for part in ticket.parts.select_related("apprentice"):
        title = _("%(project)s, “%(ticket)s”: %(part)s") % {
            "project": ticket.project.name,
            "ticket": ticket.title,
            "part": part.sentence,
        }
        source = Source(
            label=TICKET_LABEL, id=str(ticket.pk), title=_shortened(title), url=ticket.get_absolute_url()
        )
        record_evidence(apprentice=part.apprentice, competence_codes=codes, source=source, now=now)


def _shortened(title: str, at_most: int = 200) -> str:
    return title if len(title) <= at_most else f"{title[: at_most - 1]}…"
