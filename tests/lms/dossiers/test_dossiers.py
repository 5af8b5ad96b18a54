"""The dossier professionnel belongs to its candidate: how it is written, declared, exported and read."""

import io
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from PIL import Image
from pypdf import PdfReader, PdfWriter

from lms.dossiers import actions, exporting
from lms.dossiers.forms import LONGEST_TEXT
from lms.dossiers.guidance import HEADINGS, TO_COMPLETE, limits_of, remarks_on_pages, remarks_on_summary
from lms.dossiers.models import FileExample, ProjectFile, ProjectFileUpload
from lms.dossiers.permissions import can_read
from lms.dossiers.queries import contents_of, professional_files
from lms.people import roles
from lms.people.models import Cohort, Enrolment
from lms.records.actions import Source, change_versions, load_referential, record_evidence
from lms.records.models import CertificationVersion, Evidence
from lms.records.referential import REFERENTIALS, read_referential
from tests.factories.people import apprentice_of, staff_of
from tests.factories.records import certify

FULL = {
    "title": "La page de réservation",
    "tasks": "J’ai écrit le formulaire.\n\nPuis je l’ai testé au clavier.",
    "means": "HTML, CSS",
    "with_whom": "Bastien a relu.",
    "organisation": "Les Jardins de la Brume",
    "service": "Équipe refonte",
    "period": "du 3 au 28 mars 2027",
    "extra": "",
}


@pytest.fixture
def version(cohort) -> CertificationVersion:
    return certify(cohort)


@pytest.fixture
def file(version, apprentice, now):
    return actions.open_professional_file(apprentice=apprentice, now=now)


def write(file, block, now, **texts):
    example = actions.add_example(file=file, block=block, by=file.apprentice, now=now)
    actions.write_example(
        example=example, texts={**FULL, **texts}, seen_revision=0, by=file.apprentice, now=now
    )
    return example


def contents(file):
    return contents_of(professional_files().get(pk=file.pk))


def sign(file, now, name="Aïcha Fictif"):
    seen = contents(file).digest
    actions.declare(file=file, name=name, place="Valbrume", seen_hash=seen, by=file.apprentice, now=now)


@pytest.fixture
def declared(file, version, apprentice, now):
    for block in version.blocks.all():
        write(file, block, now)
    sign(file, now)
    return file


def picture(name: str = "maquette.webp", kind: str = "WEBP") -> SimpleUploadedFile:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(drawn, kind)
    return SimpleUploadedFile(name, drawn.getvalue())


def pdf(pages: int, password: str = "") -> SimpleUploadedFile:
    writer, written = PdfWriter(), io.BytesIO()
    for _page in range(pages):
        writer.add_blank_page(200, 200)
    if password:
        writer.encrypt(password)
    writer.write(written)
    return SimpleUploadedFile("projet.pdf", written.getvalue())


def test_three_examples_at_most_and_a_removed_one_leaves_its_place(file, version, apprentice, now):
    block = version.blocks.first()
    examples = [actions.add_example(file=file, block=block, by=apprentice, now=now) for _ in range(3)]
    with pytest.raises(actions.DossierRefused, match="Trois exemples"):
        actions.add_example(file=file, block=block, by=apprentice, now=now)
    actions.remove_example(example=examples[1], by=apprentice, now=now)
    assert actions.add_example(file=file, block=block, by=apprentice, now=now).position == 2


def test_a_declaration_waits_until_every_activity_type_is_told(file, version, apprentice, now):
    first, second = version.blocks.all()
    write(file, first, now)
    with pytest.raises(actions.DossierRefused, match="au moins un exemple"):
        sign(file, now)
    write(file, second, now, means=" ")
    with pytest.raises(actions.DossierRefused, match="moyens utilisés"):
        sign(file, now)


def test_any_change_lapses_the_declaration(declared, version, apprentice, now):
    assert contents(declared).is_declared
    example = declared.examples.first()
    actions.write_example(
        example=example, texts={"means": "Autre chose"}, seen_revision=1, by=apprentice, now=now
    )
    assert contents(declared).has_lapsed
    with pytest.raises(exporting.NotDeclared):
        exporting.as_docx(contents(declared))
    # Back to what was declared, it holds again: the declaration is of a content, not of a moment.
    actions.write_example(example=example, texts=FULL, seen_revision=2, by=apprentice, now=now)
    assert contents(declared).is_declared
    actions.add_diploma(file=declared, title="Brevet", given_by="", year=None, by=apprentice)
    assert contents(declared).has_lapsed


