"""Rule 2: half-day by half-day and person by person; both sign; what is closed is corrected by another line."""

import io
from datetime import date, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from lms.attendance.actions import (
    AttendanceRefused,
    Where,
    disown_signature,
    lock_sheet,
    mark,
    set_hours,
    sign,
    sign_on_screen,
)
from lms.attendance.models import AttendanceMark, AttendanceSignature, HalfDay, Hours, Presence, Reason
from lms.attendance.queries import is_signed, month_of, week_of
from lms.attendance.reasons import JUSTIFIED, is_justified
from lms.core.models import AuditEvent
from lms.core.permissions import Denied
from tests.factories.records import certify

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


class TestOnTheTrainersScreen:
    """The trainer is signed out of her browser; what is left in it signs one half-day of today, and nothing else."""

    @pytest.fixture(autouse=True)
    def today(self, now):
        with time_machine.travel(now, tick=False) as clock:
            self.clock = clock
            yield

    @pytest.fixture
    def handed_round(self, client, trainer, cohort):
        def begin(day=MONDAY):
            client.force_login(trainer)
            return client.post(reverse("hand_round", args=[cohort.pk, day, MORNING]))

        return begin

    def test_she_confirms_her_name_and_the_trainer_is_the_witness(
        self, tap, client, handed_round, apprentice, peer, trainer
    ):
        line, hers = tap(), tap(person=peer)
        assert handed_round().url == reverse("sign_here")
        here = reverse("sign_here")
        assert set(client.get(here).context["waiting"]) == {line, hers}
        assert client.get(here, {"mark": line.pk}).context["mark"] == line
        assert not AttendanceSignature.objects.exists()  # choosing a name does not sign yet
        client.post(here, {"mark": line.pk})
        signature = AttendanceSignature.objects.get()
        assert (signature.mark, signature.witness) == (line, trainer)
        assert client.get(here).context["waiting"] == [hers]

    def test_the_button_pressed_twice_leads_to_the_list_once(
        self, tap, client, handed_round, trainer, cohort
    ):
        tap()
        handed_round()
        again = reverse("hand_round", args=[cohort.pk, MONDAY, MORNING])
        assert client.post(again).url == reverse("sign_here")
        # Another half-day is not hers to open any more.
        other = reverse("hand_round", args=[cohort.pk, MONDAY, AFTERNOON])
        assert client.post(other).url.startswith(reverse("account_login"))
        # Signing in again leads from there to the sheet, not to an error.
        client.force_login(trainer)
        assert client.get(again).url == reverse("attendance_sheet", args=[cohort.pk, MONDAY, MORNING])

    def test_nothing_else_can_be_done_on_that_screen(self, tap, client, handed_round, cohort):
        tap()
        handed_round()
        sheet = reverse("attendance_sheet", args=[cohort.pk, MONDAY, MORNING])
        assert client.get(sheet).status_code == 302
        assert client.get("/").url.startswith(reverse("account_login"))

    def test_going_back_shows_nothing_of_what_the_trainer_read(
        self, tap, browse, handed_round, trainer, cohort
    ):
        tap()
        page = browse(trainer)
        for address in (
            reverse("attendance_sheet", args=[cohort.pk, MONDAY, MORNING]),
            reverse("attendance_week", args=[cohort.pk, MONDAY]),
            reverse("leaves", args=[cohort.pk]),
        ):
            assert "no-store" in page.get(address)["Cache-Control"]
        assert handed_round()["Clear-Site-Data"] == '"cache"'

    def test_who_is_absent_or_signed_is_not_on_the_list(
        self, tap, client, handed_round, apprentice, peer, now
    ):
        sign(mark=tap(), by=apprentice, now=now)
        away = tap(Presence.ABSENT, person=peer)
        assert handed_round().url != reverse("sign_here")  # nobody is left to sign
        tap(Presence.LATE, person=peer)
        handed_round()
        client.post(reverse("sign_here"), {"mark": away.pk})
        assert not AttendanceSignature.objects.exclude(mark__apprentice=apprentice).exists()

    def test_it_ends_by_itself_and_when_somebody_signs_in(self, tap, client, handed_round, apprentice, now):
        line = tap()
        handed_round()
        self.clock.move_to(now + timedelta(minutes=31))
        assert client.post(reverse("sign_here"), {"mark": line.pk}).status_code == 403
        self.clock.move_to(now)
        assert client.get(reverse("sign_here")).status_code == 200
        client.force_login(apprentice)
        assert client.post(reverse("sign_here"), {"mark": line.pk}).status_code == 403
        assert not AttendanceSignature.objects.exists()

    def test_finishing_leads_to_the_sheet_through_the_sign_in(self, tap, client, handed_round, cohort):
        tap()
        handed_round()
        answer = client.post(reverse("sign_here"), {"do": "end"})
        sheet = reverse("attendance_sheet", args=[cohort.pk, MONDAY, MORNING])
        assert answer.url == f"{reverse('account_login')}?next={sheet}"
        assert client.get(reverse("sign_here")).status_code == 403

    def test_only_today_is_signed_there(self, tap, now, trainer, handed_round):
        line = tap()
        with pytest.raises(AttendanceRefused):
            sign_on_screen(mark=line, witness=trainer, now=now + timedelta(days=1))
        assert handed_round(MONDAY - timedelta(days=3)).url != reverse("sign_here")

    def test_a_witness_who_does_not_teach_there_any_more_ends_it(self, tap, client, handed_round, trainer):
        line = tap()
        handed_round()
        trainer.posts.all().delete()
        assert client.post(reverse("sign_here"), {"mark": line.pk}).status_code == 403
        assert not AttendanceSignature.objects.exists()

    def test_she_can_say_that_it_is_not_hers_and_it_counts_no_more(
        self, tap, client, apprentice, peer, trainer, cohort, now
    ):
        line = tap()
        sign_on_screen(mark=line, witness=trainer, now=now)
        client.force_login(peer)
        assert client.post(reverse("my_attendance"), {"disown": line.pk}).status_code == 422
        client.force_login(apprentice)
        client.post(reverse("my_attendance"), {"disown": line.pk})
        line.signature.refresh_from_db()
        assert line.signature.disowned_at == now
        (month,) = month_of(cohort, MONDAY.replace(day=1))
        assert month.unsigned == 1
        assert AuditEvent.objects.filter(
            action="attendance_signature_disowned", actor_id=apprentice.pk
        ).exists()

    def test_taken_for_somebody_else_she_still_signs_with_her_own_account(
        self, tap, client, apprentice, trainer, now
    ):
        line, other = tap(), tap(half=AFTERNOON)
        for mark_ in (line, other):
            sign_on_screen(mark=mark_, witness=trainer, now=now)
        disown_signature(mark=line, by=apprentice, now=now)
        client.force_login(apprentice)
        shown = client.get(reverse("my_attendance")).context
        assert [may_sign for mark_, may_sign in shown["lines"] if mark_ == line] == [True]
        assert shown["to_sign"] == []  # never with the others, in one press
        sign_on_screen(mark=line, witness=trainer, now=now)
        assert AttendanceSignature.objects.get(mark=line).disowned_at == now
        later = now + timedelta(minutes=5)
        self.clock.move_to(later)
        client.post(reverse("my_attendance"), {"mark": line.pk})
        signature = AttendanceSignature.objects.get(mark=line)
        assert (signature.signed_at, signature.witness, signature.disowned_at) == (later, None, None)
        assert AttendanceSignature.objects.get(mark=other).witness == trainer

    def test_what_she_signed_herself_is_not_taken_back(self, tap, apprentice, now):
        line = tap()
        sign(mark=line, by=apprentice, now=now)
        with pytest.raises(AttendanceRefused):
            disown_signature(mark=line, by=apprentice, now=now)


