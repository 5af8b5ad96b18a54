"""Who left is asked once at three and at six months, answers without an account, and is left in peace."""

from datetime import UTC, date, datetime, timedelta
from smtplib import SMTPServerDisconnected

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMessage
from django.urls import reverse

from lms.core.access_log import SECRET
from lms.core.models import AuditEvent
from lms.exits import actions, jobs
from lms.exits.models import ContractType, ExitFact, Moment, OutcomeSurvey, Situation, Source
from lms.exits.queries import exits_of, to_ask, to_remind
from lms.exits.surveying import address_of
from lms.people.models import ProgrammeKind
from tests.factories.people import EnrolmentFactory

pytestmark = pytest.mark.django_db

LEFT = date(2026, 8, 20)
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)  # a Monday, three months later


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as travelling:
        yield travelling


@pytest.fixture
def exit_of(apprentice):
    enrolment = apprentice.enrolments.get()
    enrolment.enrolled_on, enrolment.left_on = date(2026, 1, 5), LEFT
    enrolment.save()
    return enrolment


@pytest.fixture
def survey(exit_of):
    actions.send_survey(enrolment=exit_of, moment=Moment.THREE_MONTHS, now=NOW)
    return OutcomeSurvey.objects.get()


def path_of(survey):
    return address_of(survey).removeprefix(settings.PUBLIC_URL)


def test_she_is_asked_once_at_each_moment(exit_of, apprentice, clock):
    jobs.ask_those_who_left()
    jobs.ask_those_who_left()
    assert [one.to for one in mail.outbox] == [[apprentice.email]]
    clock.move_to(datetime(2027, 2, 22, 9, 30, tzinfo=UTC))
    jobs.ask_those_who_left()
    jobs.ask_those_who_left()
    assert list(OutcomeSurvey.objects.values_list("moment", flat=True)) == ["three_months", "six_months"]
    assert len(mail.outbox) == 2


def test_one_reminder_and_no_more(survey, clock):
    clock.shift(timedelta(days=9))
    jobs.ask_those_who_left()
    assert len(mail.outbox) == 1
    clock.move_to(datetime(2026, 12, 3, 9, 31, tzinfo=UTC))
    jobs.ask_those_who_left()
    clock.shift(timedelta(days=12))
    jobs.ask_those_who_left()
    assert len(mail.outbox) == 2
    assert "dernier courriel" in mail.outbox[1].body


@pytest.mark.parametrize(
    "moment",
    [datetime(2026, 11, 23, 4, 0, tzinfo=UTC), datetime(2026, 11, 22, 9, 30, tzinfo=UTC)],
    ids=["at night", "on a Sunday"],
)
def test_nobody_is_written_to_outside_working_hours(exit_of, clock, moment):
    clock.move_to(moment)
    jobs.ask_those_who_left()
    assert mail.outbox == []


def test_a_refused_mail_is_tried_again_and_never_doubled(exit_of, clock, monkeypatch):
    def refuse(_mail):
        raise SMTPServerDisconnected

    with monkeypatch.context() as patched:
        patched.setattr(EmailMessage, "send", refuse)
        jobs.ask_those_who_left()
    jobs.ask_those_who_left()
    assert mail.outbox == []  # too soon
    clock.shift(timedelta(hours=1))
    jobs.ask_those_who_left()
    jobs.ask_those_who_left()
    assert len(mail.outbox) == 1


class TestWhoIsLeftInPeace:
    def asked(self):
        return list(to_ask(Moment.THREE_MONTHS, now=NOW))

    def test_the_others_are_asked(self, exit_of):
        assert self.asked() == [exit_of]

    def test_whoever_left_long_ago_or_lately(self, exit_of):
        for day in (date(2026, 6, 1), date(2026, 9, 1)):
            exit_of.left_on = day
            exit_of.save()
            assert self.asked() == []

    def test_whose_stay_is_not_counted(self, exit_of):
        exit_of.enrolled_on = date(2026, 6, 1)
        exit_of.save()
        assert self.asked() == []

    def test_children_of_a_workshop(self, exit_of):
        exit_of.cohort.programme.kind = ProgrammeKind.WORKSHOP
        exit_of.cohort.programme.save()
        assert self.asked() == []

    def test_who_is_here_again(self, exit_of, other_cohort):
        EnrolmentFactory(apprentice=exit_of.apprentice, cohort=other_cohort)
        assert self.asked() == []

    def test_whose_situation_is_known_or_who_was_taken_out_of_the_count(self, exit_of, coordinator):
        fact = ExitFact.objects.create(
            enrolment=exit_of,
            moment=Moment.THREE_MONTHS,
            situation=Situation.JOB,
            contract=ContractType.PERMANENT,
            known_on=NOW.date(),
            recorded_by=coordinator,
            recorded_at=NOW,
        )
        assert self.asked() == []
        fact.delete()
        fact.moment, fact.situation, fact.contract = Moment.AT_EXIT, Situation.OUT_OF_COUNT, ""
        fact.save(force_insert=True)
        assert self.asked() == []

    def test_who_was_taken_out_of_the_count_after_being_asked_is_not_reminded(
        self, survey, exit_of, coordinator
    ):
        later = NOW + timedelta(days=12)
        assert list(to_remind(now=later)) == [survey]
        ExitFact.objects.create(
            enrolment=exit_of,
            moment=Moment.AT_EXIT,
            situation=Situation.OUT_OF_COUNT,
            known_on=NOW.date(),
            recorded_by=coordinator,
            recorded_at=NOW,
        )
        assert list(to_remind(now=later)) == []

    def test_who_came_back_after_being_asked_is_not_reminded(self, survey, exit_of, other_cohort):
        EnrolmentFactory(apprentice=exit_of.apprentice, cohort=other_cohort)
        assert list(to_remind(now=NOW + timedelta(days=12))) == []

    def test_who_declined_at_three_months_is_not_asked_at_six(self, survey, client):
        client.post(path_of(survey), {"decline": "1"})
        later = datetime(2027, 2, 22, 9, 30, tzinfo=UTC)
        assert list(to_ask(Moment.SIX_MONTHS, now=later)) == []
        assert AuditEvent.objects.filter(action="survey_declined").count() == 1