def test_evidence_begins_sentences_that_she_has_to_finish(file, version, apprentice, now):
    block, other = version.blocks.all()
    for code in ("T1-C11", "T1-C21"):
        source = Source("exercise", code, f"Exercice {code}")
        record_evidence(apprentice=apprentice, competence_codes=[code], source=source, now=now)
    lines = list(Evidence.objects.filter(apprentice=apprentice))
    example = write(file, block, now)
    write(file, other, now)
    # Evidence of another activity type is not taken in.
    assert actions.choose_evidence(example=example, evidence=lines, by=apprentice, now=now) == 1
    example.refresh_from_db()
    assert f"Pour «\u00a0Exercice T1-C11\u00a0» (23 novembre 2026), j’ai {TO_COMPLETE}" in example.tasks
    assert example.tasks.startswith(FULL["tasks"])
    with pytest.raises(actions.DossierRefused, match="propres mots"):
        sign(file, now)
    # Chosen twice, it is not begun twice.
    assert actions.choose_evidence(example=example, evidence=lines, by=apprentice, now=now) == 0


def test_a_client_s_words_are_not_copied_where_she_cannot_take_them_back(file, version, apprentice, now):
    source = Source("client_quote", "1", "«\u00a0Le site est superbe.\u00a0» (Rose, Les Jardins)")
    record_evidence(apprentice=apprentice, competence_codes=["T1-C11"], source=source, now=now)
    example = actions.add_example(file=file, block=version.blocks.first(), by=apprentice, now=now)
    lines = Evidence.objects.filter(apprentice=apprentice)
    assert actions.choose_evidence(example=example, evidence=lines, by=apprentice, now=now) == 1
    example.refresh_from_db()
    assert "superbe" not in example.tasks
    assert "Pour «\u00a0un mot du client\u00a0»" in example.tasks


def test_two_tabs_never_overwrite_each_other(file, version, apprentice, browse, now):
    example = actions.add_example(file=file, block=version.blocks.first(), by=apprentice, now=now)
    url, browser = reverse("professional_file_example", args=[example.pk]), browse(apprentice)
    asks = {"headers": {"Accept": "application/json"}}
    first = browser.post(url, {"title": "Un", "revision": 0}, **asks)
    assert first.json() == {"revision": 1}
    stale = browser.post(url, {"title": "Deux", "revision": 0}, **asks)
    assert stale.status_code == 409
    assert "autre onglet" in stale.json()["problem"]
    page = browser.post(url, {"title": "Deux", "tasks": "Ce que j’ai tapé", "revision": 0})
    assert page.status_code == 409
    assert "Ce que j’ai tapé" in page.content.decode()
    assert FileExample.objects.get(pk=example.pk).title == "Un"


def test_what_is_declared_is_what_was_read(file, version, apprentice, browse, now):
    for block in version.blocks.all():
        write(file, block, now)
    browser, page = browse(apprentice), reverse("my_professional_file")
    url = reverse("professional_file_declare", args=[file.pk])
    shown = browser.get(page).content.decode()
    seen = re.search(r'name="seen_hash" value="(\w{64})"', shown).group(1)
    # Another tab goes on writing before she presses the button of this one.
    example = file.examples.first()
    actions.write_example(
        example=example, texts={"means": "Autre chose"}, seen_revision=1, by=apprentice, now=now
    )
    said = {"name": "Aïcha Fictif", "place": "Valbrume", "is_mine": "on"}
    for stale in (seen, ""):
        answer = browser.post(url, {**said, "seen_hash": stale})
        assert answer.status_code == 422
        assert "a changé depuis que vous avez ouvert" in answer.content.decode()
        assert 'value="Valbrume"' in answer.content.decode()
        assert not contents(file).is_declared
    seen = re.search(r'name="seen_hash" value="(\w{64})"', answer.content.decode()).group(1)
    assert browser.post(url, {**said, "seen_hash": seen}).status_code == 302
    assert contents(file).is_declared
    assert seen in browser.get(page).content.decode()
    assert seen in browser.get(reverse("read_professional_file", args=[file.pk])).content.decode()


