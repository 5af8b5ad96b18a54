"""Comfort of reading: kept on the account, written on every page, never somebody else's."""

import pytest
from django.urls import reverse

from lms.people.actions import set_comfort
from lms.people.comfort import SETTINGS, chosen

pytestmark = pytest.mark.django_db


def test_everything_is_usual_until_something_is_chosen(apprentice, browse):
    assert chosen(apprentice) == {setting.code: setting.usual for setting in SETTINGS}
    assert 'lang="fr" data-account>' in browse(apprentice).get(reverse("roles")).content.decode()


def test_what_is_chosen_is_written_on_every_page(apprentice, browse):
    set_comfort(person=apprentice, choices={"text": "large", "theme": "dark"})
    page = browse(apprentice).get(reverse("roles")).content.decode()
    assert 'data-account data-theme="dark" data-text="large">' in page


def test_a_choice_alone_leaves_the_others_as_they_are(apprentice, browse):
    set_comfort(person=apprentice, choices={"spacing": "wide"})
    browse(apprentice).post(reverse("comfort"), {"theme": "dark"})
    apprentice.refresh_from_db()
    assert (chosen(apprentice)["spacing"], chosen(apprentice)["theme"]) == ("wide", "dark")


def test_a_choice_that_does_not_exist_changes_nothing(apprentice, browse):
    answer = browse(apprentice).post(reverse("comfort"), {"theme": "dark", "text": "enormous"})
    assert answer.context["form"].errors["text"]
    apprentice.refresh_from_db()
    assert apprentice.comfort == {}


def test_what_an_older_version_kept_is_usual_again(apprentice):
    apprentice.comfort = {"theme": "sepia", "text": "large"}
    assert (chosen(apprentice)["theme"], chosen(apprentice)["text"]) == ("auto", "large")


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/mes-competences/", "/mes-competences/"),
        ("https://ailleurs.example/", "/confort/"),
        ("", "/confort/"),
    ],
)
def test_the_menu_leads_back_to_a_page_of_ours(apprentice, browse, asked, led_to):
    answer = browse(apprentice).post(reverse("comfort"), {"theme": "light", "next": asked})
    assert answer["Location"] == led_to


def test_a_choice_is_nobody_elses(apprentice, peer, browse):
    browse(apprentice).post(reverse("comfort"), {"contrast": "more"})
    peer.refresh_from_db()
    assert peer.comfort == {}
