"""A whole class is invited: looked at first, then what is right is taken and what is wrong stays."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from lms.core.models import AuditEvent
from lms.core.permissions import Denied
from lms.people import actions, roles
from lms.people.models import Invitation
from lms.people.queries import free_places, pending_invitations
from lms.people.roster import read_roster

pytestmark = pytest.mark.django_db

TEXT = "Prénom;Nom;E-mail\nNour;Clairval;nour@test.example\nSans;Adresse;\n"


@pytest.fixture
def send(trainer, cohort, browse):
    """Return a function that posts the list and gives the page."""
    browser = browse(trainer)

    def post(button, **fields):
        response = browser.post(
            reverse("invite_list"), {"cohort": cohort.pk, "text": "", button: "1", **fields}, follow=True
        )
        return response.content.decode()

    return post


def seen_in(page):
    return re.search(r'name="seen" value="(\w+)"', page).group(1)


def test_looking_writes_nothing(send):
    page = send("look", text=TEXT)
    assert "1 personne peut être invitée." in page
    assert "L’adresse e-mail manque." in page
    assert not Invitation.objects.exists()


def test_what_is_right_is_taken_and_what_is_wrong_stays_in_the_form(send, cohort, trainer):
    page = send("take", text=TEXT, seen=seen_in(send("look", text=TEXT)))
    invited = Invitation.objects.get()
    assert (invited.email, invited.cohort, invited.invited_by) == ("nour@test.example", cohort, trainer)
    assert "1 invitation est en route." in page
    assert "Sans;Adresse;" in page
    assert "Nour;Clairval" not in page
    corrected = "Sans;Adresse;sans@test.example"
    page = send("take", text=corrected, seen=seen_in(send("look", text=corrected)))
    assert Invitation.objects.count() == 2
    assert "Encore à corriger" not in page


def test_a_list_changed_after_it_was_looked_at_is_looked_at_again(send):
    seen = seen_in(send("look", text=TEXT))
    page = send("take", text=TEXT + "Zoé;;zoe@test.example\n", seen=seen)
    assert "La liste a changé" in page
    assert not Invitation.objects.exists()


def test_sending_twice_invites_once(send):
    seen = seen_in(send("look", text=TEXT))
    send("take", text=TEXT, seen=seen)
    assert "Une invitation attend déjà" in send("take", text=TEXT, seen=seen)
    assert Invitation.objects.count() == 1


def test_a_file_from_a_french_spreadsheet_is_read(send):
    file = SimpleUploadedFile("classe.csv", "Prénom;Nom;Mél\nZoé;Été;zoe@test.example".encode("cp1252"))
    page = send("look", file=file)
    assert "Été" in page
    assert "1 personne peut être invitée." in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": "  "}, "Écrivez la liste ici"),
        ({"text": "Prénom;E-mail\n"}, "personne en dessous"),
        ({"file": SimpleUploadedFile("g.csv", b"x" * 200_001)}, "trop gros"),
    ],
)
def test_what_cannot_be_read_is_explained(send, fields, said):
    assert said in send("look", **fields)


def test_places_count_those_here_and_those_invited(send, cohort, apprentice):
    cohort.places = 2
    cohort.save()
    page = send("look", text="A,a@test.example\nB,b@test.example")
    assert "1 personne peut être invitée." in page
    assert "Il ne reste plus de place dans cette classe." in page
    send("take", text="A,a@test.example\nB,b@test.example", seen=seen_in(page))
    assert free_places(cohort) == 0


def test_who_has_an_account_anywhere_is_said(send, other_school_apprentice):
    assert "a déjà un compte" in send("look", text=f"A,{other_school_apprentice.email.upper()}")


def test_another_schools_class_is_no_choice(other_cohort, send):
    page = send("look", text=TEXT, cohort=other_cohort.pk)
    assert "peut être invitée" not in page
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("who", ["apprentice", "adviser", "other_school_trainer", "client"])
def test_nobody_else_invites_a_list_here(who, cast, cohort, now):
    lines = read_roster("A,a@test.example").right
    with pytest.raises(Denied):
        actions.invite_list(lines=lines, cohort=cohort, by=cast[who], now=now)


# --- those that wait -------------------------------------------------------------------------------------


@pytest.fixture
def waiting(trainer, cohort, now):
    return actions.invite(
        email="nour@test.example",
        first_name="Nour",
        role=roles.APPRENTICE,
        cohort=cohort,
        by=trainer,
        now=now,
    )


def test_sent_again_it_has_a_new_link_and_a_new_end(waiting, trainer, now):
    old = actions.send_invitation(invitation=waiting, now=now)
    later = now + timedelta(days=20)
    actions.renew_invitation(invitation=waiting, by=trainer, now=later)
    new = actions.send_invitation(invitation=waiting, now=later)
    with pytest.raises(actions.InvitationRefused):
        actions.find_invitation(token=old, now=later)
    assert actions.find_invitation(token=new, now=later) == waiting
    assert AuditEvent.objects.get(action="invitation_renewed").actor == trainer


def test_nobodys_mailbox_is_filled(waiting, trainer, now):
    actions.send_invitation(invitation=waiting, now=now)
    waiting.refresh_from_db()
    with pytest.raises(actions.InvitationRefused, match="dix minutes"):
        actions.renew_invitation(invitation=waiting, by=trainer, now=now + timedelta(minutes=9))


def test_what_was_sent_or_withdrawn_meanwhile_is_not_mailed(waiting, trainer, now, mailoutbox):
    assert actions.send_invitation(invitation=waiting, now=now)
    assert actions.send_invitation(invitation=waiting, now=now) == ""
    assert len(mailoutbox) == 1
    later = now + timedelta(hours=1)
    waiting.refresh_from_db()
    actions.renew_invitation(invitation=waiting, by=trainer, now=later)
    actions.withdraw_invitation(invitation=waiting, by=trainer, now=later)
    assert actions.send_invitation(invitation=waiting, now=later) == ""
    assert len(mailoutbox) == 1


def test_a_list_is_taken_as_long_as_there_are_places(trainer, cohort, now):
    cohort.places = 1
    cohort.save()
    lines = read_roster("A,a@test.example\nB,b@test.example").right
    sent = actions.invite_list(lines=lines, cohort=cohort, by=trainer, now=now)
    assert [one.email for one in sent] == ["a@test.example"]


def test_withdrawn_it_opens_nothing_and_may_be_made_again(waiting, trainer, cohort, now):
    token = actions.send_invitation(invitation=waiting, now=now)
    actions.withdraw_invitation(invitation=waiting, by=trainer, now=now)
    with pytest.raises(actions.InvitationRefused, match="retirée"):
        actions.accept_invitation(token=token, password=None, now=now)
    assert not pending_invitations(trainer).exists()
    with pytest.raises(actions.InvitationRefused):
        actions.renew_invitation(invitation=waiting, by=trainer, now=now)
    actions.invite(
        email="nour@test.example",
        first_name="Nour",
        role=roles.APPRENTICE,
        cohort=cohort,
        by=trainer,
        now=now,
    )
    assert AuditEvent.objects.filter(action="invitation_withdrawn").count() == 1


def test_an_address_is_not_invited_twice_into_one_school(waiting, trainer, cohort, now):
    with pytest.raises(actions.InvitationRefused, match="attend déjà"):
        actions.invite(
            email="NOUR@test.example",
            first_name="N",
            role=roles.APPRENTICE,
            cohort=cohort,
            by=trainer,
            now=now,
        )


def test_the_list_says_its_age_and_has_both_buttons(waiting, trainer, browse):
    now = timezone.now()
    actions.send_invitation(invitation=waiting, now=now - timedelta(hours=1))
    Invitation.objects.update(invited_at=now - timedelta(days=3), expires_at=now + timedelta(days=3))
    browser = browse(trainer)
    page = browser.get(reverse("invitations")).content.decode()
    assert "demandée il y a 3" in page
    url = reverse("change_invitation", args=[waiting.pk])
    assert url in page
    assert "repart" in browser.post(url, {"again": "1"}, follow=True).content.decode()
    assert "est retirée" in browser.post(url, {"withdraw": "1"}, follow=True).content.decode()
    assert browser.post(url, {"withdraw": "1"}).status_code == 404


def test_a_trainer_does_not_withdraw_a_colleagues_invitation(
    coordinator, trainer, school, cohort, now, browse
):
    staff = actions.invite(
        email="x@test.example", first_name="X", role=roles.TRAINER, school=school, by=coordinator, now=now
    )
    url = reverse("change_invitation", args=[staff.pk])
    browser = browse(trainer)
    assert url not in browser.get(reverse("invitations")).content.decode()
    assert browser.post(url, {"withdraw": "1"}).status_code == 403
