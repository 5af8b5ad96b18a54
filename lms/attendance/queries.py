"""Reading attendance: one sheet, who is away now and since when, on which days somebody was."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from lms.attendance.models import (
    SIGNED_HERE,
    AttendanceMark,
    AttendanceSheet,
    HalfDay,
    Hours,
    Leave,
    Presence,
    Reason,
    hours_of_class,
)
from lms.attendance.reasons import is_justified
from lms.core.working_days import SATURDAY
from lms.people.models import Cohort, Enrolment, User
from lms.people.queries import enrolments_of
from lms.placements.models import Placement
from lms.placements.queries import placed_on

AFTERNOON_BEGINS = 13
AWAY = (Presence.ABSENT, Presence.PLACEMENT)
# An absence that began earlier is said to have begun then.
LOOKED_BACK = timedelta(days=60)


@dataclass(frozen=True)
class Line:
    """One person on a sheet: what holds of her, and what she said beforehand."""

    apprentice: User
    mark: AttendanceMark | None
    leave: Leave | None
    placement: Placement | None
    before: list[AttendanceMark]  # what was marked and does not hold any more, oldest first

    @property
    def known_reason(self) -> str:
        """Why she is absent as far as anybody noted it: on the sheet, else beforehand. Empty when nobody did."""
        if self.mark is not None and self.mark.presence == Presence.ABSENT:
            return self.mark.reason
        return self.leave.reason if self.leave else ""


@dataclass(frozen=True)
class Absent:
    """Somebody who is not there now: why, in words, and since which day."""

    apprentice: User
    cohort: Cohort
    words: str
    since: date
    until: date | None = None  # the last day of a leave that she declared


def half_of(now: datetime) -> HalfDay:
    return HalfDay.MORNING if timezone.localtime(now).hour < AFTERNOON_BEGINS else HalfDay.AFTERNOON


def day_off(cohort: Cohort, day: date) -> str:
    """Return why nobody of `cohort` is expected on that day, in words; empty when they are.

    The calendar lies above this package and is asked by the dotted path in the settings.
    """
    if day.weekday() >= SATURDAY:
        return _("Nobody is at school at the weekend.")
    reason: str = import_string(settings.COHORT_DAY_OFF)(cohort, day)
    return reason


def sheet_of(cohort: Cohort, day: date, half: str) -> AttendanceSheet | None:
    """Return the sheet of that half-day; None as long as nothing was marked on it."""
    return AttendanceSheet.objects.filter(cohort=cohort, day=day, half=half).first()


def lines_of(cohort: Cohort, day: date, half: str) -> list[Line]:
    """Return everybody who was enrolled in `cohort` on that day, by name; four queries for any class."""
    marks: dict[int, list[AttendanceMark]] = defaultdict(list)
    found = AttendanceMark.objects.filter(sheet__cohort=cohort, sheet__day=day, sheet__half=half)
    for mark in found.select_related("marked_by", "signature__witness"):
        marks[mark.apprentice_id].append(mark)
    leaves = {leave.apprentice_id: leave for leave in leaves_of([cohort], on=day)}
    placed = {one.enrolment.apprentice_id: one for one in placed_on([cohort], day=day)}
    people = (
        Enrolment.objects.filter(Q(left_on=None) | Q(left_on__gte=day), cohort=cohort, enrolled_on__lte=day)
        .select_related("apprentice")
        .order_by("apprentice__first_name", "apprentice__last_name")
    )
    return [
        Line(
            one.apprentice,
            next((mark for mark in marks[one.apprentice_id] if mark.replaced_at is None), None),
            leaves.get(one.apprentice_id),
            placed.get(one.apprentice_id),
            [mark for mark in marks[one.apprentice_id] if mark.replaced_at is not None],
        )
        for one in people
    ]


def leaves_of(cohorts: Iterable[Cohort], *, on: date) -> QuerySet[Leave]:
    """Return the leaves declared in `cohorts` that cover that day."""
    return Leave.objects.filter(
        cohort__in=cohorts, starts_on__lte=on, ends_on__gte=on, withdrawn_at=None
    ).select_related("apprentice", "cohort")


def leaves_to_come(cohort: Cohort, *, on: date) -> QuerySet[Leave]:
    """Return the leaves declared in `cohort` that are not over on that day."""
    return Leave.objects.filter(cohort=cohort, ends_on__gte=on, withdrawn_at=None).select_related(
        "apprentice", "declared_by"
    )


def absent_in(cohorts: Collection[Cohort], *, now: datetime) -> list[Absent]:
    """Return who of `cohorts` is not there in this half-day, who has been away longest first; three queries."""
    today, half = timezone.localdate(now), half_of(now)
    by_pk = {cohort.pk: cohort for cohort in cohorts}
    found = {
        leave.apprentice_id: Absent(
            leave.apprentice,
            by_pk[leave.cohort_id],
            str(Reason(leave.reason).label),
            leave.starts_on,
            leave.ends_on,
        )
        for leave in leaves_of(cohorts, on=today)
    }
    here: set[int] = set()
    history = _history(cohorts, since=today - LOOKED_BACK, until=today)
    for enrolment in enrolments_of(cohorts):
        who = enrolment.apprentice_id
        marks = [mark for mark in history[who] if _order(mark) <= (today, half == HalfDay.AFTERNOON)]
        now_marked = marks and _order(marks[-1]) == (today, half == HalfDay.AFTERNOON)
        if now_marked and marks[-1].presence not in AWAY:
            here.add(who)
        elif now_marked and who not in found:
            found[who] = _absent(enrolment.apprentice, by_pk[enrolment.cohort_id], marks)
    return sorted(
        (one for who, one in found.items() if who not in here),
        key=lambda one: (one.since, one.apprentice.first_name),
    )


def _order(mark: AttendanceMark) -> tuple[date, bool]:
    return mark.sheet.day, mark.sheet.half == HalfDay.AFTERNOON


def _absent(person: User, cohort: Cohort, marks: list[AttendanceMark]) -> Absent:
    since = marks[-1].sheet.day
    for mark in reversed(marks):
        if mark.presence not in AWAY:
            break
        since = mark.sheet.day
    last = marks[-1]
    if last.presence == Presence.PLACEMENT:
        return Absent(person, cohort, str(Presence.PLACEMENT.label), since)
    words = str(last.get_reason_display()) if last.reason else _("No reason noted yet")
    return Absent(person, cohort, words, since)


def _history(cohorts: Collection[Cohort], *, since: date, until: date) -> dict[int, list[AttendanceMark]]:
    """Return the marks that hold of each person, oldest first."""
    marks = AttendanceMark.objects.filter(
        sheet__cohort__in=cohorts, sheet__day__gte=since, sheet__day__lte=until, replaced_at=None
    ).select_related("sheet")
    found: dict[int, list[AttendanceMark]] = defaultdict(list)
    for mark in sorted(marks, key=_order):
        found[mark.apprentice_id].append(mark)
    return found


def marked_counts(cohorts: Collection[Cohort], *, now: datetime) -> dict[int, int]:
    """Return, per cohort id, of how many people something is marked in this half-day."""
    marks = AttendanceMark.objects.filter(
        sheet__cohort__in=cohorts,
        sheet__day=timezone.localdate(now),
        sheet__half=half_of(now),
        replaced_at=None,
    )
    counts: dict[int, int] = defaultdict(int)
    for cohort in marks.values_list("sheet__cohort", flat=True):
        counts[cohort] += 1
    return counts


def days_away(people: Collection[int], *, since: date, until: date) -> dict[int, set[date]]:
    """Return on which days each of `people` (by id) was not there at all, from `since` to `until`; two queries."""
    away: dict[int, set[date]] = defaultdict(set)
    there: dict[int, set[date]] = defaultdict(set)
    marks = AttendanceMark.objects.filter(
        apprentice__in=people, sheet__day__gte=since, sheet__day__lte=until, replaced_at=None
    )
    for who, day, presence in marks.values_list("apprentice", "sheet__day", "presence"):
        (away if presence in AWAY else there)[who].add(day)
    leaves = Leave.objects.filter(
        apprentice__in=people, ends_on__gte=since, starts_on__lte=until, withdrawn_at=None
    )
    for who, first, last in leaves.values_list("apprentice", "starts_on", "ends_on"):
        begin, days = max(first, since), (min(last, until) - max(first, since)).days + 1
        away[who].update(begin + timedelta(days=ahead) for ahead in range(days))
    return {who: days - there[who] for who, days in away.items()}


def marks_of(apprentice: User, *, since: date, until: date) -> list[AttendanceMark]:
    """Return what holds of one person, the newest half-day first, with her signatures; one query."""
    found = AttendanceMark.objects.filter(
        apprentice=apprentice, sheet__day__gte=since, sheet__day__lte=until, replaced_at=None
    ).select_related("sheet__cohort", "sheet__locked_by", "signature__witness")
    return sorted(found, key=_order, reverse=True)


@dataclass(frozen=True)
class MonthOf:
    """One person's month: each half-day as it holds, and how many hours that makes."""

    apprentice: User
    marks: list[AttendanceMark]

    @property
    def minutes(self) -> int:
        return minutes_of(self.marks)

    @property
    def hours(self) -> Decimal:
        return hours_of(self.marks)

    def count(self, presence: Presence) -> int:
        return sum(mark.presence == presence for mark in self.marks)

    @property
    def present(self) -> int:
        return self.count(Presence.PRESENT)

    @property
    def late(self) -> int:
        return self.count(Presence.LATE)

    @property
    def in_a_company(self) -> int:
        return self.count(Presence.PLACEMENT)

    @property
    def justified(self) -> int:
        """How many half-days she was absent for a reason that justifies it."""
        return sum(mark.presence == Presence.ABSENT and is_justified(mark.reason) for mark in self.marks)

    @property
    def unjustified(self) -> int:
        return self.count(Presence.ABSENT) - self.justified

    @property
    def unsigned(self) -> int:
        """How many half-days at school she has not signed."""
        return sum(mark.presence in SIGNED_HERE and not is_signed(mark) for mark in self.marks)