def test_two_tabs_never_overwrite_each_other_in_a_dossier_de_projet(version, apprentice, browse):
    browser, url = browse(apprentice), reverse("my_project_file")
    asks = {"headers": {"Accept": "application/json"}}
    said = {"do": "write", "title": "Refonte", "revision": 0}
    assert browser.post(url, {**said, "summary": "Un"}, **asks).json() == {"revision": 1}
    stale = browser.post(url, {**said, "summary": "Deux"}, **asks)
    assert stale.status_code == 409
    assert "autre onglet" in stale.json()["problem"]
    page = browser.post(url, {**said, "summary": "Ce que j’ai tapé"})
    assert page.status_code == 409
    assert "Ce que j’ai tapé" in page.content.decode()
    assert "autre onglet" in page.content.decode()
    assert ProjectFile.objects.get().summary == "Un"
    too_long = browser.post(url, {**said, "summary": "x" * 4001, "revision": 1}, **asks)
    assert too_long.status_code == 422
    assert too_long.json()["problem"]
    assert browser.post(url, {**said, "summary": "Deux", "revision": 1}).status_code == 302
    assert ProjectFile.objects.get().summary == "Deux"


@pytest.fixture
def next_version(version):
    """A version that comes after the one the cohort prepares for."""
    return CertificationVersion.objects.create(
        certification=version.certification, key="t1-v9", number="09", effective_on=date(2027, 1, 1)
    )


def test_what_was_written_for_a_version_before_stays_hers_to_read_sign_and_export(
    file, version, next_version, cohort, apprentice, trainer, coordinator, browse, now
):
    for block in version.blocks.all():
        write(file, block, now)
    project = actions.write_project_file(
        apprentice=apprentice,
        title="Refonte",
        summary="Mon résumé",
        parts_done=[],
        seen_revision=0,
        now=now,
    )
    browser, read = browse(apprentice), reverse("read_professional_file", args=[file.pk])
    assert (
        "Rédigé pour une autre version" not in browser.get(reverse("my_professional_file")).content.decode()
    )
    assert "prépare aujourd’hui une autre" not in browser.get(read).content.decode()
    change_versions(cohort=cohort, versions=[next_version], by=coordinator, now=now)
    # Her page is of the new version; the earlier files are named there with theirs.
    read_project = reverse("read_project_file", args=[project.pk])
    for name in ("my_professional_file", "my_project_file"):
        page = browser.get(reverse(name)).content.decode()
        assert "Rédigé pour une autre version" in page
        assert f"version\N{NO-BREAK SPACE}{version.number}" in page
        assert read in page
        assert read_project in page
    page = browser.get(read_project).content.decode()
    assert "Mon résumé" in page
    assert "prépare aujourd’hui une autre" in page
    assert "<textarea" not in page
    # Nothing is exported before she has signed; she signs what she reads.
    export = reverse("professional_file_export", args=[file.pk, "docx"])
    assert browser.get(export).status_code == 302
    page = browser.get(read).content.decode()
    assert "prépare aujourd’hui une autre" in page
    sent = {"name": "Aïcha Fictif", "place": "Valbrume", "is_mine": "on"}
    url = reverse("professional_file_declare", args=[file.pk])
    assert browser.post(url, sent).status_code == 422
    sent["seen_hash"] = re.search(r'name="seen_hash" value="(\w{64})"', page).group(1)
    assert browser.post(url, sent)["Location"] == read
    assert browser.get(export)["Content-Type"] == exporting.DOCX
    # Her trainer still reads it, and signs nothing.
    page = browse(trainer).get(read).content.decode()
    assert "prépare aujourd’hui une autre" in page
    assert "seen_hash" not in page


@pytest.mark.parametrize("who", ["peer", "other_school_trainer", "adviser", "client"])
def test_files_of_a_version_before_are_closed_to_others(
    who, cast, file, next_version, cohort, coordinator, browse, now
):
    change_versions(cohort=cohort, versions=[next_version], by=coordinator, now=now)
    assert browse(cast[who]).get(reverse("read_professional_file", args=[file.pk])).status_code == 404


def test_the_form_says_what_the_declaration_needs(file, version, apprentice, browse, now):
    example = actions.add_example(file=file, block=version.blocks.first(), by=apprentice, now=now)
    page = browse(apprentice).get(reverse("professional_file_example", args=[example.pk])).content.decode()
    labels = dict(re.findall(r'<label class="field__label" for="id_(\w+)">(.*?)</label>', page, re.DOTALL))
    needed = {name for name, label in labels.items() if "nécessaire pour la déclaration" in label}
    assert needed == {"title", *HEADINGS}
    assert "facultatif" in labels["service"]


