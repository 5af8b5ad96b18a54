"""The page of a project: what waits for whom in it, every other page one step away, what is new for the client."""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ObjectDoesNotExist
from django.urls import reverse

from client_projects import actions
from client_projects.models import ClientProject, Deliverable, Version
from client_projects.queries import news_since_visit, project_with_work, things_to_do_for_school
from client_projects.states import ProjectState, TicketState
from lms.people.models import User, Visit
from tests.client_projects.test_visibility import EVERYBODY, INSIDE
from tests.factories.client_projects import (
    DecisionFactory,
    RemarkFactory,
    TicketFactory,
    VersionFactory,
    given_photo,
    part_of,
    shared_meeting,
    stage_under_way,
)

PAGES = [
    "board",
    "inventory",
    "site_versions",
    "before_after",
    "remarks",
    "content_list",
    "meeting_list",
    "quotes",
    "acceptance",
    "reservation_list",
    "handover_pack",
    "satisfaction",
]
PAGES_TO_PLAN = ["deliverable_add", "project_settings"]


@pytest.fixture
def busy(
    project: ClientProject,
    deliverable: Deliverable,
    apprentice: User,
    trainer: User,
    client_person: User,
    now: datetime,
) -> ClientProject:
    """A project in which everything that can wait for a trainer waits for her, and a ticket for an apprentice."""
    approved = VersionFactory(deliverable=deliverable, handed_in_by=apprentice, shared_at=now)
    DecisionFactory(version=approved, decided_by=client_person)
    part_of(approved, apprentice)
    other = deliverable.milestone.deliverables.create(title="Page contact")
    VersionFactory(deliverable=other, handed_in_by=apprentice)
    RemarkFactory(project=project, author=client_person)
    given_photo(project, trainer, client_person)
    for title, state in (("Le pied de page", TicketState.REVIEW), ("Le menu", TicketState.DOING)):
        ticket = TicketFactory(project=project, written_by=trainer, title=title, state=state)
        ticket.parts.create(apprentice=apprentice)
    return project


def titles(project: ClientProject, person: User) -> list[str]:
    return [
        thing.title for thing in things_to_do_for_school(project_with_work(person).get(pk=project.pk), person)
    ]


def test_what_waits_for_a_trainer_comes_in_order_and_leads_to_where_it_is_done(
    busy: ClientProject, trainer: User, apprentice: User, browse: object
) -> None:
    assert titles(busy, trainer) == [
        "1 remarque du client vous attend",
        "«\u00a0Page contact\u00a0», version 1\u00a0: à regarder avant le client",
        "1 contenu reçu, à vérifier",
        "Ticket à relire\u00a0: Le pied de page",
        f"{apprentice.get_full_name()} dit sa part dans «\u00a0Page d'accueil\u00a0»",
    ]
    things = things_to_do_for_school(project_with_work(trainer).get(pk=busy.pk), trainer)
    browser = browse(trainer)
    assert [browser.get(thing.url).status_code for thing in things] == [200] * 5


def test_an_apprentice_goes_on_with_what_she_has_begun(
    busy: ClientProject, apprentice: User, browse: object
) -> None:
    assert titles(busy, apprentice) == ["Le menu"]
    page = browse(apprentice).get(busy.get_absolute_url())
    assert page.context["first_thing"].title == "Le menu"
    assert "Continuer ce ticket" in page.content.decode()


@pytest.mark.parametrize("who", EVERYBODY)
def test_only_who_can_do_something_is_told_to(who: str, cast: dict[str, User], busy: ClientProject) -> None:
    person = cast[who] or AnonymousUser()
    try:
        found = titles(busy, person)
    except ObjectDoesNotExist:
        found = []
    assert bool(found) == (who in {"trainer", "apprentice"})


def test_who_left_the_team_and_a_project_put_away_leave_nothing_to_do(
    busy: ClientProject, apprentice: User, trainer: User, now: datetime
) -> None:
    busy.state = ProjectState.ARCHIVED
    busy.save()
    assert titles(busy, trainer) == []
    assert titles(busy, apprentice) == []
    busy.state = ProjectState.RUNNING
    busy.save()
    assert titles(busy, apprentice)
    busy.team.filter(apprentice=apprentice).update(left_on=now.date())
    found = project_with_work(trainer).get(pk=busy.pk)
    assert things_to_do_for_school(found, apprentice) == []


def test_the_first_thing_is_shown_large_and_the_others_are_folded(
    busy: ClientProject, trainer: User, browse: object
) -> None:
    page = browse(trainer).get(busy.get_absolute_url())
    assert page.context["first_thing"].url == reverse("remarks", args=[busy.slug])
    assert [thing.action for thing in page.context["other_things"]] == [
        "Regarder cette version",
        "Voir les contenus",
        "Relire ce ticket",
        "Lire et répondre",
    ]
    text = page.content.decode()
    assert "Et 4 autres choses à faire" in text
    assert text.count("button--primary") == 2  # the thing to do, and « Montrer au client » beside its version


