"""What became of those who left: lines that stay, figures as of a day, files without names, nothing for trainers."""

import io
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from lms.core.models import AuditEvent
from lms.core.permissions import Denied
from lms.exits.actions import FactRefused, Told, record_situation
from lms.exits.models import ContractType, ExitFact, Moment, Situation
from lms.exits.queries import exits_of
from tests.factories.people import apprentice_of

pytestmark = pytest.mark.django_db

LEFT = date(2026, 11, 2)
KNOWN = date(2026, 11, 10)


@pytest.fixture(autouse=True)
def today(now, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def exit_of(apprentice):
    enrolment = apprentice.enrolments.get()
    enrolment.enrolled_on, enrolment.left_on = date(2026, 3, 2), LEFT
    enrolment.save()
    return enrolment


@pytest.fixture
def tell(exit_of, coordinator, now):
    def told(
        situation=Situation.LOOKING, *, moment=Moment.AT_EXIT, at: datetime = now, by=coordinator, **facts
    ):
        said = Told(situation, facts.pop("known_on", KNOWN), **facts)
        return record_situation(enrolment=exit_of, moment=moment, told=said, by=by, now=at)

    return told


def test_a_new_line_holds_and_the_one_before_stays(tell, school, now):
    tell(at=now - timedelta(days=5))
    tell(Situation.JOB, contract=ContractType.PERMANENT)
    assert ExitFact.objects.count() == 2
    today, before = now.date(), now.date() - timedelta(days=3)
    assert exits_of(school, on=today, moment=Moment.AT_EXIT).total.sustainable == 1
    assert exits_of(school, on=before, moment=Moment.AT_EXIT).total.other == 1
    assert list(AuditEvent.objects.values_list("action", flat=True)) == ["situation_recorded"] * 2


def test_not_reached_is_not_the_same_as_not_asked(tell, school, now):
    tell(Situation.UNREACHABLE, moment=Moment.THREE_MONTHS)
    asked = exits_of(school, on=now.date(), moment=Moment.THREE_MONTHS).total
    never = exits_of(school, on=now.date(), moment=Moment.SIX_MONTHS).total
    assert (asked.unreachable, asked.not_asked) == (1, 0)
    assert (never.unreachable, never.not_asked) == (0, 1)


def test_whoever_reached_the_end_of_her_cohort_has_left(school, cohort, apprentice):
    after = cohort.ends_on + timedelta(days=1)
    assert exits_of(school, on=after, moment=Moment.AT_EXIT).total.counted == 1
    assert exits_of(school, on=cohort.ends_on - timedelta(days=1), moment=Moment.AT_EXIT).total.exits == 0


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"situation": Situation.JOB}, "contract"),
        ({"situation": Situation.JOB, "contract": ContractType.FIXED_TERM}, "months"),
        ({"known_on": date(2026, 11, 24)}, "known_on"),
        ({"moment": Moment.THREE_MONTHS, "known_on": date(2026, 11, 1)}, "known_on"),
    ],
)
def test_what_makes_no_sense_is_refused(tell, facts, field):
    with pytest.raises(FactRefused) as refused:
        tell(**facts)
    assert refused.value.field == field
    assert not ExitFact.objects.exists()


def test_nobody_is_asked_what_she_does_before_she_leaves(apprentice, coordinator, now):
    with pytest.raises(FactRefused):
        record_situation(
            enrolment=apprentice.enrolments.get(),
            moment=Moment.AT_EXIT,
            told=Told(Situation.LOOKING, KNOWN),
            by=coordinator,
            now=now,
        )