def test_a_text_that_is_too_long_is_refused_and_kept_on_the_page(file, version, apprentice, browse, now):
    example = actions.add_example(file=file, block=version.blocks.first(), by=apprentice, now=now)
    url = reverse("professional_file_example", args=[example.pk])
    answer = browse(apprentice).post(
        url, {"title": "x" * 200, "revision": 0}, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 422
    assert answer.json()["problem"]
    long = {"title": "x", "tasks": "x" * (LONGEST_TEXT + 1), "revision": 0}
    answer = browse(apprentice).post(url, long, headers={"Accept": "application/json"})
    assert answer.status_code == 422


def test_documents_are_checked_and_two_at_most(file, version, apprentice, now, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    block = version.blocks.first()
    told = {"file": file, "block": block, "caption": "La maquette", "by": apprentice, "now": now}
    with pytest.raises(actions.DossierRefused, match="images"):
        actions.add_document(upload=SimpleUploadedFile("a.png", b"<script>"), **told)
    actions.add_document(upload=picture(), **told)
    actions.add_document(upload=picture("b.png", "PNG"), **told)
    with pytest.raises(actions.DossierRefused, match="Deux documents"):
        actions.add_document(upload=picture(), **told)


def test_exports_hold_what_she_wrote_and_nothing_said_beside(
    declared, version, apprentice, trainer, now, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    actions.add_document(
        file=declared,
        block=version.blocks.first(),
        upload=picture(),
        caption="La maquette vue sur un téléphone",
        by=apprentice,
        now=now,
    )
    actions.add_diploma(file=declared, title="Brevet", given_by="Rectorat", year=2019, by=apprentice)
    actions.comment(file=declared, text="Avis du formateur", by=trainer, now=now)
    sign(declared, now)

    paper = PdfReader(io.BytesIO(exporting.as_pdf(contents(declared))))
    printed = "\n".join(page.extract_text() for page in paper.pages)
    document = Document(io.BytesIO(exporting.as_docx(contents(declared))))
    typed = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for text in (printed, typed):
        assert "La page de réservation" in text
        assert "Fait à Valbrume, le 23 novembre 2026" in text
        assert "Avis du formateur" not in text
    assert paper.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert paper.trailer["/Root"]["/Lang"] == "fr"
    levels = [p.style.name for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert {"Heading 1", "Heading 2", "Heading 3"} == set(levels)
    assert document.inline_shapes[0]._inline.docPr.get("descr") == "La maquette vue sur un téléphone"
    assert document.core_properties.language == "fr-FR"
    tables = "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    for text in (printed, tables):
        assert "Parcours de formation" in text
        assert "Titre professionnel visé" in text
    section = document.sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    assert str(declared.apprentice) in section.footer.paragraphs[0].text
    assert "PAGE" in section.footer.paragraphs[0]._p.xml
    for text in (printed, typed):
        assert (
            text.index("Sommaire") < text.index("Documents de l’activité-type 1") < text.index("Déclaration")
        )


def test_a_picture_that_is_gone_is_named_and_control_characters_stay_out(
    declared, version, apprentice, now, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    block = version.blocks.first()
    told = {"file": declared, "by": apprentice, "now": now}
    gone = actions.add_document(block=block, upload=picture(), caption="La maquette", **told)
    sign(declared, now)
    gone.content.storage.delete(gone.content.name)
    paper = PdfReader(io.BytesIO(exporting.as_pdf(contents(declared))))
    assert gone.name in "\n".join(page.extract_text() for page in paper.pages)

    write(declared, block, now, title="Le\x02 menu", tasks="J’ai écrit\x01 la page.")
    actions.add_diploma(file=declared, title="Bre\x03vet", given_by="", year=2019, by=apprentice)
    sign(declared, now, name="Aïcha\x04 Fictif")
    document = Document(io.BytesIO(exporting.as_docx(contents(declared))))
    typed = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for text in (gone.name, "Le menu", "J’ai écrit la page.", "Aïcha Fictif"):
        assert text in typed


def test_the_pages_of_a_dossier_de_projet_are_counted(version, apprentice, now, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    told = {"apprentice": apprentice, "now": now}
    with pytest.raises(actions.DossierRefused, match="PDF"):
        actions.hand_in_project_file(upload=picture(), appendix_pages=0, **told)
    with pytest.raises(actions.DossierRefused, match="illisible"):
        actions.hand_in_project_file(
            upload=SimpleUploadedFile("a.pdf", b"%PDF-1.4 nothing"), appendix_pages=0, **told
        )
    with pytest.raises(actions.DossierRefused, match="mot de passe"):
        actions.hand_in_project_file(upload=pdf(3, "secret"), appendix_pages=0, **told)
    with pytest.raises(actions.DossierRefused, match="annexes"):
        actions.hand_in_project_file(upload=pdf(3), appendix_pages=3, **told)
    actions.hand_in_project_file(upload=pdf(5), appendix_pages=2, **told)
    again = actions.hand_in_project_file(upload=pdf(6), appendix_pages=1, **told)
    assert (again.number, again.pages, again.appendix_pages) == (2, 5, 1)
    assert ProjectFileUpload.objects.count() == 2


@pytest.mark.django_db
def test_each_version_has_its_own_page_limits():
    load_referential(data=read_referential(REFERENTIALS / "dwwm.yaml"))
    old, new = (
        limits_of(CertificationVersion.objects.get(key=key).settings) for key in ("dwwm-v03", "dwwm-v04")
    )
    assert len(remarks_on_pages(old, 36, 90)) == 1
    assert remarks_on_pages(new, 36, 30) == []
    assert len(remarks_on_pages(new, 51, 31)) == 2
    assert remarks_on_summary(old, "mot " * 199)
    assert not remarks_on_summary(old, "mot " * 220)
    assert not remarks_on_summary(new, "mot " * 30)


def test_a_document_is_served_to_her_readers_only(
    file, version, apprentice, trainer, peer, browse, now, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    document = actions.add_document(
        file=file, block=version.blocks.first(), upload=picture(), caption="x", by=apprentice, now=now
    )
    url = reverse("professional_file_document", args=[document.pk])
    served = browse(trainer).get(url)
    assert served.getvalue().startswith(b"RIFF")
    assert browse(peer).get(url).status_code == 404


def test_trainers_comment_beside_and_the_candidate_reads_it(file, trainer, apprentice, browse):
    url = reverse("read_professional_file", args=[file.pk])
    browse(trainer).post(url, {"text": "Dites ce que vous avez fait, vous."})
    assert "Dites ce que vous avez fait, vous." in browse(apprentice).get(url).content.decode()


@pytest.mark.django_db
def test_who_reads_a_dossier(file, cohort, school, other_school, cast, browse):
    """Truth table: the trainers of her school and its coordination, nobody of another school, no adviser."""
    url = reverse("read_professional_file", args=[file.pk])
    others = {
        "trainer of the school, not of the cohort": (staff_of(school, roles.TRAINER), 200),
        "coordinator of another school": (staff_of(other_school, roles.COORDINATOR), 404),
        "peer": (cast["peer"], 404),
        "adviser": (cast["adviser"], 404),
        "client": (cast["client"], 404),
        "coordinator": (cast["coordinator"], 200),
        "other trainer": (cast["other_school_trainer"], 404),
    }
    got = {name: browse(person).get(url).status_code for name, (person, _) in others.items()}
    assert got == {name: expected for name, (_, expected) in others.items()}


def test_the_school_that_she_left_for_another_reads_no_more(
    file, cohort, coordinator, other_school, cast, apprentice
):
    Enrolment.objects.filter(apprentice=apprentice).update(left_on=date(2026, 11, 20))
    apprentice = type(apprentice).objects.get(pk=apprentice.pk)
    file = professional_files().get(pk=file.pk)
    assert can_read(coordinator, file)
    elsewhere = Cohort.objects.create(
        school=other_school,
        programme=cohort.programme,
        name="Ailleurs",
        starts_on=cohort.starts_on,
        ends_on=cohort.ends_on,
    )
    Enrolment.objects.create(apprentice=apprentice, cohort=elsewhere, enrolled_on=date(2026, 11, 21))
    assert not can_read(coordinator, file)
    assert can_read(staff_of(other_school, roles.COORDINATOR), file)


def test_the_list_of_a_class_costs_the_same_for_any_class(
    declared, cohort, version, trainer, browse, now, django_assert_max_num_queries
):
    browser, url = browse(trainer), reverse("files_of_class", args=[cohort.pk])
    browser.get(url)
    with django_assert_max_num_queries(60) as few:
        browser.get(url)
    for _ in range(3):
        other = apprentice_of(cohort)
        write(actions.open_professional_file(apprentice=other, now=now), version.blocks.first(), now)
    with django_assert_max_num_queries(len(few)):
        browser.get(url)
