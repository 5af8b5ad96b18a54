"""Truth tables: every person of the cast before every object, in every state it can be in."""

import pytest
from django.contrib.auth.models import AnonymousUser

from client_projects.queries import deliverables_visible_to, projects_visible_to, versions_visible_to
from lms.people.models import Enrolment
from tests.factories.client_projects import TeamMemberFactory

INSIDE = {"apprentice", "trainer", "coordinator", "adviser"}
EVERYBODY = [
    "anonymous",
    "apprentice",
    "peer",
    "other_school_apprentice",
    "trainer",
    "other_school_trainer",
    "coordinator",
    "adviser",
    "client",
    "other_client",
]


def person(cast, who):
    return cast[who] or AnonymousUser()


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_sees_the_project(who, cast, project, other_project):
    assert (project in projects_visible_to(person(cast, who))) == (who in INSIDE | {"client"})


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_sees_what_is_only_handed_in(who, cast, project, other_project, handed_in):
    assert (handed_in in versions_visible_to(person(cast, who))) == (who in INSIDE)
    assert (handed_in.deliverable in deliverables_visible_to(person(cast, who))) == (who in INSIDE)


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_sees_what_is_shared(who, cast, project, other_project, shared):
    assert (shared in versions_visible_to(person(cast, who))) == (who in INSIDE | {"client"})
    assert (shared.deliverable in deliverables_visible_to(person(cast, who))) == (who in INSIDE | {"client"})


def test_a_team_member_who_left_the_school_sees_nothing(project, shared, apprentice):
    Enrolment.objects.filter(apprentice=apprentice).update(left_on="2026-11-20")
    assert not projects_visible_to(apprentice).exists()
    assert not versions_visible_to(apprentice).exists()


def test_a_member_enrolled_elsewhere_sees_nothing(project, other_school_apprentice):
    TeamMemberFactory(project=project, apprentice=other_school_apprentice)
    assert not projects_visible_to(other_school_apprentice).exists()


def test_a_project_seen_in_several_ways_is_listed_once(project, trainer, school):
    school.posts.create(person=trainer, role="coordinator")
    assert list(projects_visible_to(trainer)) == [project]
