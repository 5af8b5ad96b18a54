"""A coordinator opens a cohort in one of her schools, tied to what it prepares for."""

from datetime import date

import pytest
from django.urls import reverse

from lms.core.models import AuditEvent
from lms.core.permissions import Denied
from lms.people.actions import CohortPlan
from lms.people.models import Cohort, Programme
from lms.records.actions import open_cohort_preparing
from lms.records.models import CertificationVersion
from lms.records.queries import versions_of
from tests.factories.records import certify

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(cohort):
    certify(cohort)
    return CertificationVersion.objects.get()


@pytest.fixture
def typed(school, cohort, version, trainer):
    return {
        "school": school.pk,
        "name": "Promotion Hedy",
        "programme": cohort.programme_id,
        "starts_on": "2027-09-27",
        "ends_on": "2028-07-21",
        "places": "10",
        "versions": [version.pk],
        "trainers": [trainer.pk],
    }


def test_one_form_opens_a_cohort_with_its_certifications_and_team(
    typed, coordinator, trainer, version, browse
):
    response = browse(coordinator).post(reverse("open_cohort"), typed)
    assert response.status_code == 302
    opened = Cohort.objects.get(name="Promotion Hedy")
    assert (opened.places, list(opened.trainers.all()), versions_of(opened)) == (10, [trainer], [version])
    assert AuditEvent.objects.get(action="cohort_opened").actor == coordinator


def test_a_new_programme_prepares_for_what_its_first_cohort_does(typed, coordinator, version, browse):
    browse(coordinator).post(
        reverse("open_cohort"), typed | {"programme": "", "new_programme": "Fabrique numérique"}
    )
    programme = Programme.objects.get(name="Fabrique numérique")
    assert [tie.certification for tie in programme.certifications.all()] == [version.certification]
    assert Cohort.objects.get(name="Promotion Hedy").programme == programme


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"ends_on": "2027-09-27"}, "Le dernier jour vient après le premier."),
        ({"programme": ""}, "Choisissez un programme"),
        ({"new_programme": "école du web"}, "Ce programme existe"),
        ({"name": "PROMOTION ADA"}, "porte déjà ce nom"),
    ],
)
def test_bad_input_is_explained_and_nothing_typed_is_lost(change, sentence, typed, coordinator, browse):
    page = browse(coordinator).post(reverse("open_cohort"), typed | change).content.decode()
    assert sentence in page
    assert 'value="2027-09-27"' in page
    assert Cohort.objects.count() == 1


def test_another_schools_trainer_and_school_are_no_choice(
    typed, coordinator, other_school, other_school_trainer, browse
):
    for change in ({"school": other_school.pk}, {"trainers": [other_school_trainer.pk]}):
        browse(coordinator).post(reverse("open_cohort"), typed | change)
    assert not Cohort.objects.filter(name="Promotion Hedy").exists()


def test_a_coordinator_without_school_is_led_to_open_one(coordinator, browse):
    coordinator.posts.all().delete()
    assert reverse("open_school") in browse(coordinator).get(reverse("open_cohort")).content.decode()


@pytest.mark.parametrize("who", ["apprentice", "trainer", "adviser", "other_school_trainer", "client"])
def test_nobody_else_opens_a_cohort_here(who, cast, cohort, school, now):
    plan = CohortPlan("Autre", school, date(2027, 9, 27), date(2028, 7, 21), 12)
    with pytest.raises(Denied):
        open_cohort_preparing(plan=plan, programme="Nouveau", versions=[], by=cast[who], now=now)
    assert not Programme.objects.filter(name="Nouveau").exists()
