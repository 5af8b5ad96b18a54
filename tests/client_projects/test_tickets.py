"""The board: who sees it, who moves what, and when a ticket becomes evidence."""

import pytest
from django.contrib.auth.models import AnonymousUser

from client_projects import actions
from client_projects.actions import TicketPlan, TicketRefused
from client_projects.models import TeamMember, TicketPart
from client_projects.queries import (
    board_of,
    team_people_of,
    tickets_to_review_by,
    tickets_under_way_of,
    tickets_visible_to,
)
from client_projects.states import TICKET_MOVES, TicketState, TicketVerdict
from lms.core.permissions import Denied
from lms.people.models import Enrolment
from lms.records.models import Competence, Evidence
from tests.factories.client_projects import (
    ProjectFactory,
    TeamMemberFactory,
    TicketFactory,
    VersionFactory,
)
from tests.factories.records import certify

INSIDE = {"apprentice", "trainer", "coordinator", "adviser"}
PEOPLE = [
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


@pytest.fixture
def competence(cohort):
    certify(cohort)
    return Competence.objects.first()


@pytest.fixture
def ticket(project, apprentice, trainer, competence, now):
    plan = TicketPlan("Écrire la page de contact", assignees=[apprentice], competences=[competence])
    return actions.add_ticket(project=project, plan=plan, by=trainer, now=now)


@pytest.fixture
def handed_over(ticket, apprentice, now):
    actions.move_ticket(ticket=ticket, to="doing", by=apprentice, now=now)
    return actions.say_part(ticket=ticket, sentence="J'ai écrit le formulaire", by=apprentice, now=now)


def validate(ticket, trainer, now):
    return actions.review_ticket(ticket=ticket, verdict=TicketVerdict.VALIDATED, by=trainer, now=now)


# --- Who sees, who acts: every person before a ticket in every state


@pytest.mark.parametrize("state", TicketState.values)
def test_who_sees_a_ticket_in_each_state(state, cast, project, other_project, ticket):
    type(ticket).objects.filter(pk=ticket.pk).update(state=state)
    seen = {who for who in PEOPLE if ticket in tickets_visible_to(cast[who] or AnonymousUser())}
    assert seen == INSIDE


WORKS = {"apprentice", "trainer"}


@pytest.mark.parametrize("who", [name for name in PEOPLE if name != "anonymous"])
def test_who_acts_on_a_ticket(who, cast, project, other_project, ticket, handed_over, now):
    person = cast[who]
    tries = {
        "add": (lambda: actions.add_ticket(project=project, plan=TicketPlan("x"), by=person, now=now), WORKS),
        "comment": (lambda: actions.comment_ticket(ticket=ticket, text="x", by=person, now=now), WORKS),
        "change": (
            lambda: actions.change_ticket(
                ticket=ticket, plan=TicketPlan("x", assignees=[cast["apprentice"]]), by=person, now=now
            ),
            WORKS,
        ),
        "part": (lambda: actions.say_part(ticket=ticket, sentence="x", by=person, now=now), {"apprentice"}),
        "review": (lambda: validate(ticket, person, now), {"trainer"}),
        "reopen": (
            lambda: actions.reopen_ticket(ticket=ticket, reason="x", by=person, now=now),
            {"trainer"},
        ),
        "move": (lambda: actions.move_ticket(ticket=ticket, to="todo", by=person, now=now), WORKS),
    }
    for name, (attempt, allowed) in tries.items():
        if who in allowed and name == "move":
            continue
        try:
            attempt()
        except Denied:
            assert who not in allowed, name
        else:
            assert who in allowed, name


@pytest.mark.parametrize("old", TicketState.values)
@pytest.mark.parametrize("new", TicketState.values)
def test_the_team_moves_a_ticket_along_the_table_and_never_ends_it(
    old, new, project, ticket, apprentice, now
):
    type(ticket).objects.filter(pk=ticket.pk).update(state=old)
    ticket.parts.update(sentence="J'ai tout fait")
    allowed = new in TICKET_MOVES[old] and "done" not in {old, new}
    if allowed:
        assert actions.move_ticket(ticket=ticket, to=new, by=apprentice, now=now).state == new
    else:
        with pytest.raises(TicketRefused):
            actions.move_ticket(ticket=ticket, to=new, by=apprentice, now=now)


def test_somebody_of_another_team_is_never_in_charge(project, ticket, peer, trainer, now):
    with pytest.raises(TicketRefused):
        actions.change_ticket(ticket=ticket, plan=TicketPlan("x", assignees=[peer]), by=trainer, now=now)


# --- Parts and evidence


def test_a_ticket_waits_for_the_trainer_once_each_has_said_her_part(
    project, ticket, apprentice, peer, trainer, now
):
    TeamMemberFactory(project=project, apprentice=peer)
    plan = TicketPlan("À deux", assignees=[apprentice, peer])
    actions.change_ticket(ticket=ticket, plan=plan, by=trainer, now=now)
    actions.move_ticket(ticket=ticket, to="doing", by=peer, now=now)
    assert actions.say_part(ticket=ticket, sentence="Le texte", by=apprentice, now=now).state == "doing"
    with pytest.raises(TicketRefused, match="Bastien"):
        actions.move_ticket(ticket=ticket, to="review", by=apprentice, now=now)
    assert actions.say_part(ticket=ticket, sentence="La photo", by=peer, now=now).state == "review"


def test_nothing_is_evidence_before_a_trainer_has_validated_it(handed_over):
    assert not Evidence.objects.exists()


def test_a_validated_ticket_is_evidence_with_her_own_sentence(
    handed_over, apprentice, trainer, competence, now
):
    validate(handed_over, trainer, now)
    line = Evidence.objects.get()
    assert (line.apprentice, line.competence, line.is_formative) == (apprentice, competence, False)
    assert "J'ai écrit le formulaire" in line.source_title
    assert line.source_url == handed_over.get_absolute_url()


def test_evidence_is_taken_back_when_the_ticket_is_taken_up_again(handed_over, apprentice, trainer, now):
    validate(handed_over, trainer, now)
    with pytest.raises(TicketRefused):
        actions.reopen_ticket(ticket=handed_over, reason=" ", by=trainer, now=now)
    actions.reopen_ticket(ticket=handed_over, reason="Le lien ne marche plus", by=trainer, now=now)
    assert not Evidence.objects.exists()
    actions.move_ticket(ticket=handed_over, to="review", by=apprentice, now=now)
    validate(handed_over, trainer, now)
    assert Evidence.objects.count() == 1


def test_a_ticket_to_rework_goes_back_with_a_reason_and_gives_nothing(handed_over, trainer, now):
    with pytest.raises(TicketRefused):
        actions.review_ticket(ticket=handed_over, verdict="rework", by=trainer, now=now)
    review = actions.review_ticket(
        ticket=handed_over, verdict="rework", reason="Les messages", by=trainer, now=now
    )
    assert review.ticket.state == TicketState.DOING
    assert not Evidence.objects.exists()


def test_a_done_ticket_is_not_changed(handed_over, trainer, now):
    validate(handed_over, trainer, now)
    with pytest.raises(TicketRefused):
        actions.change_ticket(ticket=handed_over, plan=TicketPlan("x"), by=trainer, now=now)


# --- Lists


def test_first_screens_show_what_is_under_way_and_what_waits(
    project, other_project, ticket, apprentice, peer, trainer, other_school_trainer, now
):
    actions.move_ticket(ticket=ticket, to="doing", by=apprentice, now=now)
    assert list(tickets_under_way_of(apprentice)) == [ticket]
    assert not tickets_under_way_of(peer).exists()
    actions.say_part(ticket=ticket, sentence="Fait", by=apprentice, now=now)
    assert not tickets_under_way_of(apprentice).exists()
    assert list(tickets_to_review_by(trainer)) == [ticket]
    assert not tickets_to_review_by(other_school_trainer).exists()
    Enrolment.objects.filter(apprentice=apprentice).update(left_on="2026-11-20")
    assert not tickets_under_way_of(apprentice).exists()


def test_the_board_says_when_more_is_under_way_than_there_are_people(project, apprentice, trainer):
    TicketFactory(project=project, written_by=trainer, state="doing")
    assert not board_of(project, trainer).crowded
    TicketFactory(project=project, written_by=trainer, state="doing")
    assert board_of(project, trainer).crowded
    assert board_of(project, apprentice, mine=True).is_empty


def test_the_board_costs_the_same_for_any_number_of_tickets(
    project, trainer, apprentice, django_assert_max_num_queries
):
    for _each in range(2):
        TicketFactory(project=project, written_by=trainer).parts.create(apprentice=apprentice)
    with django_assert_max_num_queries(5):
        board_of(project, trainer)
    for _each in range(5):
        TicketFactory(project=project, written_by=trainer).parts.create(apprentice=apprentice)
    with django_assert_max_num_queries(5):
        board_of(project, trainer)


# --- Screens


def test_what_is_typed_is_not_lost_when_it_is_refused(browse, handed_over, trainer):
    address = f"{handed_over.get_absolute_url()}avis/"
    response = browse(trainer).post(address, {"review-verdict": "rework", "review-reason": "  "})
    assert response.status_code == 200
    assert "checked" in response.content.decode()
    assert handed_over.reviews.count() == 0


def test_a_ticket_leads_to_the_newest_version_of_what_it_is_for(
    browse, project, ticket, deliverable, handed_in, apprentice
):
    page = browse(apprentice)
    assert handed_in.decision_url not in page.get(ticket.get_absolute_url()).content.decode()
    ticket.deliverable = deliverable
    ticket.save()
    newer = VersionFactory(deliverable=deliverable, number=2, handed_in_by=apprentice)
    text = page.get(ticket.get_absolute_url()).content.decode()
    assert newer.decision_url in text
    assert handed_in.decision_url not in text


def test_a_client_never_reads_a_ticket_on_her_page(browse, project, ticket, client_person):
    assert "page de contact" not in browse(client_person).get(project.get_absolute_url()).content.decode()


def test_numbers_begin_anew_in_each_project(project, cohort, trainer, ticket, now):
    elsewhere = ProjectFactory(cohort=cohort)
    second = actions.add_ticket(project=project, plan=TicketPlan("Deux"), by=trainer, now=now)
    other = actions.add_ticket(project=elsewhere, plan=TicketPlan("Un"), by=trainer, now=now)
    assert (ticket.number, second.number, other.number) == (1, 2, 1)


def test_who_left_the_team_is_not_put_in_charge_and_stays_where_she_is(
    project, ticket, apprentice, trainer, now
):
    TeamMember.objects.filter(project=project, apprentice=apprentice).update(left_on=now.date())
    TicketPart.objects.get_or_create(ticket=ticket, apprentice=apprentice)
    assert apprentice not in team_people_of(project)
    assert apprentice in team_people_of(project, ticket)
    plan = actions.TicketPlan(title="Encore", assignees=[apprentice])
    with pytest.raises(actions.Refused):
        actions.add_ticket(project=project, plan=plan, by=trainer, now=now)
    changed = actions.change_ticket(ticket=ticket, plan=plan, by=trainer, now=now)
    assert [part.apprentice for part in changed.parts.all()] == [apprentice]
