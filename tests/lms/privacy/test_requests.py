"""What people ask about their data: a month, an answer in words, the right readers."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from lms.core.models import AuditEvent
from lms.core.permissions import Denied
from lms.people import roles
from lms.privacy import actions, jobs
from lms.privacy.models import DataRequest, Outcome, RequestKind
from lms.privacy.permissions import coordinators_for
from lms.privacy.queries import requests_for
from tests.factories.people import staff_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(apprentice, now):
    return actions.ask_about_data(
        person=apprentice, kind=RequestKind.CORRECTION, text="Mon prénom prend un tréma.", now=now
    )


def test_the_law_gives_one_month(asked):
    assert asked.due_on == date(2026, 12, 23)
    assert actions.due_on(datetime(2027, 1, 31, 9, tzinfo=UTC)) == date(2027, 2, 28)


def test_the_same_thing_is_not_asked_twice_while_it_waits(asked, apprentice, now):
    with pytest.raises(actions.TooMany):
        actions.ask_about_data(person=apprentice, kind=RequestKind.CORRECTION, text="Encore.", now=now)
    actions.ask_about_data(person=apprentice, kind=RequestKind.OBJECTION, text="Non.", now=now)
    assert DataRequest.objects.count() == 2


@pytest.mark.parametrize("who", ["trainer", "adviser", "peer", "client_person", "other_school_trainer"])
def test_nobody_else_answers(who, asked, request, now):
    with pytest.raises(Denied):
        actions.answer_request(
            asked=asked, outcome=Outcome.GRANTED, answer="Oui.", by=request.getfixturevalue(who), now=now
        )


def test_a_coordinator_of_another_school_does_not_see_it(asked, other_school, coordinator, now):
    other = staff_of(other_school, roles.COORDINATOR)
    assert list(requests_for(other)) == []
    assert list(requests_for(coordinator)) == [asked]
    assert list(coordinators_for(asked.person)) == [coordinator]
    with pytest.raises(Denied):
        actions.answer_request(asked=asked, outcome=Outcome.GRANTED, answer="Oui.", by=other, now=now)


def test_nobody_answers_herself(coordinator, now):
    own = actions.ask_about_data(person=coordinator, kind=RequestKind.ACCESS, text="Tout.", now=now)
    assert own not in requests_for(coordinator)


def test_an_answer_is_given_once_and_stays(asked, coordinator, apprentice, browse, now):
    browser = browse(coordinator)
    empty = browser.post(reverse("data_requests"), {"request": asked.pk, f"{asked.pk}-outcome": "granted"})
    assert (empty.status_code, "Écrivez ce qui a été fait" in empty.content.decode()) == (422, True)
    typed = {
        "request": asked.pk,
        f"{asked.pk}-outcome": "granted",
        f"{asked.pk}-answer": "C’est corrigé.",
    }
    browser.post(reverse("data_requests"), typed)
    with pytest.raises(Denied):
        actions.answer_request(asked=asked, outcome=Outcome.REFUSED, answer="Non.", by=coordinator, now=now)
    assert "C’est corrigé." in browse(apprentice).get(reverse("my_data")).content.decode()
    actions_done = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"data_request_made", "data_request_answered"} <= actions_done


def test_a_second_answer_is_shown_to_who_typed_it_and_not_sent(
    asked, coordinator, school, apprentice, browse, now
):
    actions.answer_request(
        asked=asked, outcome=Outcome.GRANTED, answer="C’est corrigé.", by=coordinator, now=now
    )
    second = staff_of(school, roles.COORDINATOR)
    typed = {
        "request": asked.pk,
        f"{asked.pk}-outcome": "refused",
        f"{asked.pk}-answer": "Une longue\nréponse.",
    }
    page = browse(second).post(reverse("data_requests"), typed)
    shown = page.content.decode()
    assert page.status_code == 409
    assert "Une longue<br>réponse." in shown
    assert "C’est corrigé." in shown
    assert str(coordinator) in shown
    asked.refresh_from_db()
    assert (asked.outcome, asked.answer, asked.answered_by) == ("granted", "C’est corrigé.", coordinator)
    assert "Une longue" not in browse(apprentice).get(reverse("my_data")).content.decode()


def test_a_restriction_is_ended_on_screen_by_those_who_answer(coordinator, apprentice, trainer, browse, now):
    asked = actions.ask_about_data(person=apprentice, kind=RequestKind.LIMIT, text="Gardez.", now=now)
    with pytest.raises(Denied):  # nothing is restricted yet
        actions.lift_restriction(asked=asked, by=coordinator, now=now)
    actions.answer_request(asked=asked, outcome=Outcome.GRANTED, answer="Bien.", by=coordinator, now=now)
    with pytest.raises(Denied):
        actions.lift_restriction(asked=asked, by=trainer, now=now)
    page = reverse("data_requests")
    assert "Lever la limitation" in browse(coordinator).get(page).content.decode()
    for _ in range(2):
        assert browse(coordinator).post(page, {"lift": asked.pk}).status_code == 302
    asked.refresh_from_db()
    assert asked.lifted_by == coordinator
    assert AuditEvent.objects.filter(action="data_restriction_lifted").count() == 1
    for person, address in ((coordinator, page), (apprentice, reverse("my_data"))):
        assert "Limitation levée le" in browse(person).get(address).content.decode()
    DataRequest.objects.filter(pk=asked.pk).update(lifted_at=now)
    with time_machine.travel(now, tick=False):  # a working day
        jobs.tell_about_requests()
        jobs.tell_about_requests()
    assert len([one for one in mail.outbox if "limitation" in one.subject]) == 1


def test_who_is_late_is_told_so_first(asked, coordinator, browse, peer, now):
    DataRequest.objects.filter(pk=asked.pk).update(due_on=date(2020, 1, 1))
    actions.ask_about_data(person=peer, kind=RequestKind.ACCESS, text="Tout.", now=now)
    assert requests_for(coordinator)[0] == asked
    page = browse(coordinator).get(reverse("data_requests")).content.decode()
    assert "Était à rendre le 1er janvier 2020" in page


def test_mails_leave_once_and_say_nothing_of_what_was_asked(asked, coordinator, apprentice, now):
    with time_machine.travel(now, tick=False) as clock:
        clock.shift(timedelta(hours=-8))
        jobs.tell_about_requests()
        assert mail.outbox == []  # not at night
        clock.shift(timedelta(hours=8))
        jobs.tell_about_requests()
        jobs.tell_about_requests()
    assert [one.to for one in mail.outbox] == [[coordinator.email]]
    assert asked.text not in mail.outbox[0].body
    assert apprentice.first_name not in mail.outbox[0].body
    DataRequest.objects.update(
        answered_at=asked.asked_at, answered_by=coordinator, outcome="granted", answer="Fait, en privé."
    )
    actions.tell_of_answer(asked=DataRequest.objects.get(), now=asked.asked_at + timedelta(hours=1))
    assert mail.outbox[1].to == [apprentice.email]
    assert "en privé" not in mail.outbox[1].body


def test_the_page_keeps_what_was_typed(browse, apprentice):
    page = browse(apprentice).post(reverse("my_data"), {"text": "Je ne sais pas quoi choisir."})
    assert page.status_code == 422
    assert "Je ne sais pas quoi choisir." in page.content.decode()


def test_nobody_asked_anything_is_said(browse, coordinator):
    assert "Personne n’a rien demandé" in browse(coordinator).get(reverse("data_requests")).content.decode()
