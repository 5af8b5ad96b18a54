"""Screens lead to the guide that explains them, in the reader's own course."""

import pytest
from django.urls import reverse

from curriculum.models import ModulePage
from curriculum.queries import guide_of, proposal_for
from curriculum.shipped import GUIDES, identity_of
from lms.people.models import Enrolment
from tests.factories.curriculum import make_course

pytestmark = pytest.mark.django_db


def add_guide(course, topic, title="Faire ceci"):
    guide = ModulePage(title=title, slug=f"guide-{topic}", summary="Comment faire.", hours=21)
    guide.translation_key = identity_of(GUIDES[topic])
    return course.add_child(instance=guide)


@pytest.fixture
def course(cohort):
    return make_course(cohort.programme, [])


@pytest.mark.parametrize(
    ("topic", "address"),
    [("placements", "placements"), ("welcome", "my_attendance"), ("applications", "my_portfolio")],
)
def test_a_screen_leads_an_apprentice_to_its_guide(course, apprentice, browse, topic, address):
    guide = add_guide(course, topic)
    arguments = [Enrolment.objects.get(apprentice=apprentice).pk] if address == "placements" else []
    page = browse(apprentice).get(reverse(address, args=arguments)).content.decode()

    assert f'href="{guide.url}"' in page
    assert "Guide\N{NO-BREAK SPACE}: Faire ceci" in page
    assert browse(apprentice).get(guide.url).status_code == 200


def test_a_screen_without_a_guide_is_as_before(course, apprentice, browse):
    page = browse(apprentice).get(reverse("my_portfolio")).content.decode()

    assert "Guide\N{NO-BREAK SPACE}:" not in page


def test_clients_and_drafts_have_no_guide(course, apprentice, client_person):
    guide = add_guide(course, "client-project")

    assert guide_of(topic="client-project", user=apprentice) is not None
    assert guide_of(topic="client-project", user=client_person) is None
    guide.unpublish()
    assert guide_of(topic="client-project", user=apprentice) is None


def test_a_guide_keeps_its_place_under_another_name(course, trainer):
    guide = add_guide(course, "evaluations")
    guide.title, guide.slug = "Nos ECF", "nos-ecf"
    guide.save_revision().publish()

    found = guide_of(topic="evaluations", user=trainer)
    assert found is not None
    assert (found.title, found.url) == ("Nos ECF", ModulePage.objects.get(pk=guide.pk).url)


def test_what_goes_on_alongside_is_given_no_days(course, cohort):
    add_guide(course, "support")
    project = add_guide(course, "client-project")

    proposed = [module.pk for module, _span in proposal_for(cohort, starts_on=cohort.starts_on)]
    assert proposed == [ModulePage.objects.get(slug="premiers-pas").pk, project.pk]
