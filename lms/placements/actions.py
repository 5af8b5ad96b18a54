"""Write the days of a contract down, arrange a placement, keep its agreement and its journal, cancel it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.core.audit import record_event
from lms.people.models import Enrolment, User
from lms.placements.models import (
    AgreementState,
    Aim,
    JournalComment,
    JournalEntry,
    Placement,
    PlacementAgreement,
    WorkContract,
)
from lms.placements.permissions import (
    check_can_arrange_placement,
    check_can_keep_contract,
    check_can_write_journal,
)
from lms.placements.queries import contract_of, placements_of, span_of, stamp_of_entry
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


@dataclass(frozen=True)
class AgreementFile:
    """A PDF that was looked at; `digest` is its SHA-256."""

    content: File
    name: str
    digest: str


def _one_at_a_time(placement: Placement) -> Placement:
    """Return the locked row. Raises PlacementRefused when it was cancelled."""
    held = Placement.objects.select_for_update(of=("self",)).get(pk=placement.pk)
    if held.cancelled_at is not None:
        raise PlacementRefused(_("This placement was cancelled."))
    return held


@transaction.atomic
def keep_agreement(
    *, placement: Placement, file: AgreementFile, state: AgreementState, by: User, now: datetime
) -> PlacementAgreement:
    """Keep the agreement as a PDF, to sign or signed by all; the one before stays and does not hold any more.

    Raises:
        Denied: `by` does not work in the school.
        PlacementRefused: the placement was cancelled.
    """
    check_can_arrange_placement(by, placement.enrolment)
    held = _one_at_a_time(placement)
    before = PlacementAgreement.objects.filter(placement=held, replaced_at=None).first()
    if before is not None and (before.digest, before.state) == (file.digest, state):
        return before  # pressed twice
    if before is not None:
        before.replaced_at = now
        before.save(update_fields=["replaced_at"])
    agreement = PlacementAgreement(
        placement=held, state=state, name=file.name, digest=file.digest, added_by=by, added_at=now
    )
    agreement.document.save(file.name, file.content, save=False)
    agreement.save()
    record_event(action="placement_agreement_kept", subject=agreement, by=by, now=now, state=state.value)
    return agreement


@transaction.atomic
def write_journal(
    *, placement: Placement, day: date, text: str, by: User, now: datetime, seen: str = ""
) -> JournalEntry:
    """Write what she did on that day, or change what she wrote under it.

    Args:
        seen: `stamp_of_entry` of what her page showed her to change; empty for a new entry. Nothing that she did not
            see is overwritten.

    Raises:
        Denied: the placement is somebody else's.
        PlacementRefused: the day is none of the placement or has not come, nothing is written, something else is
            under that day, the entry was answered already, or the placement was cancelled.
    """
    check_can_write_journal(by, placement)
    held = _one_at_a_time(placement)
    if day > timezone.localdate(now):
        raise PlacementRefused(_("This day has not come yet."))
    if not held.starts_on <= day <= held.ends_on:
        raise PlacementRefused(_("This day is not one of the placement."))
    if not text.strip():
        raise PlacementRefused(_("Write at least one sentence."))
    entry = JournalEntry.objects.filter(placement=held, day=day).first()
    if entry is None:
        return JournalEntry.objects.create(placement=held, day=day, text=text.strip(), written_at=now)
    if entry.text == text.strip():
        return entry  # pressed twice
    if entry.comments.exists():
        raise PlacementRefused(_("This entry was answered: write the rest under another day."))
    if seen != stamp_of_entry(entry):
        raise PlacementRefused(
            _("Something else is written under this day: change it below, or write under another day.")
        )
    entry.text, entry.written_at = text.strip(), now
    entry.save(update_fields=["text", "written_at"])
    return entry


@transaction.atomic
def comment_journal(*, entry: JournalEntry, text: str, by: User, now: datetime) -> JournalComment:
    """Answer an entry. Raises Denied unless `by` works in the school, PlacementRefused when nothing is written."""
    check_can_arrange_placement(by, entry.placement.enrolment)
    _one_at_a_time(entry.placement)
    if not text.strip():
        raise PlacementRefused(_("Write at least one sentence."))
    known = entry.comments.filter(written_by=by, text=text.strip()).first()
    if known is not None:
        return known  # pressed twice
    return JournalComment.objects.create(entry=entry, text=text.strip(), written_by=by, written_at=now)