class TestRule11:
    """No social data for those who teach, for clients or for strangers."""

    @pytest.mark.parametrize("who", ["trainer", "other_school_trainer", "apprentice", "client_person"])
    def test_rule_11_only_coordinators_and_advisers_write(self, tell, who, request):
        with pytest.raises(Denied):
            tell(by=request.getfixturevalue(who))

    def test_rule_11_the_adviser_writes_and_the_person_reads(
        self, tell, adviser, client, apprentice, exit_of
    ):
        fact = tell(Situation.TRAINING, by=adviser)
        client.force_login(apprentice)
        page = client.get(reverse("situations", args=[exit_of.pk]))
        assert fact.get_situation_display() in page.content.decode()
        assert client.post(reverse("situations", args=[exit_of.pk]), {}).status_code == 403

    @pytest.mark.parametrize("who", ["trainer", "other_school_trainer", "client_person", "peer"])
    def test_rule_11_others_do_not_even_learn_that_there_is_one(self, tell, client, who, request, exit_of):
        tell()
        client.force_login(request.getfixturevalue(who))
        assert client.get(reverse("situations", args=[exit_of.pk])).status_code == 404
        assert (
            "suites"
            not in client.get(reverse("apprentice_file", args=[exit_of.apprentice_id])).content.decode()
        )


class TestScreens:
    def test_nothing_typed_is_lost_when_a_length_is_missing(self, client, coordinator, exit_of):
        client.force_login(coordinator)
        typed = {
            "moment": "at_exit",
            "situation": "job",
            "contract": "fixed_term",
            "employer": "public",
            "known_on": "2026-11-10",
        }
        page = client.post(reverse("situations", args=[exit_of.pk]), typed)
        assert page.status_code == 422
        assert 'value="public" selected' in page.content.decode()

    def test_a_proof_is_looked_at_and_given_to_keep(self, client, coordinator, exit_of):
        client.force_login(coordinator)
        typed = {"moment": "at_exit", "situation": "training", "known_on": "2026-11-10"}
        where = reverse("situations", args=[exit_of.pk])
        refused = client.post(where, {**typed, "proof": SimpleUploadedFile("a.pdf", b"<script>")})
        assert (refused.status_code, ExitFact.objects.count()) == (422, 0)
        client.post(where, {**typed, "proof": SimpleUploadedFile("a.pdf", b"%PDF-1.7")})
        given = client.get(reverse("situation_proof", args=[ExitFact.objects.get().pk]))
        assert b"".join(given.streaming_content) == b"%PDF-1.7"
        assert given["Content-Disposition"].startswith("attachment")

    def test_a_day_to_come_is_refused_and_said(self, client, coordinator, school):
        client.force_login(coordinator)
        page = client.get(reverse("exit_figures", args=[school.pk]), {"on": "2027-01-01"})
        assert page.status_code == 422

    def test_as_many_questions_for_many_people_as_for_few(self, client, coordinator, school, cohort, exit_of):
        client.force_login(coordinator)
        where = reverse("exit_figures", args=[school.pk])
        client.get(where)

        def asked() -> int:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(where).status_code == 200
            return len(queries)

        few = asked()
        for _ in range(4):
            apprentice_of(cohort).enrolments.update(left_on=LEFT)
        assert asked() == few


class TestRule14:
    """What is given to funders says as of which day, and names nobody."""

    def test_rule_14_the_workbook_is_dated_and_agrees_with_the_screen(
        self, client, coordinator, school, cohort, tell, apprentice
    ):
        cohort.name = "=1+1"
        cohort.save()
        tell(Situation.JOB, contract=ContractType.FIXED_TERM, months=8)
        client.force_login(coordinator)
        given = client.get(reverse("exit_figures_xlsx", args=[school.pk]))
        sheet = load_workbook(io.BytesIO(given.content)).worksheets[0]
        rows = list(sheet.iter_rows(values_only=True))
        assert rows[1][1] == "23 novembre 2026"
        assert rows[5][:5] == ("=1+1", 1, 0, 0, 1)
        assert sheet["A6"].data_type == "s"
        assert rows[6][8:10] == (1, 100)
        assert apprentice.first_name not in str(rows)

    def test_rule_14_in_csv_a_formula_is_defused(self, client, coordinator, school, cohort, exit_of):
        cohort.name = "=1+1"
        cohort.save()
        client.force_login(coordinator)
        text = client.get(reverse("exit_figures_csv", args=[school.pk])).content.decode("utf-8-sig")
        assert "23 novembre 2026" in text
        assert "'=1+1;1;0;0;1" in text