def is_signed(mark: AttendanceMark) -> bool:
    """Whether she signed that line, and did not say that it was not she."""
    return hasattr(mark, "signature") and mark.signature.disowned_at is None


def _marks_between(cohort: Cohort, first: date, last: date) -> dict[User, list[AttendanceMark]]:
    """Return what holds of everybody who was marked in those days, by name, oldest first; one query."""
    found = AttendanceMark.objects.filter(
        sheet__cohort=cohort, sheet__day__gte=first, sheet__day__lte=last, replaced_at=None
    ).select_related("apprentice", "marked_by", "sheet__locked_by", "signature__witness")
    by_person: dict[User, list[AttendanceMark]] = defaultdict(list)
    for mark in sorted(found, key=_order):
        by_person[mark.apprentice].append(mark)
    people = sorted(by_person, key=lambda one: (one.last_name, one.first_name, one.pk))
    return {one: by_person[one] for one in people}


def month_of(cohort: Cohort, first: date) -> list[MonthOf]:
    """Return the month that begins on `first` for everybody who was marked in it, by name; one query."""
    months = _marks_between(cohort, first, first + relativedelta(months=1, days=-1))
    return [MonthOf(one, marks) for one, marks in months.items()]


@dataclass(frozen=True)
class WeekOf:
    """One person's week: what holds of each half-day, None where nothing was marked."""

    apprentice: User
    marks: list[AttendanceMark | None]

    @property
    def minutes(self) -> int:
        return minutes_of(mark for mark in self.marks if mark is not None)


