"""Reasons to go and see somebody: when each begins, when it ends, who is told, and that she may say she knows."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from curriculum.models import Exemption, Extension, ModuleDates, ModulePage, Period, PeriodKind
from exercises.actions.help import answer_help, ask_for_help, close_help
from exercises.models import Draft
from exercises.states import SubmissionState
from lms.alerts.actions import AlertRefused, dismiss, set_silent_after, watch_apprentice, watch_everybody
from lms.alerts.models import Alert, AlertKind
from lms.alerts.queries import alerted_in, alerts_for
from lms.alerts.reasons import QUICK, SLOW
from lms.core.models import AuditEvent
from lms.core.permissions import Denied
from tests.factories.curriculum import make_course
from tests.factories.exercises import ExerciseFactory, SubmissionFactory
from tests.factories.people import EnrolmentFactory, apprentice_of

pytestmark = pytest.mark.django_db


def tried_in_vain(person, exercise, now, times=4):
    for number in range(1, times + 1):
        newest = SubmissionFactory(
            apprentice=person,
            exercise=exercise,
            number=number,
            state=SubmissionState.FAILED,
            submitted_at=now - timedelta(minutes=40 - number),
        )
    return newest


def open_alerts(kind):
    return list(Alert.objects.filter(kind=kind, ended_at=None))


@pytest.fixture
def exercise():
    return ExerciseFactory(key="additionner")


class TestWhatIsDone:
    def test_the_button_is_a_reason_until_it_is_settled(self, apprentice, trainer, exercise, now):
        asked = ask_for_help(apprentice=apprentice, exercise=exercise, text="Pourquoi ?", files={}, now=now)
        watch_apprentice(apprentice_id=apprentice.pk, now=now)
        (alert,) = alerts_for(trainer, now=now)
        assert (alert.kind, alert.since, alert.question_id) == ("asked", now, asked.pk)
        assert alert.words == "A appuyé sur «\u00a0Je suis bloqué·e\u00a0»"
        answer_help(request=asked, text="Regardez return.", by=trainer, now=now)
        watch_apprentice(apprentice_id=apprentice.pk, now=now)
        assert alerts_for(trainer, now=now) == [alert]
        close_help(request=asked, by=apprentice, now=now)
        watch_apprentice(apprentice_id=apprentice.pk, now=now)
        assert alerts_for(trainer, now=now) == []

    def test_fruitless_tries_are_one_row_that_follows_them(self, apprentice, trainer, exercise, now):
        tried_in_vain(apprentice, exercise, now)
        watch_everybody(kinds=QUICK, now=now)
        (alert,) = alerts_for(trainer, now=now)
        assert (alert.facts["tries"], alert.since) == (4, now - timedelta(minutes=39))
        fifth = SubmissionFactory(
            apprentice=apprentice, exercise=exercise, number=5, state=SubmissionState.FAILED, submitted_at=now
        )
        watch_everybody(kinds=QUICK, now=now)
        (same,) = alerts_for(trainer, now=now)
        assert (same.pk, same.facts["tries"], same.submission) == (alert.pk, 5, fifth)

    def test_passing_ends_it_and_keeps_the_row(self, apprentice, trainer, exercise, now):
        tried_in_vain(apprentice, exercise, now)
        watch_apprentice(apprentice_id=apprentice.pk, now=now)
        SubmissionFactory(
            apprentice=apprentice, exercise=exercise, number=5, state=SubmissionState.PASSED, submitted_at=now
        )
        later = now + timedelta(minutes=1)
        watch_apprentice(apprentice_id=apprentice.pk, now=later)
        assert Alert.objects.get(kind=AlertKind.TRIES).ended_at == later

    def test_looking_at_one_leaves_the_others_alone(self, apprentice, peer, trainer, exercise, now):
        tried_in_vain(apprentice, exercise, now)
        watch_everybody(kinds=QUICK, now=now)
        watch_apprentice(apprentice_id=peer.pk, now=now)
        assert len(open_alerts(AlertKind.TRIES)) == 1

    def test_a_verdict_and_the_button_wake_up_who_watches(
        self, apprentice, exercise, now, monkeypatch, django_capture_on_commit_callbacks
    ):
        woken = []
        monkeypatch.setattr(
            "exercises.actions.help.enqueue_after_commit", lambda *job, **of: woken.append((job, of))
        )
        ask_for_help(apprentice=apprentice, exercise=exercise, text="Pourquoi ?", files={}, now=now)
        assert woken == [
            (("default", "lms.alerts.jobs.watch_apprentice"), {"apprentice_id": apprentice.pk}),
        ]


class TestSilence:
    """The cohort of the cast begins on Monday 28 September; three working days are the default."""

    def at(self, day: date) -> datetime:
        return timezone.make_aware(datetime.combine(day, time(8)))

    def watch(self, day: date):
        watch_everybody(kinds=SLOW, now=self.at(day))
        return open_alerts(AlertKind.SILENT)

    def test_weekends_and_holidays_do_not_count(self, cohort, apprentice):
        SubmissionFactory(apprentice=apprentice, submitted_at=self.at(date(2026, 10, 29)))  # a Thursday
        assert self.watch(date(2026, 11, 3)) == []  # Friday and Monday went by, Sunday was All Saints' Day
        (alert,) = self.watch(date(2026, 11, 4))
        assert (alert.facts["days"], alert.since) == (3, self.at(date(2026, 10, 29)))
        assert "3 jours travaillés" in alert.words

    def test_whatever_is_saved_is_a_sign(self, cohort, apprentice, exercise):
        assert self.watch(date(2026, 10, 2))[0].apprentice == apprentice
        Draft.objects.create(
            apprentice=apprentice,
            exercise=exercise,
            version=exercise.current_version,
            files={},
            saved_at=self.at(date(2026, 10, 2)),
        )
        assert self.watch(date(2026, 10, 2)) == []

    def test_the_cohort_decides_after_how_many_days(self, cohort, apprentice, trainer, now):
        set_silent_after(cohort=cohort, days=5, by=trainer, now=now)
        assert self.watch(date(2026, 10, 2)) == []
        assert len(self.watch(date(2026, 10, 5))) == 1

    @pytest.mark.parametrize("kind", PeriodKind)
    def test_nobody_is_noticed_while_the_cohort_is_away(self, cohort, apprentice, trainer, kind):
        Period.objects.create(
            cohort=cohort, kind=kind, starts_on=date(2026, 9, 30), ends_on=date(2026, 10, 9)
        )
        assert self.watch(date(2026, 10, 8)) == []
        assert self.watch(date(2026, 10, 12)) == []  # two working days only, before it
        assert len(self.watch(date(2026, 10, 13))) == 1

    def test_what_began_before_is_not_shown_while_away(self, cohort, apprentice, trainer):
        self.watch(date(2026, 10, 2))
        Period.objects.create(
            cohort=cohort, kind=PeriodKind.PLACEMENT, starts_on=date(2026, 10, 5), ends_on=date(2026, 10, 9)
        )
        assert alerts_for(trainer, now=self.at(date(2026, 10, 7))) == []
        assert len(alerts_for(trainer, now=self.at(date(2026, 10, 12)))) == 1

    def test_who_has_left_is_no_reason_any_more(self, cohort, apprentice, trainer):
        self.watch(date(2026, 10, 2))
        apprentice.enrolments.update(left_on=date(2026, 10, 2))
        assert self.watch(date(2026, 10, 5)) == []

    def test_who_came_today_has_been_silent_for_no_day(self, cohort):
        EnrolmentFactory(cohort=cohort, enrolled_on=date(2026, 11, 23))
        assert self.watch(date(2026, 11, 24)) == []


class TestBehindTheClass:
    @pytest.fixture
    def people(self, cohort):
        return [apprentice_of(cohort) for _ in range(4)]

    @pytest.fixture
    def course(self, cohort):
        self.exercises = [ExerciseFactory() for _ in range(4)]
        return make_course(cohort.programme, [one.key for one in self.exercises])

    def pass_all(self, people, now):
        for person in people:
            for exercise in self.exercises:
                SubmissionFactory(
                    apprentice=person, exercise=exercise, state=SubmissionState.PASSED, submitted_at=now
                )

    def late(self, now):
        watch_everybody(kinds={AlertKind.LATE}, now=now)
        return [alert.apprentice for alert in open_alerts(AlertKind.LATE)]

    def test_three_core_exercises_fewer_than_half_of_the_class(self, people, course, now):
        self.pass_all(people[:3], now)
        assert self.late(now) == [people[3]]
        alert = Alert.objects.get()
        assert alert.words == "0 exercice essentiel réussi, quand la moitié de la classe en a 4 ou plus"
        self.pass_all(people[3:], now)
        assert self.late(now) == []

    def test_only_core_exercises_count(self, people, course, now):
        self.pass_all(people[:3], now)
        for exercise in self.exercises[:2]:
            exercise.current_version.definition["kind"] = "extra"
            exercise.current_version.save()
        assert self.late(now) == []

    def test_nobody_is_behind_in_a_very_small_class(self, people, course, now):
        people[0].enrolments.update(left_on=now.date())
        self.pass_all(people[1:3], now)
        assert self.late(now) == []

    @pytest.mark.parametrize("what", ["exempt", "longer", "closed"])
    def test_what_is_not_asked_of_her_yet_is_not_missing(self, people, course, cohort, now, what):
        self.pass_all(people[:3], now)
        module, today = ModulePage.objects.get(), timezone.localdate(now)
        granted = {"apprentice": people[3], "module": module, "granted_at": now}
        if what == "exempt":
            Exemption.objects.create(reason="Déjà fait", **granted)
        elif what == "longer":
            Extension.objects.create(due_on=today, **granted)
        else:
            ModuleDates.objects.create(cohort=cohort, module=module, opens_on=today + timedelta(days=1))
        assert self.late(now) == []

    def test_who_came_late_has_time_to_catch_up(self, people, course, now):
        self.pass_all(people[:3], now)
        people[3].enrolments.update(enrolled_on=now.date() - timedelta(days=3))
        assert self.late(now) == []
        people[3].enrolments.update(enrolled_on=now.date() - timedelta(days=20))
        assert self.late(now) == [people[3]]


class TestDismissing:
    @pytest.fixture
    def alert(self, apprentice, exercise, now):
        tried_in_vain(apprentice, exercise, now)
        watch_everybody(kinds=QUICK, now=now)
        return Alert.objects.get()

    def test_it_stays_quiet_until_it_begins_anew(self, alert, apprentice, trainer, cohort, exercise, now):
        dismiss(alert=alert, because=" On en a parlé. ", by=trainer, now=now)
        dismiss(alert=alert, because="Encore", by=trainer, now=now)
        watch_everybody(kinds=QUICK, now=now)
        assert (alerts_for(trainer, now=now), alerted_in([cohort], now=now)) == ([], set())
        alert.refresh_from_db()
        assert (alert.dismissed_because, alert.dismissed_by) == ("On en a parlé.", trainer)
        assert AuditEvent.objects.filter(action="alert_dismissed").count() == 1
        four_days_later = now + timedelta(days=4)
        watch_everybody(kinds=QUICK, now=four_days_later)
        tried_in_vain(apprentice, ExerciseFactory(), four_days_later)
        watch_everybody(kinds=QUICK, now=four_days_later)
        assert len(alerts_for(trainer, now=four_days_later)) == 1

    def test_only_those_who_teach_there(
        self, alert, other_school_trainer, coordinator, apprentice, cohort, now
    ):
        for person in (other_school_trainer, coordinator, apprentice):
            with pytest.raises(Denied):
                dismiss(alert=alert, because="", by=person, now=now)
            with pytest.raises(Denied):
                set_silent_after(cohort=cohort, days=4, by=person, now=now)
        assert alerts_for(other_school_trainer, now=now) == []

    @pytest.mark.parametrize("days", [0, 21])
    def test_days_that_make_no_sense(self, cohort, trainer, now, days):
        with pytest.raises(AlertRefused):
            set_silent_after(cohort=cohort, days=days, by=trainer, now=now)

    def test_one_row_per_person_and_reason(self, alert, now):
        with pytest.raises(IntegrityError), transaction.atomic():
            Alert.objects.create(
                apprentice=alert.apprentice,
                cohort=alert.cohort,
                kind=alert.kind,
                about=alert.about,
                since=now,
                noticed_at=now,
            )


def test_watching_costs_the_same_for_any_class(cohort, now, django_assert_max_num_queries):
    exercises = [ExerciseFactory() for _ in range(2)]
    make_course(cohort.programme, [one.key for one in exercises])
    for person in [apprentice_of(cohort) for _ in range(4)]:
        tried_in_vain(person, exercises[0], now)
    watch_everybody(kinds=AlertKind, now=now)
    with django_assert_max_num_queries(30) as few:
        watch_everybody(kinds=AlertKind, now=now)
    for person in [apprentice_of(cohort) for _ in range(6)]:
        tried_in_vain(person, exercises[1], now)
    watch_everybody(kinds=AlertKind, now=now)
    with django_assert_max_num_queries(len(few)):
        watch_everybody(kinds=AlertKind, now=now)


def test_the_trainers_first_screen_says_why_and_takes_it_away(
    apprentice, trainer, exercise, browse, now, monkeypatch
):
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    newest = tried_in_vain(apprentice, exercise, now)
    watch_everybody(kinds=QUICK, now=now)
    browser = browse(trainer)
    (alert,) = Alert.objects.all()
    page = browser.get(reverse("home")).content.decode()
    assert "4 essais de suite sans réussir" in page
    assert reverse("review", args=[newest.pk]) in page
    browser.post(reverse("dismiss_alert", args=[alert.pk]), {"because": "Vu ensemble"})
    assert "4 essais de suite sans réussir" not in browser.get(reverse("home")).content.decode()
    history = browser.get(reverse("cohort_alerts", args=[alert.cohort_id])).content.decode()
    assert "Vu ensemble" in history


def test_the_number_of_days_is_set_on_a_screen(cohort, trainer, browse):
    browser, url = browse(trainer), reverse("cohort_alerts", args=[cohort.pk])
    assert "Choisissez entre 1 et 20" in browser.post(url, {"days": "0"}).content.decode()
    browser.post(url, {"days": "6"})
    cohort.refresh_from_db()
    assert cohort.silent_after == 6
