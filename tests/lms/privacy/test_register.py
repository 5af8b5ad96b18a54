"""The register: every model of ours is placed, and every field that leads to a person is named."""

import pytest
from django.apps import apps
from django.db.models import Field
from django.urls import reverse

from lms.people.models import User
from lms.privacy.periods import KEEPINGS
from lms.privacy.register import REGISTER, SECRET_FIELDS, WITHOUT_PERSONAL_DATA, holdings

OURS = ("lms.", "curriculum.", "exercises.", "client_projects.")
MODELS = {one._meta.label: one for one in apps.get_models() if one.__module__.startswith(OURS)}
HELD = {holding.model: holding for _treatment, holding in holdings()}


def test_every_model_of_ours_is_in_the_register_or_said_to_hold_nothing_personal():
    placed = set(HELD) | WITHOUT_PERSONAL_DATA
    assert set(MODELS) - placed == set()
    assert set(HELD) & WITHOUT_PERSONAL_DATA == set()
    assert {label for label in placed if not label.startswith(("account.", "mfa.", "usersessions."))} - set(
        MODELS
    ) == set()


def test_no_model_is_in_two_treatments():
    named = [holding.model for _treatment, holding in holdings()]
    assert len(named) == len(set(named))


def unnamed(label):
    fields = {
        one.name
        for one in MODELS[label]._meta.get_fields()
        if isinstance(one, Field) and one.is_relation and one.related_model is User
    }
    holding = HELD.get(label)
    return fields - ({*holding.hers, *holding.acts, *holding.asked} if holding else set())


def test_every_field_that_leads_to_a_person_is_named():
    assert {label: unnamed(label) for label in MODELS if unnamed(label)} == {}


@pytest.mark.django_db
def test_every_way_to_a_person_exists(apprentice):
    for holding in HELD.values():
        for rows in (holding.rows_of, holding.rows_on_request, holding.rows_done_by):
            list(rows(apprentice)[:1])


def test_whoever_reads_a_token_could_use_it_so_none_is_given():
    for label, kind in MODELS.items():
        for one in kind._meta.concrete_fields:
            if "token" in one.name or ("hash" in one.name and "content" not in one.name):
                assert one.name in SECRET_FIELDS or label in WITHOUT_PERSONAL_DATA, (label, one.name)


def test_every_treatment_says_all_that_the_law_wants():
    for one in REGISTER:
        assert all((one.name, one.purpose, one.readers, one.holdings, one.keeping.source, one.keeping.since))
        assert one.keeping in KEEPINGS


def test_another_period_may_be_decided(settings):
    settings.PRIVACY_MONTHS = {"identity": 120}
    kept = next(one for one in REGISTER if one.code == "account").keeping
    assert kept.months == 120


@pytest.mark.django_db
def test_the_register_names_each_treatment(browse, coordinator, adviser, trainer):
    for person in (coordinator, adviser):
        page = browse(person).get(reverse("data_register")).content.decode()
        assert all(f'id="treatment-{one.code}"' in page for one in REGISTER)
    assert browse(trainer).get(reverse("data_register")).status_code == 403


@pytest.mark.django_db
def test_everybody_reads_what_is_kept_and_how_long(client):
    page = client.get(reverse("legal")).content.decode()
    assert page.count("mois après") == len(REGISTER)
