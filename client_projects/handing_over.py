"""Writes the handover pack: an archive whose names we choose, read from disk and written to disk.

It holds only what the client may see: what was accepted, signed, decided, shared. No name in it comes from an
upload, no secret is in it, because none is ever kept.
"""

import csv
import io
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.db.models.fields.files import FieldFile
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from client_projects import redirects
from client_projects.models import ClientProject, Decision, GivenContent, Paper
from client_projects.queries import (
    accesses_given,
    pictures_with_rights,
    redirects_as_csv,
    redirects_of,
    trainers_to_call,
)
from client_projects.repositories import GitFailed, open_repository, write_bundle
from client_projects.states import ContentKind, ContentState, InventoryState, Side
from lms.core.dates import date_format
from lms.core.papers import PapersUnavailable, pdf_of

# A spreadsheet runs what begins like this; a quote in front makes it text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Pack:
    """The archive being written, with the list of what is in it and of what is not."""

    def __init__(self, archive: ZipFile) -> None:
        self.archive = archive
        self.contents: list[tuple[str, str]] = []
        self.missing: list[str] = []

    def tell(self, name: str, what: str) -> None:
        self.contents.append((name, what))

    def text(self, name: str, text: str | bytes) -> None:
        self.archive.writestr(name, text, compress_type=ZIP_DEFLATED)

    def table(self, name: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        out = io.StringIO()
        writer = csv.writer(out, delimiter=";")
        writer.writerow(head)
        for row in rows:
            writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row])
        self.text(name, out.getvalue().encode("utf-8-sig"))

    def file(self, name: str, stored: FieldFile) -> bool:
        """Copy a stored file piece by piece; return whether it was there."""
        try:
            source = stored.open("rb")
        except (FileNotFoundError, ValueError):
            self.missing.append(_("“%(name)s” is no longer kept on the platform.") % {"name": name})
            return False
        with source, self.archive.open(name, "w", force_zip64=True) as target:
            shutil.copyfileobj(source, target)
        return True


def write_pack(project: ClientProject, target: IO[bytes]) -> list[str]:
    """Write the handover pack of `project` into `target`; return, in sentences, what could not be put in."""
    with ZipFile(target, "w", ZIP_STORED) as archive:
        pack = _Pack(archive)
        _guide(pack, project)
        _accesses(pack, project)
        _pictures(pack, project)
        _texts(pack, project)
        _redirects(pack, project)
        _site(pack, project)
        _papers(pack, project)
        _decisions(pack, project)
        context = {
            "project": project,
            "contents": pack.contents,
            "missing": pack.missing,
            "trainers": list(trainers_to_call(project)),
            "today": timezone.localdate(),
        }
        pack.text("LISEZ-MOI.txt", render_to_string("client_projects/pack/read_me.txt", context))
    return pack.missing


def _guide(pack: _Pack, project: ClientProject) -> None:
    context = {"project": project, "lines": list(project.checklist_items.all())}
    pack.text("guide.html", render_to_string("client_projects/pack/guide.html", context))
    pack.tell("guide.html", _("What was done for the opening and the handover, and where each thing is."))


def _accesses(pack: _Pack, project: ClientProject) -> None:
    given = list(accesses_given(project))
    pack.table(
        "acces.csv",
        [_("Access"), _("How it was given"), _("Who holds it"), _("Note"), _("On the")],
        [
            [
                one.wanted.title,
                str(one.get_way_display()),
                one.holder,
                one.text,
                date_format(timezone.localdate(one.given_at), "j F Y"),
            ]
            for one in given
        ],
    )
    pack.tell("acces.csv", _("Who holds which access. It holds no password: change those that others knew."))


def _pictures(pack: _Pack, project: ClientProject) -> None:
    rows = []
    for number, one in enumerate(pictures_with_rights(project), start=1):
        name = f"images/{number:03d}-{_plain(one.wanted.title)}{Path(one.file_name).suffix}"
        if pack.file(name, one.file):
            rows.append([name, *_rights_of(one)])
    head = [
        _("File"),
        _("Author"),
        _("Rights"),
        _("Permission or licence"),
        _("People visible"),
        _("Declared by"),
        _("On the"),
    ]
    pack.table("images-et-droits.csv", head, rows)
    pack.tell(
        "images-et-droits.csv, images/", _("Each photo that you gave, with whose it is and who agreed.")
    )


def _rights_of(one: GivenContent) -> list[str]:
    return [
        one.author,
        str(one.get_rights_display()),
        one.permission,
        str(one.get_people_display()),
        one.given_by_name,
        date_format(timezone.localdate(one.given_at), "j F Y"),
    ]


def _texts(pack: _Pack, project: ClientProject) -> None:
    texts = GivenContent.objects.filter(
        wanted__project=project, wanted__kind=ContentKind.TEXT, wanted__state=ContentState.ACCEPTED
    ).select_related("wanted")
    for number, one in enumerate(texts, start=1):
        name = f"textes/{number:03d}-{_plain(one.wanted.title)}"
        if one.text:
            pack.text(f"{name}.txt", one.text)
        if one.file:
            pack.file(f"{name}.pdf", one.file)
    if texts:
        pack.tell("textes/", _("The texts that you gave."))


