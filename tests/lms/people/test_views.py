import pytest
from django.urls import reverse
from django.utils import timezone

from lms.people import actions, roles
from lms.people.models import Invitation

pytestmark = pytest.mark.django_db

INVITED = {"first_name": "Nour", "email": "nour@test.example"}


def test_a_trainer_invites_into_a_cohort_of_hers(trainer, cohort, browse):
    response = browse(trainer).post(reverse("invitations"), {**INVITED, "cohort": cohort.pk})
    assert response.status_code == 302
    assert Invitation.objects.get().cohort == cohort


def test_another_schools_cohort_is_not_even_a_choice(trainer, cohort, other_cohort, browse):
    response = browse(trainer).post(reverse("invitations"), {**INVITED, "cohort": other_cohort.pk})
    assert response.status_code == 200
    assert not Invitation.objects.exists()


def test_a_coordinator_invites_a_trainer(coordinator, cohort, school, browse):
    browse(coordinator).post(reverse("invitations"), {**INVITED, "role": "trainer", "school": school.pk})
    assert (Invitation.objects.get().role, Invitation.objects.get().school) == ("trainer", school)


def test_a_trainer_who_forges_the_staff_form_invites_nobody(trainer, cohort, school, browse):
    browse(trainer).post(reverse("invitations"), {**INVITED, "role": "coordinator", "school": school.pk})
    assert not Invitation.objects.filter(role="coordinator").exists()


def test_an_address_that_has_an_account_is_explained_beside_the_field(trainer, cohort, peer, browse):
    page = (
        browse(trainer)
        .post(reverse("invitations"), {**INVITED, "email": peer.email, "cohort": cohort.pk})
        .content.decode()
    )
    assert "Cette adresse a déjà un compte." in page
    assert peer.email in page


def test_both_forms_on_one_page_have_fields_of_their_own(coordinator, cohort, browse):
    page = browse(coordinator).get(reverse("invitations")).content.decode()
    assert page.count('id="id_email"') == 1
    assert page.count('id="staff_email"') == 1


def test_a_weak_password_is_refused_with_a_reason(trainer, cohort, browse):
    now = timezone.now()
    invitation = actions.invite(
        email="nour@test.example",
        first_name="Nour",
        role=roles.APPRENTICE,
        cohort=cohort,
        by=trainer,
        now=now,
    )
    token = actions.send_invitation(invitation=invitation, now=now)
    response = browse(None).post(reverse("invitation", args=[token]), {"password": "12345"})
    assert response.status_code == 200
    assert "trop court" in response.content.decode()
    invitation.refresh_from_db()
    assert invitation.accepted_at is None


def test_whoever_signs_in_reads_her_own_name(apprentice, browse):
    apprentice.first_name, apprentice.last_name = "Maëlle", "D’Arvor & fils"
    words = "un verger tranquille"
    apprentice.set_password(words)
    apprentice.save()
    sent = {"login": apprentice.email, "password": words}
    response = browse(None).post(reverse("account_login"), sent, follow=True)
    told = [str(message) for message in response.context["messages"]]
    assert told == ["Votre espace est ouvert, Maëlle D’Arvor & fils."]
