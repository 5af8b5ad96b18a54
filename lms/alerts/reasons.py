"""What calls for a visit, worked out from what everybody did; nothing is written here."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone

from client_projects.queries import last_handed_in_by
from curriculum.queries import core_path_of, day_off, last_read_by, standings_in, working_days
from exercises.queries import last_saved_by, open_requests_of, stuck_among
from lms.alerts.models import AlertKind
from lms.attendance.queries import absent_in, days_away
from lms.people.models import Cohort, Enrolment

# Behind the class: at least so many exercises, and at least a quarter of what is usual there.
BEHIND_BY = 3
SMALLEST_CLASS = 4
# Whoever joins a class late has so long to catch up before she is called behind.
NEWCOMER = timedelta(days=14)
# Older silence is known to everybody.
LOOKED_BACK = timedelta(days=90)

QUICK = frozenset({AlertKind.ASKED, AlertKind.TRIES})
"""What begins and ends with something that an apprentice does."""
SLOW = frozenset({AlertKind.LATE, AlertKind.SILENT})
"""What begins because time goes by."""


@dataclass(frozen=True)
class Reason:
    """One reason that holds now; `key` names it, the rest is what its sentence says."""

    apprentice: int
    cohort: int
    kind: AlertKind
    since: datetime
    about: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    submission: int | None = None

    @property
    def key(self) -> tuple[int, str, str]:
        return self.apprentice, self.kind.value, self.about


class Watched:
    """The people looked at together, and what is asked of the database once for all of them."""

    def __init__(self, enrolments: Iterable[Enrolment], *, now: datetime) -> None:
        """Take open enrolments with their cohorts."""
        self.enrolments = list(enrolments)
        self.now = now
        self.today = timezone.localdate(now)
        self.cohorts: dict[int, Cohort] = {one.cohort_id: one.cohort for one in self.enrolments}
        prefetch_related_objects(list(self.cohorts.values()), "periods")
        self.cohort_of = {one.apprentice_id: one.cohort_id for one in self.enrolments}

    @property
    def people(self) -> Collection[int]:
        return self.cohort_of.keys()

    def reasons(self, kinds: Collection[AlertKind]) -> list[Reason]:
        """Return the reasons of these kinds that hold now."""
        return [reason for kind, found in self._finders.items() if kind in kinds for reason in found(self)]

    @cached_property
    def quiet(self) -> set[int]:
        """Those who are not expected at school today: about them nobody is told anything new."""
        away = {pk for pk, cohort in self.cohorts.items() if day_off(cohort, self.today)}
        quiet = {who for who, cohort in self.cohort_of.items() if cohort in away}
        return quiet | {one.apprentice.pk for one in absent_in(list(self.cohorts.values()), now=self.now)}

    def _asked(self) -> Iterable[Reason]:
        for request in open_requests_of(list(self.people)):
            version = request.exercise.current_version
            yield Reason(
                request.apprentice_id,
                self.cohort_of[request.apprentice_id],
                AlertKind.ASKED,
                request.asked_at,
                about=request.exercise.key,
                facts={"title": version.title if version else request.exercise.key, "question": request.pk},
            )

    def _tries(self) -> Iterable[Reason]:
        for stuck in stuck_among(list(self.people), now=self.now):
            work = stuck.submission
            yield Reason(
                work.apprentice_id,
                self.cohort_of[work.apprentice_id],
                AlertKind.TRIES,
                stuck.since,
                about=work.exercise.key,
                facts={"title": work.version.title, "tries": stuck.tries},
                submission=work.pk,
            )

    def _late(self) -> Iterable[Reason]:
        classes: dict[int, list[Enrolment]] = defaultdict(list)
        for one in self.enrolments:
            classes[one.cohort_id].append(one)
        paths: dict[int, list[tuple[int, list[str]]]] = {}
        for cohort_id, members in classes.items():
            cohort = self.cohorts[cohort_id]
            if len(members) < SMALLEST_CLASS:
                continue
            if cohort.programme_id not in paths:
                paths[cohort.programme_id] = core_path_of(cohort)
            yield from self._late_in(cohort, members, paths[cohort.programme_id])

    def _late_in(
        self, cohort: Cohort, members: Sequence[Enrolment], path: list[tuple[int, list[str]]]
    ) -> Iterable[Reason]:
        people = [one.apprentice_id for one in members]
        standings = standings_in(cohort, people, path, on=self.today)
        for one in members:
            stands = standings[one.apprentice_id]
            joined_late = one.enrolled_on > cohort.starts_on and self.today - one.enrolled_on < NEWCOMER
            if joined_late or stands.usual - stands.passed < max(BEHIND_BY, -(-stands.usual // 4)):
                continue
            yield Reason(
                one.apprentice_id,
                cohort.pk,
                AlertKind.LATE,
                self.now,
                facts={"passed": stands.passed, "usual": stands.usual},
            )

    def _silent(self) -> Iterable[Reason]:
        people = list(self.people)
        last = _newest(last_saved_by(people), last_read_by(people), last_handed_in_by(people))
        away = days_away(people, since=self.today - LOOKED_BACK, until=self.today)
        for one in self.enrolments:
            cohort = self.cohorts[one.cohort_id]
            began = max(one.enrolled_on, cohort.starts_on)
            at = last.get(one.apprentice_id)
            first = max(timezone.localdate(at) + timedelta(days=1), began) if at else began
            since = at or timezone.make_aware(datetime.combine(began, time()))
            days = len(self._worked_between(cohort, first, self.today) - away.get(one.apprentice_id, set()))
            if days >= cohort.silent_after:
                yield Reason(one.apprentice_id, cohort.pk, AlertKind.SILENT, since, facts={"days": days})

    def _worked_between(self, cohort: Cohort, first: date, until: date) -> set[date]:
        """Return on which days from `first` to the day before `until` the cohort worked."""
        working = working_days(cohort)
        first = max(first, until - LOOKED_BACK)
        days = (first + timedelta(days=ahead) for ahead in range((until - first).days))
        return {day for day in days if working.includes(day)}

    _finders = {
        AlertKind.ASKED: _asked,
        AlertKind.TRIES: _tries,
        AlertKind.LATE: _late,
        AlertKind.SILENT: _silent,
    }


def _newest(*moments: Mapping[int, datetime]) -> dict[int, datetime]:
    found: dict[int, datetime] = {}
    for some in moments:
        for who, at in some.items():
            found[who] = max(at, found.get(who, at))
    return found