class TestTheWeek:
    def test_half_days_across_people_down_and_who_signed(self, tap, cohort, apprentice, peer, trainer, now):
        line = tap()
        sign(mark=line, by=apprentice, now=now)
        tap(Presence.ABSENT, half=AFTERNOON, reason="work_stoppage")
        tap(Presence.LATE, person=peer)
        lock_sheet(where=Where(cohort, MONDAY, MORNING), by=trainer, now=now)
        week = week_of(cohort, MONDAY)
        assert len(week.halves) == 10
        assert [sheet.locked_by for sheet in week.sheets if sheet and sheet.locked_at] == [trainer]
        rows = {row.apprentice: row.marks for row in week.rows}
        assert [mark and mark.presence for mark in rows[apprentice]] == ["present", "absent", *[None] * 8]
        assert is_signed(rows[apprentice][0])
        assert not is_signed(rows[peer][0])

    def test_the_eleventh_of_november_is_no_column(self, cohort):
        days = {day for day, _half, _hours in week_of(cohort, date(2026, 11, 9)).halves}
        assert date(2026, 11, 11) not in days
        assert len(days) == 4

    @pytest.mark.parametrize("day", [date(2000, 1, 1), date(2099, 12, 31)])
    def test_the_first_and_the_last_week_of_all_have_neighbours(self, browse, trainer, cohort, day):
        page = browse(trainer)
        assert page.get(reverse("attendance_week", args=[cohort.pk, day])).status_code == 200
        assert page.get(reverse("attendance_sheet", args=[cohort.pk, day, MORNING])).status_code == 200
        outside = reverse("attendance_week", args=[cohort.pk, day.replace(year=1999)])
        assert page.get(outside).status_code == 404

    def test_the_screen_asks_as_much_for_many_as_for_few(self, tap, browse, trainer, cohort, peer, now):
        page, where = browse(trainer), reverse("attendance_week", args=[cohort.pk, MONDAY])
        tap()
        page.get(where)

        def asked() -> int:
            with CaptureQueriesContext(connection) as queries:
                assert page.get(where).status_code == 200
            return len(queries)

        few = asked()
        tap(half=AFTERNOON)
        tap(person=peer)
        assert asked() == few

    def test_papers_name_no_reason_and_tell_who_corrected(
        self, tap, client, trainer, cohort, peer, apprentice, now
    ):
        tap(Presence.ABSENT, reason="work_stoppage")
        tap(person=peer)
        lock_sheet(where=Where(cohort, MONDAY, MORNING), by=trainer, now=now)
        tap(Presence.LATE, person=peer, because="Arrivée à 10 h")
        client.force_login(trainer)
        for name, day in (("attendance_week_paper", MONDAY), ("hours_paper", MONDAY.replace(day=1))):
            paper = client.get(reverse(name, args=[cohort.pk, day]))
            text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages)
            assert str(apprentice) in text
            assert "Arrêt de travail" not in text
            assert "Arrivée" not in text
        week = client.get(reverse("attendance_week", args=[cohort.pk, MONDAY])).content.decode()
        assert "Absence justifiée" in week
        assert "Arrivée à 10 h" in week  # those who work in the school read why


