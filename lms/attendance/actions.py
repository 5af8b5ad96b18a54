"""Mark who is there, correct what was marked, declare a leave."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.attendance.models import (
    SIGNED_HERE,
    AttendanceMark,
    AttendanceSheet,
    AttendanceSignature,
    HalfDay,
    Hours,
    Leave,
    Presence,
    Reason,
    hours_of_class,
)
from lms.attendance.permissions import check_can_mark, check_can_set_hours, check_can_sign
from lms.attendance.queries import day_off, lines_of
from lms.core.audit import record_event
from lms.people.models import Cohort, Enrolment, User

LONGEST_LEAVE = timedelta(days=92)


@dataclass(frozen=True)
class Where:
    """One half-day of one cohort."""

    cohort: Cohort
    day: date
    half: HalfDay


class AttendanceRefused(Exception):
    """It cannot be written so; the message is a sentence for whoever marks."""


def _sheet(where: Where, now: datetime) -> AttendanceSheet:
    """Return the locked row of that half-day, made when it is first marked."""
    if where.day > timezone.localdate(now):
        raise AttendanceRefused(_("This day has not come yet."))
    if why := day_off(where.cohort, where.day):
        raise AttendanceRefused(why)
    place: dict[str, Any] = {"cohort": where.cohort, "day": where.day, "half": where.half}
    hours = hours_of_class(where.cohort, where.half)
    AttendanceSheet.objects.get_or_create(
        **place, defaults={"begins_at": hours.begins_at, "ends_at": hours.ends_at}
    )
    # Two trainers who mark at the same moment write one after the other.
    return AttendanceSheet.objects.select_for_update().get(**place)


@transaction.atomic
def mark(
    *,
    where: Where,
    apprentice: User,
    presence: Presence,
    by: User,
    now: datetime,
    reason: str = "",
    because: str = "",
) -> AttendanceMark:
    """Write that `apprentice` was there or not. The line before stays and says until when it held.

    Args:
        reason: one of `Reason`, for an absence; empty while nobody knows.
        because: why a sheet that is locked is corrected.

    Raises:
        Denied: `by` neither teaches nor coordinates there.
        AttendanceRefused: nobody is expected on that day, she is not in this class, or a correction says not why.
    """
    check_can_mark(by, where.cohort)
    sheet = _sheet(where, now)
    if not Enrolment.objects.filter(
        Q(left_on=None) | Q(left_on__gte=where.day),
        cohort=where.cohort,
        apprentice=apprentice,
        enrolled_on__lte=where.day,
    ).exists():
        raise AttendanceRefused(_("This person was not in this class on that day."))
    locked = sheet.is_locked(today=timezone.localdate(now))
    if locked and not because.strip():
        raise AttendanceRefused(_("This half-day is closed. Say in a word why you correct it."))
    reason = Reason(reason).value if reason and presence == Presence.ABSENT else ""
    holds = AttendanceMark.objects.filter(sheet=sheet, apprentice=apprentice, replaced_at=None).first()
    if holds is not None and (holds.presence, holds.reason) == (presence, reason):
        return holds
    if holds is not None:
        holds.replaced_at = now
        holds.save(update_fields=["replaced_at"])
    written = AttendanceMark.objects.create(
        sheet=sheet,
        apprentice=apprentice,
        presence=presence,
        reason=reason,
        marked_by=by,
        marked_at=now,
        corrected_because=because.strip() if locked else "",
    )
    if locked:
        record_event(action="attendance_corrected", subject=written, by=by, now=now, presence=presence)
    return written


@transaction.atomic
def mark_others_present(*, where: Where, by: User, now: datetime) -> int:
    """Mark whoever is not marked and did not declare a leave: present, or in a company during a placement.

    Returns how many that is.

    Raises:
        Denied: `by` neither teaches nor coordinates there.
        AttendanceRefused: nobody is expected on that day, or the sheet is locked.
    """
    check_can_mark(by, where.cohort)
    _sheet(where, now)
    others = [
        line
        for line in lines_of(where.cohort, where.day, where.half)
        if line.mark is None and line.leave is None
    ]
    for line in others:
        mark(
            where=where,
            apprentice=line.apprentice,
            presence=Presence.PLACEMENT if line.placement else Presence.PRESENT,
            by=by,
            now=now,
        )
    return len(others)


@transaction.atomic
def lock_sheet(*, where: Where, by: User, now: datetime) -> AttendanceSheet:
    """Say that a half-day is complete; what is corrected afterwards says why. Twice changes nothing.

    Raises:
        Denied: `by` neither teaches nor coordinates there.
        AttendanceRefused: nobody is expected on that day, or somebody is not marked.
    """
    check_can_mark(by, where.cohort)
    sheet = _sheet(where, now)
    if any(line.mark is None for line in lines_of(where.cohort, where.day, where.half)):
        raise AttendanceRefused(_("Somebody is not marked yet."))
    if sheet.locked_at is None:
        sheet.locked_at, sheet.locked_by = now, by
        sheet.save(update_fields=["locked_at", "locked_by"])
        record_event(action="attendance_locked", subject=sheet, by=by, now=now)
    return sheet


@transaction.atomic
def sign(*, mark: AttendanceMark, by: User, now: datetime) -> AttendanceSignature:
    """Write that she was there, as it is marked. Twice changes nothing.

    What was signed on somebody's screen and was not hers is hers from now on.

    Raises:
        Denied: the line is somebody else's.
        AttendanceRefused: it was corrected meanwhile, or says that she was not there.
    """
    check_can_sign(by, mark)
    return _written_signature(mark, by=by, now=now)


@transaction.atomic
def sign_on_screen(*, mark: AttendanceMark, witness: User, now: datetime) -> AttendanceSignature:
    """Write that she signed on the screen of `witness`, who is in the room with her. Twice changes nothing.

    Raises:
        Denied: `witness` neither teaches nor coordinates there.
        AttendanceRefused: the half-day is not today's, was corrected, or says that she was not there.
    """
    check_can_mark(witness, mark.sheet.cohort)
    if mark.sheet.day != timezone.localdate(now):
        raise AttendanceRefused(_("Only a half-day of today is signed on this screen."))
    return _written_signature(mark, by=witness, now=now, witness=witness)


def _written_signature(
    mark: AttendanceMark, *, by: User, now: datetime, witness: User | None = None
) -> AttendanceSignature:
    held = AttendanceMark.objects.select_for_update(of=("self",)).get(pk=mark.pk)
    if held.replaced_at is not None:
        raise AttendanceRefused(_("What was marked has changed meanwhile: look at it again before you sign."))
    if held.presence not in SIGNED_HERE:
        raise AttendanceRefused(_("A half-day away from school is not signed here."))
    written = {"signed_at": now, "witness": witness}
    signature, is_new = AttendanceSignature.objects.get_or_create(mark=held, defaults=written)
    # Somebody took her name for his on a screen: she was there all the same. No screen does this for her.
    is_hers_now = not is_new and signature.disowned_at is not None and witness is None
    if is_hers_now:
        signature.signed_at, signature.witness, signature.disowned_at = now, None, None
        signature.save(update_fields=["signed_at", "witness", "disowned_at"])
    if is_new or is_hers_now:
        action = "attendance_signed_on_screen" if witness else "attendance_signed"
        record_event(action=action, subject=held, by=by, now=now)
    return signature


@transaction.atomic
def disown_signature(*, mark: AttendanceMark, by: User, now: datetime) -> None:
    """She says that what was signed on somebody's screen is not hers: it counts no more. Twice changes nothing.

    Raises:
        Denied: the line is somebody else's.
        AttendanceRefused: she signed it with her own account, or nobody signed it.
    """
    check_can_sign(by, mark)
    signature = AttendanceSignature.objects.select_for_update(of=("self",)).filter(mark=mark).first()
    if signature is None or signature.witness_id is None:
        raise AttendanceRefused(_("Only what was signed on somebody's screen can be taken back."))
    if signature.disowned_at is None:
        signature.disowned_at = now
        signature.save(update_fields=["disowned_at"])
        record_event(action="attendance_signature_disowned", subject=mark, by=by, now=now)


@transaction.atomic
def declare_leave(
    *,
    cohort: Cohort,
    apprentice: User,
    starts_on: date,
    ends_on: date,
    reason: Reason,
    by: User,
    now: datetime,
) -> Leave:
    """Write that `apprentice` will not be there from one day to another, both included.

    Raises:
        Denied: `by` neither teaches nor coordinates there.
        AttendanceRefused: she is not in this class, or the days make no sense.
    """
    check_can_mark(by, cohort)
    if not Enrolment.objects.filter(cohort=cohort, apprentice=apprentice, left_on=None).exists():
        raise AttendanceRefused(_("This person is not in this class."))
    if ends_on < starts_on:
        raise AttendanceRefused(_("The last day is before the first one."))
    if ends_on - starts_on > LONGEST_LEAVE:
        raise AttendanceRefused(_("That is longer than three months: write it in several parts."))
    Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    days = {"cohort": cohort, "apprentice": apprentice, "starts_on": starts_on, "ends_on": ends_on}
    if (known := Leave.objects.filter(**days, reason=reason, withdrawn_at=None).first()) is not None:
        return known  # pressed twice
    leave = Leave.objects.create(
        **days,
        reason=reason,
        declared_by=by,
        declared_at=now,
    )
    record_event(action="leave_declared", subject=leave, by=by, now=now)
    return leave


@transaction.atomic
def withdraw_leave(*, leave: Leave, by: User, now: datetime) -> None:
    """She will be there after all; the line stays. Twice changes nothing. Raises Denied as above."""
    check_can_mark(by, leave.cohort)
    if Leave.objects.filter(pk=leave.pk, withdrawn_at=None).update(withdrawn_at=now):
        record_event(action="leave_withdrawn", subject=leave, by=by, now=now)


@transaction.atomic
def set_hours(*, cohort: Cohort, morning: Hours, afternoon: Hours, by: User, now: datetime) -> Cohort:
    """Say from when to when `cohort` has class from now on. Half-days marked already keep theirs.

    Raises:
        Denied: `by` does not coordinate its school.
        AttendanceRefused: they are not in order.
    """
    check_can_set_hours(by, cohort)
    if morning.minutes <= 0 or afternoon.minutes <= 0 or afternoon.begins_at < morning.ends_at:
        raise AttendanceRefused(_("These hours are not in order: the morning, then the afternoon."))
    said = {
        "morning_begins": morning.begins_at,
        "morning_ends": morning.ends_at,
        "afternoon_begins": afternoon.begins_at,
        "afternoon_ends": afternoon.ends_at,
    }
    if said != {name: getattr(cohort, name) for name in said}:
        for name, hour in said.items():
            setattr(cohort, name, hour)
        cohort.save(update_fields=list(said))
        hours = {name: f"{hour:%H:%M}" for name, hour in said.items()}
        record_event(action="hours_of_class_set", subject=cohort, by=by, now=now, **hours)
    return cohort
