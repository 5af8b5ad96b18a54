"""The dates of a cohort are set by those who teach it, and by nobody else; every change is history."""

from datetime import date, timedelta

import pytest

from curriculum.actions import calendar as actions
from curriculum.models import Exemption, Extension, ModuleDates, ModulePage, Period, PeriodKind
from curriculum.queries import outline
from lms.core.models import AuditEvent
from lms.core.permissions import Denied
from tests.factories.calendar import add_module, dated, in_days
from tests.factories.curriculum import make_course, make_lesson
from tests.factories.people import CohortFactory, ProgrammeFactory

MONDAY = date(2027, 1, 11)


@pytest.fixture
def course(cohort):
    return make_course(cohort.programme, [])


@pytest.fixture
def module(course):
    return ModulePage.objects.get()


@pytest.fixture
def second(course):
    return add_module(course, "Suite", "suite", make_lesson(2, []), hours=14)


@pytest.fixture
def third(second, course):
    return add_module(course, "Fin", "fin", make_lesson(3, []))


@pytest.fixture
def by(trainer, cohort, now):
    return {"cohort": cohort, "by": trainer, "now": now}


def dates_of(cohort):
    rows = ModuleDates.objects.filter(cohort=cohort).order_by("module__path")
    return [(row.opens_on, row.due_on) for row in rows]


def told():
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


# --- who ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "who", ["other_school_trainer", "coordinator", "adviser", "apprentice", "peer", "client"]
)
def test_nobody_else_changes_anything(who, cast, cohort, module, apprentice, now):
    common = {"cohort": cohort, "by": cast[who], "now": now}
    about = {**common, "module": module}
    one = {**about, "apprentice": apprentice}
    period = Period.objects.create(cohort=cohort, kind=PeriodKind.CLOSURE, starts_on=MONDAY, ends_on=MONDAY)
    for attempt in (
        lambda: actions.set_dates(**about, opens_on=MONDAY, due_on=None),
        lambda: actions.open_now(**about),
        lambda: actions.withdraw_dates(**about),
        lambda: actions.postpone(**about, days=7, following=True),
        lambda: actions.extend(**one, due_on=MONDAY),
        lambda: actions.withdraw_extension(**one),
        lambda: actions.exempt(**one, reason="Sait déjà."),
        lambda: actions.withdraw_exemption(**one),
        lambda: actions.add_period(
            **common, kind=PeriodKind.CLOSURE, starts_on=MONDAY, ends_on=MONDAY, label=""
        ),
        lambda: actions.remove_period(period=period, by=cast[who], now=now),
        lambda: actions.keep_proposal(**common, starts_on=MONDAY),
        lambda: actions.copy_calendar(**common, source=cohort, starts_on=MONDAY),
    ):
        with pytest.raises(Denied):
            attempt()
    assert not AuditEvent.objects.exists()


def test_a_trainer_copies_no_calendar_of_a_school_that_is_not_hers(by, module, other_cohort):
    dated(other_cohort, module, 3)
    with pytest.raises(Denied):
        actions.copy_calendar(**by, source=other_cohort, starts_on=MONDAY)


# --- one module -----------------------------------------------------------------------------------------------


def test_dates_are_set_then_changed(by, cohort, module):
    actions.set_dates(**by, module=module, opens_on=MONDAY, due_on=None)
    actions.set_dates(**by, module=module, opens_on=MONDAY, due_on=MONDAY)
    assert dates_of(cohort) == [(MONDAY, MONDAY)]
    event = AuditEvent.objects.latest("pk")
    assert event.details == {"module": module.pk, "opens_on": "2027-01-11", "due_on": "2027-01-11"}
    assert told() == ["module_dated", "module_dated"]


def test_a_module_is_not_expected_before_it_opens(by, module):
    with pytest.raises(actions.CalendarRefused):
        actions.set_dates(**by, module=module, opens_on=MONDAY, due_on=MONDAY - timedelta(days=1))


def test_a_module_of_another_course_is_refused(by):
    other = make_course(ProgrammeFactory(name="Fabrique", slug="fabrique"), [])
    foreign = ModulePage.objects.descendant_of(other).get()
    with pytest.raises(actions.CalendarRefused):
        actions.set_dates(**by, module=foreign, opens_on=MONDAY, due_on=None)