@pytest.mark.parametrize("who", sorted(INSIDE))
def test_every_page_of_a_project_is_one_step_away(
    who: str, cast: dict[str, User], project: ClientProject, browse: object
) -> None:
    browser = browse(cast[who])
    text = browser.get(project.get_absolute_url()).content.decode()
    for name in PAGES:
        address = reverse(name, args=[project.slug])
        assert text.count(f'href="{address}"') == 2, name  # side by side, or folded on a phone
        assert browser.get(address).status_code == 200
    for name in PAGES_TO_PLAN:
        assert (f'href="{reverse(name, args=[project.slug])}"' in text) == (who == "trainer")
    assert 'class="card card--current thing"' not in text


def test_her_pages_are_one_step_away_for_the_client(
    project: ClientProject, client_person: User, browse: object
) -> None:
    browser = browse(client_person)
    text = browser.get(project.get_absolute_url()).content.decode()
    for name in sorted({*PAGES} - {"board", "inventory", "before_after", "satisfaction"}):
        address = reverse(name, args=[project.slug])
        assert f'href="{address}"' in text, name
        assert browser.get(address).status_code == 200
    assert f'href="{reverse("client_guide")}"' in text
    for name in ("board", "inventory", "before_after", "satisfaction", *PAGES_TO_PLAN):
        assert reverse(name, args=[project.slug]) not in text, name


# --- Since the client's last visit


@pytest.fixture
def week(project: ClientProject, client_person: User, trainer: User, shared: Version, now: datetime) -> None:
    """What happened in the week before `now`: a version, notes, a remark answered and one settled."""
    stage_under_way(project, "mockups", since=(now - timedelta(days=3)).date())
    meeting = shared_meeting(project, trainer)
    type(meeting).objects.update(shared_at=now - timedelta(days=2))
    type(shared).objects.update(shared_at=now - timedelta(days=2))
    for text in ("Le titre est petit", "Le menu déborde"):
        RemarkFactory(project=project, author=client_person, text=text, written_at=now - timedelta(days=9))
    settled, answered = project.remarks.order_by("pk")
    actions.solve_remark(remark=settled, text="C'est fait.", by=trainer, now=now - timedelta(days=1))
    actions.write_message(remark=answered, text="Sur mobile ?", by=trainer, now=now - timedelta(days=1))


def test_she_reads_what_was_done_for_her_between_two_visits(
    week: None, project: ClientProject, client_person: User, now: datetime
) -> None:
    since = now - timedelta(days=7)
    said = [one.sentence for one in news_since_visit(project, client_person, since=since, now=now)]
    assert said == [
        "L’étape «\u00a0Maquettes\u00a0» a commencé.",
        "«\u00a0Page d'accueil\u00a0»\u00a0: la version\u00a01 est à voir.",
        "Le compte rendu de notre réunion est là\u00a0: Point sur l'accueil",
        "Votre remarque est réglée\u00a0: «\u00a0Le titre est petit\u00a0»",
        "Une réponse à votre remarque\u00a0: «\u00a0Le menu déborde\u00a0»",
    ]
    assert news_since_visit(project, client_person, since=now, now=now + timedelta(hours=1)) == []


def test_her_own_words_are_no_news_to_her(
    week: None, project: ClientProject, client_person: User, now: datetime
) -> None:
    later = now + timedelta(hours=1)
    answered = project.remarks.get(text="Le menu déborde")
    actions.write_message(remark=answered, text="Oui, sur mobile.", by=client_person, now=later)
    assert news_since_visit(project, client_person, since=now, now=later) == []


def test_her_page_tells_it_at_her_next_visit_and_not_at_her_first(
    week: None, project: ClientProject, client_person: User, browse: object
) -> None:
    browser, address = browse(client_person), project.get_absolute_url()
    assert "Depuis votre dernière visite" not in browser.get(address).content.decode()
    before = datetime(2026, 1, 1, tzinfo=Visit.objects.get().seen_at.tzinfo)
    Visit.objects.update(seen_at=before)
    page = browser.get(address)
    assert page.context["since"] == before
    assert "Depuis votre dernière visite, jeudi 1er janvier" in page.content.decode()
    assert "Votre remarque est réglée" in page.content.decode()


def test_many_news_are_folded_after_the_first(
    project: ClientProject, client_person: User, trainer: User, now: datetime, browse: object
) -> None:
    browser, address = browse(client_person), project.get_absolute_url()
    browser.get(address)
    Visit.objects.update(seen_at=now - timedelta(days=30))
    for number in range(7):
        remark = RemarkFactory(project=project, author=client_person, text=f"Remarque {number}")
        actions.solve_remark(remark=remark, text="C'est fait.", by=trainer, now=now)
    page = browser.get(address)
    assert (len(page.context["news"]), len(page.context["more_news"])) == (5, 2)
    assert "Et 2 autres nouvelles" in page.content.decode()


def test_who_works_on_the_project_makes_no_visit_of_the_client(
    project: ClientProject, trainer: User, browse: object
) -> None:
    browse(trainer).get(project.get_absolute_url())
    assert not Visit.objects.exists()
