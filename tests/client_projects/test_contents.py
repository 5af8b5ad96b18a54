"""What the client owes is listed, asked for, given from a phone with its rights, accepted; never a password."""

from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from client_projects import actions, jobs
from client_projects.models import GivenContent, WantedContent
from client_projects.queries import (
    contents_to_check_by,
    contents_to_remind,
    contents_visible_to,
    given_visible_to,
    pictures_with_rights,
    things_to_do_for_client,
)
from client_projects.states import ContentState
from lms.core.permissions import Denied
from tests.factories.client_projects import pdf, picture

INSIDE = {"apprentice", "trainer", "coordinator", "adviser"}
PEOPLE = [
    "anonymous",
    "apprentice",
    "peer",
    "other_school_apprentice",
    "trainer",
    "other_school_trainer",
    "coordinator",
    "adviser",
    "client",
    "other_client",
]
RIGHTS = {"author": "Léa Martin", "rights": "own", "permission": "", "people": "agreed"}


def listed(project, by, now, **changes):
    asked = {"title": "Photos de l'équipe", "kind": "photos", "details": "Cinq photos.", **changes}
    return actions.list_content(project=project, needed=actions.Needed(**asked), by=by, now=now)


@pytest.fixture
def photos(project, trainer, now):
    return listed(project, trainer, now)


@pytest.fixture
def draft(project, apprentice, now):
    return listed(project, apprentice, now, title="Histoire", kind="text", details="Dix lignes.")


def person(cast, who):
    return cast[who] or AnonymousUser()


def in_state(wanted, state):
    WantedContent.objects.filter(pk=wanted.pk).update(state=state, reason="Il manque la date.")


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("state", ContentState.values)
def test_who_sees_what_is_owed_and_given(who, state, cast, other_project, photos, client_person, now):
    actions.give_photos(wanted=photos, photos=[picture()], by=client_person, now=now)
    in_state(photos, state)
    sees = who in INSIDE or (who == "client" and state != ContentState.DRAFT)
    assert (photos in contents_visible_to(person(cast, who))) == sees
    assert given_visible_to(person(cast, who)).exists() == sees


@pytest.mark.parametrize("who", PEOPLE)
def test_who_sees_a_draft_of_the_team(who, cast, other_project, draft, trainer, now):
    assert (draft in contents_visible_to(person(cast, who))) == (who in INSIDE)
    actions.drop_content(wanted=draft, by=trainer, now=now)
    assert (draft in contents_visible_to(person(cast, who))) == (who in INSIDE)


@pytest.mark.parametrize("who", [one for one in PEOPLE if one != "anonymous"])
def test_who_asks_and_who_gives(who, cast, other_project, photos, draft, now):
    if who != "trainer":
        with pytest.raises(Denied):
            actions.ask_for_content(wanted=draft, by=cast[who], now=now)
    if who != "client":
        with pytest.raises(Denied):
            actions.give_photos(wanted=photos, photos=[picture()], by=cast[who], now=now)


def test_a_trainer_asks_the_team_only_drafts(photos, draft, trainer, project, now):
    assert photos.state == ContentState.ASKED
    assert draft.state == ContentState.DRAFT
    assert [thing.url for thing in things_to_do_for_client(project)] == [photos.get_absolute_url()]
    actions.ask_for_content(wanted=draft, by=trainer, now=now)
    assert things_to_do_for_client(project)[0].url == reverse("content_list", args=[project.slug])


def test_its_whole_life_on_a_phone(photos, project, client_person, trainer, browse):
    phone, desk = browse(client_person), browse(trainer)
    give = reverse("content_give", args=[project.slug, photos.pk])
    turn = reverse("content_turn", args=[project.slug, photos.pk])
    sent = phone.post(give, {"photos": [picture("une.png"), picture("deux.jpg", kind="JPEG")], **RIGHTS})
    assert sent.status_code == HTTPStatus.FOUND
    photos.refresh_from_db()
    assert photos.state == ContentState.RECEIVED
    assert list(contents_to_check_by(trainer)) == [photos]
    desk.post(turn, {"what": "incomplete", "reason": "Il manque le portrait de Marc."})
    assert "portrait de Marc" in phone.get(photos.get_absolute_url()).content.decode()
    phone.post(give, {"photos": [picture("trois.png")], **RIGHTS})
    desk.post(turn, {"what": "accept"})
    photos.refresh_from_db()
    assert (photos.state, photos.reason) == (ContentState.ACCEPTED, "")
    assert {one.author for one in pictures_with_rights(project)} == {"Léa Martin"}
    assert pictures_with_rights(project).count() == 3
    shown = phone.get(reverse("given_file", args=[project.slug, photos.given.first().pk]))
    assert b"".join(shown.streaming_content).startswith(b"\x89PNG")
    assert (shown.status_code, shown["Content-Type"]) == (HTTPStatus.OK, "image/png")


def test_a_refused_photo_takes_no_other_with_it(photos, project, client_person, browse):
    give = reverse("content_give", args=[project.slug, photos.pk])
    hostile = SimpleUploadedFile("../../photo.png", b"<svg onload=alert(1)>")
    answer = browse(client_person).post(give, {"photos": [picture("bonne.png"), hostile, pdf()], **RIGHTS})
    assert answer.status_code == HTTPStatus.OK
    assert [name for name, _why in answer.context["refused"]] == ["photo.png", "cahier-des-charges.pdf"]
    assert [one.file_name for one in photos.given.all()] == ["bonne.png"]