def test_opening_now_opens_today_and_says_so_once(by, cohort, module, now):
    later = now.date() + timedelta(days=30)
    ModuleDates.objects.create(cohort=cohort, module=module, opens_on=later, due_on=later)
    actions.open_now(**by, module=module)
    actions.open_now(**by, module=module)
    assert dates_of(cohort) == [(now.date(), later)]
    assert told() == ["module_opened"]


def test_opening_a_module_without_dates_changes_nothing(by, module):
    actions.open_now(**by, module=module)
    assert told() == []


def test_dates_withdrawn_twice_are_told_once(by, cohort, module):
    dated(cohort, module, 5)
    actions.withdraw_dates(**by, module=module)
    actions.withdraw_dates(**by, module=module)
    assert dates_of(cohort) == []
    assert told() == ["module_dates_withdrawn"]


@pytest.fixture
def three(cohort, module, second, third, now):
    """The first is open; the two others open on Mondays to come."""
    for page, opens_on in (
        (module, date(2026, 11, 9)),
        (second, date(2026, 12, 7)),
        (third, date(2026, 12, 14)),
    ):
        ModuleDates.objects.create(
            cohort=cohort, module=page, opens_on=opens_on, due_on=opens_on + timedelta(days=4)
        )


def test_postponing_one_module_leaves_the_others(three, by, cohort, second):
    actions.postpone(**by, module=second, days=2, following=False)
    assert dates_of(cohort)[1:] == [
        (date(2026, 12, 9), date(2026, 12, 14)),  # the last day would have been a Sunday
        (date(2026, 12, 14), date(2026, 12, 18)),
    ]


def test_postponing_with_what_follows_keeps_open_what_is_open(three, by, cohort, module):
    moved = actions.postpone(**by, module=module, days=7, following=True)
    assert len(moved) == 3
    assert dates_of(cohort) == [
        (date(2026, 11, 9), date(2026, 11, 20)),
        (date(2026, 12, 14), date(2026, 12, 18)),
        (date(2026, 12, 21), date(2026, 12, 28)),  # the last day would have been Christmas
    ]
    assert AuditEvent.objects.get().details["days"] == 7


def test_postponing_jumps_over_the_days_away(three, by, cohort, third):
    cohort.periods.create(kind=PeriodKind.CLOSURE, starts_on=date(2026, 12, 21), ends_on=date(2027, 1, 1))
    actions.postpone(**by, module=third, days=7, following=False)
    assert dates_of(cohort)[2] == (date(2027, 1, 4), date(2027, 1, 4))


@pytest.mark.parametrize("days", [0, -3, 5000])
def test_a_delay_makes_sense(three, by, second, days):
    with pytest.raises(actions.CalendarRefused):
        actions.postpone(**by, module=second, days=days, following=False)


def test_what_has_no_dates_cannot_be_postponed(by, cohort, module, second):
    dated(cohort, second, 5)
    with pytest.raises(actions.CalendarRefused):
        actions.postpone(**by, module=module, days=7, following=True)


# --- one person -----------------------------------------------------------------------------------------------


def test_more_time_holds_for_one_person_only(by, cohort, course, module, apprentice, peer):
    dated(cohort, module, -10, -2)
    actions.extend(**by, module=module, apprentice=apprentice, due_on=in_days(5))
    mine, hers = (outline(course, person)[0] for person in (apprentice, peer))
    assert (mine.is_late, mine.is_extended, mine.due_on) == (False, True, in_days(5))
    assert (hers.is_late, hers.is_extended, hers.due_on) == (True, False, in_days(-2))
    actions.withdraw_extension(**by, module=module, apprentice=apprentice)
    actions.withdraw_extension(**by, module=module, apprentice=apprentice)
    assert outline(course, apprentice)[0].is_late
    assert told() == ["due_extended", "extension_withdrawn"]


def test_more_time_is_more(by, cohort, module, second, apprentice):
    dated(cohort, module, -10, 5)
    dated(cohort, second, -10)
    for page, due_on in ((module, in_days(5)), (second, in_days(50))):
        with pytest.raises(actions.CalendarRefused):
            actions.extend(**by, module=page, apprentice=apprentice, due_on=due_on)
    assert not Extension.objects.exists()


