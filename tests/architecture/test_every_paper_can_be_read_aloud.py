"""Every PDF the project draws, held to one list of demands: PDF/UA-1, and what no machine's standard asks for.

The papers are those of the demo school, taken as those take them who may. What is asked here is asked of a file;
how a screen reader speaks it stays for people to judge (docs/how-to/check-a-paper.md).
"""

import io
import re
import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import page as validator
import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from client_projects import actions as client_work
from client_projects.models import ClientProject, fingerprint_of
from client_projects.queries import acceptance_text
from client_projects.states import AcceptanceDecision, PaperKind, Severity
from lms.attendance.models import AttendanceSheet
from lms.core import papers
from lms.demo.certification import build_attendance, build_certification
from lms.demo.people import CONTENT, DemoSchools, build_schools
from lms.dossiers import actions as dossiers
from lms.dossiers.queries import contents_of, professional_files
from lms.evaluations.models import Booklet
from lms.juries.models import SchoolCertificate
from lms.people.models import User
from tests.factories.client_projects import ContactFactory, ProjectFactory, TeamMemberFactory, picture

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# Templates that other papers extend: no paper themselves.
SHAPES = {"core/paper.html", "core/wide_paper.html"}
# Pages of an archive that a client takes home, in the same dress: never drawn as PDF.
PAGES = "client_projects/pack/"
HEADING = re.compile(r"/H([1-6])$")
CLOCK = re.compile(r"\b\d{1,2}:\d{2}\b")
FIRST_OF_MONTH = re.compile(
    r"\b1 (janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)"
)


def remarks_on(content: bytes) -> list[str]:
    """Return what is wrong with a paper; nothing when it fits."""
    report = validator.validate_pdf_bytes(content, profile="ua1")
    found = [f"PDF/UA-1 {one.rule_id}: {one.message}" for one in report.failures]
    reader = PdfReader(io.BytesIO(content))
    catalog = reader.trailer["/Root"]
    if not str(catalog.get("/Lang", "")).startswith("fr"):
        found.append("no language, or not French")
    if not (reader.metadata and reader.metadata.title):
        found.append("no title")
    if not catalog.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        found.append("a reader shows the name of the file instead of the title")
    if not catalog.get("/MarkInfo", {}).get("/Marked"):
        found.append("not tagged")
    found += remarks_on_structure(list(elements(catalog["/StructTreeRoot"])))
    text = "\n".join(one.extract_text() for one in reader.pages)
    found += [
        f"not French typography: {one!r}" for one in {*CLOCK.findall(text), *FIRST_OF_MONTH.findall(text)}
    ]
    return found


