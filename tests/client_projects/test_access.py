"""How a client's contact gets in: a link with a button, a code, a new link on demand."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from client_projects import actions, jobs
from client_projects.actions import access as access_actions
from client_projects.models import ClientContact, ContactAccess
from lms.core.permissions import Denied


@pytest.fixture(autouse=True)
def _quiet(db, monkeypatch):
    cache.clear()
    for module in ("access", "people"):
        monkeypatch.setattr(
            f"client_projects.actions.{module}.enqueue_after_commit", lambda *args, **arguments: None
        )


@pytest.fixture
def contact(project, client_person):
    return ClientContact.objects.select_related("client__school", "person").get(person=client_person)


def mailed(contact, *, now=None, lasts=timedelta(days=14)):
    """Return token and code of a mail sent to `contact`."""
    now = now or timezone.now()
    row = ContactAccess.objects.create(contact=contact, asked_at=now, expires_at=now + lasts)
    return actions.send_access(access=row, now=now)


def link(token):
    return reverse("contact_access", args=[token])


def signed_in(browser):
    return "_auth_user_id" in browser.session


def test_only_the_button_lets_her_in_and_only_once(contact, browse, project):
    token, _code = mailed(contact)
    browser = browse(None)
    for _scanner in range(3):
        page = browser.get(link(token))
        assert page.status_code == 200
        assert "no-store" in page["Cache-Control"]
    assert not signed_in(browser)
    assert browser.head(link(token)).status_code == 200
    assert browser.post(link(token), follow=True).redirect_chain[-1][0] == project.get_absolute_url()
    assert signed_in(browser)
    assert browser.session.get_expiry_age() > timedelta(days=59).total_seconds()
    again = browse(None)
    assert again.post(link(token)).status_code == 410
    assert not signed_in(again)


def test_neither_link_nor_code_is_kept_in_the_database(contact):
    token, code = mailed(contact)
    row = ContactAccess.objects.get()
    assert token not in str(vars(row))
    assert code not in str(vars(row))
    assert f"/entree/lien/{token}/" in mail.outbox[0].body
    assert f"{code[:4]} {code[4:]}" in mail.outbox[0].body


@pytest.mark.parametrize("change", ["expired", "left", "inactive", "no_client", "unknown"])
def test_what_is_over_opens_nothing(contact, change, browse):
    token, code = mailed(contact)
    if change == "expired":
        ContactAccess.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    if change == "left":
        ClientContact.objects.update(left_on=timezone.localdate())
    if change == "inactive":
        type(contact.person).objects.filter(pk=contact.person_id).update(is_active=False)
    if change == "no_client":
        type(contact.person).objects.filter(pk=contact.person_id).update(role="trainer")
    if change == "unknown":
        token, code = f"{token}x", "AAAA2222"
    browser = browse(None)
    assert browser.post(link(token)).status_code == 410
    browser.post(reverse("contact_code"), {"email": contact.person.email, "code": code})
    assert not signed_in(browser)


def test_the_code_is_typed_as_people_type(contact, browse):
    _token, code = mailed(contact)
    browser = browse(None)
    typed = {"email": contact.person.email.upper(), "code": f" {code[:4].lower()}-{code[4:].lower()} "}
    browser.post(reverse("contact_code"), typed)
    assert signed_in(browser)


def test_a_code_is_not_tried_for_ever(contact):
    _token, code = mailed(contact)
    email, now = contact.person.email, timezone.now()
    for _number in range(access_actions.MOST_TRIES):
        with pytest.raises(actions.AccessRefused):
            actions.use_code(email=email, code="AAAA2222", now=now)
    with pytest.raises(actions.AccessRefused):
        actions.use_code(email=email, code=code, now=now)


def test_a_code_opens_for_its_own_address_only(contact, other_project, other_client_person):
    _token, code = mailed(contact)
    with pytest.raises(actions.AccessRefused):
        actions.use_code(email=other_client_person.email, code=code, now=timezone.now())


def test_coming_in_ends_every_other_mail(contact):
    first, _code = mailed(contact)
    second, code = mailed(contact)
    now = timezone.now()
    actions.use_link(token=second, now=now)
    with pytest.raises(actions.AccessRefused):
        actions.find_access(token=first, now=now)
    with pytest.raises(actions.AccessRefused):
        actions.use_code(email=contact.person.email, code=code, now=now)


def test_whoever_asks_is_told_the_same_and_only_the_known_one_is_written_to(contact, trainer, browse):
    answers = []
    for address in (contact.person.email, "inconnue@demo.example", trainer.email):
        page = browse(None).post(reverse("contact_ask"), {"email": address}, follow=True)
        secret = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
        answers.append(secret.sub("", page.content.decode()).replace(address, "…"))
    assert answers[0] == answers[1] == answers[2]
    assert [row.contact for row in ContactAccess.objects.all()] == [contact]
    jobs.send_access(access_id=ContactAccess.objects.get().pk)
    assert [message.to for message in mail.outbox] == [[contact.person.email]]


def test_the_address_that_was_asked_for_is_in_no_address_bar(contact, browse):
    browser = browse(None)
    page = browser.post(reverse("contact_ask"), {"email": contact.person.email}, follow=True)
    assert page.redirect_chain == [(reverse("contact_code"), 302)]
    assert page.context["form"]["email"].value() == contact.person.email
    _token, code = mailed(contact)
    browser.post(reverse("contact_code"), {"email": contact.person.email, "code": code})
    assert signed_in(browser)
    assert contact.person.email not in str(dict(browser.session))


def test_asking_often_fills_no_mailbox(contact, browse):
    statuses = [
        browse(None).post(reverse("contact_ask"), {"email": contact.person.email}).status_code
        for _number in range(6)
    ]
    assert statuses[0] == 302
    assert statuses[-1] == 429
    assert ContactAccess.objects.count() == 1


def test_a_trainer_sends_the_link_again_and_the_one_before_is_over(contact, trainer, apprentice):
    now = timezone.now()
    first, _code = mailed(contact, now=now - timedelta(hours=1))
    with pytest.raises(Denied):
        actions.invite_again(contact=contact, by=apprentice, now=now)
    actions.invite_again(contact=contact, by=trainer, now=now)
    with pytest.raises(actions.AccessRefused):
        actions.find_access(token=first, now=now)
    with pytest.raises(actions.AccessRefused, match="dix minutes"):
        actions.invite_again(contact=contact, by=trainer, now=now)


def test_a_mail_that_was_not_written_is_written_by_the_clock(contact, trainer):
    actions.invite_again(contact=contact, by=trainer, now=timezone.now() - timedelta(minutes=5))
    ClientContact.objects.update(welcomed_at=timezone.now())
    jobs.send_forgotten_mails()
    jobs.send_forgotten_mails()
    assert len(mail.outbox) == 1


def test_rule_12_a_client_who_left_reads_nothing_and_may_come_back(
    contact, trainer, browse, project, client_person
):
    now = timezone.now()
    actions.remove_contact(contact=contact, by=trainer, now=now)
    assert browse(client_person).get(project.get_absolute_url()).status_code == 404
    back = actions.add_contact(
        client=project.client, email=client_person.email, first_name="M", by=trainer, now=now
    )
    assert back.pk == contact.pk
    assert browse(client_person).get(project.get_absolute_url()).status_code == 200
