from datetime import timedelta

import pytest
from django.core import mail

from lms.core.models import AuditEvent
from lms.core.permissions import Denied
from lms.people import actions, roles
from lms.people.models import Invitation, User
from lms.people.queries import cohort_of, invitations_to_send


@pytest.fixture
def invitation(trainer, cohort, now):
    return actions.invite(
        email="Nouvelle@Test.example",
        first_name="Nour",
        role=roles.APPRENTICE,
        cohort=cohort,
        by=trainer,
        now=now,
    )


@pytest.fixture
def token(invitation, now):
    return actions.send_invitation(invitation=invitation, now=now)


def test_accepting_an_invitation_creates_an_enrolled_apprentice(token, cohort, now):
    person = actions.accept_invitation(token=token, password="une-phrase-facile", now=now)
    assert (person.email, person.role, cohort_of(person)) == ("nouvelle@test.example", "apprentice", cohort)
    assert person.check_password("une-phrase-facile")


def test_an_account_without_password_cannot_be_entered_by_one(token, now):
    person = actions.accept_invitation(token=token, password=None, now=now)
    assert not person.has_usable_password()


def test_the_mail_holds_the_link_and_the_row_only_its_hash(invitation, token):
    assert f"/invitation/{token}/" in mail.outbox[-1].body
    assert token not in str(Invitation.objects.filter(pk=invitation.pk).values())


def test_an_invitation_works_once(token, now):
    actions.accept_invitation(token=token, password=None, now=now)
    with pytest.raises(actions.InvitationRefused, match="déjà"):
        actions.accept_invitation(token=token, password=None, now=now)
    assert User.objects.filter(email="nouvelle@test.example").count() == 1


def test_an_expired_invitation_is_refused(token, now):
    with pytest.raises(actions.InvitationRefused, match="expiré"):
        actions.accept_invitation(token=token, password=None, now=now + timedelta(days=15))


def test_an_unknown_token_is_refused(db, now):
    with pytest.raises(actions.InvitationRefused):
        actions.accept_invitation(token="inconnu", password=None, now=now)


def test_somebody_who_has_an_account_is_not_invited_again(trainer, cohort, peer, now):
    with pytest.raises(actions.InvitationRefused):
        actions.invite(
            email=peer.email.upper(),
            first_name="B",
            role=roles.APPRENTICE,
            cohort=cohort,
            by=trainer,
            now=now,
        )


def test_a_trainer_of_another_school_invites_nobody_here(other_school_trainer, cohort, now):
    with pytest.raises(Denied):
        actions.invite(
            email="x@test.example",
            first_name="X",
            role=roles.APPRENTICE,
            cohort=cohort,
            by=other_school_trainer,
            now=now,
        )


@pytest.mark.parametrize(("who", "allowed"), [("trainer", False), ("coordinator", True), ("adviser", False)])
def test_only_a_coordinator_invites_staff(who, allowed, cast, school, now):
    def invite():
        return actions.invite(
            email="x@test.example", first_name="X", role=roles.TRAINER, school=school, by=cast[who], now=now
        )

    if allowed:
        assert invite().role == roles.TRAINER
    else:
        with pytest.raises(Denied):
            invite()


def test_an_invitation_into_nowhere_is_denied(coordinator, now):
    with pytest.raises(Denied):
        actions.invite(email="x@test.example", first_name="X", role=roles.CLIENT, by=coordinator, now=now)


def test_an_invitation_whose_wake_up_was_lost_is_found_again(invitation, now):
    assert list(invitations_to_send(now=now)) == []
    assert list(invitations_to_send(now=now + timedelta(minutes=2))) == [invitation]


def test_inviting_leaves_a_line_of_history(invitation, trainer):
    event = AuditEvent.objects.get(action="person_invited")
    assert (event.actor, event.subject_id) == (trainer, str(invitation.pk))


def test_opening_school_and_cohort_twice_changes_nothing(school, cohort, trainer):
    again = actions.open_school(name="Autre nom", slug=school.slug, city="Ailleurs")
    same = actions.open_cohort(
        name=cohort.name,
        school=school,
        programme=cohort.programme,
        starts_on=cohort.starts_on,
        ends_on=cohort.ends_on,
        trainers=[trainer],
    )
    assert (again, same) == (school, cohort)
