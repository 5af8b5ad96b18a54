"""The trainer's calendar, one's own calendar address, and « Mon parcours », as people meet them."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from curriculum.actions.calendar import exempt, extend, renew_address
from curriculum.models import Exemption, Extension, LessonReading, ModuleDates, ModulePage, PeriodKind
from exercises.models import Exercise
from exercises.states import SubmissionState
from lms.people.models import Enrolment, User
from tests.factories.calendar import add_module, dated, in_days
from tests.factories.curriculum import make_course, make_lesson
from tests.factories.exercises import ExerciseFactory, SubmissionFactory
from tests.factories.people import CohortFactory, apprentice_of


@pytest.fixture
def course(cohort):
    ExerciseFactory(key="un")
    return make_course(cohort.programme, ["un"])


@pytest.fixture
def module(course):
    return ModulePage.objects.get(slug="premiers-pas")


@pytest.fixture
def later(course, cohort):
    module = add_module(course, "Plus tard", "plus-tard", make_lesson(2, []))
    dated(cohort, module, 9, 20)
    return module


@pytest.fixture
def page(cohort, module):
    return reverse("calendar_module", args=[cohort.pk, module.pk])


def read(html):
    return re.sub(r"\s+", " ", html.replace("\u202f", " ").replace("\xa0", " "))


def text(response):
    return read(response.content.decode())


# --- the calendar of a cohort -----------------------------------------------------------------------------


def test_the_calendar_tells_dates_states_and_who_is_late(
    cohort, module, later, apprentice, peer, trainer, browse, now
):
    dated(cohort, module, -20, -2)
    lesson = module.get_children().first().specific
    LessonReading.objects.create(apprentice=peer, lesson=lesson, read_at=now)
    SubmissionFactory(apprentice=peer, exercise=Exercise.objects.get(), state=SubmissionState.PASSED)
    html = text(browse(trainer).get(reverse("cohort_calendar", args=[cohort.pk])))
    assert "1 sur 2 a terminé" in html
    assert "En retard : Aïcha Fictif" in html
    assert "À venir" in html
    exempt(cohort=cohort, module=module, apprentice=apprentice, reason="Déjà su.", by=trainer, now=now)
    html = text(browse(trainer).get(reverse("cohort_calendar", args=[cohort.pk])))
    assert "1 sur 1 a terminé" in html
    assert "En retard :" not in html
    assert "Dispense : Aïcha Fictif (Déjà su.)" in html


def test_those_who_follow_a_cohort_read_its_calendar_and_change_nothing(
    cohort, later, coordinator, adviser, browse
):
    for person in (coordinator, adviser):
        html = text(browse(person).get(reverse("cohort_calendar", args=[cohort.pk])))
        assert "Plus tard" in html
        assert reverse("calendar_plan", args=[cohort.pk]) not in html


def test_a_cohort_whose_course_is_not_written_says_so(cohort, trainer, browse):
    for name in ("cohort_calendar", "calendar_plan", "calendar_periods"):
        assert browse(trainer).get(reverse(name, args=[cohort.pk])).status_code == 200


def test_a_calendar_without_dates_says_that_everything_is_open(cohort, course, trainer, browse):
    html = text(browse(trainer).get(reverse("cohort_calendar", args=[cohort.pk])))
    assert "les apprenti·es trouvent tout ouvert" in html


def test_the_calendar_costs_the_same_for_more_modules_and_people(cohort, course, later, trainer, browse):
    browser, address = browse(trainer), reverse("cohort_calendar", args=[cohort.pk])
    browser.get(address)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        return len(queries)

    apprentice_of(cohort)
    before = cost()
    for number in range(4, 7):
        apprentice_of(cohort)
        dated(cohort, add_module(course, f"M{number}", f"m{number}", make_lesson(number, ["un"])), -9, -2)
    assert cost() == before


# --- one module -------------------------------------------------------------------------------------------


def test_a_trainer_sets_dates_postpones_opens_and_withdraws(cohort, module, page, trainer, browse):
    browser = browse(trainer)

    def send(**fields):
        answer = browser.post(page, fields, follow=True)
        assert answer.status_code == 200, text(answer)
        return ModuleDates.objects.filter(cohort=cohort, module=module).first()

    dates = send(do="dates", opens_on=in_days(5).isoformat(), due_on=in_days(30).isoformat())
    assert dates.opens_on == in_days(5)
    assert send(do="postpone", days="7", following="on").opens_on >= in_days(12)
    assert send(do="open").opens_on == timezone.localdate()
    assert send(do="withdraw") is None


def test_bad_dates_come_back_with_a_sentence_and_what_was_typed(page, trainer, browse):
    sent = {"do": "dates", "opens_on": "2027-02-10", "due_on": "2027-02-01"}
    answer = browse(trainer).post(page, sent)
    assert answer.status_code == 422
    assert "Le dernier jour vient avant l’ouverture" in text(answer)
    assert 'value="2027-02-10"' in text(answer)
    assert not ModuleDates.objects.exists()


@pytest.mark.parametrize("do", ["postpone", "extend", "exempt", "dates"])
def test_an_empty_form_is_refused_where_it_stands(page, cohort, module, trainer, browse, do):
    dated(cohort, module, 2, 9)
    assert browse(trainer).post(page, {"do": do}).status_code == 422


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2027-02-30", "demain"])
def test_a_day_that_cannot_be_is_told(page, cohort, module, trainer, browse, day):
    dated(cohort, module, 2, 9)
    plan = reverse("calendar_plan", args=[cohort.pk])
    for address, fields in (
        (page, {"do": "dates", "opens_on": day}),
        (plan, {"do": "see", "starts_on": day}),
    ):
        assert browse(trainer).post(address, fields).status_code == 422


def test_what_no_form_sends_is_not_found(page, trainer, browse):
    assert browse(trainer).post(page, {"do": "efface-tout"}).status_code == 404
    assert browse(trainer).post(page, {"do": "withdraw_extension", "apprentice": "x"}).status_code == 404


def test_a_trainer_arranges_something_for_one_person_and_takes_it_back(
    page, cohort, module, apprentice, other_school_apprentice, trainer, browse
):
    dated(cohort, module, -5, 2)
    browser = browse(trainer)
    browser.post(page, {"do": "extend", "apprentice": apprentice.pk, "due_on": in_days(9).isoformat()})
    assert Extension.objects.get().granted_by == trainer
    browser.post(page, {"do": "exempt", "apprentice": apprentice.pk, "reason": "Sait déjà."})
    assert Exemption.objects.get().reason == "Sait déjà."
    html = text(browser.get(page))
    assert "Délai : Aïcha Fictif" in html
    assert other_school_apprentice.first_name not in html
    stranger = {"do": "exempt", "apprentice": other_school_apprentice.pk, "reason": "Non."}
    assert browser.post(page, stranger).status_code == 422
    for do in ("withdraw_extension", "withdraw_exemption"):
        browser.post(page, {"do": do, "apprentice": apprentice.pk})
    assert not Extension.objects.exists()
    assert not Exemption.objects.exists()


# --- periods, and the whole course ------------------------------------------------------------------------


def test_a_trainer_writes_periods_down(cohort, trainer, other_cohort, browse):
    browser, address = browse(trainer), reverse("calendar_periods", args=[cohort.pk])
    sent = {"kind": "placement", "starts_on": "2027-03-01", "ends_on": "2027-03-26", "label": "Première"}
    assert browser.post(address, sent).status_code == 302
    answer = browser.post(address, sent)
    assert answer.status_code == 422
    assert "couvre déjà" in text(answer)
    foreign = other_cohort.periods.create(
        kind=PeriodKind.CLOSURE, starts_on=timezone.localdate(), ends_on=timezone.localdate()
    )
    assert browser.post(address, {"remove": foreign.pk}).status_code == 404
    assert browser.post(address, {"remove": cohort.periods.get().pk}).status_code == 302
    assert not cohort.periods.exists()


def test_a_proposal_is_seen_before_it_is_kept(cohort, module, later, trainer, browse):
    browser, address = browse(trainer), reverse("calendar_plan", args=[cohort.pk])
    seen = browser.post(address, {"do": "see", "starts_on": "2027-01-11"})
    assert "11 janvier 2027" in text(seen)
    assert not ModuleDates.objects.filter(module=module).exists()
    browser.post(address, {"do": "keep", "starts_on": "2027-01-11"})
    assert ModuleDates.objects.get(module=module).opens_on.isoformat() == "2027-01-11"
    assert browser.post(address, {"do": "see", "starts_on": ""}).status_code == 422


def test_a_calendar_is_copied_from_a_cohort_of_the_same_school(
    cohort, module, later, school, other_cohort, trainer, browse
):
    source = CohortFactory(school=school, programme=cohort.programme, name="Promotion d’avant")
    dated(source, module, -100, -90)
    dated(other_cohort, module, -100, -90)
    browser, address = browse(trainer), reverse("calendar_plan", args=[cohort.pk])
    html = text(browser.get(address))
    assert "Promotion d’avant" in html
    assert other_cohort.name not in html
    browser.post(address, {"do": "copy", "source": source.pk, "starts_on": "2027-01-11"})
    assert ModuleDates.objects.get(cohort=cohort, module=module).opens_on.isoformat() == "2027-01-11"
    refused = browser.post(address, {"do": "copy", "source": other_cohort.pk, "starts_on": "2027-01-11"})
    assert refused.status_code == 422


# --- one's own calendar -----------------------------------------------------------------------------------


def feed(browser, token):
    answer = browser.get(reverse("calendar_feed", args=[token]))
    if answer.status_code != 200:
        return None
    assert answer["Content-Type"].startswith("text/calendar")
    return {
        read(str(event["summary"])): event["dtstart"].dt
        for event in Calendar.from_ical(answer.content).walk("VEVENT")
    }


def test_the_address_is_made_shown_and_replaced(apprentice, browse):
    browser, address = browse(apprentice), reverse("my_calendar")
    assert ".ics" not in text(browser.get(address))
    browser.post(address)
    first = User.objects.get(pk=apprentice.pk).calendar_address.token
    assert f"/calendrier/{first}.ics" in text(browser.get(address))
    browser.post(address)
    second = User.objects.get(pk=apprentice.pk).calendar_address.token
    assert feed(browse(None), first) is None
    assert feed(browse(None), second) is not None


def test_a_feed_tells_the_dates_as_they_hold_for_its_owner(
    cohort, module, later, apprentice, peer, trainer, now, browse
):
    dated(cohort, module, -5, 2)
    cohort.periods.create(
        kind=PeriodKind.PLACEMENT, starts_on=in_days(30), ends_on=in_days(40), label="Première"
    )
    by = {"cohort": cohort, "module": module, "by": trainer, "now": now}
    extend(**by, apprentice=apprentice, due_on=in_days(9))
    exempt(**by, apprentice=peer, reason="Sait déjà.")
    mine, hers, taught = (
        feed(browse(None), renew_address(person=person, now=now).token)
        for person in (apprentice, peer, trainer)
    )
    assert mine["À terminer : Premiers pas"] == in_days(9)
    assert mine["Ouvre : Plus tard"] == in_days(9)
    assert mine["Première"] == in_days(30)
    assert "Jour férié : Noël" in mine
    assert "À terminer : Premiers pas" not in hers
    assert taught["À terminer : Premiers pas (Promotion Ada)"] == in_days(2)


def test_a_feed_ends_with_the_rights_of_its_owner(cohort, later, apprentice, trainer, now, browse):
    tokens = [renew_address(person=person, now=now).token for person in (apprentice, trainer)]
    Enrolment.objects.filter(apprentice=apprentice).update(left_on=timezone.localdate())
    trainer.posts.all().delete()
    assert [feed(browse(None), token) for token in tokens] == [{}, {}]
    User.objects.filter(pk=apprentice.pk).update(is_active=False)
    assert feed(browse(None), tokens[0]) is None


# --- « Mon parcours » -------------------------------------------------------------------------------------


def test_my_path_says_what_is_done_what_is_open_and_what_opens_when(
    course, cohort, module, later, apprentice, browse, now
):
    dated(cohort, module, -5, 2)
    third = add_module(course, "Déjà su", "deja-su", make_lesson(5, []))
    Exemption.objects.create(apprentice=apprentice, module=third, reason="Validé ailleurs.", granted_at=now)
    lesson = module.get_children().first().specific
    LessonReading.objects.create(apprentice=apprentice, lesson=lesson, read_at=now)
    html = text(browse(apprentice).get(reverse("my_path")))
    assert "0 module sur 2 terminé" in html
    assert "Validé ailleurs." in html
    assert "Ouvre le" in html
    assert html.count('<details class="disclosure path"') == 3
    assert re.search(
        r'<details class="disclosure path" open>\s*<summary><span class="path__title">Premiers pas', html
    )
    assert f'href="{later.get_children().first().url}"' not in html
    assert reverse("exercise", args=["un"]) in html


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (None, "À faire"),
        (SubmissionState.FAILED, "À corriger"),
        (SubmissionState.QUEUED, "Vérification en cours"),
        (SubmissionState.PASSED, "Réussi"),
    ],
)
def test_my_path_says_the_state_of_an_exercise_in_words(course, apprentice, browse, state, word):
    if state:
        exercise = Exercise.objects.get()
        SubmissionFactory(apprentice=apprentice, exercise=exercise, state=state)
    assert word in text(browse(apprentice).get(reverse("my_path")))


def test_my_path_without_a_course_says_so(apprentice, browse):
    assert "pas encore ouvert" in text(browse(apprentice).get(reverse("my_path")))


def test_a_module_that_is_late_is_told_to_her_without_blame(cohort, module, apprentice, browse):
    dated(cohort, module, -20, -1)
    assert "parlez-en à votre équipe" in text(browse(apprentice).get(reverse("my_path")))


def test_everything_done_and_nothing_to_come_is_finished(course, cohort, module, apprentice, browse, now):
    dated(cohort, module, -20, 3)
    lesson = module.get_children().first().specific
    LessonReading.objects.create(apprentice=apprentice, lesson=lesson, read_at=now)
    exercise = Exercise.objects.get()
    SubmissionFactory(apprentice=apprentice, exercise=exercise, state=SubmissionState.PASSED)
    html = text(browse(apprentice).get(reverse("my_path")))
    assert "1 module sur 1 terminé" in html
    assert "Continuer" not in html


def test_my_path_stays_a_light_page_for_ten_months(course, cohort, apprentice, browse):
    for number in range(2, 28):
        lessons = [make_lesson(100 * number + one, ["un", "un", "un"]) for one in range(4)]
        dated(cohort, add_module(course, f"Module {number}", f"module-{number}", *lessons), number - 12)
    answer = browse(apprentice).get(reverse("my_path"))
    assert answer.status_code == 200
    assert len(answer.content) < 60_000


def test_exercises_are_told_where_she_is_at_work_and_counted_elsewhere(course, apprentice, browse):
    ExerciseFactory(key="deux")
    ExerciseFactory(key="trois")
    begun = add_module(course, "Commencé", "commence", make_lesson(7, ["deux"]))
    add_module(course, "Pas encore", "pas-encore", make_lesson(8, ["trois"]))
    SubmissionFactory(apprentice=apprentice, exercise=Exercise.objects.get(key="deux"))
    html = text(browse(apprentice).get(reverse("my_path")))
    assert begun.title in html
    assert [reverse("exercise", args=[key]) in html for key in ("un", "deux", "trois")] == [True, True, False]
    assert "0 exercice sur 1 réussi" in html