def test_an_exempted_module_is_asked_no_more_and_stays_open(by, course, module, second, apprentice, now):
    actions.exempt(**by, module=module, apprentice=apprentice, reason=" Déjà validé. ")
    first = outline(course, apprentice)[0]
    assert (first.exempted, first.is_locked, first.is_late) == ("Déjà validé.", False, False)
    assert "Déjà" not in str(AuditEvent.objects.get().details)
    actions.withdraw_exemption(**by, module=module, apprentice=apprentice)
    actions.withdraw_exemption(**by, module=module, apprentice=apprentice)
    assert outline(course, apprentice)[0].exempted == ""
    assert told() == ["module_exempted", "exemption_withdrawn"]


def test_an_exemption_has_a_reason(by, module, apprentice):
    with pytest.raises(actions.CalendarRefused):
        actions.exempt(**by, module=module, apprentice=apprentice, reason="  ")
    assert not Exemption.objects.exists()


def test_nothing_is_arranged_for_somebody_of_another_cohort(by, module, cohort, other_school_apprentice):
    dated(cohort, module, -3, 3)
    for attempt in (
        lambda: actions.extend(**by, module=module, apprentice=other_school_apprentice, due_on=in_days(9)),
        lambda: actions.exempt(**by, module=module, apprentice=other_school_apprentice, reason="Non."),
        lambda: actions.withdraw_exemption(**by, module=module, apprentice=other_school_apprentice),
    ):
        with pytest.raises(actions.CalendarRefused):
            attempt()


# --- periods, and a whole calendar ----------------------------------------------------------------------------


def test_periods_come_and_go(by, cohort, trainer, now):
    placed = {"kind": PeriodKind.PLACEMENT, "starts_on": MONDAY, "ends_on": MONDAY + timedelta(days=25)}
    period = actions.add_period(**by, **placed, label=" Première ")
    assert str(period) == "Première"
    for wrong in ({"starts_on": MONDAY + timedelta(days=26)}, {"starts_on": MONDAY + timedelta(days=3)}):
        with pytest.raises(actions.CalendarRefused):
            actions.add_period(**by, **{**placed, **wrong}, label="")
    actions.remove_period(period=period, by=trainer, now=now)
    assert not cohort.periods.exists()
    assert told() == ["period_added", "period_removed"]


def test_a_proposal_that_is_kept_dates_every_module_by_its_hours(by, cohort, module, second):
    assert actions.keep_proposal(**by, starts_on=MONDAY) == 2
    tuesday = MONDAY + timedelta(days=1)
    assert dates_of(cohort) == [(MONDAY, MONDAY), (tuesday, tuesday + timedelta(days=1))]


def test_a_calendar_is_copied_moved_to_another_first_day(by, cohort, school, module, second):
    source = CohortFactory(school=school, programme=cohort.programme)
    ModuleDates.objects.create(
        cohort=source, module=module, opens_on=date(2026, 9, 28), due_on=date(2026, 10, 2)
    )
    ModuleDates.objects.create(cohort=source, module=second, opens_on=date(2026, 10, 5))
    source.periods.create(
        kind=PeriodKind.PLACEMENT, starts_on=date(2026, 10, 12), ends_on=date(2026, 10, 16), label="Stage"
    )
    dated(cohort, module, 1)
    assert actions.copy_calendar(**by, source=source, starts_on=MONDAY) == 2
    assert dates_of(cohort) == [
        (MONDAY, MONDAY + timedelta(days=4)),
        (MONDAY + timedelta(days=7), None),
    ]
    period = cohort.periods.get()
    assert (period.starts_on, period.label) == (MONDAY + timedelta(days=14), "Stage")
    actions.copy_calendar(**by, source=source, starts_on=MONDAY)
    assert cohort.periods.count() == 1  # copied twice, it stands there once
    assert dates_of(source)[0][0] == date(2026, 9, 28)


# --- one's own address ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "may"),
    [("apprentice", True), ("trainer", True), ("coordinator", False), ("adviser", False), ("client", False)],
)
def test_apprentices_and_trainers_have_an_address(who, may, cast, now):
    if not may:
        with pytest.raises(Denied):
            actions.renew_address(person=cast[who], now=now)
        return
    first = actions.renew_address(person=cast[who], now=now).token
    assert len(first) > 30
    assert actions.renew_address(person=cast[who], now=now).token != first
