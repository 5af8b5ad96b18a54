"""Rule 3: a placement too long, alone or with the others, is refused. Rule 4: an unusual contract is told."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from lms.attendance.actions import Where, mark_others_present
from lms.attendance.models import AttendanceMark, HalfDay
from lms.core.models import AuditEvent
from lms.core.permissions import Denied
from lms.placements.actions import PlacementRefused, arrange_placement, cancel_placement, keep_contract
from lms.placements.models import Aim, Placement
from lms.placements.rules import Span, days_left, warnings_about, why_refused

pytestmark = pytest.mark.django_db

# From Monday to Friday forty weeks later: 278 days, a quarter of which is 69.
CONTRACT = Span(date(2026, 9, 28), date(2027, 7, 2))


def refused(first: date, last: date, *others: Span) -> str:
    return why_refused(Span(first, last), contract=CONTRACT, placements=others)


class TestRule3:
    @pytest.mark.parametrize(
        ("last", "is_refused"),
        [(date(2027, 1, 31), False), (date(2027, 2, 1), True), (date(2027, 2, 2), True)],
    )
    def test_rule_3_one_month_at_most(self, last, is_refused):
        assert bool(refused(date(2027, 1, 1), last)) == is_refused

    def test_rule_3_a_month_ends_with_a_short_february(self):
        assert not refused(date(2027, 2, 1), date(2027, 2, 28))
        assert refused(date(2027, 2, 1), date(2027, 3, 1))

    def test_rule_3_a_quarter_of_the_contract_in_all(self):
        """31 + 31 days are taken: 69 - 62 = 7 are left."""
        taken = Span(date(2026, 10, 1), date(2026, 10, 31)), Span(date(2027, 1, 1), date(2027, 1, 31))
        assert (CONTRACT.days, days_left(CONTRACT, taken)) == (278, 7)
        assert not refused(date(2027, 3, 1), date(2027, 3, 7), *taken)
        assert "7" in refused(date(2027, 3, 1), date(2027, 3, 8), *taken)

    @pytest.mark.parametrize(
        "days",
        [
            (date(2026, 9, 27), date(2026, 10, 2)),
            (date(2027, 7, 1), date(2027, 7, 3)),
            (date(2027, 1, 8), date(2027, 1, 7)),
            (date(2027, 1, 15), date(2027, 1, 20)),
        ],
    )
    def test_rule_3_days_that_make_no_sense(self, days):
        assert refused(*days, Span(date(2027, 1, 20), date(2027, 1, 22)))

    def test_rule_3_no_placement_without_the_days_of_the_contract(self):
        assert why_refused(Span(date(2027, 1, 4), date(2027, 1, 8)), contract=None, placements=[])


@pytest.mark.parametrize(
    ("last", "hours", "count"),
    [
        (date(2027, 1, 27), 35, 0),
        (date(2027, 1, 26), 35, 1),
        (date(2028, 9, 27), 20, 0),
        (date(2028, 9, 28), 35, 1),
        (date(2027, 7, 2), 19, 1),
        (date(2027, 7, 2), 36, 1),
        (date(2026, 10, 30), 15, 2),
    ],
)
def test_rule_4_an_unusual_contract_is_told_not_refused(last, hours, count):
    assert len(warnings_about(Span(date(2026, 9, 28), last), Decimal(hours))) == count


@pytest.fixture
def enrolment(apprentice):
    return apprentice.enrolments.get()


@pytest.fixture
def contract(enrolment, coordinator, now):
    return keep_contract(
        enrolment=enrolment, days=CONTRACT, weekly_hours=Decimal(35), by=coordinator, now=now
    )


@pytest.fixture
def arrange(enrolment, trainer, now):
    def arranged(first=date(2026, 11, 16), last=date(2026, 11, 27), *, by=trainer):
        return arrange_placement(
            enrolment=enrolment,
            host="Les Ateliers",
            tutor="Jo Fictif",
            aim=Aim.DISCOVER,
            starts_on=first,
            ends_on=last,
            by=by,
            now=now,
        )

    return arranged


class TestPlacing:
    def test_pressed_twice_is_one_placement(self, contract, arrange):
        assert arrange() == arrange()

    def test_what_was_cancelled_takes_no_days(self, contract, arrange, trainer, now):
        cancel_placement(placement=arrange(), by=trainer, now=now)
        cancel_placement(placement=Placement.objects.get(), by=trainer, now=now)
        arrange()
        assert Placement.objects.count() == 2
        told = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))
        assert told == ["contract_kept", "placement_arranged", "placement_cancelled", "placement_arranged"]

    def test_without_a_contract_it_is_refused(self, arrange):
        with pytest.raises(PlacementRefused):
            arrange()

    @pytest.mark.parametrize("who", ["other_school_trainer", "apprentice", "peer", "client_person"])
    def test_strangers_and_she_herself_arrange_nothing(self, contract, arrange, who, request):
        with pytest.raises(Denied):
            arrange(by=request.getfixturevalue(who))

    def test_a_trainer_does_not_keep_contracts(self, enrolment, trainer, now):
        with pytest.raises(Denied):
            keep_contract(enrolment=enrolment, days=CONTRACT, weekly_hours=Decimal(35), by=trainer, now=now)

    def test_the_others_are_there_and_she_is_in_a_company(
        self, contract, arrange, cohort, peer, trainer, now, apprentice
    ):
        arrange()
        where = Where(cohort, now.date(), HalfDay.MORNING)
        mark_others_present(where=where, by=trainer, now=now)
        marks = dict(AttendanceMark.objects.values_list("apprentice", "presence"))
        assert marks == {apprentice.pk: "placement", peer.pk: "present"}


class TestScreen:
    def test_a_refusal_says_why_and_keeps_what_was_typed(self, contract, client, trainer, enrolment):
        client.force_login(trainer)
        typed = {
            "placement-host": "Les Ateliers",
            "placement-tutor": "Jo Fictif",
            "placement-aim": "confirm",
            "placement-starts_on": "2027-01-04",
            "placement-ends_on": "2027-02-12",
        }
        page = client.post(reverse("placements", args=[enrolment.pk]), typed)
        text = page.content.decode()
        assert page.status_code == 422
        assert "un mois" in text
        assert 'value="Les Ateliers"' in text

    def test_hours_of_the_contract_are_not_for_trainers(
        self, contract, client, trainer, apprentice, enrolment
    ):
        where = reverse("placements", args=[enrolment.pk])
        client.force_login(trainer)
        assert client.get(where).context["contract"] is None
        client.force_login(apprentice)
        assert client.get(where).context["contract"] == contract

    def test_a_coordinator_writes_the_contract_and_is_told_what_is_unusual(
        self, client, coordinator, enrolment
    ):
        client.force_login(coordinator)
        typed = {
            "do": "contract",
            "contract-first": "2026-09-28",
            "contract-last": "2027-07-02",
            "contract-weekly_hours": "18",
        }
        page = client.post(reverse("placements", args=[enrolment.pk]), typed, follow=True)
        assert len(page.context["warnings"]) == 1