class TestAnswering:
    TYPED = {"situation": "job", "contract": "fixed_term", "months": "8", "starts_on": "2026-10-01"}

    def test_what_she_declares_becomes_a_fact_with_its_source(self, survey, client, exit_of, school):
        assert client.get(path_of(survey)).status_code == 200
        done = client.post(path_of(survey), self.TYPED)
        assert "Merci" in done.content.decode()
        fact = ExitFact.objects.get()
        assert (fact.source, fact.recorded_by, fact.moment) == (
            Source.PERSON,
            exit_of.apprentice,
            "three_months",
        )
        assert exits_of(school, on=NOW.date(), moment=Moment.THREE_MONTHS).total.sustainable == 1
        assert AuditEvent.objects.get(action="situation_declared").actor == exit_of.apprentice

    def test_it_is_answered_once(self, survey, client):
        client.post(path_of(survey), self.TYPED)
        again = client.post(path_of(survey), {"situation": "looking"})
        assert "déjà répondu" in again.content.decode()
        assert ExitFact.objects.get().situation == "job"

    def test_it_closes_and_says_so(self, survey, client, clock):
        clock.shift(timedelta(days=31))
        assert "plus valable" in client.get(path_of(survey)).content.decode()
        client.post(path_of(survey), self.TYPED)
        assert not ExitFact.objects.exists()

    def test_nothing_typed_is_lost_when_a_length_is_missing(self, survey, client):
        page = client.post(path_of(survey), {**self.TYPED, "months": ""})
        assert page.status_code == 422
        assert 'value="2026-10-01"' in page.content.decode()

    @pytest.mark.parametrize("situation", [Situation.OUT_OF_COUNT, Situation.UNREACHABLE])
    def test_nobody_takes_herself_out_of_the_count(self, survey, client, situation):
        assert client.post(path_of(survey), {"situation": situation}).status_code == 422

    def test_a_made_up_or_changed_address_opens_nothing(self, survey, client):
        assert client.get(reverse("outcome_survey", args=["x"])).status_code == 404
        assert client.get(path_of(survey)[:-3] + "x/").status_code == 404

    def test_the_page_shows_nothing_that_was_written_before(self, survey, client, exit_of, coordinator):
        ExitFact.objects.create(
            enrolment=exit_of,
            moment=Moment.AT_EXIT,
            situation=Situation.TRAINING,
            known_on=NOW.date(),
            recorded_by=coordinator,
            recorded_at=NOW,
        )
        page = client.get(path_of(survey))
        assert exit_of.apprentice.email not in page.content.decode()
        assert "checked" not in page.content.decode()
        assert page["Referrer-Policy"] == "same-origin"
        assert page["X-Robots-Tag"] == "noindex"

    def test_the_address_is_not_in_the_log(self, survey):
        token = path_of(survey).split("/")[-2]
        assert token not in SECRET.sub(r"\1…", f"GET {path_of(survey)} HTTP/1.1")


class TestWhoSeesIt:
    def figures(self, browse, person, school):
        asked = {"on": NOW.date().isoformat(), "moment": "three_months"}
        return browse(person).get(reverse("exit_figures", args=[school.pk]), asked)

    def test_the_coordinator_sees_who_has_not_answered(self, survey, browse, coordinator, school):
        page = self.figures(browse, coordinator, school).content.decode()
        assert "sans réponse" in page

    def test_the_coordinator_sees_on_whose_word_it_stands(self, survey, client, browse, coordinator, school):
        client.post(path_of(survey), TestAnswering.TYPED)
        page = self.figures(browse, coordinator, school).content.decode()
        assert "Déclaré par la personne" in page
        assert "sans réponse" not in page

    @pytest.mark.parametrize("who", ["trainer", "client_person", "peer"])
    def test_rule_11_others_see_nothing(self, survey, browse, school, who, request):
        assert self.figures(browse, request.getfixturevalue(who), school).status_code == 403
