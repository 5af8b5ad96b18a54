"""The screens of a trainer that follow without reload: the same answer is not sent twice, and costs the same."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from exercises.actions.hold import hold_submission
from exercises.states import SubmissionState
from lms.people import roles
from tests.factories.curriculum import make_course
from tests.factories.exercises import ExerciseFactory, SubmissionFactory
from tests.factories.people import apprentice_of, staff_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_noon(monkeypatch, now):
    """A clock that stands still: what waits for a minute longer reads otherwise."""
    monkeypatch.setattr("lms.dashboard.views.timezone.now", lambda: now)


@pytest.fixture
def work(apprentice):
    return SubmissionFactory(apprentice=apprentice, state=SubmissionState.PASSED)


def test_what_is_the_same_is_not_sent_again(at_noon, trainer, work, peer, browse):
    browser, url = browse(trainer), reverse("class_today")
    first = browser.get(url)
    assert "Aïcha" in first.content.decode()
    again = browser.get(url, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    SubmissionFactory(apprentice=peer, state=SubmissionState.PASSED)
    changed = browser.get(url, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert "Bastien" in changed.content.decode()


def test_the_page_begins_with_what_is_asked_for_later(at_noon, trainer, work, browse):
    browser = browse(trainer)
    page, part = browser.get(reverse("home")).content.decode(), browser.get(reverse("class_today"))
    assert f'data-live="{reverse("class_today")}"' in page
    without_token = re.sub(r'value="\w{64}"', "", page)
    assert re.sub(r'value="\w{64}"', "", part.content.decode()) in without_token


def test_who_is_signed_out_is_sent_away(trainer, browse):
    browser = browse(trainer)
    browser.logout()
    assert browser.get(reverse("class_today")).status_code == 302


def test_the_list_says_which_colleague_is_looking(school, trainer, work, browse):
    samir = staff_of(school, roles.TRAINER, first_name="Samir")
    hold_submission(submission=work, by=samir, now=timezone.now())
    assert "Samir regarde" in browse(trainer).get(reverse("class_today")).content.decode()
    assert "Samir regarde" not in browse(samir).get(reverse("class_today")).content.decode()


def test_the_grid_follows_too(trainer, cohort, apprentice, browse):
    exercise = ExerciseFactory()
    make_course(cohort.programme, [exercise.key])
    browser, url = browse(trainer), reverse("class_grid", args=[cohort.pk])
    first = browser.get(url, headers={"Live": "1"})
    assert "<html" not in first.content.decode()
    assert browser.get(url, headers={"Live": "1", "If-None-Match": first["ETag"]}).status_code == 304
    SubmissionFactory(apprentice=apprentice, exercise=exercise, state=SubmissionState.PASSED)
    assert browser.get(url, headers={"Live": "1", "If-None-Match": first["ETag"]}).status_code == 200


def test_asking_again_costs_the_same_for_any_class(trainer, cohort, browse, django_assert_max_num_queries):
    browser = browse(trainer)
    SubmissionFactory(apprentice=apprentice_of(cohort), state=SubmissionState.PASSED)
    with django_assert_max_num_queries(60) as few:
        browser.get(reverse("class_today"))
    for _ in range(5):
        SubmissionFactory(apprentice=apprentice_of(cohort), state=SubmissionState.PASSED)
    with django_assert_max_num_queries(len(few)):
        browser.get(reverse("class_today"))
