"""A second proof at sign-in: asked of the team where the school wants it, offered to all, no trap when lost."""

import time
from io import StringIO

import pytest
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.test import Client as Browser
from django.urls import reverse

from lms.core.models import AuditEvent
from lms.core.permissions import Denied
from lms.people import actions, jobs
from lms.people.actions.security import CHANGES
from lms.people.permissions import can_reset_second_factor
from lms.people.roles import COORDINATOR
from lms.people.signing_in import enter
from tests.factories.people import staff_of

pytestmark = pytest.mark.django_db
PASSWORD = "une phrase assez longue"


@pytest.fixture(autouse=True)
def told(monkeypatch):
    """Jobs that were asked for, run at once: what they would mail is in the outbox."""
    monkeypatch.setattr("lms.people.actions.security.enqueue_after_commit", _at_once)


def _at_once(_queue, job, **ids):
    getattr(jobs, job.rsplit(".", 1)[-1])(**ids)


def _code(secret, moment=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + moment))


def _with_password(person):
    person.set_password(PASSWORD)
    person.save()
    return person


def _sign_in(browser, person):
    sent = {"login": person.email, "password": PASSWORD}
    return browser.post(reverse("account_login"), sent)


def _set_up(browser):
    """Set an application up as the screens lead to it; return its secret."""
    page = browser.get(reverse("mfa_activate_totp"), follow=True)
    if "password" in page.context["form"].fields:
        page = browser.post(page.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
    secret = page.context["form"].secret
    done = browser.post(reverse("mfa_activate_totp"), {"code": _code(secret)})
    assert done["Location"] == reverse("mfa_view_recovery_codes")
    return secret


def _leave(browser):
    browser.post(reverse("account_logout"))


@pytest.mark.parametrize("who", ["trainer", "coordinator", "adviser"])
def test_team_without_second_factor_is_led_to_it(settings, cast, browse, who):
    settings.SECOND_FACTOR_REQUIRED = True
    browser = browse(cast[who])
    for name in ("home", "invitations", "roles", "wagtailadmin_home"):
        assert browser.get(reverse(name))["Location"] == reverse("mfa_index"), name
    assert browser.post(reverse("comfort"), {"text": "larger"})["Location"] == reverse("mfa_index")
    page = browser.get(reverse("mfa_index")).content.decode()
    assert "Votre école demande" in page
    assert browser.get(reverse("legal")).status_code == 200
    assert browser.get(reverse("account_logout")).status_code == 200


@pytest.mark.parametrize("who", ["apprentice", "client"])
def test_apprentices_and_clients_are_free_to_have_none(settings, cast, browse, who):
    settings.SECOND_FACTOR_REQUIRED = True
    assert browse(cast[who]).get(reverse("roles")).status_code == 200
    assert "Votre école demande" not in browse(cast[who]).get(reverse("mfa_index")).content.decode()


def test_nobody_is_led_anywhere_where_the_school_does_not_ask(settings, trainer, browse):
    assert settings.SECOND_FACTOR_REQUIRED is False
    assert browse(trainer).get(reverse("roles")).status_code == 200


def test_who_looks_through_the_eyes_of_a_trainer_proves_herself(settings, coordinator, trainer, browse):
    browser = browse(coordinator)
    browser.post(reverse("act_as", args=[trainer.pk]))
    settings.SECOND_FACTOR_REQUIRED = True
    assert browser.get(reverse("roles"))["Location"] == reverse("mfa_index")


def test_team_sets_up_an_application_and_signs_in_with_it(
    settings, trainer, mailoutbox, django_capture_on_commit_callbacks
):
    settings.SECOND_FACTOR_REQUIRED = True
    browser = Browser()
    _sign_in(browser, _with_password(trainer))
    with django_capture_on_commit_callbacks(execute=True):
        secret = _set_up(browser)
    codes = browser.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    assert len(codes) == 10
    assert browser.get(reverse("roles")).status_code == 200
    assert "application" in mailoutbox[-1].body
    assert mailoutbox[-1].to == [trainer.email]
    assert AuditEvent.objects.get(action="totp_activated").actor == trainer
    # Its secret is nowhere in the database as it is.
    assert secret not in str(Authenticator.objects.values_list("data", flat=True))

    _leave(browser)
    assert _sign_in(browser, trainer)["Location"] == reverse("mfa_authenticate")
    assert browser.get(reverse("roles")).status_code == 302
    refused = browser.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert refused.status_code == 200
    assert "_auth_user_id" not in browser.session
    # Not the code that set it up: each opens once.
    browser.post(reverse("mfa_authenticate"), {"code": _code(secret, 1)})
    assert browser.get(reverse("roles")).status_code == 200


def test_a_spare_code_opens_once(apprentice):
    browser = Browser()
    _sign_in(browser, _with_password(apprentice))
    _set_up(browser)
    code = browser.get(reverse("mfa_view_recovery_codes")).context["unused_codes"][0]
    for opens in (True, False):
        _leave(browser)
        _sign_in(browser, apprentice)
        browser.post(reverse("mfa_authenticate"), {"code": code})
        assert ("_auth_user_id" in browser.session) is opens


def test_codes_cannot_be_tried_without_end(apprentice):
    browser = Browser()
    _sign_in(browser, _with_password(apprentice))
    secret = _set_up(browser)
    _leave(browser)
    _sign_in(browser, apprentice)
    for number in range(6):
        browser.post(reverse("mfa_authenticate"), {"code": f"00000{number}"})
    browser.post(reverse("mfa_authenticate"), {"code": _code(secret, 1)})
    assert "_auth_user_id" not in browser.session


def test_the_next_person_on_a_shared_machine_is_asked_for_nothing_of_the_one_before(apprentice, peer):
    browser = Browser()
    _sign_in(browser, _with_password(apprentice))
    _set_up(browser)
    _leave(browser)
    assert _sign_in(browser, _with_password(peer)).status_code == 302
    assert browser.get(reverse("home")).context["user"] == peer


def test_a_link_by_mail_does_not_step_around_the_second_factor(client_person, rf):
    Authenticator.objects.create(user=client_person, type="webauthn", data={"name": "Clé", "credential": {}})
    browser = Browser()
    browser.get(reverse("account_login"))
    request = rf.post("/")
    request.session, request.user = browser.session, AnonymousUser()
    with context.request_context(request):
        answer = enter(request, client_person, "/projets/")
    assert answer["Location"] == reverse("mfa_authenticate")
    assert not request.user.is_authenticated


def test_what_opens_an_account_is_not_shown_to_who_looks_through_its_eyes(coordinator, apprentice, browse):
    browser = browse(coordinator)
    browser.post(reverse("act_as", args=[apprentice.pk]))
    for name in ("mfa_index", "mfa_activate_totp", "mfa_view_recovery_codes", "usersessions_list"):
        assert browser.get(reverse(name)).status_code == 403, name


@pytest.mark.parametrize(
    ("who", "whose", "may"),
    [
        ("coordinator", "trainer", True),
        ("coordinator", "adviser", True),
        ("coordinator", "apprentice", True),
        ("coordinator", "coordinator", False),
        ("coordinator", "other_school_trainer", False),
        ("coordinator", "other_school_apprentice", False),
        ("coordinator", "client", False),
        ("trainer", "apprentice", False),
        ("adviser", "apprentice", False),
        ("apprentice", "peer", False),
        ("other_school_trainer", "trainer", False),
    ],
)
def test_who_may_remove_a_lost_second_factor(cast, who, whose, may, now):
    assert can_reset_second_factor(cast[who], cast[whose]) is may
    if not may:
        with pytest.raises(Denied):
            actions.reset_second_factor(person=cast[whose], by=cast[who], now=now)


def test_a_coordinator_of_another_school_may_not(trainer, other_school):
    assert not can_reset_second_factor(staff_of(other_school, COORDINATOR), trainer)


def test_who_may_do_everything_is_helped_by_the_server_only(coordinator, trainer):
    trainer.is_superuser = True
    trainer.save()
    assert not can_reset_second_factor(coordinator, trainer)


def test_a_lost_phone_is_not_a_lost_account(coordinator, trainer, browse, mailoutbox):
    browser = Browser()
    _sign_in(browser, _with_password(trainer))
    _set_up(browser)
    listed = browse(coordinator).get(reverse("accounts"))
    assert [person for person, _may in listed.context["people"] if person.has_factor] == [trainer]
    browse(coordinator).post(reverse("reset_second_factor", args=[trainer.pk]))
    assert not Authenticator.objects.filter(user=trainer).exists()
    # Whoever holds the phone is out as well.
    assert not UserSession.objects.filter(user=trainer).exists()
    assert browser.get(reverse("roles")).status_code == 302
    event = AuditEvent.objects.get(action="second_factor_reset")
    assert (event.actor, event.subject_id) == (coordinator, str(trainer.pk))
    assert mailoutbox[-1].to == [trainer.email]
    assert _sign_in(browser, trainer)["Location"] == reverse("home")


def test_the_list_of_accounts_keeps_to_her_schools(
    coordinator, trainer, adviser, other_school_trainer, apprentice, browse
):
    people = [person for person, _may in browse(coordinator).get(reverse("accounts")).context["people"]]
    assert set(people) == {coordinator, trainer, adviser}
    Authenticator.objects.create(user=apprentice, type="totp", data={})
    people = [person for person, _may in browse(coordinator).get(reverse("accounts")).context["people"]]
    assert set(people) == {coordinator, trainer, adviser, apprentice}


def test_the_list_of_accounts_asks_no_more_for_more_people(
    coordinator, trainer, school, browse, django_assert_max_num_queries
):
    browser = browse(coordinator)
    with django_assert_max_num_queries(40) as few:
        browser.get(reverse("accounts"))
    for _one in range(3):
        Authenticator.objects.create(user=staff_of(school, "trainer"), type="totp", data={})
    with django_assert_max_num_queries(len(few)):
        browser.get(reverse("accounts"))


def test_a_server_can_remove_it_when_nobody_else_can(coordinator, mailoutbox):
    Authenticator.objects.create(user=coordinator, type="totp", data={})
    call_command("reset_second_factor", coordinator.email.upper(), stdout=StringIO())
    assert not Authenticator.objects.filter(user=coordinator).exists()
    assert AuditEvent.objects.get(action="second_factor_reset").actor is None
    with pytest.raises(CommandError):
        call_command("reset_second_factor", "personne@demo.example")


def test_sessions_are_listed_and_closed_elsewhere(apprentice):
    here, there = (Browser(headers={"user-agent": agent}) for agent in (FIREFOX, CHROME))
    for browser in (here, there):
        _sign_in(browser, _with_password(apprentice) if browser is here else apprentice)
    page = here.get(reverse("usersessions_list")).content.decode()
    assert "Firefox · Linux" in page
    assert "Chrome · Android" in page
    here.post(reverse("usersessions_list"))
    assert here.get(reverse("roles")).status_code == 200
    assert there.get(reverse("roles")).status_code == 302


FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = (
    "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36"
)


@pytest.mark.parametrize("change", list(CHANGES))
def test_every_change_of_an_account_is_told_in_french(apprentice, mailoutbox, change):
    actions.tell_account_change(person=apprentice, change=change)
    assert str(CHANGES[change]) in mailoutbox[-1].body
    assert "Si c’est vous" in mailoutbox[-1].body


def test_a_key_is_added_with_scripts_of_our_own_address(apprentice):
    browser = Browser()
    _sign_in(browser, _with_password(apprentice))
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = browser.get(reverse("mfa_add_webauthn"))
    text = page.content.decode()
    assert "people/keys.js" in text
    assert "mfa/js/webauthn.js" in text
    assert "unsafe-inline" not in page["Content-Security-Policy"]
    refused = browser.post(reverse("mfa_add_webauthn"), {"name": "x", "credential": '{"a": 1}'})
    assert refused.status_code == 200
    assert not Authenticator.objects.exists()
