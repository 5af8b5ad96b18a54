"""Schools and cohorts side by side, for whoever coordinates them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from exercises.actions.help import ask_for_help
from exercises.states import SubmissionState
from lms.alerts.actions import watch_everybody
from lms.alerts.reasons import QUICK
from lms.dashboard.cards import school_cards
from lms.people import roles
from lms.people.actions import appoint, invite
from tests.factories.exercises import NOON, ExerciseFactory, SubmissionFactory
from tests.factories.people import CohortFactory, EnrolmentFactory, SchoolFactory, apprentice_of

pytestmark = pytest.mark.django_db


def card_of(coordinator, cohort, now):
    cards = [card for school in school_cards(coordinator, now=now) for card in school.cohorts]
    return next(card for card in cards if card.cohort == cohort)


def test_what_waits_in_a_cohort_is_counted_with_its_age(coordinator, trainer, cohort, apprentice, peer, now):
    for number, person in enumerate((apprentice, peer)):
        SubmissionFactory(
            apprentice=person, state=SubmissionState.PASSED, submitted_at=NOON + timedelta(hours=number)
        )
    ask_for_help(apprentice=peer, exercise=ExerciseFactory(), text="Pourquoi ?", files={}, now=now)
    invite(email="a@test.example", first_name="A", role=roles.APPRENTICE, cohort=cohort, by=trainer, now=now)
    watch_everybody(kinds=QUICK, now=now)
    card = card_of(coordinator, cohort, now)
    assert (card.apprentices, card.awaiting, card.awaiting_since) == (2, 2, NOON)
    assert (card.stuck, card.invitations) == (1, 1)


def test_of_several_passed_tries_the_newest_waits(coordinator, cohort, apprentice, now):
    exercise = ExerciseFactory()
    for number in (1, 2):
        SubmissionFactory(
            apprentice=apprentice, exercise=exercise, number=number, state=SubmissionState.PASSED
        )
    assert card_of(coordinator, cohort, now).awaiting == 1


def test_long_fruitless_tries_count_as_stuck(coordinator, cohort, apprentice, now):
    exercise = ExerciseFactory()
    for number in range(1, 6):
        SubmissionFactory(
            apprentice=apprentice,
            exercise=exercise,
            number=number,
            state=SubmissionState.FAILED,
            submitted_at=now - timedelta(hours=6 - number),
        )
    watch_everybody(kinds=QUICK, now=now)
    assert card_of(coordinator, cohort, now).stuck == 1


def test_who_left_is_not_counted(coordinator, cohort, apprentice, now):
    gone = EnrolmentFactory(cohort=cohort, left_on=now.date()).apprentice
    SubmissionFactory(apprentice=gone, state=SubmissionState.PASSED)
    card = card_of(coordinator, cohort, now)
    assert (card.apprentices, card.awaiting) == (1, 0)


def test_another_school_is_not_there(coordinator, cohort, other_cohort, now):
    assert [card.school for card in school_cards(coordinator, now=now)] == [cohort.school]


def test_a_school_without_cohort_leads_to_its_first(coordinator, browse):
    empty = SchoolFactory(name="École neuve")
    appoint(person=coordinator, school=empty, role=roles.COORDINATOR)
    page = browse(coordinator).get(reverse("home")).content.decode()
    assert f"{reverse('open_cohort')}?ecole={empty.pk}" in page


def test_a_coordinator_without_school_is_told_what_to_do(coordinator, browse):
    coordinator.posts.all().delete()
    assert "Ouvrez votre école" in browse(coordinator).get(reverse("home")).content.decode()


def test_schools_cost_the_same_for_any_number(coordinator, school, now, django_assert_num_queries):
    for _ in range(3):
        place = CohortFactory(school=school)
        SubmissionFactory(apprentice=apprentice_of(place), state=SubmissionState.PASSED)
        with django_assert_num_queries(11):
            school_cards(coordinator, now=now)


@pytest.mark.parametrize("who", ["trainer", "coordinator", "adviser"])
def test_a_cohort_has_a_page_for_those_who_work_there(who, cast, cohort, other_cohort, browse):
    browser = browse(cast[who])
    page = browser.get(reverse("cohort", args=[cohort.pk])).content.decode()
    assert "Aïcha" in page
    assert (reverse("class_grid", args=[cohort.pk]) in page) == (who == "trainer")
    assert browser.get(reverse("cohort", args=[other_cohort.pk])).status_code == 404
