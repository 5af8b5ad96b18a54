"""Set the dates of a cohort, arrange something for one person, copy or propose a calendar; all of it is history."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from curriculum import planning
from curriculum.models import (
    CalendarAddress,
    Exemption,
    Extension,
    ModuleDates,
    ModulePage,
    Period,
)
from curriculum.permissions import can_subscribe, check_can_plan
from curriculum.queries import cohorts_to_copy_from, modules_to_plan, proposal_for, working_days
from lms.core.audit import record_event
from lms.core.permissions import Denied
from lms.core.working_days import LONGEST_DELAY
from lms.people.models import Cohort, User
from lms.people.queries import apprentices_of


class CalendarRefused(Exception):
    """These dates cannot be kept; the message is a sentence for the trainer."""


def _check(by: User, cohort: Cohort, module: ModulePage | None = None) -> None:
    check_can_plan(by, cohort)
    if module is not None and not modules_to_plan(cohort).filter(pk=module.pk).exists():
        raise CalendarRefused(_("This module is not in the course of this cohort."))


def _check_enrolled(cohort: Cohort, apprentice: User) -> None:
    if not apprentices_of(cohort).filter(pk=apprentice.pk).exists():
        raise CalendarRefused(_("This person is not in this cohort."))


@transaction.atomic
def set_dates(
    *, cohort: Cohort, module: ModulePage, opens_on: date, due_on: date | None, by: User, now: datetime
) -> ModuleDates:
    """Say when `module` opens for `cohort`, and until when it is expected.

    Raises:
        Denied: `by` does not teach this cohort.
        CalendarRefused: the module is of another course, or expected before it opens.
    """
    _check(by, cohort, module)
    if due_on is not None and due_on < opens_on:
        raise CalendarRefused(_("The last day comes before the opening. Choose a later one."))
    dates, _created = ModuleDates.objects.update_or_create(
        cohort=cohort, module=module, defaults={"opens_on": opens_on, "due_on": due_on}
    )
    _tell("module_dated", dates, by, now)
    return dates


def _tell(action: str, dates: ModuleDates, by: User, now: datetime) -> None:
    record_event(
        action=action,
        subject=dates.cohort,
        by=by,
        now=now,
        module=dates.module_id,
        opens_on=dates.opens_on.isoformat(),
        due_on=dates.due_on.isoformat() if dates.due_on else None,
    )


@transaction.atomic
def open_now(*, cohort: Cohort, module: ModulePage, by: User, now: datetime) -> None:
    """Open `module` today; one that is open already stays as it is.

    Raises:
        Denied: `by` does not teach this cohort.
        CalendarRefused: the module is of another course.
    """
    _check(by, cohort, module)
    today = timezone.localdate(now)
    dates = ModuleDates.objects.filter(cohort=cohort, module=module, opens_on__gt=today).first()
    if dates is None:
        return
    dates.opens_on = today
    dates.save(update_fields=["opens_on"])
    _tell("module_opened", dates, by, now)


@transaction.atomic
def withdraw_dates(*, cohort: Cohort, module: ModulePage, by: User, now: datetime) -> None:
    """Take the dates of `module` back: it is open to everybody, without a last day. Twice does no harm.

    Raises:
        Denied: `by` does not teach this cohort.
    """
    check_can_plan(by, cohort)
    deleted, _rows = ModuleDates.objects.filter(cohort=cohort, module=module).delete()
    if deleted:
        record_event(action="module_dates_withdrawn", subject=cohort, by=by, now=now, module=module.pk)


@transaction.atomic
def postpone(
    *, cohort: Cohort, module: ModulePage, days: int, following: bool, by: User, now: datetime
) -> list[ModuleDates]:
    """Move the dates of `module` by some days, and with `following` those of all that come after it in the course.

    What is open already stays open: only its last day moves. No module opens or ends on a day without school.

    Returns:
        The dates that moved.

    Raises:
        Denied: `by` does not teach this cohort.
        CalendarRefused: the module is of another course, has no dates, or it is no sensible number of days.
    """
    _check(by, cohort, module)
    if not 1 <= days <= LONGEST_DELAY:
        raise CalendarRefused(_("Choose a number of days between 1 and %(most)s.") % {"most": LONGEST_DELAY})
    rows = ModuleDates.objects.select_for_update(of=("self",)).filter(cohort=cohort).select_related("module")
    moving = [
        one
        for one in rows.order_by("module__path")
        if one.module_id == module.pk or (following and one.module.path > module.path)
    ]
    if not moving or moving[0].module_id != module.pk:
        raise CalendarRefused(_("This module has no dates yet: set them first."))
    working, today, later = working_days(cohort), timezone.localdate(now), timedelta(days=days)
    for dates in moving:
        if planning.is_locked(dates.opens_on, on=today):
            dates.opens_on = working.first_since(dates.opens_on + later)
        if dates.due_on is not None:
            dates.due_on = max(working.first_since(dates.due_on + later), dates.opens_on)
    ModuleDates.objects.bulk_update(moving, ["opens_on", "due_on"])
    record_event(
        action="modules_postponed",
        subject=cohort,
        by=by,
        now=now,
        modules=[dates.module_id for dates in moving],
        days=days,
    )
    return moving


@transaction.atomic
def extend(
    *, cohort: Cohort, module: ModulePage, apprentice: User, due_on: date, by: User, now: datetime
) -> Extension:
    """Give `apprentice` more time for `module`; a second time replaces the first.

    Raises:
        Denied: `by` does not teach this cohort.
        CalendarRefused: she is not in it, the module has no last day, or hers would not be later.
    """
    _check(by, cohort, module)
    _check_enrolled(cohort, apprentice)
    dates = ModuleDates.objects.filter(cohort=cohort, module=module).first()
    if dates is None or dates.due_on is None:
        raise CalendarRefused(_("This module has no last day: everybody has all the time they need."))
    if due_on <= dates.due_on:
        raise CalendarRefused(_("This is not later than the last day of the cohort. Choose a later one."))
    extension, _created = Extension.objects.update_or_create(
        apprentice=apprentice,
        module=module,
        defaults={"due_on": due_on, "granted_by": by, "granted_at": now},
    )
    record_event(
        action="due_extended",
        subject=apprentice,
        by=by,
        now=now,
        module=module.pk,
        due_on=due_on.isoformat(),
    )
    return extension


@transaction.atomic
def withdraw_extension(
    *, cohort: Cohort, module: ModulePage, apprentice: User, by: User, now: datetime
) -> None:
    """Take the additional time back. Twice does no harm.

    Raises:
        Denied: `by` does not teach this cohort.
        CalendarRefused: the apprentice is not in it.
    """
    check_can_plan(by, cohort)
    _check_enrolled(cohort, apprentice)
    deleted, _rows = Extension.objects.filter(apprentice=apprentice, module=module).delete()
    if deleted:
        record_event(action="extension_withdrawn", subject=apprentice, by=by, now=now, module=module.pk)


@transaction.atomic
def exempt(
    *, cohort: Cohort, module: ModulePage, apprentice: User, reason: str, by: User, now: datetime
) -> Exemption:
    """Say that `module` is not asked of `apprentice`, and why; a second time replaces the reason.

    The reason stays on the row: history keeps no words about a person.

    Raises:
        Denied: `by` does not teach this cohort.
        CalendarRefused: she is not in it, the module is of another course, or there is no reason.
    """
    _check(by, cohort, module)
    _check_enrolled(cohort, apprentice)
    if not reason.strip():
        raise CalendarRefused(_("Say why: the apprentice and your colleagues read it."))
    exemption, _created = Exemption.objects.update_or_create(
        apprentice=apprentice,
        module=module,
        defaults={"reason": reason.strip(), "granted_by": by, "granted_at": now},
    )
    record_event(action="module_exempted", subject=apprentice, by=by, now=now, module=module.pk)
    return exemption


@transaction.atomic
def withdraw_exemption(
    *, cohort: Cohort, module: ModulePage, apprentice: User, by: User, now: datetime
) -> None:
    """Ask `module` of `apprentice` again. Twice does no harm.

    Raises:
        Denied: `by` does not teach this cohort.
        CalendarRefused: the apprentice is not in it.
    """
    check_can_plan(by, cohort)
    _check_enrolled(cohort, apprentice)
    deleted, _rows = Exemption.objects.filter(apprentice=apprentice, module=module).delete()
    if deleted:
        record_event(action="exemption_withdrawn", subject=apprentice, by=by, now=now, module=module.pk)


@transaction.atomic
def add_period(
    *,
    cohort: Cohort,
    kind: str,
    starts_on: date,
    ends_on: date,
    label: str,
    by: User,
    now: datetime,
) -> Period:
    """Say that `cohort` is away from school: in a company, or the school is closed. Dates set before stay.

    Raises:
        Denied: `by` does not teach this cohort.
        CalendarRefused: it ends before it starts, or is the same as one already there.
    """
    check_can_plan(by, cohort)
    _one_at_a_time(cohort)
    if ends_on < starts_on:
        raise CalendarRefused(_("The last day comes before the first. Choose a later one."))
    if cohort.periods.filter(kind=kind, starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise CalendarRefused(_("A period of this kind already covers some of these days."))
    period = cohort.periods.create(kind=kind, starts_on=starts_on, ends_on=ends_on, label=label.strip())
    record_event(
        action="period_added",
        subject=cohort,
        by=by,
        now=now,
        kind=kind,
        starts_on=starts_on.isoformat(),
        ends_on=ends_on.isoformat(),
    )
    return period


@transaction.atomic
def remove_period(*, period: Period, by: User, now: datetime) -> None:
    """Take a period out of the calendar of its cohort.

    Raises:
        Denied: `by` does not teach this cohort.
    """
    check_can_plan(by, period.cohort)
    record_event(
        action="period_removed",
        subject=period.cohort,
        by=by,
        now=now,
        kind=period.kind,
        starts_on=period.starts_on.isoformat(),
        ends_on=period.ends_on.isoformat(),
    )
    period.delete()


@transaction.atomic
def keep_proposal(*, cohort: Cohort, starts_on: date, by: User, now: datetime) -> int:
    """Date the modules of `cohort` one after the other by their hours, from `starts_on`; replaces their dates.

    Returns:
        How many modules were dated.

    Raises:
        Denied: `by` does not teach this cohort.
    """
    check_can_plan(by, cohort)
    _one_at_a_time(cohort)
    spans = {module.pk: span for module, span in proposal_for(cohort, starts_on=starts_on)}
    _replace_dates(cohort, spans)
    record_event(
        action="calendar_proposed",
        subject=cohort,
        by=by,
        now=now,
        starts_on=starts_on.isoformat(),
        modules=len(spans),
    )
    return len(spans)


@transaction.atomic
def copy_calendar(*, source: Cohort, cohort: Cohort, starts_on: date, by: User, now: datetime) -> int:
    """Give `cohort` the dates and periods of `source`, shifted so that its first module opens on `starts_on`.

    Dates of the same modules are replaced; a period that would overlap one already there is left out. No module
    opens or ends on a day without school.

    Returns:
        How many modules were dated.

    Raises:
        Denied: `by` does not teach this cohort, or does not see the other one.
        CalendarRefused: the other cohort has no dates for this course.
    """
    check_can_plan(by, cohort)
    _one_at_a_time(cohort)
    if not cohorts_to_copy_from(by, cohort).filter(pk=source.pk).exists():
        raise Denied
    rows = list(
        ModuleDates.objects.filter(cohort=source, module__in=modules_to_plan(cohort)).order_by("opens_on")
    )
    if not rows:
        raise CalendarRefused(_("The calendar of this cohort is empty."))
    shift = starts_on - rows[0].opens_on
    for period in source.periods.all():
        first, last = period.starts_on + shift, period.ends_on + shift
        if not cohort.periods.filter(starts_on__lte=last, ends_on__gte=first).exists():
            cohort.periods.create(kind=period.kind, starts_on=first, ends_on=last, label=period.label)
    working = working_days(cohort)
    spans: dict[int, tuple[date, date | None]] = {}
    for row in rows:
        opens_on = working.first_since(row.opens_on + shift)
        due_on = max(working.first_since(row.due_on + shift), opens_on) if row.due_on else None
        spans[row.module_id] = (opens_on, due_on)
    _replace_dates(cohort, spans)
    record_event(
        action="calendar_copied",
        subject=cohort,
        by=by,
        now=now,
        source=source.pk,
        starts_on=starts_on.isoformat(),
        modules=len(spans),
    )
    return len(spans)


def _one_at_a_time(cohort: Cohort) -> None:
    """Let two who plan one cohort at the same moment wait for each other."""
    Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)


def _replace_dates(cohort: Cohort, spans: Mapping[int, tuple[date, date | None]]) -> None:
    ModuleDates.objects.filter(cohort=cohort, module__in=spans).delete()
    ModuleDates.objects.bulk_create(
        ModuleDates(cohort=cohort, module_id=module, opens_on=opens_on, due_on=due_on)
        for module, (opens_on, due_on) in spans.items()
    )


@transaction.atomic
def renew_address(*, person: User, now: datetime) -> CalendarAddress:
    """Give `person` a new secret address for her calendar; the one she had answers no more.

    Raises:
        Denied: there is no calendar for her role.
    """
    if not can_subscribe(person):
        raise Denied
    address, created = CalendarAddress.objects.update_or_create(
        person=person, defaults={"token": secrets.token_urlsafe(24), "made_at": now}
    )
    record_event(action="calendar_address_made", subject=address, by=person, now=now, renewed=not created)
    return address