def _redirects(pack: _Pack, project: ClientProject) -> None:
    inventory = project.inventories.filter(state=InventoryState.DONE).order_by("-asked_at").first()
    if inventory is None:
        pack.missing.append(_("No redirects: no old site was taken inventory of."))
        return
    try:
        moves = redirects_of(inventory)
    except redirects.MapRefused as refusal:
        pack.missing += refusal.sentences
        return
    pack.text("redirections/nginx.conf", redirects.for_nginx(moves))
    pack.text("redirections/apache-htaccess.txt", redirects.for_apache(moves))
    pack.text("redirections/redirections.csv", redirects_as_csv(moves))
    pack.tell("redirections/", _("Where the addresses of the old site lead, for whoever runs your server."))


def _site(pack: _Pack, project: ClientProject) -> None:
    newest = project.site_versions.order_by("-number").first()
    if newest is None:
        pack.missing.append(_("No site: no version of it was handed in here."))
        return
    name = f"site/site-version-{newest.number}.zip"
    if pack.file(name, newest.archive):
        pack.tell(name, _("The files of your site, as last handed in."))
    with tempfile.NamedTemporaryFile(suffix=".bundle") as bundle:
        try:
            is_there = write_bundle(open_repository(project.pk), Path(bundle.name))
        except GitFailed:
            pack.missing.append(_("The history of the site (Git) could not be copied."))
            return
        if is_there:
            pack.archive.write(bundle.name, "site/depot.bundle")
            sentence = _("The whole history of your site, for a developer: « git clone depot.bundle ».")
            pack.tell("site/depot.bundle", sentence)


def _papers(pack: _Pack, project: ClientProject) -> None:
    papers = project.papers.select_related("project__school", "project__client").prefetch_related(
        "signatures"
    )
    signed = [paper for paper in papers if paper.is_signed]
    for paper in signed:
        name = f"papiers/{_plain(paper.content['title'])}-{paper.number}"
        context = _paper_context(paper)
        try:
            pack.text(f"{name}.pdf", pdf_of("client_projects/paper_pdf.html", context))
        except PapersUnavailable:
            pack.text(f"{name}.html", render_to_string("client_projects/paper_pdf.html", context))
    if signed:
        pack.tell("papiers/", _("What both sides signed."))
    else:
        pack.missing.append(_("No signed paper: none was signed by both sides yet."))


def _paper_context(paper: Paper) -> dict[str, Any]:
    signatures = [{"label": side.label, "signature": paper.signature_of(side)} for side in Side]
    return {"project": paper.project, "paper": paper, "text": paper.content, "signatures": signatures}


def _decisions(pack: _Pack, project: ClientProject) -> None:
    decisions = (
        Decision.objects.filter(version__deliverable__milestone__project=project)
        .select_related("version__deliverable__milestone__project__client")
        .order_by("decided_at", "pk")
    )
    rows = []
    for number, decision in enumerate(decisions, start=1):
        version = decision.version
        context = {"project": project, "decision": decision, "version": version}
        name = f"decisions/{number:03d}-{_plain(version.deliverable.title)}-version-{version.number}.html"
        pack.text(name, render_to_string("client_projects/pack/proof.html", context))
        rows.append(
            [
                date_format(timezone.localdate(decision.decided_at), "j F Y"),
                version.deliverable.title,
                str(version.number),
                str(decision.get_kind_display()),
                decision.reason,
                decision.decided_by_name,
                decision.content_hash,
                name,
            ]
        )
    for meeting in project.meetings.filter(shared_at__isnull=False).prefetch_related("decisions", "answers"):
        day = date_format(meeting.held_on, "Y-m-d")
        name = f"reunions/{day}-{_plain(meeting.subject)}-{meeting.pk}.html"
        pack.text(
            name,
            render_to_string("client_projects/pack/meeting.html", {"project": project, "meeting": meeting}),
        )
        rows += [
            [
                date_format(meeting.held_on, "j F Y"),
                one.text,
                "",
                _("Decided together"),
                "",
                one.owner,
                "",
                name,
            ]
            for one in meeting.decisions.all()
        ]
    head = [
        _("On the"),
        _("What it is about"),
        _("Version"),
        _("Decision"),
        _("In her words"),
        _("By"),
        _("Fingerprint"),
        _("File"),
    ]
    pack.table("decisions.csv", head, rows)
    pack.tell("decisions.csv, decisions/, reunions/", _("What was decided, when, by whom, with its proof."))


def _plain(title: str) -> str:
    """Return a name of letters, digits and dashes alone: no folder, no way up, whatever a title holds."""
    return slugify(title)[:60].strip("-") or "sans-titre"
