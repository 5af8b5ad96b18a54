"""Who is there: one tap, lines that are never changed, corrections that say why, leaves, who is away since when."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from curriculum.models import Period, PeriodKind
from lms.alerts.actions import watch_everybody
from lms.alerts.models import Alert, AlertKind
from lms.alerts.queries import alerted_in
from lms.attendance.actions import (
    AttendanceRefused,
    Where,
    declare_leave,
    lock_sheet,
    mark,
    mark_others_present,
    withdraw_leave,
)
from lms.attendance.models import AttendanceMark, HalfDay, Leave, Presence, Reason
from lms.attendance.queries import absent_in, days_away, half_of, lines_of
from lms.core.models import AuditEvent
from lms.core.permissions import Denied
from lms.people.models import ExitKind
from tests.factories.people import apprentice_of

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 23)
FRIDAY = MONDAY - timedelta(days=3)


@pytest.fixture
def tap(cohort, trainer, now):
    """Mark somebody in a half-day, by the trainer."""

    def marked(person, presence=Presence.PRESENT, *, day=MONDAY, half=HalfDay.MORNING, at=now, **words):
        return mark(
            where=Where(cohort, day, half), apprentice=person, presence=presence, by=trainer, now=at, **words
        )

    return marked


def holds(person):
    return [
        (one.presence, one.reason)
        for one in AttendanceMark.objects.filter(apprentice=person, replaced_at=None)
    ]


class TestMarking:
    def test_nobody_is_marked_before_somebody_looks(self, cohort, apprentice):
        (line,) = lines_of(cohort, MONDAY, HalfDay.MORNING)
        assert (line.apprentice, line.mark, line.leave) == (apprentice, None, None)

    def test_the_same_tap_twice_is_one_line(self, tap, apprentice):
        assert tap(apprentice) == tap(apprentice)
        assert AttendanceMark.objects.count() == 1

    def test_another_tap_is_another_line_and_the_first_one_stays(self, tap, apprentice, now, cohort):
        tap(apprentice, Presence.ABSENT)
        tap(apprentice, Presence.LATE, at=now + timedelta(minutes=20))
        (line,) = lines_of(cohort, MONDAY, HalfDay.MORNING)
        assert line.mark.presence == Presence.LATE
        assert [(one.presence, one.replaced_at) for one in line.before] == [
            (Presence.ABSENT, now + timedelta(minutes=20))
        ]

    def test_only_an_absence_keeps_a_reason(self, tap, apprentice, peer):
        tap(apprentice, Presence.ABSENT, reason=Reason.TRANSPORT)
        tap(peer, Presence.PRESENT, reason=Reason.TRANSPORT)
        assert (holds(apprentice), holds(peer)) == ([("absent", "transport")], [("present", "")])

    def test_a_closed_half_day_is_corrected_with_a_word(self, tap, apprentice, trainer, cohort, now):
        tap(apprentice)
        lock_sheet(where=Where(cohort, MONDAY, HalfDay.MORNING), by=trainer, now=now)
        with pytest.raises(AttendanceRefused, match="close"):
            tap(apprentice, Presence.LATE)
        tap(apprentice, Presence.LATE, because="Arrivée à 10 h")
        assert holds(apprentice) == [("late", "")]
        actions = AuditEvent.objects.order_by("pk").values_list("action", flat=True)
        assert list(actions) == ["attendance_locked", "attendance_corrected"]

    def test_what_is_older_than_yesterday_is_closed_by_itself(self, tap, apprentice):
        with pytest.raises(AttendanceRefused):
            tap(apprentice, day=FRIDAY)
        assert tap(apprentice, day=FRIDAY, because="Oubli").corrected_because == "Oubli"

    def test_a_sheet_is_complete_when_everybody_is_marked(self, tap, apprentice, peer, trainer, cohort, now):
        where = Where(cohort, MONDAY, HalfDay.MORNING)
        tap(apprentice, Presence.ABSENT)
        with pytest.raises(AttendanceRefused):
            lock_sheet(where=where, by=trainer, now=now)
        assert mark_others_present(where=where, by=trainer, now=now) == 1
        assert (holds(apprentice), holds(peer)) == ([("absent", "")], [("present", "")])
        assert lock_sheet(where=where, by=trainer, now=now).locked_by == trainer

    @pytest.mark.parametrize(
        "day", [MONDAY + timedelta(days=1), date(2026, 11, 21), date(2026, 11, 11), date(2026, 9, 1)]
    )
    def test_no_sheet_for_days_without_class(self, tap, apprentice, day):
        with pytest.raises(AttendanceRefused):
            tap(apprentice, day=day, because="Pour voir")
        assert AttendanceMark.objects.count() == 0

    def test_no_sheet_while_the_cohort_is_away(self, tap, apprentice, cohort):
        Period.objects.create(cohort=cohort, kind=PeriodKind.CLOSURE, starts_on=MONDAY, ends_on=MONDAY)
        with pytest.raises(AttendanceRefused):
            tap(apprentice)

    def test_somebody_of_another_class_is_refused(self, tap, other_school_apprentice):
        with pytest.raises(AttendanceRefused):
            tap(other_school_apprentice)

    def test_only_one_line_holds_at_a_time(self, tap, apprentice, trainer, now):
        sheet = tap(apprentice).sheet
        with pytest.raises(IntegrityError), transaction.atomic():
            AttendanceMark.objects.create(
                sheet=sheet, apprentice=apprentice, presence="late", marked_by=trainer, marked_at=now
            )


def test_who_has_left_is_not_marked_any_more(tap, apprentice):
    apprentice.enrolments.update(left_on=MONDAY - timedelta(days=3), exit_kind=ExitKind.JOB)
    with pytest.raises(AttendanceRefused):
        tap(apprentice)


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("trainer", True),
        ("coordinator", True),
        ("adviser", False),
        ("apprentice", False),
        ("other_school_trainer", False),
        ("client", False),
    ],
)
def test_who_marks(who, may, cast, cohort, apprentice, now):
    where, person = Where(cohort, MONDAY, HalfDay.MORNING), cast[who]
    leave = {"starts_on": MONDAY, "ends_on": MONDAY, "reason": Reason.LEAVE}
    tries = (
        lambda: mark(where=where, apprentice=apprentice, presence=Presence.PRESENT, by=person, now=now),
        lambda: mark_others_present(where=where, by=person, now=now),
        lambda: lock_sheet(where=where, by=person, now=now),
        lambda: declare_leave(cohort=cohort, apprentice=apprentice, by=person, now=now, **leave),
    )
    for attempt in tries:
        if may:
            attempt()
        else:
            with pytest.raises(Denied):
                attempt()


class TestAway:
    def leave(self, cohort, person, by, now, first=MONDAY, last=MONDAY + timedelta(days=2)):
        return declare_leave(
            cohort=cohort,
            apprentice=person,
            starts_on=first,
            ends_on=last,
            reason=Reason.LEAVE,
            by=by,
            now=now,
        )

    def test_the_same_leave_declared_twice_is_one(self, cohort, apprentice, trainer, now):
        first, again = (self.leave(cohort, apprentice, trainer, now) for _ in range(2))
        assert (again, Leave.objects.count()) == (first, 1)

    def test_who_is_marked_absent_is_away_since_the_first_absence_in_a_row(
        self, tap, cohort, apprentice, now
    ):
        tap(apprentice, day=FRIDAY - timedelta(days=1), because="Oubli")
        for half in HalfDay:
            tap(apprentice, Presence.ABSENT, day=FRIDAY, half=half, because="Oubli")
        tap(apprentice, Presence.ABSENT, reason=Reason.NO_NEWS)
        (one,) = absent_in([cohort], now=now)
        assert (one.apprentice, one.words, one.since, one.until) == (
            apprentice,
            "Sans nouvelles",
            FRIDAY,
            None,
        )

    def test_only_this_half_day_counts(self, tap, cohort, apprentice, now):
        tap(apprentice, Presence.ABSENT)
        tap(apprentice, Presence.PRESENT, half=HalfDay.AFTERNOON, at=now)
        assert half_of(now) == HalfDay.MORNING
        assert len(absent_in([cohort], now=now)) == 1
        assert absent_in([cohort], now=now + timedelta(hours=4)) == []

    def test_a_declared_leave_is_an_absence_with_its_last_day(self, cohort, apprentice, trainer, now, tap):
        leave = self.leave(cohort, apprentice, trainer, now)
        (one,) = absent_in([cohort], now=now)
        assert (one.words, one.since, one.until) == ("Congé", leave.starts_on, leave.ends_on)
        tap(apprentice, Presence.PRESENT)  # she came after all
        assert absent_in([cohort], now=now) == []

    def test_a_withdrawn_leave_is_none(self, cohort, apprentice, trainer, adviser, now):
        leave = self.leave(cohort, apprentice, trainer, now)
        with pytest.raises(Denied):
            withdraw_leave(leave=leave, by=adviser, now=now)
        withdraw_leave(leave=leave, by=trainer, now=now)
        assert absent_in([cohort], now=now) == []

    @pytest.mark.parametrize(("first", "last"), [(1, 0), (0, 120)])
    def test_days_of_a_leave_that_make_no_sense(self, cohort, apprentice, trainer, now, first, last):
        with pytest.raises(AttendanceRefused):
            self.leave(
                cohort,
                apprentice,
                trainer,
                now,
                MONDAY + timedelta(days=first),
                MONDAY + timedelta(days=last),
            )

    def test_days_away_are_whole_days(self, tap, cohort, apprentice, trainer, now):
        tap(apprentice, Presence.ABSENT, day=FRIDAY, because="Oubli")
        tap(apprentice, Presence.ABSENT)
        tap(apprentice, Presence.PRESENT, half=HalfDay.AFTERNOON)
        self.leave(cohort, apprentice, trainer, now, MONDAY + timedelta(days=1), MONDAY + timedelta(days=9))
        away = days_away([apprentice.pk], since=FRIDAY, until=MONDAY + timedelta(days=2))
        assert away[apprentice.pk] == {FRIDAY, MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)}

    def test_who_is_away_is_not_called_silent(self, cohort, apprentice, trainer, now):
        # Ten weeks without work, of which all but the last two working days were a leave.
        self.leave(cohort, apprentice, trainer, now, date(2026, 9, 28), date(2026, 11, 18))
        watch_everybody(kinds={AlertKind.SILENT}, now=now)
        assert Alert.objects.count() == 0
        watch_everybody(kinds={AlertKind.SILENT}, now=now + timedelta(days=1))
        assert Alert.objects.get().facts == {"days": 3}

    def test_nothing_begins_while_she_is_away(self, cohort, apprentice, trainer, now):
        self.leave(cohort, apprentice, trainer, now)
        watch_everybody(kinds={AlertKind.SILENT}, now=now)
        assert Alert.objects.count() == 0

    def test_who_is_away_is_not_counted_as_stuck(self, cohort, apprentice, trainer, now):
        Alert.objects.create(
            apprentice=apprentice, cohort=cohort, kind=AlertKind.SILENT, since=now, noticed_at=now
        )
        assert alerted_in([cohort], now=now) == {apprentice.pk}
        self.leave(cohort, apprentice, trainer, now)
        assert alerted_in([cohort], now=now) == set()

    def test_the_list_costs_the_same_for_any_class(self, cohort, tap, now, django_assert_num_queries):
        for _ in range(3):
            tap(apprentice_of(cohort), Presence.ABSENT)
            with django_assert_num_queries(3):
                absent_in([cohort], now=now)
            with django_assert_num_queries(4):
                lines_of(cohort, MONDAY, HalfDay.MORNING)


class TestScreens:
    @pytest.fixture(autouse=True)
    def monday_morning(self, monkeypatch, now):
        monkeypatch.setattr("lms.attendance.views.sheets.timezone.now", lambda: now)

    def url(self, cohort, half=HalfDay.MORNING):
        return reverse("attendance_sheet", args=[cohort.pk, MONDAY, half])

    def test_one_tap_marks_one_person(self, cohort, apprentice, trainer, browse):
        browser = browse(trainer)
        assert browser.get(reverse("who_is_there", args=[cohort.pk])).url == self.url(cohort)
        browser.post(self.url(cohort), {"apprentice": apprentice.pk, "presence": "absent"})
        browser.post(
            self.url(cohort), {"apprentice": apprentice.pk, "presence": "absent", "reason": "transport"}
        )
        page = browser.get(self.url(cohort)).content.decode()
        assert holds(apprentice) == [("absent", "transport")]
        assert 'aria-pressed="true"' in page
        assert "Tout le monde est noté" in page
        assert '<input type="hidden" name="reason" value="transport">' in page

    def test_the_others_then_closed_then_corrected(self, cohort, apprentice, peer, trainer, browse):
        browser = browse(trainer)
        browser.post(self.url(cohort), {"do": "others"})
        browser.post(self.url(cohort), {"do": "lock"})
        refused = browser.post(self.url(cohort), {"apprentice": peer.pk, "presence": "late"})
        assert refused.status_code == 422
        assert "Dites d’un mot pourquoi" in refused.content.decode()
        assert '<option value="late" selected>' in refused.content.decode()
        assert '<details class="dismiss" open>' in refused.content.decode()
        browser.post(self.url(cohort), {"apprentice": peer.pk, "presence": "late", "because": "10 h"})
        assert "corrigé\u00a0: 10 h" in browser.get(self.url(cohort)).content.decode()

    def test_an_adviser_reads_and_marks_nothing(self, cohort, apprentice, adviser, browse):
        browser = browse(adviser)
        page = browser.get(self.url(cohort))
        assert "presence__choices" not in page.content.decode()
        tap = {"apprentice": apprentice.pk, "presence": "absent"}
        assert browser.post(self.url(cohort), tap).status_code == 403

    def test_a_stranger_cannot_be_marked(self, cohort, other_school_apprentice, trainer, browse):
        tap = {"apprentice": other_school_apprentice.pk, "presence": "absent"}
        assert browse(trainer).post(self.url(cohort), tap).status_code == 422

    def test_a_leave_is_declared_and_withdrawn(self, cohort, apprentice, trainer, browse):
        browser, url = browse(trainer), reverse("leaves", args=[cohort.pk])
        wrong = {
            "apprentice": apprentice.pk,
            "starts_on": "2026-12-04",
            "ends_on": "2026-12-02",
            "reason": "leave",
        }
        page = browser.post(url, wrong).content.decode()
        assert "Le dernier jour est avant le premier" in page
        assert "2026-12-04" in page
        browser.post(url, {**wrong, "ends_on": "2026-12-07"})
        assert "du 4 décembre au 7 décembre" in browser.get(url).content.decode()
        browser.post(reverse("withdraw_leave", args=[apprentice.leaves.get().pk]))
        assert "Aucune absence prévue" in browser.get(url).content.decode()


def test_the_first_screen_lists_who_is_absent(cohort, apprentice, trainer, browse, monkeypatch, now, tap):
    tap(apprentice, Presence.ABSENT, reason=Reason.TRANSPORT)
    monkeypatch.setattr("lms.dashboard.views.timezone.now", lambda: now)
    page = browse(trainer).get(reverse("home")).content.decode()
    assert "Absent·es" in page
    assert "Transports" in page
    assert "1 personne notée" in page


def test_the_afternoon_begins_at_one():
    at = timezone.make_aware(datetime.combine(MONDAY, datetime.min.time()))
    assert half_of(at + timedelta(hours=12, minutes=59)) == HalfDay.MORNING
    assert half_of(at + timedelta(hours=13)) == HalfDay.AFTERNOON
