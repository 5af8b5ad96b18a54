"""A client's mail of the week: where her project is, what is new, and nothing when nothing happened."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from client_projects import actions as project_actions
from client_projects.models import ClientContact
from client_projects.states import ProjectState
from lms.notifications import actions
from lms.notifications.digests import digest_for
from lms.notifications.hours import Rhythm
from lms.notifications.queries import chosen_by, digests_due
from lms.notifications.unsubscribing import DIGEST, address_to_leave
from tests.factories.client_projects import (
    ContactFactory,
    DeliverableFactory,
    ProjectFactory,
    VersionFactory,
    shared_meeting,
)

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture
def project(cohort, client_person, other_client_person):
    project = ProjectFactory(cohort=cohort, name="Les Jardins", slug="les-jardins")
    ContactFactory(client=project.client, person=client_person)
    other = ProjectFactory(cohort=cohort, name="Le Phare")
    ContactFactory(client=other.client, person=other_client_person)
    return project


def lines_of(told):
    return [line.text for section in told.sections for line in section.lines]


def test_nothing_is_written_when_nothing_happened(project, trainer, client_person, now):
    shared_meeting(project, trainer)
    told = digest_for(client_person, since=now, now=now + WEEK)
    assert (told.sections, told.is_worth_a_mail) == ([], False)


def test_it_tells_what_happened_and_only_what_she_may_see(
    project, trainer, apprentice, client_person, other_client_person, now
):
    deliverable = DeliverableFactory(milestone=project.milestones.get(code="mockups"), title="Page d'accueil")
    VersionFactory(deliverable=deliverable, handed_in_by=apprentice, shared_at=now, shared_by=trainer)
    VersionFactory(
        deliverable=DeliverableFactory(milestone=deliverable.milestone, title="Secret"),
        handed_in_by=apprentice,
    )
    shared_meeting(project, trainer)
    project_actions.draft_meeting(
        project=project,
        held_on=now.date(),
        subject="Entre nous",
        present="Nous",
        notes="Rien",
        by=trainer,
        now=now,
    )
    project_actions.list_content(
        project=project, needed=project_actions.Needed("Logo", "photos", "Un logo."), by=trainer, now=now
    )
    told = digest_for(client_person, since=now - WEEK, now=now + timedelta(days=1))
    text = "\n".join(lines_of(told))
    assert told.is_worth_a_mail
    for said in ("Page d'accueil", "Point sur l'accueil", "Logo", "La photo du jardin reste"):
        assert said in text
    assert "Secret" not in text
    assert "Entre nous" not in text
    assert told.sections[0].title == "Les Jardins"
    assert len(told.sections[1].lines) == 1
    others = digest_for(other_client_person, since=now - WEEK, now=now + timedelta(days=1))
    assert others.sections == []


def test_who_is_written_to(project, client_person, now):
    assert next(one for one in digests_due(now=now) if one.pk == client_person.pk).rhythm == Rhythm.WEEKLY
    ClientContact.objects.update(left_on=now.date())
    assert client_person not in digests_due(now=now)
    ClientContact.objects.update(left_on=None)
    project.state = ProjectState.ARCHIVED
    project.save()
    assert client_person not in digests_due(now=now)


def test_it_is_sent_and_ended_with_one_press(project, trainer, client_person, now, browse):
    shared_meeting(project, trainer)
    mail.outbox.clear()
    assert actions.send_digest(person=client_person, rhythm=Rhythm.WEEKLY, now=now + timedelta(hours=1))
    assert "La photo du jardin reste" in mail.outbox[0].body
    browse(None).post(address_to_leave(client_person, DIGEST))
    assert chosen_by(client_person).rhythm == Rhythm.NEVER
    assert browse(client_person).get(reverse("mail_choices")).status_code == 200


def test_the_trainer_is_told_what_came(project, trainer, client_person, now):
    wanted = project_actions.list_content(
        project=project, needed=project_actions.Needed("Histoire", "text", "Dix lignes."), by=trainer, now=now
    )
    project_actions.give_text(wanted=wanted, text="Née en 1990.", by=client_person, now=now)
    assert "Les Jardins · Histoire" in lines_of(digest_for(trainer, since=now - WEEK, now=now + WEEK))
