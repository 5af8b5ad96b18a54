"""The headers that keep a browser from doing harm, on every address of the role table and in production."""

import json
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from lms.people.roles import APPRENTICE
from tests.architecture.test_every_url_has_a_rule import NAMES, ROWS, own_uploads, scene

__all__ = ["own_uploads", "scene"]  # fixtures

# What runs code of apprentices, kept apart by a sandbox: its policy is looked at in tests/attacks/test_preview.py.
PREVIEWS = frozenset({"preview_frame", "site_preview"})
LOOSER_SCRIPTS = ("'unsafe-inline'", "'unsafe-eval'", "*", "data:", "http:", "https:")


def _rules(response):
    written = response.headers.get("Content-Security-Policy", "")
    return {rule.split()[0]: rule.split()[1:] for rule in written.split(";") if rule.strip()}


def _wrong(response, name, *, in_the_editor=False):
    """Return what is missing from the headers of an answer, in words.

    Args:
        in_the_editor: below the address of Wagtail's admin, whose scripts are partly inline.
    """
    found = []
    rules = _rules(response)
    if "frame-ancestors" not in rules or "*" in rules["frame-ancestors"]:
        found.append("may be framed by anybody")
    scripts = rules.get("script-src", rules.get("default-src", ["*"]))
    looser = set(LOOSER_SCRIPTS) - ({"'unsafe-inline'"} if in_the_editor else set())
    if name not in PREVIEWS and looser & set(scripts):
        found.append(f"scripts from {scripts}")
    if name in PREVIEWS and response.status_code == 200 and "sandbox" not in rules:
        found.append("no sandbox")
    if response.headers.get("X-Content-Type-Options") != "nosniff":
        found.append("sniffing")
    if response.headers.get("Referrer-Policy") not in ("same-origin", "no-referrer"):
        found.append("tells other sites where one comes from")
    if "camera=()" not in response.headers.get("Permissions-Policy", ""):
        found.append("sensors")
    return found + _hidden_ways(response)


def _hidden_ways(response):
    """Return which of the ways that the law asks for on each page are not on one of ours."""
    if response.streaming or b'class="site-header"' not in response.content:
        return []
    names = ("report_barrier", "accessibility")
    return [
        f"no way to {name}" for name in names if f'href="{reverse(name)}"'.encode() not in response.content
    ]


@pytest.mark.django_db
def test_every_address_of_the_table_is_guarded(scene, cast, browse):
    wrong, pages, editor = {}, 0, reverse("wagtailadmin_home")
    for row in ROWS:
        readers = [who for who in NAMES if row.expected(who) == 200]
        who = readers[0] if readers else "apprentice"
        with transaction.atomic():
            url = row.url(scene)
            response = getattr(browse(cast[who]), row.method)(url)
            transaction.set_rollback(True)
        if response.streaming:
            b"".join(response.streaming_content)
        pages += response.status_code == 200
        if found := _wrong(response, row.name, in_the_editor=url.startswith(editor)):
            wrong[f"{row.name}-{row.method} ({who})"] = found
    assert not wrong, wrong
    assert pages > 100


@pytest.mark.django_db
def test_the_course_editor_has_its_own_policy_and_no_other_looser(trainer, browse):
    rules = _rules(browse(trainer).get(reverse("wagtailadmin_home")))
    assert rules["script-src"] == ["'self'", "'unsafe-inline'"]
    assert rules["frame-ancestors"] == ["'self'"]
    assert rules["object-src"] == ["'none'"]


@pytest.mark.django_db
def test_what_is_refused_and_what_is_unknown_is_guarded_as_well(apprentice, browse):
    for path, status in ((reverse("accounts"), 403), ("/nulle-part/", 404)):
        response = browse(apprentice).get(path)
        assert response.status_code == status
        assert _wrong(response, "") == []


SHOWN = """
import json, django
from django.conf import settings as s
print(json.dumps([s.SECURE_HSTS_SECONDS, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_NAME,
    s.SECOND_FACTOR_REQUIRED, s.ALLAUTH_TRUSTED_PROXY_COUNT, s.DEBUG, s.DEMO_ALLOWED,
    s.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN]))
"""


def test_a_server_asks_for_https_and_for_a_second_factor(tmp_path):
    environment = {
        "DJANGO_SETTINGS_MODULE": "lms.settings.production",
        "SECRET_KEY": "only-for-this-test-and-long-enough-for-it",
        "PUBLIC_URL": "https://ecole.example.org",
        "ALLOWED_HOSTS": "ecole.example.org",
        "DATA_DIR": str(tmp_path),
        "PATH": "/usr/bin:/bin",
    }
    told = subprocess.run(
        [sys.executable, "-c", SHOWN],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    year = 31_536_000
    assert json.loads(told.stdout.splitlines()[-1]) == [
        year, True, True, "__Host-sessionid", True, 1, False, False, False,
    ]  # fmt: skip


@pytest.mark.django_db
def test_https_is_remembered(settings, client):
    settings.SECURE_HSTS_SECONDS = 60
    assert client.get(reverse("account_login"), secure=True)["Strict-Transport-Security"] == "max-age=60"


@pytest.mark.django_db
def test_passwords_cannot_be_tried_without_end(client, apprentice):
    apprentice.set_password("une phrase assez longue")
    apprentice.save()
    for _time in range(6):
        client.post(reverse("account_login"), {"login": apprentice.email, "password": "mauvais"})
    client.post(reverse("account_login"), {"login": apprentice.email, "password": "une phrase assez longue"})
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_codes_are_not_mailed_without_end(client, apprentice, mailoutbox):
    for _time in range(6):
        client.post(reverse("account_request_login_code"), {"email": apprentice.email})
    assert 1 <= len(mailoutbox) <= 3


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/invitation/{}/", "/entree/lien/{}/", "/travaux/{}/", "/attestation/{}/"])
def test_secret_addresses_cannot_be_tried_without_end(client, path, time_machine, now):
    time_machine.move_to(now, tick=False)
    answers = [client.get(path.format(f"essai{number}")) for number in range(32)]
    assert {answer.status_code for answer in answers[:30]} <= {404, 410}
    assert answers[-1].status_code == 429
    assert "Trop d’essais" in answers[-1].content.decode()
    # Somebody else is not stopped, and neither are other pages.
    assert client.get(path.format("autre"), REMOTE_ADDR="192.0.2.7").status_code in (404, 410)
    assert client.get(reverse("account_login")).status_code == 200


@pytest.mark.django_db
def test_invitations_are_not_mailed_without_end(settings, coordinator, cohort, browse):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "invite": "2/h/user"}
    browser = browse(coordinator)
    for number in range(3):
        sent = {"first_name": "Nour", "email": f"p{number}@demo.example", "cohort": cohort.pk}
        answer = browser.post(reverse("invitations"), sent)
    assert answer.status_code == 200
    assert answer.context["apprentice_form"].errors["email"]
    assert answer.context["apprentice_form"].data["email"] == "p2@demo.example"
    assert cohort.invitations.filter(role=APPRENTICE).count() == 2
