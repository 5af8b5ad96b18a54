"""Under the name of the previews there is nothing but previews."""

import pytest
from django.urls import reverse

from lms.settings.env import preview_url

pytestmark = pytest.mark.django_db

PREVIEWS = "127.0.0.1:8000"  # beside http://localhost:8000, as on a machine without configuration


def test_the_frame_is_answered_under_the_name_of_the_previews(client):
    answer = client.get(reverse("preview_frame"), headers={"host": PREVIEWS})
    assert answer.status_code == 200
    assert answer.cookies == {}


@pytest.mark.parametrize("path", ["/", "/connexion/?next=/mes-competences/", "/exercices/x/", "/edition/"])
def test_every_other_page_leads_to_the_platform(client, path):
    answer = client.get(path, headers={"host": PREVIEWS})
    assert (answer.status_code, answer["Location"]) == (302, f"http://localhost:8000{path}")


def test_nothing_can_be_sent_there(client):
    assert client.post("/connexion/", headers={"host": PREVIEWS}).status_code == 404


def test_an_address_that_is_none_is_no_site_that_asks(client):
    answer = client.get("/style.css", headers={"host": PREVIEWS, "referer": "http://["})
    assert answer.status_code == 302


def test_the_platform_frames_previews_and_only_them(apprentice, browse):
    policy = browse(apprentice).get("/")["Content-Security-Policy"]
    assert f"frame-src 'self' http://{PREVIEWS};" in policy


@pytest.mark.parametrize(
    ("public", "previews"),
    [
        ("http://localhost:8123", "http://127.0.0.1:8123"),
        ("http://localhost", "http://127.0.0.1"),
        ("https://ecole.example.org", ""),
    ],
)
def test_previews_have_another_name_where_there_is_one(monkeypatch, public, previews):
    monkeypatch.delenv("PREVIEW_URL", raising=False)
    assert preview_url(public) == previews
    monkeypatch.setenv("PREVIEW_URL", "https://apercu.example.net/")
    assert preview_url(public) == "https://apercu.example.net"