def elements(node: Any) -> Iterator[DictionaryObject]:
    """Yield the elements of a structure tree in the order in which they are read."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, DictionaryObject):
        if "/S" in node:
            yield node
        kids = node.get("/K", [])
        kids = kids.get_object() if hasattr(kids, "get_object") else kids
        for kid in kids if isinstance(kids, list) else [kids]:
            yield from elements(kid)


def remarks_on_structure(found: list[DictionaryObject]) -> Iterator[str]:
    levels = [int(named[1]) for one in found if (named := HEADING.match(one["/S"]))]
    if levels[:1] != [1] or levels.count(1) != 1:
        yield f"one heading of the first level, and first: {levels}"
    yield from (f"a heading jumps from {a} to {b}" for a, b in pairwise(levels) if b > a + 1)
    for one in found:
        if one["/S"] == "/Table" and not any(kid["/S"] == "/TH" for kid in elements(one)):
            yield "a table without headings"
        if one["/S"] == "/TH" and "/Scope" not in attributes(one):
            yield "a heading of a table that does not say of what"
        if one["/S"] == "/Figure" and not one.get("/Alt"):
            yield "a picture without a text"


def attributes(element: DictionaryObject) -> dict[str, Any]:
    held = element.get("/A", {})
    held = held.get_object() if hasattr(held, "get_object") else held
    together: dict[str, Any] = {}
    for one in held if isinstance(held, list) else [held]:
        together |= one.get_object() if hasattr(one, "get_object") else one
    return together


def person(email: str) -> User:
    return User.objects.get(email=f"{email}@demo.example")


def papers_of_the_demo(browse: Any, now: datetime) -> dict[str, bytes]:
    """Return every paper of a school in which everything has happened once, by the name of what it is."""
    data = tomllib.loads((CONTENT / "school.toml").read_text(encoding="utf-8"))
    schools = build_schools(data, now=now)
    build_certification(schools, now=now)
    build_attendance(schools, now=now)
    amandine, trainer = person("amandine.ruisselet"), browse(person("solene.largeval"))
    booklets = {
        "booklet signed by everybody": Booklet.objects.get(received_at__isnull=False),
        "booklet begun": Booklet.objects.get(received_at=None),
    }
    asked = {
        name: (trainer, reverse("booklet_pdf", args=[one.enrolment.apprentice_id, one.version.key]))
        for name, one in booklets.items()
    }
    file = illustrated(amandine, now)
    asked["dossier professionnel"] = (
        browse(amandine),
        reverse("professional_file_export", args=[file, "pdf"]),
    )
    sheet = AttendanceSheet.objects.exclude(locked_at=None).latest("day")
    month = sheet.day.replace(day=1)
    for name in ("attendance_paper", "hours_paper"):
        asked[name] = (trainer, reverse(name, args=[sheet.cohort_id, month]))
    asked["week"] = (trainer, reverse("attendance_week_paper", args=[sheet.cohort_id, sheet.day]))
    empty = sheet.day - timedelta(days=2000)
    for name, day in (
        ("attendance_paper", empty.replace(day=1)),
        ("hours_paper", empty.replace(day=1)),
        ("attendance_week_paper", empty),
    ):
        asked[f"{name} of nothing"] = (trainer, reverse(name, args=[sheet.cohort_id, day]))
    for number, one in enumerate(SchoolCertificate.objects.order_by("pk")):
        asked[f"certificate {number}"] = (browse(None), reverse("certificate_pdf", args=[one.token]))
    project, contact = signed_project(schools, now)
    for paper in project.papers.all():
        asked[str(paper.kind)] = (browse(contact), reverse("paper_pdf", args=[project.slug, paper.pk]))
    return {name: taken(browser.get(address)) for name, (browser, address) in asked.items()}


def taken(answer: Any) -> bytes:
    assert answer.status_code == 200, answer
    assert answer["Content-Type"] == "application/pdf"
    return answer.getvalue() if answer.streaming else answer.content


def illustrated(apprentice: User, now: datetime) -> int:
    """Put a picture into the dossier professionnel of `apprentice`, and have it declared again."""
    file = professional_files().get(apprentice=apprentice)
    block = file.version.blocks.earliest("position")
    dossiers.add_document(
        file=file,
        block=block,
        upload=picture("accueil.png", size=(1200, 800)),
        caption="La page d'accueil, sur un téléphone et sur un ordinateur",
        by=apprentice,
        now=now,
    )
    dossiers.declare(
        file=file,
        name=apprentice.get_full_name(),
        place="Valbrume",
        seen_hash=contents_of(professional_files().get(pk=file.pk)).digest,
        by=apprentice,
        now=now,
    )
    return file.pk


def signed_project(schools: DemoSchools, now: datetime) -> tuple[ClientProject, User]:
    """Return a project with each of the papers that a client signs, and the client."""
    cohort, trainer = schools.cohorts["valbrume"], person("solene.largeval")
    project = ProjectFactory(cohort=cohort, name="Refonte du site des jardiniers", slug="jardiniers")
    apprentice = cohort.enrolments.filter(left_on=None).first().apprentice
    contact = User.objects.create_user(
        "presidente@demo.example", first_name="Perrine", last_name="Sautepré", role="client", joined_at=now
    )
    ContactFactory(client=project.client, person=contact)
    TeamMemberFactory(project=project, apprentice=apprentice)
    client_work.propose_tests(project=project, by=apprentice, now=now)
    run = client_work.open_test_run(project=project, delivered="Version 3, a1b2c3d", by=trainer, now=now)
    for number, item in enumerate(project.test_items.all()):
        said = {} if number else {"works": False, "said": "Le menu recouvre le titre sur mon téléphone."}
        client_work.answer_test(run=run, item=item, **{"works": True, **said}, by=contact, now=now)
    reservation = project.reservations.get()
    client_work.weigh_reservation(
        reservation=reservation,
        severity=Severity.MINOR,
        owner=apprentice,
        due_on=timezone.localdate(now) + timedelta(days=9),
        by=trainer,
        now=now,
    )
    run = client_work.ask_for_signature(run=run, by=trainer, now=now)
    paper = client_work.sign_acceptance(
        run=run,
        decision=AcceptanceDecision.WITH_RESERVATIONS,
        name="Perrine Sautepré",
        seen_hash=fingerprint_of(acceptance_text(run)),
        by=contact,
        now=now,
    )
    client_work.countersign(
        paper=paper, name="Solène Largeval", seen_hash=paper.content_hash, by=trainer, now=now
    )
    reservation.refresh_from_db()
    reservation = client_work.fix_reservation(reservation=reservation, by=apprentice, now=now)
    client_work.lift_reservation(reservation=reservation, by=contact, now=now)
    client_work.draw_up(project=project, kind=PaperKind.LIFTING, by=trainer, now=now)
    for kind in (PaperKind.GO_LIVE, PaperKind.HANDOVER):
        client_work.start_checklist(project=project, kind=kind, by=apprentice, now=now)
        for line in project.checklist_items.filter(kind=kind):
            client_work.tick_checklist(item=line, is_done=True, note="dépôt Git", by=apprentice, now=now)
        client_work.draw_up(project=project, kind=kind, by=trainer, now=now)
    return project, contact


def templates_of_papers() -> set[str]:
    """Return the templates from which a PDF is drawn: those that begin as a paper."""
    found = set()
    for path in settings.BASE_DIR.glob("**/templates/**/*.html"):
        start = path.read_text(encoding="utf-8")[:200]
        if any(f'extends "{shape}"' in start for shape in SHAPES):
            found.add(str(path).partition("/templates/")[2])
    return {name for name in found - SHAPES if not name.startswith(PAGES)}


def test_every_paper_holds_what_is_asked_of_papers(browse, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    drawn = set()

    whole = papers.render_to_string

    def noted(template, context):
        drawn.add(template)
        return whole(template, context)

    monkeypatch.setattr(papers, "render_to_string", noted)

    found = papers_of_the_demo(browse, timezone.now())

    assert {name: remarks for name, content in found.items() if (remarks := remarks_on(content))} == {}
    assert drawn == templates_of_papers(), "a paper that nothing here draws"
