"""Evaluations in training: planned, written, signed; what is signed no longer changes."""

import io
import re
import zlib
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from lms.core.permissions import Denied
from lms.evaluations import actions
from lms.evaluations.actions import EvaluationRefused
from lms.evaluations.models import Booklet, PlannedEvaluation, Sheet, SheetKind, SheetRow
from lms.evaluations.queries import fingerprint_of_sheet, mastered_blocks
from lms.records.models import Competence
from tests.factories.evaluations import Story
from tests.factories.people import apprentice_of, staff_of
from tests.factories.records import certify


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def version(cohort):
    return certify(cohort)


@pytest.fixture
def enrolment(apprentice):
    return apprentice.enrolments.get()


@pytest.fixture
def booklet(enrolment, version, trainer, now):
    return Story(enrolment, version, trainer, now)


def test_nothing_is_signed_before_it_says_something(booklet):
    booklet.row()
    with pytest.raises(EvaluationRefused):
        booklet.sign()
    booklet.result()
    booklet.sign()
    with pytest.raises(EvaluationRefused):
        booklet.sign()
    assert booklet.state().blocks[0].is_mastered


def test_a_second_trainer_may_sign_and_no_third(booklet, school):
    booklet.whole()
    booklet.sign(by=staff_of(school, "trainer"))
    with pytest.raises(EvaluationRefused):
        booklet.sign(by=staff_of(school, "trainer"))


def test_a_sheet_is_as_long_as_the_printed_form(booklet):
    for _ in range(5):
        booklet.row()
    with pytest.raises(EvaluationRefused, match=r"5"):
        booklet.row()


def test_an_evaluation_belongs_to_one_activity(booklet):
    with pytest.raises(EvaluationRefused):
        booklet.row(competences=Competence.objects.all())


def test_a_complementary_sheet_follows_one_that_was_not_satisfied(booklet):
    with pytest.raises(EvaluationRefused):
        booklet.row(kind=SheetKind.COMPLEMENTARY)
    booklet.whole()
    with pytest.raises(EvaluationRefused):
        booklet.row(kind=SheetKind.COMPLEMENTARY)


def test_a_signed_synthesis_closes_the_booklet(booklet, coordinator, apprentice):
    booklet.whole(0, passed=False)
    booklet.whole(1)
    booklet.synthesis()
    with pytest.raises(EvaluationRefused):
        booklet.row(0, SheetKind.COMPLEMENTARY)
    told = {"enrolment": booklet.enrolment, "version": booklet.version, "now": booklet.now}
    with pytest.raises(EvaluationRefused):
        actions.acknowledge_copy(**told, by=apprentice)
    booklet.countersign(coordinator)
    with pytest.raises(Denied):
        actions.acknowledge_copy(**told, by=coordinator)
    assert actions.acknowledge_copy(**told, by=apprentice).received_at == booklet.now
    assert mastered_blocks(apprentice, booklet.version) == {booklet.blocks[1].pk}


@pytest.mark.parametrize(
    "who", ["apprentice", "peer", "other_school_trainer", "coordinator", "adviser", "client"]
)
def test_only_those_who_teach_the_candidate_write_and_sign(who, cast, booklet):
    with pytest.raises(Denied):
        booklet.row(by=cast[who])
    booklet.whole()
    with pytest.raises(Denied):
        booklet.sign(by=cast[who])


@pytest.mark.parametrize("who", ["apprentice", "trainer", "other_school_trainer", "adviser", "client"])
def test_only_those_who_coordinate_stand_for_the_centre(who, cast, booklet):
    booklet.whole(0)
    booklet.whole(1)
    booklet.synthesis()
    with pytest.raises(Denied):
        booklet.countersign(cast[who])


# --- what is signed is what was read ---


def shown_hash(browser, url):
    """The fingerprint that a page carries under its button."""
    return re.search(r'name="seen_hash" value="(\w{64})"', browser.get(url).content.decode()).group(1)


def test_a_visa_is_put_on_the_sheet_that_was_read(booklet, trainer, apprentice, browse):
    booklet.row()
    booklet.fail()
    browser = browse(trainer)
    url = reverse("main_sheet", args=[apprentice.pk, "t1-v1", booklet.blocks[0].pk])
    seen = shown_hash(browser, url)
    # A colleague corrects the result while this page stays open.
    booklet.result()
    for stale in (seen, ""):
        answer = browser.post(url, {"do": "sign", "seen_hash": stale}, follow=True)
        assert "Ce texte a changé depuis que vous avez ouvert la page" in answer.content.decode()
        assert not Sheet.objects.get().is_frozen
    assert Sheet.objects.get().result == "satisfied"
    seen = shown_hash(browser, url)
    browser.post(url, {"do": "sign", "seen_hash": seen})
    sheet = Sheet.objects.get()
    assert sheet.content_hash == sheet.visas.get().content_hash == seen
    assert seen in browser.get(url).content.decode()


