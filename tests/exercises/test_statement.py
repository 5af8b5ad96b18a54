"""The statement of an exercise shows its own images, and no other."""

import base64

import pytest
from django.test import Client
from django.urls import reverse

from exercises.views.statement import statement_html
from tests.factories.exercises import ExerciseFactory, definition
from tests.factories.people import UserFactory

PNG = b"\x89PNG\r\n\x1a\n"

pytestmark = pytest.mark.django_db


def test_images_are_served_with_their_text_and_kept_by_the_browser(client: Client) -> None:
    described = definition(
        "illustre",
        statement="![Un plan](images/plan.png) ![Ailleurs](https://example.org/x.png)",
        images={"plan.png": base64.b64encode(PNG).decode()},
    )
    version = ExerciseFactory(key="illustre", published__definition=described).current_version
    address = reverse("statement_image", args=[version.pk, "plan.png"])
    client.force_login(UserFactory())

    answer = client.get(address)

    html = statement_html(version)
    assert f'src="{address}"' in html
    assert 'alt="Un plan"' in html
    assert "example.org" not in html
    assert (answer["Content-Type"], answer.content) == ("image/png", PNG)
    assert "private" in answer["Cache-Control"]
