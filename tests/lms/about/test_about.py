"""What the site says of itself: honest words, and a barrier that anybody can tell and somebody answers."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from lms.about import jobs
from lms.about.actions import MOST_FROM_STRANGERS_AN_HOUR, answer_barrier, report_barrier
from lms.about.models import Barrier
from lms.about.queries import barriers
from lms.core.models import AuditEvent
from lms.core.permissions import Denied

pytestmark = pytest.mark.django_db
TOLD = {
    "text": "Le bouton n’est pas atteignable au clavier.",
    "page": "/cours/",
    "reply_to": "lea@test.example",
}


@pytest.fixture
def barrier(now):
    return report_barrier(**TOLD, by=None, now=now)


@pytest.mark.parametrize("name", ["home", "accessibility", "legal", "report_barrier", "login"])
def test_each_page_leads_to_what_the_law_asks_for(name, client, apprentice, browse):
    page = (client if name == "login" else browse(apprentice)).get(
        reverse(name) if name != "login" else "/connexion/"
    )
    text = page.content.decode()
    for linked in ("accessibility", "report_barrier", "legal"):
        assert f'href="{reverse(linked)}"' in text
    assert "Accessibilité\u00a0: non conforme" in text


def test_what_is_not_filled_in_is_said_to_be_missing(client, settings):
    settings.ORGANISATION = {**settings.ORGANISATION, "ADDRESS": "", "HOST": "Un hébergeur, Lyon"}
    page = client.get(reverse("legal")).content.decode()
    assert "Pas encore renseigné" in page
    assert "Un hébergeur, Lyon" in page


def test_a_stranger_tells_what_stops_her_and_the_contact_gets_it(client, settings):
    answer = client.post(reverse("report_barrier"), TOLD, follow=True)
    assert "Merci." in answer.content.decode()
    barrier = Barrier.objects.get()
    assert (barrier.text, barrier.reported_by) == (TOLD["text"], None)
    jobs.mail_barrier(barrier_id=barrier.pk)
    jobs.mail_barrier(barrier_id=barrier.pk)  # woken up twice: mailed once
    sent = mail.outbox[0]
    assert len(mail.outbox) == 1
    assert sent.to == [settings.ORGANISATION["CONTACT_EMAIL"]]
    assert sent.reply_to == [TOLD["reply_to"]]
    assert TOLD["text"] in sent.body


def test_the_page_she_comes_from_is_filled_in_without_what_it_was_asked(client):
    here = client.get(
        reverse("report_barrier"), headers={"referer": "http://testserver/cours/html/?jeton=secret"}
    )
    assert 'value="/cours/html/"' in here.content.decode()
    assert "secret" not in here.content.decode()
    elsewhere = client.get(reverse("report_barrier"), headers={"referer": "https://ailleurs.example/page"})
    assert "ailleurs" not in elsewhere.content.decode()

    broken = client.get(reverse("report_barrier"), headers={"referer": "http://["})
    assert broken.status_code == 200


def test_nothing_typed_is_lost(client):
    page = client.post(reverse("report_barrier"), {**TOLD, "reply_to": "pas une adresse"}).content.decode()
    assert TOLD["text"] in page
    assert not Barrier.objects.exists()


def test_a_machine_does_not_fill_the_mailbox(client, apprentice, browse, now):
    for _each in range(MOST_FROM_STRANGERS_AN_HOUR):
        client.post(reverse("report_barrier"), TOLD)
    refused = client.post(reverse("report_barrier"), TOLD).content.decode()
    assert "Beaucoup de messages" in refused
    assert TOLD["text"] in refused
    assert Barrier.objects.count() == MOST_FROM_STRANGERS_AN_HOUR
    browse(apprentice).post(reverse("report_barrier"), TOLD)
    assert Barrier.objects.filter(reported_by=apprentice).exists()


def test_a_coordinator_answers_once(barrier, coordinator, browse, now):
    browser = browse(coordinator)
    empty = browser.post(reverse("barriers"), {"barrier": barrier.pk, f"{barrier.pk}-answer": " "})
    assert "Écrivez ce qui a été fait" in empty.content.decode()
    browser.post(reverse("barriers"), {"barrier": barrier.pk, f"{barrier.pk}-answer": "Corrigé."})
    answer_barrier(barrier=barrier, answer="Autre chose.", by=coordinator, now=now + timedelta(days=1))
    barrier.refresh_from_db()
    assert (barrier.answer, barrier.answered_by) == ("Corrigé.", coordinator)
    assert AuditEvent.objects.filter(action="barrier_answered").count() == 1
    assert "Corrigé." in browser.get(reverse("barriers")).content.decode()


def test_who_waits_comes_first_and_a_made_up_number_finds_nothing(barrier, coordinator, browse, now):
    answer_barrier(barrier=barrier, answer="Corrigé.", by=coordinator, now=now)
    waiting = Barrier.objects.create(text="Je ne vois rien.", reported_at=now + timedelta(days=1))
    assert list(barriers()) == [waiting, barrier]
    assert browse(coordinator).post(reverse("barriers"), {"barrier": "9" * 5000}).status_code == 200


@pytest.mark.parametrize("who", ["apprentice", "trainer", "adviser", "client_person"])
def test_nobody_else_answers(who, barrier, request, now):
    with pytest.raises(Denied):
        answer_barrier(barrier=barrier, answer="Non.", by=request.getfixturevalue(who), now=now)


def test_the_list_says_when_nobody_told_anything(coordinator, browse):
    assert "Personne n’a signalé d’obstacle" in browse(coordinator).get(reverse("barriers")).content.decode()
