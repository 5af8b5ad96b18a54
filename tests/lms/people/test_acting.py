"""Looking through somebody's eyes: whose, what is refused meanwhile, and what history keeps."""

import pytest
from django.urls import reverse

from exercises.models import Draft, Submission
from lms.core.models import AuditEvent
from lms.people import roles
from lms.people.actions import appoint, write_note
from lms.people.models import NoteAudience
from lms.people.permissions import can_act_as
from tests.factories.exercises import ExerciseFactory
from tests.factories.people import EnrolmentFactory, UserFactory, staff_of

pytestmark = pytest.mark.django_db

BANNER = "Revenir à mon compte"


@pytest.fixture
def acting(coordinator, apprentice, browse):
    browser = browse(coordinator)
    assert browser.post(reverse("act_as", args=[apprentice.pk])).status_code == 302
    return browser


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        ("apprentice", True),
        ("peer", True),
        ("trainer", True),
        ("adviser", True),
        ("coordinator", False),
        ("other_school_apprentice", False),
        ("other_school_trainer", False),
        ("client", False),
    ],
)
def test_a_coordinator_sees_as_those_of_her_schools(who, allowed, cast, coordinator, browse):
    assert can_act_as(coordinator, cast[who]) == allowed
    response = browse(coordinator).post(reverse("act_as", args=[cast[who].pk]))
    assert response.status_code == (302 if allowed else 404)


@pytest.mark.parametrize("who", ["apprentice", "trainer", "adviser", "client"])
def test_nobody_else_does(who, cast, peer, browse):
    assert not can_act_as(cast[who], peer)
    assert browse(cast[who]).post(reverse("act_as", args=[peer.pk])).status_code == 403


def test_never_as_somebody_with_more_rights(coordinator, school, other_school, trainer, apprentice):
    appoint(person=trainer, school=other_school, role=roles.TRAINER)
    assert not can_act_as(coordinator, trainer)
    assert not can_act_as(coordinator, staff_of(school, roles.COORDINATOR))
    assert not can_act_as(coordinator, UserFactory(is_superuser=True))
    for field, value in (("is_superuser", True), ("is_active", False)):
        setattr(apprentice, field, value)
        apprentice.save()
        assert not can_act_as(coordinator, apprentice)
        setattr(apprentice, field, not value)


def test_every_page_shows_whose_eyes_and_the_way_back(acting, apprentice, coordinator):
    for url in (reverse("home"), reverse("my_competences"), "/cette-page-n-existe-pas/"):
        page = acting.get(url).content.decode()
        assert BANNER in page
        assert str(apprentice) in page
    assert BANNER not in acting.get(reverse("offline")).content.decode()
    page = acting.post(reverse("stop_acting"), follow=True).content.decode()
    assert "Vous êtes de retour dans votre compte." in page
    assert BANNER not in page
    assert str(coordinator) in page


def test_history_keeps_the_beginning_and_the_end(acting, coordinator, apprentice):
    acting.post(reverse("stop_acting"))
    events = AuditEvent.objects.filter(subject_id=str(apprentice.pk)).order_by("pk")
    assert [(event.action, event.actor) for event in events] == [
        ("acting_begun", coordinator),
        ("acting_ended", coordinator),
    ]


@pytest.mark.parametrize(
    "name", ["submit", "save_draft", "ask_for_help", "comfort", "account_change_password", "read_lesson"]
)
def test_whatever_writes_is_refused_with_a_sentence(name, acting, apprentice):
    exercise = ExerciseFactory()
    arguments = {"read_lesson": [1], "submit": [exercise.key], "save_draft": [exercise.key]}
    arguments["ask_for_help"] = [exercise.key]
    response = acting.post(reverse(name, args=arguments.get(name, [])), {"theme": "dark"})
    assert response.status_code == 403
    page = response.content.decode()
    assert "rien n’a été changé" in page
    assert BANNER in page
    assert not Submission.objects.exists()


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused_too(method, acting):
    assert getattr(acting, method)(reverse("comfort")).status_code == 403


def test_looking_leaves_no_trace(acting, apprentice):
    exercise = ExerciseFactory()
    before = AuditEvent.objects.count()
    assert acting.get(reverse("exercise", args=[exercise.key])).status_code == 200
    assert acting.get(reverse("home")).status_code == 200
    assert not Draft.objects.exists()
    assert AuditEvent.objects.count() == before


def test_the_course_is_not_edited_as_a_trainer(coordinator, trainer, browse):
    browser = browse(coordinator)
    browser.post(reverse("act_as", args=[trainer.pk]))
    assert browser.get(reverse("home")).status_code == 200
    assert browser.get(reverse("wagtailadmin_home")).status_code == 403
    assert browser.get(reverse("author_list")).status_code == 403


def test_notes_of_the_adviser_stay_closed_to_who_acts(acting, apprentice, adviser, trainer, now, browse):
    for audience, text in ((NoteAudience.SUPPORT, "Pour elle seule."), (NoteAudience.SHARED, "Pour tous.")):
        write_note(apprentice=apprentice, text=text, audience=audience, by=adviser, now=now)
    url = reverse("apprentice_file", args=[apprentice.pk])
    page = acting.get(url).content.decode()
    assert "Pour tous." in page
    assert "Pour elle seule." not in page
    assert "Pour elle seule." in browse(apprentice).get(url).content.decode()


def test_one_does_not_go_on_to_a_third_person(acting, peer):
    assert acting.post(reverse("act_as", args=[peer.pk])).status_code == 403


def test_who_no_longer_coordinates_is_herself_again(acting, coordinator):
    coordinator.posts.all().delete()
    page = acting.get(reverse("home")).content.decode()
    assert BANNER not in page
    assert AuditEvent.objects.filter(action="acting_ended").exists()


def test_signing_out_ends_it(acting):
    acting.post(reverse("account_logout"))
    assert AuditEvent.objects.filter(action="acting_ended").exists()
    assert acting.get(reverse("home")).status_code == 302


def test_going_back_without_acting_leads_home(trainer, browse):
    assert browse(trainer).post(reverse("stop_acting"))["Location"] == reverse("home")


def test_what_she_did_in_another_school_is_not_looked_at(coordinator, apprentice, other_cohort, now):
    EnrolmentFactory(apprentice=apprentice, cohort=other_cohort, left_on=now.date())
    assert not can_act_as(coordinator, apprentice)


def test_the_secret_address_of_a_calendar_is_not_shown(acting):
    assert acting.get(reverse("my_calendar")).status_code == 403
