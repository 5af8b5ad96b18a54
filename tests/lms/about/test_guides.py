"""The guides: each role finds its own, with pictures that are there, of screens that are there."""

import re

import polib
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import get_resolver, reverse

from lms.about.guides import FOLDER, GUIDES, read_guide
from lms.people.roles import JURY
from script.steps.pictures_of_guides import PICTURES, PICTURES_OF_GUIDES
from tests.architecture.test_every_url_has_a_rule import _named
from tests.factories.people import UserFactory

SHOWN = re.compile(r"!\[([^\]]*)\]\(pictures/([^)]+)\)")
QUOTED = re.compile("«\u00a0(.*?)\u00a0»")
MOST_BYTES = 3_000_000


def text_of(role):
    return (FOLDER / f"{role}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("role", GUIDES)
def test_each_guide_shows_every_picture_that_is_made_for_it_and_no_other(role):
    shown = [name for _words, name in SHOWN.findall(text_of(role))]
    assert sorted(shown) == sorted(one.file_name for one in PICTURES_OF_GUIDES if one.guide == role)
    assert all(words.strip() for words, _name in SHOWN.findall(text_of(role)))


def test_the_pictures_are_there_and_small_enough_to_be_handed_out():
    there = {path.name: path.stat().st_size for path in PICTURES.iterdir()}
    assert set(there) == {one.file_name for one in PICTURES_OF_GUIDES}
    assert sum(there.values()) < MOST_BYTES
    assert all(finders.find(f"guides/{name}") for name in there)


def test_the_screens_that_are_pictured_still_exist():
    names = {name for _path, name in _named(get_resolver().url_patterns)}
    assert {one.screen for one in PICTURES_OF_GUIDES} - names == set()


def _plain(text):
    """Return words as they are said, whatever the spaces between them."""
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


def words_of_screens():
    for path in settings.BASE_DIR.glob("**/locale/fr/LC_MESSAGES/django.po"):
        if "node_modules" not in path.parts and ".venv" not in path.parts:
            for entry in polib.pofile(path):
                for words in (entry.msgstr, *entry.msgstr_plural.values()):
                    # « Mes essais (%(tries)s) », « Voir comme %(name)s »: what stands around the name is said.
                    yield from map(_plain, (words, *re.split(r"\(?%\(\w+\)[sd]\)?", words)))


def test_what_a_guide_tells_to_press_is_written_so_on_a_screen():
    known = set(words_of_screens())
    quoted = {(role, _plain(words)) for role in GUIDES for words in QUOTED.findall(text_of(role))}
    assert len(quoted) > 50
    assert {(role, words) for role, words in quoted if words not in known} == set()


@pytest.mark.django_db
def test_each_role_is_led_to_its_own_guide(cast, browse):
    for who in ("apprentice", "trainer", "coordinator", "adviser", "client"):
        answer = browse(cast[who]).get(reverse("guides"))
        assert answer["Location"] == reverse("guide", args=[cast[who].role])


@pytest.mark.django_db
def test_who_has_no_guide_finds_all_of_them(client, browse):
    for browser in (client, browse(UserFactory(role=JURY))):
        page = browser.get(reverse("guides")).content.decode()
        for role in GUIDES:
            assert reverse("guide", args=[role]) in page
            assert read_guide(role).title in page
    assert client.get(reverse("guide", args=["jury"])).status_code == 404


@pytest.mark.django_db
def test_a_guide_on_the_site_shows_its_pictures_and_leads_to_the_others(client):
    page = client.get(reverse("guide", args=["client"])).content.decode()
    assert 'src="/static/guides/client-project.webp"' in page
    assert "La page du projet" in page
    assert reverse("guide", args=["adviser"]) in page
    assert "![" not in page