def test_each_part_of_a_sheet_is_in_its_fingerprint(booklet):
    def hashed():
        return fingerprint_of_sheet(booklet.sheet())

    booklet.row()
    found = [hashed()]
    booklet.row(description="Une autre")
    found.append(hashed())
    booklet.result()
    found.append(hashed())
    booklet.result(observations="Bien")
    found.append(hashed())
    booklet.fail()
    found.append(hashed())
    booklet.result(
        result="not_satisfied",
        attention_points="Le contraste",
        to_reassess=list(booklet.blocks[0].competences.all()),
    )
    found.append(hashed())
    assert len(set(found)) == len(found)


def test_a_second_trainer_signs_what_the_first_one_froze(booklet, school):
    booklet.whole()
    with pytest.raises(actions.ChangedMeanwhile):
        actions.sign_sheet(
            sheet=booklet.sheet(), seen_hash="0" * 64, by=staff_of(school, "trainer"), now=booklet.now
        )
    assert booklet.sheet().visas.count() == 1


def test_the_synthesis_that_is_signed_is_the_one_that_was_read(
    booklet, school, trainer, coordinator, apprentice, browse
):
    url = reverse("booklet", args=[apprentice.pk, "t1-v1"])
    booklet.whole(0, passed=False)
    booklet.whole(1)
    other = staff_of(school, "trainer")
    browser, seen = browse(other), shown_hash(browse(other), url)
    # Meanwhile the candidate is evaluated again.
    booklet.whole(0, SheetKind.COMPLEMENTARY)
    sent = {"do": "sign", "observations": "Du soin", "seen_hash": seen}
    answer = browser.post(url, sent)
    assert answer.status_code == 409
    assert "Ce texte a changé" in answer.content.decode()
    assert "Du soin" in answer.content.decode()
    assert not booklet.state().visas
    # And a colleague signs first: what was typed is not added, and not lost.
    sent["seen_hash"] = shown_hash(browser, url)
    booklet.synthesis()
    answer = browser.post(url, sent)
    assert answer.status_code == 409
    assert "Du soin" in answer.content.decode()
    assert booklet.state().booklet.synthesis.observations == ""
    told = {"enrolment": booklet.enrolment, "version": booklet.version, "now": booklet.now}
    with pytest.raises(actions.ChangedMeanwhile):
        actions.countersign(**told, seen_hash="0" * 64, by=coordinator)
    booklet.countersign(coordinator)
    synthesis = booklet.state().booklet.synthesis
    assert {visa.content_hash for visa in synthesis.visas.all()} == {synthesis.content_hash}
    # Through it every sheet is signed.
    signed = {one["content_hash"] for one in synthesis.frozen["sheets"]}
    assert signed == set(Sheet.objects.values_list("content_hash", flat=True))


# --- nothing that was typed is lost ---


@pytest.fixture
def page(booklet, apprentice):
    return reverse("main_sheet", args=[apprentice.pk, "t1-v1", booklet.blocks[0].pk])


def form_of(browser, url):
    """What the page's form sends back when nothing is typed: hidden fields, what is ticked, what stands written."""
    content = browser.get(url).content.decode()
    sent = {}
    for tag in re.findall(r"<input[^>]*>", content):
        found = dict(re.findall(r'(\w[\w-]*)="([^"]*)"', tag))
        if found.get("type") in ("hidden", "date", "text") or " checked" in tag:
            sent.setdefault(found["name"], []).append(found.get("value", ""))
    for name, text in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\s*([^<]*)</textarea>', content):
        sent[name] = [text]
    return sent


def test_a_visa_keeps_what_is_typed_first_and_signs_what_was_read_after(booklet, trainer, browse, page):
    booklet.row()
    browser = browse(trainer)
    sent = {**form_of(browser, page), "result": "satisfied", "observations": "Du soin"}
    answer = browser.post(page, {**sent, "do": "sign"}, follow=True)
    sheet = Sheet.objects.get()
    assert (sheet.result, sheet.observations, sheet.is_frozen) == ("satisfied", "Du soin", False)
    assert "Relisez-la telle qu’elle est" in answer.content.decode()
    # Nothing is typed this time.
    browser.post(page, {**form_of(browser, page), "do": "sign"})
    sheet.refresh_from_db()
    assert sheet.frozen["observations"] == "Du soin"


