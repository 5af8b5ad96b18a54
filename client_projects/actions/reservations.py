"""A reservation is raised, weighed, put right, lifted."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from client_projects.actions.refusals import ReservationRefused
from client_projects.models import ClientProject, Decision, Reservation
from client_projects.permissions import check_can_hand_in, check_can_lift, check_can_plan, is_team_member
from client_projects.states import RESERVATION_MOVES, ReservationState, Severity
from lms.core.audit import record_event
from lms.core.states import TransitionRefused, move
from lms.people.models import User
from lms.people.permissions import can_teach


@transaction.atomic
def raise_reservation(
    *, project: ClientProject, text: str, decision: Decision | None = None, by: User, now: datetime
) -> Reservation:
    """Write down what the client wants put right; a trainer weighs it afterwards.

    Raises:
        Denied: `by` is no contact of the client.
        ReservationRefused: nothing was written.
    """
    check_can_lift(by, project)
    if not text.strip():
        raise ReservationRefused(_("Please say in a few words what should change."))
    # Locked, so that two reservations raised at once take two numbers.
    ClientProject.objects.select_for_update().get(pk=project.pk)
    last = project.reservations.aggregate(last=Max("number"))["last"] or 0
    reservation = Reservation.objects.create(
        project=project,
        number=last + 1,
        text=text.strip(),
        decision=decision,
        raised_by_name=by.get_full_name(),
        raised_at=now,
    )
    record_event(action="reservation_raised", subject=reservation, by=by, now=now)
    return reservation


@transaction.atomic
def weigh_reservation(
    *,
    reservation: Reservation,
    severity: str,
    owner: User | None,
    due_on: date | None,
    by: User,
    now: datetime,
) -> Reservation:
    """Say how much a reservation weighs, who puts it right and until when.

    Raises:
        Denied: `by` is no trainer of the school.
        ReservationRefused: lifted already, an unknown severity, or an owner who is not of the project.
    """
    project = reservation.project
    check_can_plan(by, project)
    if not reservation.is_open:
        raise ReservationRefused(_("This reservation is lifted: it no longer changes."))
    if severity not in Severity.values:
        raise ReservationRefused(_("Choose how much it weighs."))
    if owner is not None and not (is_team_member(owner, project) or can_teach(owner, project.cohort)):
        raise ReservationRefused(_("This person does not work on the project."))
    reservation.severity, reservation.owner, reservation.due_on = severity, owner, due_on
    reservation.save(update_fields=["severity", "owner", "due_on"])
    record_event(action="reservation_weighed", subject=reservation, by=by, now=now, severity=severity)
    return reservation


@transaction.atomic
def fix_reservation(*, reservation: Reservation, by: User, now: datetime) -> Reservation:
    """Say that it is put right: the client checks.

    Raises:
        Denied: `by` is neither in the team nor a trainer of the school.
        ReservationRefused: it is not open.
    """
    check_can_hand_in(by, reservation.project)
    _move(reservation, ReservationState.FIXED, fixed_at=now)
    record_event(action="reservation_fixed", subject=reservation, by=by, now=now)
    return reservation


@transaction.atomic
def lift_reservation(*, reservation: Reservation, by: User, now: datetime) -> Reservation:
    """The client says that it is right.

    Raises:
        Denied: `by` is no contact of the client.
        ReservationRefused: the team has not put it right yet, or it is lifted already.
    """
    check_can_lift(by, reservation.project)
    _move(reservation, ReservationState.LIFTED, lifted_at=now, lifted_by_name=by.get_full_name())
    record_event(action="reservation_lifted", subject=reservation, by=by, now=now)
    return reservation


@transaction.atomic
def reopen_reservation(*, reservation: Reservation, answer: str, by: User, now: datetime) -> Reservation:
    """The client says that it is not right yet, and why.

    Raises:
        Denied: `by` is no contact of the client.
        ReservationRefused: no reason, or there was nothing to check.
    """
    check_can_lift(by, reservation.project)
    if not answer.strip():
        raise ReservationRefused(_("Please say in a few words what is not right yet."))
    _move(reservation, ReservationState.OPEN, fixed_at=None, answer=answer.strip())
    record_event(action="reservation_reopened", subject=reservation, by=by, now=now)
    return reservation


def _move(reservation: Reservation, state: ReservationState, **changes: Any) -> None:
    try:
        move(reservation, RESERVATION_MOVES, state, **changes)
    except TransitionRefused:
        raise ReservationRefused(_("This reservation has moved meanwhile: look at it again.")) from None
