"""Notes of a meeting are the school's own until a trainer shares them; the client confirms or comments."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from client_projects import actions
from client_projects.queries import (
    meeting_decisions_visible_to,
    meetings_visible_to,
    things_to_do_for_client,
)
from lms.core.permissions import Denied
from tests.factories.client_projects import TicketFactory

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
ASKED = {
    "held_on": date(2026, 11, 20),
    "subject": "Point sur l'accueil",
    "present": "Léa, Solène",
    "notes": "On garde la photo du jardin.",
}


@pytest.fixture
def drafted(project, apprentice, handed_in, now):
    meeting = actions.draft_meeting(project=project, by=apprentice, now=now, **ASKED)
    ticket = TicketFactory(project=project, written_by=apprentice, title="Recadrer, entre nous")
    actions.add_meeting_decision(
        meeting=meeting,
        text="La photo du jardin reste",
        owner="Léa",
        due_on=date(2026, 12, 1),
        deliverable=handed_in.deliverable,
        ticket=ticket,
        by=apprentice,
        now=now,
    )
    return meeting


@pytest.fixture
def given(drafted, trainer, now):
    return actions.share_meeting(meeting=drafted, by=trainer, now=now)


def person(cast, who):
    return cast[who] or AnonymousUser()


@pytest.mark.parametrize("who", PEOPLE)
def test_who_reads_a_draft(who, cast, other_project, drafted):
    assert (drafted in meetings_visible_to(person(cast, who))) == (who in INSIDE)
    assert meeting_decisions_visible_to(person(cast, who)).exists() == (who in INSIDE)


@pytest.mark.parametrize("who", PEOPLE)
def test_who_reads_what_is_shared(who, cast, other_project, given):
    assert (given in meetings_visible_to(person(cast, who))) == (who in INSIDE | {"client"})
    assert meeting_decisions_visible_to(person(cast, who)).exists() == (who in INSIDE | {"client"})


@pytest.mark.parametrize("who", [one for one in PEOPLE if one != "anonymous"])
def test_who_writes_shares_and_answers(who, cast, other_project, drafted, trainer, now):
    if who not in {"apprentice", "trainer"}:
        with pytest.raises(Denied):
            actions.change_meeting(meeting=drafted, by=cast[who], now=now, **ASKED)
    if who != "trainer":
        with pytest.raises(Denied):
            actions.share_meeting(meeting=drafted, by=cast[who], now=now)
    actions.share_meeting(meeting=drafted, by=trainer, now=now)
    if who != "client":
        with pytest.raises(Denied):
            actions.confirm_meeting(meeting=drafted, by=cast[who], now=now)
        with pytest.raises(Denied):
            actions.comment_meeting(meeting=drafted, text="Non", by=cast[who], now=now)


def test_the_client_confirms_with_one_press(given, project, client_person, browse):
    phone = browse(client_person)
    assert things_to_do_for_client(project)[0].url == given.get_absolute_url()
    answer = reverse("meeting_answer", args=[project.slug, given.pk])
    phone.post(answer, {"right": "yes"})
    phone.post(answer, {"right": "yes"})
    assert [one.confirms for one in given.answers.all()] == [True]
    assert given.get_absolute_url() not in [thing.url for thing in things_to_do_for_client(project)]
    phone.post(answer, {"text": "Marc était là aussi."})
    assert [one.text for one in given.answers.all()] == ["", "Marc était là aussi."]


def test_the_client_reads_neither_tickets_nor_titles_that_are_not_shown(
    given, project, client_person, apprentice, browse, handed_in
):
    hers = browse(client_person).get(given.get_absolute_url()).content.decode()
    ours = browse(apprentice).get(given.get_absolute_url()).content.decode()
    assert "La photo du jardin reste" in hers
    for secret in ("Recadrer, entre nous", "À propos de"):
        assert secret not in hers
        assert secret in ours
    assert (
        "La photo du jardin reste" in browse(client_person).get(project.get_absolute_url()).content.decode()
    )


def test_what_is_shared_no_longer_changes(given, project, trainer, browse, now):
    desk = browse(trainer)
    change = reverse("meeting_change", args=[project.slug, given.pk])
    answer = desk.post(change, {**ASKED, "notes": "Autre chose"})
    assert answer.context["form"].non_field_errors()
    assert "Autre chose" in answer.content.decode()
    desk.post(reverse("meeting_decision_remove", args=[project.slug, given.decisions.get().pk]))
    assert given.decisions.exists()
    with pytest.raises(actions.MeetingRefused):
        actions.share_meeting(meeting=given, by=trainer, now=now)


def test_a_decision_that_comes_after_the_notes_were_shared_is_refused_in_words(
    given, project, trainer, browse
):
    add = reverse("meeting_decision_add", args=[project.slug, given.pk])
    answer = browse(trainer).post(add, {"text": ""}, follow=True)
    assert "il ne change plus" in answer.content.decode()
    assert given.decisions.count() == 1


def test_an_empty_comment_is_refused_with_a_sentence(given, project, client_person, browse):
    answer = browse(client_person).post(
        reverse("meeting_answer", args=[project.slug, given.pk]), {"text": " "}
    )
    assert answer.context["refusal"]
    assert not given.answers.exists()


def test_a_draft_is_written_on_screen(project, apprentice, browse):
    desk = browse(apprentice)
    desk.post(reverse("meeting_add", args=[project.slug]), ASKED)
    meeting = project.meetings.get()
    add = reverse("meeting_decision_add", args=[project.slug, meeting.pk])
    assert desk.post(add, {"text": ""}).context["decision_form"].errors
    desk.post(add, {"text": "On publie en janvier", "owner": "L'équipe"})
    desk.post(reverse("meeting_decision_remove", args=[project.slug, meeting.decisions.get().pk]))
    assert not meeting.decisions.exists()


def test_a_list_costs_the_same_with_more(
    given, project, client_person, trainer, apprentice, browse, now, django_assert_num_queries
):
    phone = browse(client_person)
    phone.get(reverse("meeting_list", args=[project.slug]))
    with CaptureQueriesContext(connection) as few:
        phone.get(reverse("meeting_list", args=[project.slug]))
    for _number in range(5):
        meeting = actions.draft_meeting(project=project, by=apprentice, now=now, **ASKED)
        actions.add_meeting_decision(meeting=meeting, text="Fait", by=apprentice, now=now)
        actions.share_meeting(meeting=meeting, by=trainer, now=now)
    with django_assert_num_queries(len(few)):
        phone.get(reverse("meeting_list", args=[project.slug]))
