"""Choosing what one receives, and ending it from a mail."""

import pytest
from django.core.signing import Signer
from django.test import Client
from django.urls import reverse

from lms.core.models import AuditEvent
from lms.notifications import actions
from lms.notifications.hours import Rhythm
from lms.notifications.models import MailChoice
from lms.notifications.queries import chosen_by
from lms.notifications.unsubscribing import AT_ONCE, DIGEST, address_to_leave
from lms.people.actions import announce

pytestmark = pytest.mark.django_db


def path_to_leave(person, kind, settings):
    return address_to_leave(person, kind).removeprefix(settings.PUBLIC_URL)


def test_she_chooses_and_finds_her_choice_again(apprentice, browse):
    page = browse(apprentice)
    page.post(reverse("mail_choices"), {"rhythm": "weekly", "at_once": "digest"})
    chosen = chosen_by(apprentice)
    assert (chosen.rhythm, chosen.at_once) == (Rhythm.WEEKLY, False)
    answer = page.get(reverse("mail_choices")).content.decode()
    assert 'value="weekly" required id="id_rhythm_1" checked' in answer
    assert AuditEvent.objects.get(action="mails_chosen").actor == apprentice


def test_each_role_is_asked_only_what_matters_to_her(apprentice, trainer, adviser, browse):
    address = reverse("mail_choices")
    assert "Je suis bloqué·e" in browse(apprentice).get(address).content.decode()
    assert "oubliée" in browse(trainer).get(address).content.decode()
    page = browse(adviser)
    assert "at_once" not in page.get(address).content.decode()
    assert page.post(address, {"rhythm": "never"}).status_code == 302
    assert chosen_by(adviser).rhythm == Rhythm.NEVER


def test_an_unknown_choice_changes_nothing_and_is_said(apprentice, browse):
    answer = browse(apprentice).post(reverse("mail_choices"), {"rhythm": "hourly", "at_once": "now"})
    assert answer.status_code == 200
    assert "field__error" in answer.content.decode()
    assert not MailChoice.objects.exists()


def test_every_mail_says_how_to_stop_it(apprentice, cohort, trainer, now, mailoutbox, settings):
    announce(cohort=cohort, text="Bonjour.", by=trainer, now=now)
    actions.send_digest(person=apprentice, rhythm=Rhythm.DAILY, now=now)
    (mail,) = mailoutbox
    address = address_to_leave(apprentice, DIGEST)
    assert mail.extra_headers["List-Unsubscribe"] == f"<{address}>"
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address in mail.body
    assert f'href="{address}"' in mail.alternatives[0].content


def test_a_mail_program_ends_it_with_one_post_and_without_signing_in(apprentice, settings):
    program = Client(enforce_csrf_checks=True)
    address = path_to_leave(apprentice, DIGEST, settings)
    for _ in range(2):
        answer = program.post(address, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    assert chosen_by(apprentice).rhythm == Rhythm.NEVER
    assert chosen_by(apprentice).at_once  # the other kind goes on
    assert AuditEvent.objects.filter(action="mails_chosen").count() == 1


def test_opening_the_link_ends_nothing(apprentice, browse, settings):
    answer = browse(None).get(path_to_leave(apprentice, AT_ONCE, settings))
    assert answer.status_code == 200
    assert "<form" in answer.content.decode()
    assert answer["X-Robots-Tag"] == "noindex"
    assert not MailChoice.objects.exists()


def test_mails_at_once_end_by_themselves(apprentice, browse, settings):
    browse(None).post(path_to_leave(apprentice, AT_ONCE, settings))
    chosen = chosen_by(apprentice)
    assert (chosen.rhythm, chosen.at_once) == (Rhythm.DAILY, False)


@pytest.mark.parametrize("token", ["x", "WzEsImRpZ2VzdCJd:faux", ""])
def test_a_link_we_did_not_write_opens_nothing(token, apprentice, browse):
    answer = browse(None).post(f"/courriels/arreter/{token}/")
    assert answer.status_code == 404
    assert not MailChoice.objects.exists()


def test_a_signature_for_something_else_opens_nothing(apprentice, browse):
    other = Signer(salt="something else").sign_object([apprentice.pk, DIGEST])
    assert browse(None).post(reverse("unsubscribe", args=[other])).status_code == 404
    assert not MailChoice.objects.exists()
