"""Remarks: two conversations that never mix, sorted by a trainer, closed with a word to their author."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.urls import reverse

from client_projects import actions
from client_projects.actions import Place, RemarkRefused
from client_projects.models import Remark, TeamRemark, Ticket
from client_projects.queries import (
    messages_to_announce,
    notes_of,
    projects_waiting_for_trainer,
    remarks_to_announce,
    remarks_to_sort_by,
    remarks_visible_to,
    team_remarks_visible_to,
    tickets_to_review_by,
    tickets_under_way_of,
)
from client_projects.states import CLOSED_REMARKS, REMARK_MOVES, RemarkState
from lms.core.permissions import Denied
from tests.factories.client_projects import (
    ContactFactory,
    DeliverableFactory,
    RemarkFactory,
    TeamRemarkFactory,
    TicketFactory,
    VersionFactory,
    picture,
)

STAFF = {"trainer", "coordinator", "adviser"}
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
SECRET = "La cliente se trompe, entre nous"


@pytest.fixture
def remark(project, shared, client_person):
    return RemarkFactory(
        project=project, version=shared, author=client_person, text="Le titre est trop petit"
    )


@pytest.fixture
def drawn(mockups, apprentice, trainer, now):
    """A picture the client was shown."""
    deliverable = DeliverableFactory(milestone=mockups, title="Page des parcelles")
    version = actions.hand_in_version(deliverable=deliverable, upload=picture(), by=apprentice, now=now)
    return actions.share_version(version=version, by=trainer, now=now)


@pytest.fixture
def ticket_of(project, apprentice):
    """A ticket of the same project, hers."""
    ticket = TicketFactory(project=project, written_by=apprentice)
    ticket.parts.create(apprentice=apprentice)
    return ticket


def put_in(remark: Remark, state: str, now) -> Remark:
    closed_at = now if state in CLOSED_REMARKS else None
    Remark.objects.filter(pk=remark.pk).update(state=state, closed_at=closed_at)
    remark.refresh_from_db()
    return remark


# --- Who reads what: every person before a remark in every state


@pytest.mark.parametrize("state", RemarkState.values)
def test_who_reads_a_remark_in_each_state(state, cast, project, other_project, remark, now):
    put_in(remark, state, now)
    seen = {who for who in PEOPLE if remark in remarks_visible_to(cast[who] or AnonymousUser())}
    assert seen == STAFF | {"client"} | (set() if state == "received" else {"apprentice"})


@pytest.mark.parametrize("state", RemarkState.values)
def test_who_reads_what_is_said_inside(state, cast, project, other_project, remark, trainer, shared, now):
    put_in(remark, state, now)
    note = actions.write_note(remark=remark, text=SECRET, by=trainer, now=now)
    inside = TeamRemarkFactory(project=project, version=shared, author=trainer)
    people = {who: cast[who] or AnonymousUser() for who in PEOPLE}
    assert {w for w, p in people.items() if note in notes_of(remark, p)} == STAFF | (
        set() if state == "received" else {"apprentice"}
    )
    assert {w for w, p in people.items() if inside in team_remarks_visible_to(p)} == STAFF | {"apprentice"}


@pytest.mark.parametrize("who", [name for name in PEOPLE if name != "anonymous"])
def test_who_acts_on_a_remark(who, cast, project, other_project, remark, shared, now):
    person = cast[who]
    put_in(remark, "considered", now)
    inside = TeamRemarkFactory(project=project, version=shared, author=cast["trainer"])
    tries = {
        "write": (lambda: actions.write_remark(project=project, text="x", by=person, now=now), {"client"}),
        "write inside": (
            lambda: actions.write_team_remark(version=shared, text="x", by=person, now=now),
            {"apprentice", "trainer"},
        ),
        "settle inside": (
            lambda: actions.solve_team_remark(remark=inside, by=person, now=now),
            {"apprentice", "trainer"},
        ),
        "message": (
            lambda: actions.write_message(remark=remark, text="x", by=person, now=now),
            {"client", "trainer"},
        ),
        "note": (
            lambda: actions.write_note(remark=remark, text="x", by=person, now=now),
            {"apprentice", "trainer"},
        ),
        "ticket": (
            lambda: actions.make_ticket_of(remark=remark, title="x", by=person, now=now),
            {"trainer"},
        ),
        "solve": (lambda: actions.solve_remark(remark=remark, text="x", by=person, now=now), {"trainer"}),
        "reopen": (lambda: actions.reopen_remark(remark=remark, text="x", by=person, now=now), {"client"}),
    }
    for name, (attempt, allowed) in tries.items():
        if name == "reopen":
            put_in(remark, "solved", now)
        try:
            attempt()
        except Denied:
            assert who not in allowed, name
        else:
            assert who in allowed, name


def test_the_team_says_nothing_about_what_the_trainers_have_not_sorted(remark, apprentice, now):
    with pytest.raises(Denied):
        actions.write_note(remark=remark, text="x", by=apprentice, now=now)


def test_a_client_remarks_only_on_what_she_was_shown(project, handed_in, other_project, client_person, now):
    with pytest.raises(Denied):
        actions.write_remark(project=project, version=handed_in, text="x", by=client_person, now=now)
    with pytest.raises(Denied):
        actions.write_remark(project=other_project, text="x", by=client_person, now=now)


# --- Sorting


@pytest.mark.parametrize("old", RemarkState.values)
@pytest.mark.parametrize("new", ["considered", "in_progress", "solved", "refused"])
def test_sorting_follows_the_table(old, new, remark, trainer, now):
    put_in(remark, old, now)
    acts = {
        "considered": lambda: actions.consider_remark(remark=remark, by=trainer, now=now),
        "in_progress": lambda: actions.make_ticket_of(remark=remark, title="Grossir", by=trainer, now=now),
        "solved": lambda: actions.solve_remark(remark=remark, text="Fait", by=trainer, now=now),
        "refused": lambda: actions.set_aside_remark(remark=remark, text="Non", by=trainer, now=now),
    }
    if new in REMARK_MOVES[old]:
        assert acts[new]().state == new
    else:
        with pytest.raises(RemarkRefused):
            acts[new]()


def test_a_remark_becomes_a_ticket_with_its_words(remark, trainer, now):
    sorted_ = actions.make_ticket_of(remark=remark, title="Grossir le titre", by=trainer, now=now)
    assert sorted_.ticket.description == "Le titre est trop petit"
    assert sorted_.ticket.deliverable == remark.version.deliverable
    assert list(remarks_to_sort_by(trainer)) == []
    sorted_.ticket.__class__.objects.update(state="done")
    assert list(remarks_to_sort_by(trainer)) == [sorted_]


def test_grouped_remarks_follow_the_first_and_each_author_is_told(
    project, remark, trainer, client_person, now, mailoutbox
):
    second = RemarkFactory(project=project, author=client_person)
    actions.group_remark(remark=second, with_=remark, by=trainer, now=now)
    with pytest.raises(RemarkRefused):
        actions.solve_remark(remark=second, text="x", by=trainer, now=now)
    actions.solve_remark(remark=remark, text="C'est agrandi", by=trainer, now=now)
    second.refresh_from_db()
    assert (second.state, second.messages.get().text) == ("solved", "C'est agrandi")
    assert second.author_told_at is None
    for one in (remark, second):
        actions.tell_author(remark=one, now=now)
        actions.tell_author(remark=one, now=now)
    assert len(mailoutbox) == 2


def test_a_remark_that_was_closed_stays_closed_when_the_first_is_opened_again(
    project, remark, trainer, client_person, now
):
    second = RemarkFactory(project=project, author=client_person)
    actions.group_remark(remark=second, with_=remark, by=trainer, now=now)
    actions.solve_remark(remark=remark, text="C'est agrandi", by=trainer, now=now)
    actions.reopen_remark(remark=remark, text="Toujours trop petit", by=client_person, now=now)
    later = now + timedelta(days=1)
    actions.consider_remark(remark=remark, text="On regarde", by=trainer, now=later)
    third = RemarkFactory(project=project, author=client_person)
    actions.group_remark(remark=remark, with_=third, by=trainer, now=later)
    actions.solve_remark(remark=third, text="Encore agrandi", by=trainer, now=later)
    second.refresh_from_db()
    remark.refresh_from_db()
    assert (second.state, second.closed_at, second.grouped_with) == ("solved", now, third)
    assert [message.text for message in second.messages.all()] == ["C'est agrandi"]
    assert (remark.state, remark.closed_at) == ("solved", later)


def test_nothing_is_grouped_across_projects_or_in_a_circle(
    project, other_project, remark, trainer, other_client_person, now
):
    elsewhere = RemarkFactory(project=other_project, author=other_client_person)
    for with_ in (elsewhere, remark):
        with pytest.raises(RemarkRefused):
            actions.group_remark(remark=remark, with_=with_, by=trainer, now=now)


def test_the_client_opens_again_what_is_not_settled(remark, trainer, client_person, now):
    actions.solve_remark(remark=remark, text="Fait", by=trainer, now=now)
    with pytest.raises(RemarkRefused):
        actions.reopen_remark(remark=remark, text=" ", by=client_person, now=now)
    again = actions.reopen_remark(remark=remark, text="Toujours trop petit", by=client_person, now=now)
    assert (again.state, again.closed_at) == ("received", None)
    assert list(remarks_to_sort_by(trainer)) == [again]
    with pytest.raises(RemarkRefused):
        actions.reopen_remark(remark=remark, text="x", by=client_person, now=now)


@pytest.mark.parametrize("act", [actions.solve_remark, actions.set_aside_remark])
def test_a_remark_is_not_closed_without_a_word(act, remark, trainer, now):
    with pytest.raises(RemarkRefused):
        act(remark=remark, text="  ", by=trainer, now=now)


# --- Places


def test_a_place_stays_on_the_picture(project, drawn, shared, client_person, now):
    def write(version, place):
        return actions.write_remark(
            project=project, version=version, place=place, text="x", by=client_person, now=now
        )

    assert write(drawn, Place(Decimal("12.5"), Decimal(100))).zone == "en bas à gauche"
    for version, place in (
        (drawn, Place(Decimal("100.1"), Decimal(0))),
        (drawn, Place(Decimal(5))),
        (shared, Place(Decimal(1), Decimal(1))),
    ):
        with pytest.raises(RemarkRefused):
            write(version, place)


def test_without_the_script_a_zone_stands_for_the_place(browse, project, drawn, client_person):
    address = reverse("version_remarks", args=[project.slug, drawn.pk])
    response = browse(client_person).post(address, {"zone": "9", "text": "Ici"})
    assert response.status_code == 302
    remark = Remark.objects.get()
    assert (remark.pin_x, remark.pin_y, remark.author) == (Decimal("83.33"), Decimal("83.33"), client_person)


def test_a_place_that_makes_no_sense_is_refused_and_the_words_are_kept(browse, project, drawn, client_person):
    address = reverse("version_remarks", args=[project.slug, drawn.pk])
    response = browse(client_person).post(address, {"x": "abc", "y": "5", "text": "Mes mots"})
    assert "Mes mots" in response.content.decode()
    assert not Remark.objects.exists()


def test_who_writes_decides_who_reads(browse, project, drawn, trainer, apprentice, client_person):
    address = reverse("version_remarks", args=[project.slug, drawn.pk])
    browse(trainer).post(address, {"text": SECRET})
    browse(client_person).post(address, {"text": "Joli"})
    assert TeamRemark.objects.get().text == SECRET
    assert Remark.objects.get().text == "Joli"


# --- What is said inside never reaches the client, in pages and in mails


@pytest.mark.parametrize("state", RemarkState.values)
def test_no_page_of_the_client_shows_what_is_said_inside(
    state, browse, project, drawn, trainer, client_person, now
):
    remark = RemarkFactory(project=project, version=drawn, author=client_person)
    actions.write_note(remark=remark, text=SECRET, by=trainer, now=now)
    TeamRemarkFactory(project=project, version=drawn, author=trainer, text=SECRET)
    put_in(remark, state, now)
    browser = browse(client_person)
    for address in (
        project.get_absolute_url(),
        drawn.decision_url,
        reverse("remarks", args=[project.slug]),
        reverse("version_remarks", args=[project.slug, drawn.pk]),
        remark.get_absolute_url(),
    ):
        response = browser.get(address)
        assert response.status_code == 200
        assert "entre nous" not in response.content.decode().lower()


def test_the_mail_says_what_the_trainers_answered_and_nothing_else(
    remark, trainer, client_person, now, mailoutbox
):
    actions.write_note(remark=remark, text=SECRET, by=trainer, now=now)
    actions.solve_remark(remark=remark, text="Le titre est agrandi", by=trainer, now=now)
    actions.tell_author(remark=remark, now=now)
    sent = mail.outbox[0]
    assert sent.to == [client_person.email]
    assert "Le titre est agrandi" in sent.body
    assert SECRET not in sent.body
    assert re.search(r"https?://\S+/remarques/\d+/", sent.body)


def test_a_mail_whose_wake_up_was_lost_is_sent_later_and_not_when_opened_again(
    remark, trainer, client_person, now, mailoutbox
):
    actions.solve_remark(remark=remark, text="Fait", by=trainer, now=now)
    later = now.replace(hour=now.hour + 1)
    assert list(remarks_to_announce(now=later)) == [remark]
    actions.reopen_remark(remark=remark, text="Non", by=client_person, now=now)
    assert not remarks_to_announce(now=later).exists()
    actions.tell_author(remark=remark, now=now)
    assert mail.outbox == []


def test_an_archived_project_is_only_read(
    project, remark, ticket_of, trainer, apprentice, client_person, now
):
    put_in(remark, "considered", now)
    project.state = "archived"
    project.save()
    remark.project.refresh_from_db()
    ticket_of.project.refresh_from_db()
    project.refresh_from_db()
    for attempt in (
        lambda: actions.write_remark(project=project, text="x", by=client_person, now=now),
        lambda: actions.write_message(remark=remark, text="x", by=client_person, now=now),
        lambda: actions.write_note(remark=remark, text="x", by=apprentice, now=now),
        lambda: actions.solve_remark(remark=remark, text="x", by=trainer, now=now),
        lambda: actions.say_part(ticket=ticket_of, sentence="x", by=apprentice, now=now),
    ):
        with pytest.raises(Denied):
            attempt()
    assert remark in remarks_visible_to(client_person)


def test_colleagues_of_the_client_read_her_remarks(project, remark, other_client_person):
    ContactFactory(client=project.client, person=other_client_person)
    assert remark in remarks_visible_to(other_client_person)


def test_lists_cost_the_same_for_any_number(
    project, shared, trainer, client_person, browse, django_assert_max_num_queries
):
    second = VersionFactory(
        deliverable=shared.deliverable, number=2, handed_in_by=trainer, shared_at=shared.shared_at
    )
    for version in (shared, second) * 4:
        RemarkFactory(project=project, version=version, author=client_person)
        TeamRemarkFactory(project=project, version=version, author=trainer)
    browser = browse(trainer)
    with django_assert_max_num_queries(14):
        browser.get(reverse("remarks", args=[project.slug]))


@pytest.mark.parametrize("state", ["considered", "in_progress"])
def test_what_the_client_writes_later_waits_for_the_trainers(
    state, project, remark, trainer, client_person, now, browse
):
    put_in(remark, state, now)
    follower = RemarkFactory(project=project, author=client_person, grouped_with=remark, state=state)
    assert not remarks_to_sort_by(trainer).exists()
    for one in (remark, follower):
        actions.write_message(remark=one, text="Et le menu aussi", by=client_person, now=now)
    assert set(remarks_to_sort_by(trainer)) == {remark, follower}
    page = browse(trainer).get("/").content.decode()
    assert f'id="remark-{remark.pk}"' in page
    assert "a récrit il y a" in page
    assert "Son ticket est terminé" not in page
    for one in (remark, follower):
        actions.write_message(remark=one, text="Entendu", by=trainer, now=now)
    assert not remarks_to_sort_by(trainer).exists()


def test_what_a_trainer_writes_reaches_the_author_once(remark, trainer, client_person, now, mailoutbox):
    message = actions.write_message(remark=remark, text="Quel titre ?", by=trainer, now=now)
    hers = actions.write_message(remark=remark, text="Le grand", by=client_person, now=now)
    later = now.replace(hour=now.hour + 1)
    assert list(messages_to_announce(now=later)) == [message]
    for one in (message, message, hers):
        actions.tell_message(message=one, now=now)
    assert [sent.to for sent in mail.outbox] == [[client_person.email]]
    assert "Quel titre ?" in mail.outbox[0].body
    assert not messages_to_announce(now=later).exists()


def test_the_word_that_closes_a_remark_comes_in_one_mail(remark, trainer, now):
    actions.solve_remark(remark=remark, text="Fait", by=trainer, now=now)
    assert not messages_to_announce(now=now.replace(hour=now.hour + 1)).exists()


def test_nothing_of_an_archived_project_waits(project, remark, ticket_of, trainer, apprentice):
    Ticket.objects.filter(pk=ticket_of.pk).update(state="review")
    assert remarks_to_sort_by(trainer).exists()
    assert tickets_to_review_by(trainer).exists()
    project.state = "archived"
    project.save()
    assert not remarks_to_sort_by(trainer).exists()
    assert not tickets_to_review_by(trainer).exists()
    Ticket.objects.filter(pk=ticket_of.pk).update(state="doing")
    assert not tickets_under_way_of(apprentice).exists()


def test_versions_of_an_archived_project_wait_for_nobody(project, handed_in, trainer):
    assert projects_waiting_for_trainer(trainer)
    project.state = "archived"
    project.save()
    assert projects_waiting_for_trainer(trainer) == []


def test_what_is_said_inside_becomes_a_ticket_once(shared, apprentice, trainer, client_person, now, browse):
    said = actions.write_team_remark(
        version=shared, text=f"Le menu\ncache le titre {'x' * 200}", by=apprentice, now=now
    )
    project = shared.deliverable.project
    way = reverse("team_remark_ticket", args=[project.slug, said.pk])
    page = reverse("version_remarks", args=[project.slug, shared.pk])
    assert "En faire un ticket" in browse(apprentice).get(page).content.decode()

    led = [browse(person).post(way)["Location"] for person in (apprentice, trainer)]

    ticket = project.tickets.get()
    assert led == [ticket.get_absolute_url()] * 2
    assert (ticket.title, ticket.description, ticket.deliverable) == (
        "Le menu",
        said.text,
        shared.deliverable,
    )
    assert ticket.get_absolute_url() in browse(apprentice).get(page).content.decode()
    assert ticket.get_absolute_url() not in browse(client_person).get(page).content.decode()
    with pytest.raises(Denied):
        actions.make_ticket_of_team_remark(remark=said, by=client_person, now=now)


def test_what_is_settled_becomes_no_ticket(shared, apprentice, now, browse):
    said = actions.write_team_remark(version=shared, text="Trop petit", by=apprentice, now=now)
    actions.solve_team_remark(remark=said, by=apprentice, now=now)

    answer = browse(apprentice).post(
        reverse("team_remark_ticket", args=[shared.deliverable.project.slug, said.pk]), follow=True
    )

    assert "déjà réglée" in answer.content.decode()
    assert not shared.deliverable.project.tickets.exists()
