"""The agreement of a placement as a PDF, and the journal she writes there: who reads, who writes, what stays."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lms.core.permissions import Denied
from lms.placements.actions import (
    PlacementRefused,
    arrange_placement,
    cancel_placement,
    comment_journal,
    keep_contract,
    write_journal,
)
from lms.placements.models import Aim, JournalComment, JournalEntry, PlacementAgreement
from lms.placements.queries import placement_under_way, stamp_of_entry
from lms.placements.rules import Span

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2026, 11, 16), date(2026, 11, 27)
MONDAY = date(2026, 11, 23)
STRANGERS = ["peer", "other_school_trainer", "other_school_apprentice", "client_person"]


@pytest.fixture(autouse=True)
def today(now, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def placement(apprentice, coordinator, trainer, now):
    enrolment = apprentice.enrolments.get()
    keep_contract(
        enrolment=enrolment,
        days=Span(date(2026, 9, 28), date(2027, 7, 2)),
        weekly_hours=Decimal(35),
        by=coordinator,
        now=now,
    )
    return arrange_placement(
        enrolment=enrolment,
        host="Les Ateliers",
        tutor="Jo Fictif",
        aim=Aim.DISCOVER,
        starts_on=FIRST,
        ends_on=LAST,
        by=trainer,
        now=now,
    )


@pytest.fixture
def write(placement, apprentice, now):
    def written(text="J’ai corrigé le menu.", *, day=MONDAY, by=apprentice, seen=""):
        return write_journal(placement=placement, day=day, text=text, by=by, now=now, seen=seen)

    return written


class TestTheJournal:
    def test_it_is_changed_by_who_read_it_until_it_is_answered(self, write, trainer, now):
        entry = write()
        assert write() == entry  # pressed twice
        seen = stamp_of_entry(entry)
        assert write("J’ai corrigé le menu et le pied de page.", seen=seen) == entry
        assert JournalEntry.objects.get().text == "J’ai corrigé le menu et le pied de page."
        comment_journal(entry=entry, text="Comment l’avez-vous testé ?", by=trainer, now=now)
        with pytest.raises(PlacementRefused):
            write("Autre chose.", seen=stamp_of_entry(JournalEntry.objects.get()))
        assert write("La suite.", day=MONDAY - timedelta(days=3)) != entry

    def test_the_afternoon_does_not_overwrite_the_morning(self, write, placement, browse, apprentice):
        entry = write("Le matin.")
        where, hers = reverse("placement", args=[placement.pk]), browse(apprentice)
        said = {"do": "journal", "journal-day": "2026-11-23", "journal-text": "L’après-midi."}
        refused = hers.post(where, said)
        assert refused.status_code == 422
        assert "L’après-midi." in refused.content.decode()
        assert JournalEntry.objects.get().text == "Le matin."
        assert f"?entry={entry.pk}#" in refused.content.decode()
        begun = hers.get(where, {"entry": entry.pk}).context["journal"].initial
        assert begun["text"] == "Le matin."
        both = {**said, "journal-text": "Le matin et l’après-midi.", "journal-seen": begun["seen"]}
        assert hers.post(where, both).status_code == 302
        assert JournalEntry.objects.get().text == "Le matin et l’après-midi."

    @pytest.mark.parametrize("entry", ["0", "abc", "²", "99999999999999999999"])
    def test_an_entry_that_is_none_begins_today(self, placement, browse, apprentice, entry):
        page = browse(apprentice).get(reverse("placement", args=[placement.pk]), {"entry": entry})
        assert page.context["journal"].initial == {"day": MONDAY}

    def test_an_answer_that_is_refused_is_shown_again(self, write, browse, trainer, apprentice):
        entry = write()
        where = reverse("comment_journal", args=[entry.pk])
        too_long = "Bravo. " + "x" * 1000
        answer = browse(trainer).post(where, {"text": too_long})
        assert answer.status_code == 422
        assert too_long in answer.content.decode()
        assert not JournalComment.objects.exists()
        assert browse(apprentice).post(where, {"text": too_long}).status_code == 403

    @pytest.mark.parametrize("day", [FIRST - timedelta(days=1), MONDAY + timedelta(days=1), LAST])
    def test_only_days_of_the_placement_that_have_come(self, write, day):
        with pytest.raises(PlacementRefused):
            write(day=day)
        assert not JournalEntry.objects.exists()

    def test_an_empty_entry_is_refused(self, write):
        with pytest.raises(PlacementRefused):
            write("   ")

    @pytest.mark.parametrize("who", ["trainer", "coordinator", *STRANGERS])
    def test_nobody_writes_it_for_her(self, write, who, request):
        with pytest.raises(Denied):
            write(by=request.getfixturevalue(who))

    @pytest.mark.parametrize("who", ["apprentice", *STRANGERS])
    def test_only_the_school_answers(self, write, who, request, now):
        with pytest.raises(Denied):
            comment_journal(entry=write(), text="Bien.", by=request.getfixturevalue(who), now=now)
        assert not JournalComment.objects.exists()

    def test_a_cancelled_placement_has_no_journal_any_more(self, write, placement, trainer, now):
        cancel_placement(placement=placement, by=trainer, now=now)
        with pytest.raises(PlacementRefused):
            write()


class TestScreens:
    def test_she_writes_and_her_trainer_answers(self, placement, browse, apprentice, trainer):
        where = reverse("placement", args=[placement.pk])
        hers = {"do": "journal", "journal-day": "2026-11-23", "journal-text": "J’ai vu une recette."}
        assert browse(apprentice).post(where, hers).status_code == 302
        entry = JournalEntry.objects.get()
        answer = browse(trainer).post(reverse("comment_journal", args=[entry.pk]), {"text": "Qui testait ?"})
        assert answer.status_code == 302
        page = browse(apprentice).get(where).content.decode()
        assert "J’ai vu une recette." in page
        assert "Qui testait ?" in page

    def test_a_day_that_is_none_is_said_beside_it(self, placement, browse, apprentice):
        said = {"do": "journal", "journal-day": "2026-11-15", "journal-text": "Avant."}
        answer = browse(apprentice).post(reverse("placement", args=[placement.pk]), said)
        assert answer.status_code == 422
        assert "day" in answer.context["journal"].errors

    def test_the_agreement_is_to_sign_then_signed_and_the_first_one_stays(
        self, placement, browse, trainer, apprentice
    ):
        where = reverse("placement", args=[placement.pk])
        for state, content in (
            ("to_sign", b"%PDF-1.7 a"),
            ("signed", b"%PDF-1.7 b"),
            ("signed", b"%PDF-1.7 b"),
        ):
            said = {
                "do": "agreement",
                "agreement-state": state,
                "agreement-document": SimpleUploadedFile("convention.pdf", content),
            }
            assert browse(trainer).post(where, said).status_code == 302
        first, holds = PlacementAgreement.objects.order_by("pk")
        assert (first.replaced_at is None, holds.state) == (False, "signed")
        answer = browse(apprentice).get(reverse("placement_agreement", args=[holds.pk]))
        assert b"".join(answer.streaming_content) == b"%PDF-1.7 b"
        assert answer["Content-Disposition"].startswith("attachment")

    def test_what_is_no_pdf_is_refused(self, placement, browse, trainer):
        said = {
            "do": "agreement",
            "agreement-state": "signed",
            "agreement-document": SimpleUploadedFile("convention.pdf", b"<script>"),
        }
        assert browse(trainer).post(reverse("placement", args=[placement.pk]), said).status_code == 422
        assert not PlacementAgreement.objects.exists()

    def test_she_does_not_keep_the_agreement_herself(self, placement, browse, apprentice):
        said = {"do": "agreement", "agreement-state": "signed"}
        assert browse(apprentice).post(reverse("placement", args=[placement.pk]), said).status_code == 403


def test_her_attendance_leads_to_the_journal_while_she_is_there(placement, browse, apprentice, trainer, now):
    assert placement_under_way(apprentice, on=FIRST) == placement
    assert placement_under_way(apprentice, on=LAST + timedelta(days=1)) is None
    assert (
        reverse("placement", args=[placement.pk]) in browse(apprentice).get("/ma-presence/").content.decode()
    )
    cancel_placement(placement=placement, by=trainer, now=now)
    assert placement_under_way(apprentice, on=FIRST) is None