@pytest.mark.parametrize("act", ["plan", "remove", "row", "keep"])
def test_whatever_is_pressed_keeps_the_result_that_is_typed(booklet, trainer, browse, page, cohort, act):
    row = booklet.row()
    planned = actions.plan_evaluation(
        cohort=cohort,
        description="Une maquette",
        planned_on=timezone.localdate(booklet.now),
        competences=booklet.blocks[0].competences.all(),
        by=trainer,
        now=booklet.now,
    )
    pressed = {"plan": f"plan-{planned.pk}", "remove": f"remove-{row.pk}"}.get(act, act)
    sent = {**form_of(browse(trainer), page), "result": "satisfied", "observations": "Du soin"}
    if act == "row":
        sent |= {"description": "Un formulaire", "day": timezone.localdate(booklet.now).isoformat()}
        sent["competences"] = [booklet.blocks[0].competences.first().pk]
    assert browse(trainer).post(page, {**sent, "do": pressed}).status_code == 302
    sheet = Sheet.objects.get()
    assert (sheet.result, sheet.observations) == ("satisfied", "Du soin")
    assert sheet.rows.count() == {"plan": 2, "remove": 0, "row": 2, "keep": 1}[act]


def test_an_evaluation_that_is_typed_is_kept_by_the_visa_too(booklet, trainer, browse, page):
    booklet.row()
    booklet.result()
    sent = {**form_of(browse(trainer), page), "description": "Un formulaire", "do": "sign"}
    answer = browse(trainer).post(page, sent)
    # Its day and its competences are missing: it is said, and all stays typed.
    assert answer.status_code == 422
    assert 'value="Un formulaire"' in answer.content.decode()
    assert not Sheet.objects.get().is_frozen
    sent |= {"day": timezone.localdate(booklet.now).isoformat()}
    sent["competences"] = [booklet.blocks[0].competences.first().pk]
    assert browse(trainer).post(page, sent).status_code == 302
    assert Sheet.objects.get().rows.count() == 2
    assert not Sheet.objects.get().is_frozen


def test_a_page_left_open_takes_nothing_back_from_a_colleague(booklet, trainer, browse, page):
    booklet.row()
    browser = browse(trainer)
    untouched = form_of(browser, page)
    booklet.fail()
    browser.post(page, {**untouched, "do": "keep"})
    assert Sheet.objects.get().attention_points == "Le clavier"
    answer = browser.post(
        page, {**untouched, "result": "satisfied", "observations": "Très bien", "do": "result"}
    )
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Le clavier" in shown
    assert "Très bien" in shown
    assert Sheet.objects.get().result == "not_satisfied"
    # What stands there is on the page now: pressing again is a choice.
    again = {**untouched, "seen_hash": re.search(r'name="seen_hash" value="(\w+)"', shown).group(1)}
    browser.post(page, {**again, "result": "satisfied", "observations": "Très bien", "do": "result"})
    assert Sheet.objects.get().result == "satisfied"


def test_what_is_typed_on_a_sheet_signed_meanwhile_is_shown(booklet, trainer, browse, page):
    booklet.row()
    sent = {
        **form_of(browse(trainer), page),
        "result": "satisfied",
        "observations": "À garder",
        "do": "result",
    }
    booklet.result()
    booklet.sign()
    answer = browse(trainer).post(page, sent)
    assert answer.status_code == 409
    assert "À garder" in answer.content.decode()
    assert Sheet.objects.get().observations == ""


# --- on screen ---