def test_every_reason_is_in_the_table_of_what_justifies():
    assert set(JUSTIFIED) == set(Reason)
    assert not is_justified("")


def test_absences_are_counted_justified_or_not(tap, cohort):
    """One certified absence, one of which nothing is known: one of each, and no hour."""
    tap(Presence.ABSENT, reason="work_stoppage")
    tap(Presence.ABSENT, half=AFTERNOON)
    (month,) = month_of(cohort, MONDAY.replace(day=1))
    assert (month.justified, month.unjustified, float(month.hours)) == (1, 1, 0.0)


class TestHoursOfClass:
    """What funders are told: from when to when, how long, which training, who teaches."""

    EARLY = {
        "morning_begins": "08:30",
        "morning_ends": "12:00",
        "afternoon_begins": "13:00",
        "afternoon_ends": "16:00",
    }

    def test_they_hold_from_now_on_and_a_half_day_keeps_its_own(self, tap, browse, coordinator, cohort, now):
        tap()
        page, where = browse(coordinator), reverse("hours_of_class", args=[cohort.pk])
        assert 'value="09:00"' in page.get(where).content.decode()
        assert page.post(where, self.EARLY).status_code == 302
        cohort.refresh_from_db()
        line = tap(half=AFTERNOON)
        assert line.sheet.hours.minutes == 180
        hours = [(begun.hours.begins_at, begun.hours.minutes) for begun in week_of(cohort, MONDAY).sheets[:2]]
        assert hours == [(time(9), 210), (time(13), 180)]
        (month,) = month_of(cohort, MONDAY.replace(day=1))
        assert (month.minutes, float(month.hours)) == (390, 6.5)
        event = AuditEvent.objects.get(action="hours_of_class_set")
        assert (event.actor, event.details["morning_begins"]) == (coordinator, "08:30")

    @pytest.mark.parametrize(
        ("name", "hour"),
        [
            ("morning_ends", "08:30"),
            ("afternoon_begins", "11:00"),
            ("afternoon_ends", "12:00"),
            ("morning_ends", "x"),
        ],
    )
    def test_hours_out_of_order_are_refused_and_nothing_typed_is_lost(
        self, browse, coordinator, cohort, name, hour
    ):
        answer = browse(coordinator).post(
            reverse("hours_of_class", args=[cohort.pk]), {**self.EARLY, name: hour}
        )
        assert answer.status_code == 422
        assert 'value="16:00"' in answer.content.decode() or name == "afternoon_ends"
        cohort.refresh_from_db()
        assert cohort.morning_begins == time(9)

    def test_the_action_refuses_too(self, cohort, coordinator, trainer, now):
        morning, afternoon = Hours(time(9), time(12)), Hours(time(11), time(17))
        with pytest.raises(AttendanceRefused):
            set_hours(cohort=cohort, morning=morning, afternoon=afternoon, by=coordinator, now=now)
        with pytest.raises(Denied):
            set_hours(
                cohort=cohort, morning=morning, afternoon=Hours(time(14), time(17)), by=trainer, now=now
            )

    def test_papers_tell_training_hours_and_totals(self, tap, client, trainer, cohort, apprentice, now):
        cohort.trainers.add(trainer)
        sign(mark=tap(), by=apprentice, now=now)
        tap(half=AFTERNOON)
        lock_sheet(where=Where(cohort, MONDAY, MORNING), by=trainer, now=now)
        client.force_login(trainer)
        certification = certify(cohort).certification
        for name, day in (
            ("attendance_week_paper", MONDAY),
            ("attendance_paper", MONDAY.replace(day=1)),
            ("hours_paper", MONDAY.replace(day=1)),
        ):
            paper = client.get(reverse(name, args=[cohort.pk, day]))
            text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages)
            text = " ".join(text.split())
            for said in (cohort.programme.name, certification.title, cohort.school.name, str(trainer), "7 h"):
                assert said in text, (name, said)
            if name != "hours_paper":
                assert "9 h 00 – 12 h 30" in text
                assert "3 h 30" in text

    def test_papers_name_the_organisation_and_its_two_numbers(self, tap, client, trainer, cohort, settings):
        tap()
        client.force_login(trainer)
        known = {"NAME": "Association d’essai", "ADDRESS": "1 rue de l’Essai, 00000 Essai"}
        numbers = {"SIRET": "000 000 000 00000", "DECLARATION": "00 00 00000 00, préfet d’une région"}
        address = reverse("attendance_week_paper", args=[cohort.pk, MONDAY])

        def paper(**told):
            settings.ORGANISATION = {**settings.ORGANISATION, **known, **told}
            pages = PdfReader(io.BytesIO(client.get(address).content)).pages
            return " ".join(" ".join(page.extract_text() for page in pages).split())

        without = paper(SIRET="", DECLARATION="")
        assert "1 rue de l’Essai" in without
        assert "SIRET" not in without
        assert "enregistrée sous le numéro" not in without
        complete = paper(**numbers)
        assert all(number in complete for number in numbers.values())
