"""Exits and notes: who records, who reads, and that nothing is lost."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.core.models import AuditEvent
from lms.core.permissions import Denied
from lms.people import actions
from lms.people.models import Enrolment, ExitKind, NoteAudience, User
from lms.people.queries import apprentices_followed_by, cohort_of, last_enrolment, notes_visible_to
from lms.people.roles import JURY
from tests.factories.people import EnrolmentFactory

pytestmark = pytest.mark.django_db

EVERYBODY = (
    "apprentice",
    "peer",
    "other_school_apprentice",
    "trainer",
    "other_school_trainer",
    "coordinator",
    "adviser",
    "client",
)
WRITES = {
    NoteAudience.TEAM: {"trainer", "coordinator", "adviser"},
    NoteAudience.SHARED: {"trainer", "coordinator", "adviser"},
    NoteAudience.SUPPORT: {"adviser"},
}
READS = {
    NoteAudience.TEAM: {"trainer", "coordinator", "adviser"},
    NoteAudience.SHARED: {"trainer", "coordinator", "adviser", "apprentice"},
    NoteAudience.SUPPORT: {"adviser", "apprentice"},
}


@pytest.fixture
def enrolment(apprentice):
    return Enrolment.objects.select_related("cohort").get(apprentice=apprentice)


@pytest.mark.parametrize("audience", NoteAudience)
def test_a_note_is_written_by_who_may_and_read_by_whom_it_says(audience, cast, apprentice, now):
    for who in EVERYBODY:
        if who not in WRITES[audience]:
            with pytest.raises(Denied):
                actions.write_note(apprentice=apprentice, text="x", audience=audience, by=cast[who], now=now)
    actions.write_note(apprentice=apprentice, text="Un fait.", audience=audience, by=cast["adviser"], now=now)
    readers = {who for who in EVERYBODY if notes_visible_to(cast[who], apprentice).exists()}
    assert readers == READS[audience]
    assert AuditEvent.objects.get(action="note_written").details == {"audience": audience}


def test_rule_11_what_is_said_in_interviews_is_read_by_advisers_and_the_apprentice_alone(
    cast, apprentice, browse, now
):
    said = "Dossier de logement envoyé."
    support = {"apprentice": apprentice, "text": said, "audience": NoteAudience.SUPPORT}
    actions.write_note(**support, by=cast["adviser"], now=now)
    jury = User.objects.create_user("jury@example.test", "x", role=JURY, joined_at=now)
    for person in (jury, *(cast[who] for who in EVERYBODY)):
        shown = browse(person).get(reverse("apprentice_file", args=[apprentice.pk])).content.decode()
        reads = person in (cast["adviser"], cast["apprentice"])
        assert (said in shown) == reads, person
        assert notes_visible_to(person, apprentice).exists() == reads


def test_notes_stay_in_the_school_where_they_were_written(
    apprentice, enrolment, trainer, other_school_trainer, other_cohort, now
):
    actions.write_note(apprentice=apprentice, text="Ici.", audience=NoteAudience.TEAM, by=trainer, now=now)
    actions.record_exit(enrolment=enrolment, on=now.date(), kind=ExitKind.TRAINING, by=trainer, now=now)
    EnrolmentFactory(apprentice=apprentice, cohort=other_cohort)
    assert not notes_visible_to(other_school_trainer, apprentice).exists()
    assert notes_visible_to(trainer, apprentice).exists()


def test_the_form_says_who_will_read_and_keeps_what_is_typed(trainer, apprentice, browse):
    browser = browse(trainer)
    url = reverse("write_note", args=[apprentice.pk])
    page = browser.get(url).content.decode()
    assert "pas l’apprenti·e" in page
    assert "ni la formation ni la coordination" not in page
    page = browser.post(url, {"text": "Un fait.", "audience": "support"}).content.decode()
    assert "Un fait." in page
    response = browser.post(url, {"text": "Un fait.", "audience": "team"}, follow=True)
    assert "Un fait." in response.content.decode()


@pytest.mark.parametrize("who", ["apprentice", "adviser", "other_school_trainer", "client"])
def test_who_may_not_records_no_exit(who, cast, enrolment, now):
    with pytest.raises(Denied):
        actions.record_exit(enrolment=enrolment, on=now.date(), kind=ExitKind.JOB, by=cast[who], now=now)


def test_an_exit_keeps_its_kind_and_its_date_and_can_be_taken_back(
    trainer, coordinator, apprentice, enrolment, now
):
    actions.record_exit(enrolment=enrolment, on=now.date(), kind=ExitKind.JOB, by=trainer, now=now)
    assert cohort_of(apprentice) is None
    assert last_enrolment(apprentice).exit_kind == ExitKind.JOB
    assert apprentice in apprentices_followed_by(trainer)
    actions.take_exit_back(enrolment=enrolment, by=coordinator, now=now)
    assert cohort_of(apprentice) == enrolment.cohort
    kept = AuditEvent.objects.filter(subject_id=str(enrolment.pk)).order_by("pk")
    assert [event.action for event in kept] == ["exit_recorded", "exit_taken_back"]


@pytest.mark.parametrize("days", [-9999, 1])
def test_a_day_that_cannot_be_is_refused(days, trainer, enrolment, now):
    with pytest.raises(actions.ExitRefused):
        actions.record_exit(
            enrolment=enrolment,
            on=now.date() + timedelta(days=days),
            kind=ExitKind.OTHER,
            by=trainer,
            now=now,
        )


def test_who_went_on_elsewhere_is_not_taken_back(trainer, apprentice, enrolment, other_cohort, now):
    actions.record_exit(enrolment=enrolment, on=now.date(), kind=ExitKind.OTHER, by=trainer, now=now)
    EnrolmentFactory(apprentice=apprentice, cohort=other_cohort)
    with pytest.raises(actions.ExitRefused, match="autre promotion"):
        actions.take_exit_back(enrolment=enrolment, by=trainer, now=now)


def test_the_screen_records_an_exit_and_explains_what_is_wrong(trainer, apprentice, enrolment, browse):
    browser = browse(trainer)
    url = reverse("record_exit", args=[apprentice.pk])
    tomorrow = timezone.localdate() + timedelta(days=1)
    page = browser.post(url, {"left_on": tomorrow.isoformat(), "exit_kind": "job"}).content.decode()
    assert "Ce jour n’est pas encore arrivé." in page
    assert tomorrow.isoformat() in page
    assert "field__error" in browser.post(url, {"left_on": "2026-11-01"}).content.decode()
    response = browser.post(url, {"left_on": "2026-11-01", "exit_kind": "job"}, follow=True)
    assert "Emploi trouvé" in response.content.decode()
    assert "Annuler ce départ" in browser.get(url).content.decode()
    browser.post(url, {"back": "1"})
    enrolment.refresh_from_db()
    assert (enrolment.left_on, enrolment.exit_kind) == (None, "")