def test_a_trainer_plans_writes_and_signs_on_screen(
    booklet, trainer, apprentice, coordinator, cohort, browse
):
    browser, plan = browse(trainer), reverse("class_evaluations", args=[cohort.pk])
    today, block = timezone.localdate().isoformat(), booklet.blocks[0]
    chosen = list(block.competences.values_list("pk", flat=True))
    sent = {"do": "add", "description": "Une maquette", "day": today, "competences": chosen}
    assert browser.post(plan, sent).status_code == 302
    planned = PlannedEvaluation.objects.get()
    sheet = reverse("main_sheet", args=[apprentice.pk, "t1-v1", block.pk])
    assert browser.post(sheet, {"do": f"plan-{planned.pk}"}).status_code == 302
    assert SheetRow.objects.get().description == "Une maquette"
    failed = {"do": "result", "result": "not_satisfied", "attention_points": "Le clavier"}
    refused = browser.post(sheet, failed)
    assert refused.status_code == 422
    assert "Le clavier" in refused.content.decode()
    assert browser.post(sheet, {**failed, "to_reassess": chosen[:1]}).status_code == 302
    assert browser.post(sheet, {"do": "sign", "seen_hash": shown_hash(browser, sheet)}).status_code == 302
    assert Sheet.objects.get().is_frozen
    shown = browse(apprentice).get(sheet).content.decode()
    assert "Le clavier" in shown
    assert "Apposer mon visa" not in shown
    assert browse(apprentice).post(sheet, {"do": "sign"}).status_code == 403
    assert browse(coordinator).post(plan, {"do": "add"}).status_code == 403
    assert browser.post(plan, {"do": "remove", "planned": planned.pk}).status_code == 302
    assert SheetRow.objects.count() == 1


def test_the_whole_booklet_is_signed_on_screen(booklet, trainer, coordinator, apprentice, browse):
    url = reverse("booklet", args=[apprentice.pk, "t1-v1"])
    browse(trainer).post(url, {"do": "sign", "observations": "Bien"})
    assert not booklet.state().visas
    booklet.whole(0)
    booklet.whole(1)
    sent = {"do": "sign", "observations": "Du sérieux", "seen_hash": shown_hash(browse(trainer), url)}
    assert browse(trainer).post(url, sent).status_code == 302
    sent = {"do": "countersign", "seen_hash": shown_hash(browse(coordinator), url)}
    assert browse(coordinator).post(url, sent).status_code == 302
    assert browse(apprentice).post(url, {"do": "acknowledge"}).status_code == 302
    assert Booklet.objects.get().received_at is not None
    for name in ("booklet", "booklet_print"):
        shown = browse(apprentice).get(reverse(name, args=[apprentice.pk, "t1-v1"])).content.decode()
        assert "Du sérieux" in shown
        assert "Copie reçue" in shown


def test_the_booklet_is_a_tagged_pdf_in_french(booklet, apprentice, browse):
    booklet.whole(0, passed=False)
    answer = browse(apprentice).get(reverse("booklet_pdf", args=[apprentice.pk, "t1-v1"]))
    assert answer["Content-Type"] == "application/pdf"
    assert b"%PDF" in answer.content[:8]
    objects = b"".join(
        zlib.decompress(found)
        for found in re.findall(rb"stream\n(.*?)\nendstream", answer.content, re.DOTALL)
        if found.startswith(b"\x78")
    )
    assert b"/MarkInfo" in objects + answer.content
    assert b"/StructTreeRoot" in objects + answer.content
    assert b"(fr)" in objects + answer.content


def test_the_booklet_on_paper_leaves_room_for_what_is_written_by_hand(booklet, apprentice, browse):
    booklet.whole(0, passed=False)
    address = [apprentice.pk, "t1-v1"]
    paper = PdfReader(io.BytesIO(browse(apprentice).get(reverse("booklet_pdf", args=address)).content))
    printed = "\n".join(page.extract_text() for page in paper.pages)
    assert "Date de naissance" in printed
    assert "En qualité de" in printed
    assert f"Livret d’évaluations passées en cours de formation · {apprentice}" in printed
    page = browse(apprentice).get(reverse("booklet_print", args=address)).content.decode()
    assert "En qualité de" in page


def test_the_class_costs_the_same_with_more_booklets(booklet, cohort, version, trainer, browse, now):
    browser, url = browse(trainer), reverse("class_evaluations", args=[cohort.pk])
    booklet.whole()
    browser.get(url)
    with CaptureQueriesContext(connection) as few:
        browser.get(url)
    for _ in range(2):
        Story(apprentice_of(cohort).enrolments.get(), version, trainer, now).whole()
    with CaptureQueriesContext(connection) as many:
        browser.get(url)
    assert len(many) == len(few)


def test_a_day_to_come_is_not_on_a_sheet(booklet, trainer, apprentice, browse):
    block = booklet.blocks[0]
    sent = {
        "do": "row",
        "description": "Demain",
        "day": (timezone.localdate() + timedelta(days=2)).isoformat(),
        "competences": list(block.competences.values_list("pk", flat=True)),
    }
    sheet = reverse("main_sheet", args=[apprentice.pk, "t1-v1", block.pk])
    assert browse(trainer).post(sheet, sent).status_code == 422
    assert not SheetRow.objects.exists()
