"""What makes the site installable, and what a browser keeps of it."""

import json

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from lms.core.views import KEPT_OFFLINE

pytestmark = pytest.mark.django_db


def test_everything_the_manifest_names_exists(client):
    answer = client.get(reverse("manifest"))
    assert answer["Content-Type"] == "application/manifest+json"
    for icon in json.loads(answer.content)["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/")), icon


def test_what_is_kept_for_offline_exists(client):
    script = client.get(reverse("service_worker")).content.decode()
    for path in KEPT_OFFLINE:
        assert finders.find(path), path
        assert f"/static/{path}" in script


def test_the_offline_page_is_nobodys(apprentice, browse):
    assert apprentice.first_name not in browse(apprentice).get(reverse("offline")).content.decode()


@pytest.mark.parametrize("name", ["service_worker", "manifest"])
def test_what_the_browser_asks_for_by_itself_leaves_the_session_alone(client, name):
    client.cookies["sessionid"] = "a-session-that-was-just-replaced"
    assert client.get(reverse(name)).cookies == {}
