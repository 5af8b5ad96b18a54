"""Write the days of a contract down, arrange a placement, cancel it."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core.audit import record_event
from lms.people.models import Enrolment, User
from lms.placements.models import Aim, Placement, WorkContract
from lms.placements.permissions import check_can_arrange_placement, check_can_keep_contract
from lms.placements.queries import contract_of, placements_of, span_of
from lms.placements.rules import Span, why_refused


class PlacementRefused(Exception):
    """It cannot be so; the message is a sentence for whoever arranges."""


@transaction.atomic
def keep_contract(
    *, enrolment: Enrolment, days: Span, weekly_hours: Decimal, by: User, now: datetime
) -> WorkContract:
    """Write the days and hours of a contract, or correct them; what they were is a line of history.

    Raises:
        Denied: `by` neither coordinates the school nor advises there.
        PlacementRefused: the last day is not after the first one.
    """
    check_can_keep_contract(by, enrolment)
    if days.last <= days.first:
        raise PlacementRefused(_("The last day is before the first one."))
    said = {"starts_on": days.first, "ends_on": days.last, "weekly_hours": weekly_hours}
    contract, _made = WorkContract.objects.update_or_create(enrolment=enrolment, defaults=said)
    history = {name: str(value) for name, value in said.items()}
    record_event(action="contract_kept", subject=contract, by=by, now=now, **history)
    return contract


@transaction.atomic
def arrange_placement(
    *,
    enrolment: Enrolment,
    host: str,
    tutor: str,
    aim: Aim,
    starts_on: date,
    ends_on: date,
    by: User,
    now: datetime,
) -> Placement:
    """Write that she will be with another employer, from one day to another, both included.

    Raises:
        Denied: `by` does not work in the school.
        PlacementRefused: it is too long, alone or with the others, or its days make no sense.
    """
    check_can_arrange_placement(by, enrolment)
    # Two people who arrange at the same moment count each other's days.
    Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)
    contract, others = contract_of(enrolment), placements_of(enrolment)
    days = Span(starts_on, ends_on)
    same = {"host": host.strip(), "tutor": tutor.strip(), "aim": aim}
    if (known := others.filter(starts_on=starts_on, ends_on=ends_on, **same).first()) is not None:
        return known  # pressed twice
    refusal = why_refused(
        days, contract=span_of(contract) if contract else None, placements=[span_of(one) for one in others]
    )
    if refusal:
        raise PlacementRefused(refusal)
    placement = Placement.objects.create(
        enrolment=enrolment, starts_on=starts_on, ends_on=ends_on, arranged_by=by, arranged_at=now, **same
    )
    record_event(action="placement_arranged", subject=placement, by=by, now=now)
    return placement


@transaction.atomic
def cancel_placement(*, placement: Placement, by: User, now: datetime) -> None:
    """It does not take place; the line stays. Twice changes nothing. Raises Denied as above."""
    check_can_arrange_placement(by, placement.enrolment)
    if Placement.objects.filter(pk=placement.pk, cancelled_at=None).update(cancelled_at=now):
        record_event(action="placement_cancelled", subject=placement, by=by, now=now)
