"""A coordinator opens a school of her own."""

import pytest
from django.urls import reverse

from lms.core.models import AuditEvent
from lms.core.permissions import Denied
from lms.people import actions
from lms.people.models import School
from lms.people.queries import schools_of

pytestmark = pytest.mark.django_db


def test_who_opens_a_school_coordinates_it(coordinator, browse):
    response = browse(coordinator).post(
        reverse("open_school"), {"name": "École du web de Poissy", "city": "Poissy"}, follow=True
    )
    opened = School.objects.get(name="École du web de Poissy")
    assert opened.slug == "ecole-du-web-de-poissy"
    assert opened in schools_of(coordinator)
    assert AuditEvent.objects.get(action="school_opened").actor == coordinator
    assert "est ouverte" in response.content.decode()


def test_a_name_that_is_taken_is_explained_and_nothing_typed_is_lost(coordinator, school, browse):
    typed = {"name": school.name.upper(), "city": "Ailleurs"}
    page = browse(coordinator).post(reverse("open_school"), typed).content.decode()
    assert "porte déjà ce nom" in page
    assert 'value="Ailleurs"' in page


def test_two_names_never_share_an_address(coordinator, now):
    opened = [
        actions.open_school_by(name=name, city="Ici", by=coordinator, now=now)
        for name in ("École d’ici", "Ecole d'ici", "!!!")
    ]
    assert len({one.slug for one in opened}) == 3


@pytest.mark.parametrize("who", ["apprentice", "trainer", "adviser", "client"])
def test_nobody_else_opens_a_school(who, cast, now):
    with pytest.raises(Denied):
        actions.open_school_by(name="Une autre", city="Ici", by=cast[who], now=now)