@pytest.mark.parametrize(
    "changes",
    [
        {"rights": "unknown"},
        {"people": "not_yet"},
        {"rights": "licence"},
        {"rights": "permission"},
        {"author": ""},
        {"rights": ""},
    ],
)
def test_photos_without_rights_are_kept_and_not_received(changes, photos, project, client_person, browse):
    give = reverse("content_give", args=[project.slug, photos.pk])
    phone = browse(client_person)
    answer = phone.post(give, {"photos": [picture()], **RIGHTS, **changes})
    assert answer.context["rights_form"].errors
    assert answer.context["lacking"] == 1
    photos.refresh_from_db()
    assert photos.state == ContentState.ASKED
    # The same photos, without choosing them again.
    phone.post(give, RIGHTS)
    photos.refresh_from_db()
    assert photos.state == ContentState.RECEIVED


def test_photos_without_rights_are_not_accepted(photos, client_person, trainer, now):
    actions.give_photos(wanted=photos, photos=[picture()], by=client_person, now=now)
    in_state(photos, ContentState.RECEIVED)
    photos.refresh_from_db()
    with pytest.raises(actions.ContentRefused):
        actions.accept_content(wanted=photos, by=trainer, now=now)


@pytest.mark.parametrize("written", ["mot de passe : azerty", "Le mdp est azerty", "Password=azerty"])
def test_a_password_is_never_kept(written, project, trainer, client_person, browse, now):
    wanted = listed(project, trainer, now, title="Hébergement", kind="access", details="Accès FTP.")
    give = reverse("content_give", args=[project.slug, wanted.pk])
    asked = {"way": "phone", "holder": "Solène", "text": written}
    answer = browse(client_person).post(give, asked)
    assert answer.context["form"].non_field_errors()
    assert "Solène" in answer.content.decode()
    assert not GivenContent.objects.exists()
    browse(client_person).post(give, {**asked, "text": "Compte « jardins »"})
    wanted.refresh_from_db()
    assert wanted.state == ContentState.RECEIVED


def test_what_is_typed_survives_a_refusal(project, trainer, client_person, browse, now):
    wanted = listed(project, trainer, now, title="Histoire", kind="text", details="Dix lignes.")
    give = reverse("content_give", args=[project.slug, wanted.pk])
    asked = {"text": "Née en 1990.", "document": picture()}
    assert "Née en 1990." in browse(client_person).post(give, asked).content.decode()
    browse(client_person).post(give, {"text": "Née en 1990.", "document": pdf()})
    assert wanted.given.get().file_type == "application/pdf"


def test_what_is_settled_takes_nothing_more(photos, client_person, now):
    in_state(photos, ContentState.DROPPED)
    with pytest.raises(actions.ContentRefused):
        actions.give_photos(wanted=photos, photos=[picture()], by=client_person, now=now)


def test_what_is_taken_back_is_owed_again(
    photos, client_person, now, project, browse, django_capture_on_commit_callbacks
):
    actions.give_photos(wanted=photos, photos=[picture()], by=client_person, now=now)
    actions.declare_rights(wanted=photos, by=client_person, now=now, **RIGHTS)
    given = photos.given.get()
    storage, name = given.file.storage, given.file.name
    with django_capture_on_commit_callbacks(execute=True):
        browse(client_person).post(reverse("given_take_back", args=[project.slug, given.pk]))
    photos.refresh_from_db()
    assert (photos.state, photos.given.count()) == (ContentState.ASKED, 0)
    assert not storage.exists(name)


def test_a_list_has_each_title_once(photos, project, trainer, browse):
    asked = {"title": "photos de l'équipe", "kind": "text", "details": "Encore"}
    answer = browse(trainer).post(reverse("content_add", args=[project.slug]), asked)
    assert answer.context["form"].non_field_errors()


MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def test_reminders_come_twice_in_one_mail_and_never_before_the_day_is_near(
    photos, draft, project, trainer, now, monkeypatch
):
    listed(project, trainer, now, title="Logo")
    listed(project, trainer, now, title="Plus tard", wanted_on=date(2026, 12, 31))
    sent = []
    for day in range(21):
        moment = MONDAY + timedelta(days=day)
        monkeypatch.setattr(jobs.timezone, "now", lambda moment=moment: moment)
        mail.outbox.clear()
        jobs.send_reminders()
        sent += [(day, len(mail.outbox), mail.outbox[0].body)] if mail.outbox else []
    assert [(day, count) for day, count, _body in sent] == [(3, 1), (9, 1)]
    for _day, _count, body in sent:
        assert "Logo" in body
        assert "Plus tard" not in body
        assert "Histoire" not in body
    near = datetime(2026, 12, 28, 9, 30, tzinfo=UTC)
    assert [one.title for group in contents_to_remind(now=near) for one in group] == ["Plus tard"]


def test_the_list_costs_the_same_with_more(
    photos, project, client_person, trainer, browse, now, django_assert_num_queries
):
    phone = browse(client_person)
    actions.give_photos(wanted=photos, photos=[picture()], by=client_person, now=now)
    phone.get(reverse("content_list", args=[project.slug]))
    with CaptureQueriesContext(connection) as few:
        phone.get(reverse("content_list", args=[project.slug]))
    for number in range(6):
        wanted = listed(project, trainer, now, title=f"Photo {number}")
        actions.give_photos(wanted=wanted, photos=[picture()], by=client_person, now=now)
    with django_assert_num_queries(len(few)):
        phone.get(reverse("content_list", args=[project.slug]))
