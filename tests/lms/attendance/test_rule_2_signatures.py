"""Rule 2: half-day by half-day and person by person; both sign; what is closed is corrected by another line."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.attendance.actions import AttendanceRefused, Where, lock_sheet, mark, sign
from lms.attendance.models import AttendanceMark, AttendanceSignature, HalfDay, Presence
from lms.attendance.queries import month_of
from lms.core.models import AuditEvent
from lms.core.permissions import Denied

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 23)
MORNING, AFTERNOON = HalfDay.MORNING, HalfDay.AFTERNOON


@pytest.fixture
def tap(cohort, trainer, now, apprentice):
    def marked(presence=Presence.PRESENT, *, half=MORNING, person=apprentice, **words):
        where = Where(cohort, MONDAY, half)
        return mark(where=where, apprentice=person, presence=presence, by=trainer, now=now, **words)

    return marked


def test_rule_2_both_sign_and_a_second_press_changes_nothing(tap, apprentice, trainer, cohort, now):
    line = tap()
    first = sign(mark=line, by=apprentice, now=now)
    assert sign(mark=line, by=apprentice, now=now + timedelta(hours=1)).signed_at == first.signed_at
    sheet = lock_sheet(where=Where(cohort, MONDAY, MORNING), by=trainer, now=now)
    assert (sheet.locked_by, line.signature) == (trainer, first)
    told = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))
    assert told == ["attendance_signed", "attendance_locked"]


def test_rule_2_a_closed_half_day_is_corrected_by_a_line_signed_anew(tap, apprentice, trainer, cohort, now):
    line = tap()
    sign(mark=line, by=apprentice, now=now)
    lock_sheet(where=Where(cohort, MONDAY, MORNING), by=trainer, now=now)
    corrected = tap(Presence.LATE, because="Arrivée à 10 h")
    line.refresh_from_db()
    assert (line.presence, line.signature.mark, line.replaced_at) == (Presence.PRESENT, line, now)
    assert not AttendanceSignature.objects.filter(mark=corrected).exists()
    with pytest.raises(AttendanceRefused):
        sign(mark=AttendanceMark.objects.get(pk=line.pk), by=apprentice, now=now)
    sign(mark=corrected, by=apprentice, now=now)
    assert AttendanceSignature.objects.count() == 2


@pytest.mark.parametrize("who", ["peer", "trainer", "coordinator", "client_person", "other_school_trainer"])
def test_rule_2_nobody_signs_for_somebody_else(tap, who, request, now):
    with pytest.raises(Denied):
        sign(mark=tap(), by=request.getfixturevalue(who), now=now)


@pytest.mark.parametrize("presence", [Presence.ABSENT, Presence.PLACEMENT])
def test_rule_2_who_was_not_there_does_not_sign(tap, presence, apprentice, now):
    with pytest.raises(AttendanceRefused):
        sign(mark=tap(presence), by=apprentice, now=now)


def test_hours_of_a_month_agree_with_a_count_by_hand(tap, cohort, apprentice, peer):
    """At 3.5 hours a half-day: present and in a company make 7, late and absent make 3.5."""
    tap()
    tap(Presence.PLACEMENT, half=AFTERNOON)
    tap(Presence.LATE, person=peer)
    tap(Presence.ABSENT, person=peer, half=AFTERNOON)
    hours = {one.apprentice: float(one.hours) for one in month_of(cohort, MONDAY.replace(day=1))}
    assert hours == {apprentice: 7.0, peer: 3.5}
    assert month_of(cohort, date(2026, 12, 1)) == []


class TestScreens:
    @pytest.fixture(autouse=True)
    def today(self, now):
        with time_machine.travel(now, tick=False):
            yield

    def test_she_signs_all_that_is_shown_and_nobody_elses(self, tap, client, apprentice, peer):
        mine, hers = [tap(), tap(half=AFTERNOON)], tap(person=peer)
        client.force_login(apprentice)
        where = reverse("my_attendance")
        assert len(client.get(where).context["to_sign"]) == 2
        client.post(where, {"mark": [one.pk for one in [*mine, hers]]})
        assert set(AttendanceSignature.objects.values_list("mark", flat=True)) == {one.pk for one in mine}
        assert client.get(where).context["to_sign"] == []

    def test_nothing_chosen_is_said(self, client, apprentice):
        client.force_login(apprentice)
        assert client.post(reverse("my_attendance"), {"mark": "x"}).status_code == 422

    def test_as_many_questions_for_many_half_days_as_for_few(self, tap, client, apprentice):
        client.force_login(apprentice)
        where = reverse("my_attendance")
        tap()
        client.get(where)

        def asked() -> int:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(where).status_code == 200
            return len(queries)

        few = asked()
        tap(half=AFTERNOON)
        assert asked() == few

    def test_the_month_is_a_tagged_pdf_and_its_hours_name_no_reason(self, tap, client, trainer, cohort):
        tap(Presence.ABSENT, reason="family")
        client.force_login(trainer)
        month = [cohort.pk, MONDAY.replace(day=1)]
        paper = client.get(reverse("attendance_paper", args=month))
        assert paper.content.startswith(b"%PDF")
        text = client.get(reverse("attendance_hours", args=month)).content.decode("utf-8-sig")
        assert "novembre 2026;0,0;0;0;1;0" in text
        assert "amil" not in text