@dataclass(frozen=True)
class Week:
    """Five days of a class: half-days across, people down, and who signed when in each cell."""

    monday: date
    halves: list[tuple[date, HalfDay, Hours]]  # without those on which nobody is expected
    sheets: list[AttendanceSheet | None]  # one a half-day; None as long as nothing was marked
    rows: list[WeekOf]
    corrected: list[AttendanceMark]  # what holds and was written after the half-day was closed

    @property
    def friday(self) -> date:
        return self.monday + timedelta(days=4)

    @property
    def minutes(self) -> int:
        return sum(row.minutes for row in self.rows)


def week_of(cohort: Cohort, monday: date) -> Week:
    """Return the week of `cohort` that begins on `monday`; everybody enrolled in it is there, marked or not."""
    friday = monday + timedelta(days=4)
    days = [monday + timedelta(days=ahead) for ahead in range(5)]
    halves = [(day, half) for day in days if not day_off(cohort, day) for half in HalfDay]
    found = AttendanceSheet.objects.filter(cohort=cohort, day__gte=monday, day__lte=friday)
    sheets = {(sheet.day, sheet.half): sheet for sheet in found.select_related("locked_by")}
    marked = _marks_between(cohort, monday, friday)
    enrolled = Enrolment.objects.filter(
        Q(left_on=None) | Q(left_on__gte=monday), cohort=cohort, enrolled_on__lte=friday
    ).select_related("apprentice")
    people = {one.apprentice for one in enrolled} | set(marked)
    rows = []
    for one in sorted(people, key=lambda person: (person.last_name, person.first_name, person.pk)):
        cells = {(mark.sheet.day, mark.sheet.half): mark for mark in marked.get(one, [])}
        rows.append(WeekOf(one, [cells.get(half) for half in halves]))
    corrected = [mark for marks in marked.values() for mark in marks if mark.corrected_because]
    held = [sheets.get(half) for half in halves]
    timed = [
        (day, half, sheet.hours if sheet else hours_of_class(cohort, half))
        for (day, half), sheet in zip(halves, held, strict=True)
    ]
    return Week(monday, timed, held, rows, corrected)


def to_sign_on_screen(cohort: Cohort, day: date, half: str) -> list[AttendanceMark]:
    """Return the lines of people marked present in that half-day who have not signed, by first name; one query."""
    return list(
        AttendanceMark.objects.filter(
            sheet__cohort=cohort,
            sheet__day=day,
            sheet__half=half,
            replaced_at=None,
            presence__in=SIGNED_HERE,
            signature=None,
        )
        .select_related("apprentice", "sheet__cohort__school")
        .order_by("apprentice__first_name", "apprentice__last_name", "pk")
    )


def hours_of(marks: Iterable[AttendanceMark]) -> Decimal:
    """Return the hours of those half-days: at school or with a host; an absence makes none."""
    return Decimal(minutes_of(marks)) / 60


def minutes_of(marks: Iterable[AttendanceMark]) -> int:
    return sum(mark.sheet.hours.minutes for mark in marks if mark.presence != Presence.ABSENT)


@dataclass(frozen=True)
class Training:
    """What a paper for funders says at its head: which training, by whom, toward what."""

    cohort: Cohort
    certifications: list[str]
    trainers: list[User]


def training_of(cohort: Cohort) -> Training:
    """Return that; what a cohort prepares is kept beside this package, asked by the dotted path in the settings."""
    versions = import_string(settings.COHORT_VERSIONS)(cohort)
    return Training(cohort, [str(one.certification) for one in versions], list(cohort.trainers.all()))
