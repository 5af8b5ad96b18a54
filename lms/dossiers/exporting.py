"""The dossier professionnel as a file to hand in: tagged PDF, or a document for a word processor."""

import io
from typing import Any

from django.utils import formats, timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Cm
from PIL import Image

from lms.core.papers import pdf_of
from lms.dossiers.models import FileDocument, FileExample
from lms.dossiers.queries import Contents

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class NotDeclared(Exception):
    """The candidate has not declared what is in the file now: it is not exported."""


def check_declared(contents: Contents) -> None:
    if not contents.is_declared:
        raise NotDeclared


def file_name(contents: Contents, extension: str) -> str:
    return f"dossier-professionnel-{slugify(str(contents.file.apprentice))}.{extension}"


def sections_of(example: FileExample) -> list[tuple[str, str]]:
    """Return the headings of the official model with what she wrote under each; empty optional ones left out."""
    context = [
        (_("Company, association or school"), example.organisation),
        (_("Service or team"), example.service),
        (_("Period"), example.period),
    ]
    found = [
        (_("1. Tasks or operations that you carried out, and in which conditions"), example.tasks),
        (_("2. Means used"), example.means),
        (_("3. With whom you worked"), example.with_whom),
        (_("4. Context"), "\n".join(f"{name} : {text}" for name, text in context if text)),
        (_("5. Additional information"), example.extra),
    ]
    return [(name, text) for name, text in found if text]


def declaration_of(contents: Contents) -> dict[str, str]:
    file = contents.file
    return {
        "name": file.declared_name,
        "place": file.declared_place,
        "day": formats.date_format(timezone.localdate(file.declared_at), "j F Y") if file.declared_at else "",
    }


def drawn(contents: Contents) -> list[dict[str, Any]]:
    """Return the activity types in order, each with its examples under their headings and its documents."""
    return [
        {
            "block": activity.block,
            "number": number,
            "examples": [(example, sections_of(example)) for example in activity.examples],
            "documents": [(f"papers:document-{one.pk}", one) for one in activity.documents],
        }
        for number, activity in enumerate(contents.activities, start=1)
    ]


def _bytes_of(document: FileDocument) -> bytes:
    with document.content.open("rb") as stored:
        content: bytes = stored.read()
        return content


def as_pdf(contents: Contents) -> bytes:
    """Return the file as tagged PDF.

    Raises:
        NotDeclared: it was not declared as it is.
        PapersUnavailable: this machine cannot draw PDF.
    """
    check_declared(contents)
    pictures = {
        f"papers:document-{one.pk}": (_bytes_of(one), one.content_type)
        for activity in contents.activities
        for one in activity.documents
        if one.is_picture
    }
    context = {
        "file": contents.file,
        "activities": drawn(contents),
        "diplomas": contents.diplomas,
        "declaration": declaration_of(contents),
    }
    return pdf_of("dossiers/paper.html", context, pictures=pictures)


def as_docx(contents: Contents) -> bytes:
    """Return the file as a document of a word processor, with real headings. Raises NotDeclared as above."""
    check_declared(contents)
    document = Document()
    _speak_french(document)
    file = contents.file
    document.core_properties.title = f"{_('Dossier professionnel')} · {file.apprentice}"
    document.core_properties.author = str(file.apprentice)
    document.core_properties.language = "fr-FR"
    document.add_heading(_("Dossier professionnel"), level=0)
    document.add_paragraph(str(file.apprentice))
    document.add_paragraph(f"{file.version.certification.title} ({file.version.number})")
    for part in drawn(contents):
        document.add_page_break()
        document.add_heading(
            _("Activity type %(number)s: %(title)s")
            % {"number": part["number"], "title": part["block"].title},
            level=1,
        )
        for example, sections in part["examples"]:
            document.add_heading(
                _("Example %(number)s: %(title)s") % {"number": example.position, "title": example.title},
                level=2,
            )
            for name, text in sections:
                document.add_heading(name, level=3)
                for line in text.splitlines():
                    document.add_paragraph(line)
        for _address, one in part["documents"]:
            _add_document(document, one)
    _add_diplomas(document, contents)
    _add_declaration(document, contents)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _speak_french(document: Any) -> None:
    """Word processors hyphenate and check the language that the styles name; readers aloud choose their voice."""
    language = document.styles["Normal"].element.get_or_add_rPr().makeelement(qn("w:lang"), {})
    language.set(qn("w:val"), "fr-FR")
    document.styles["Normal"].element.get_or_add_rPr().append(language)


def _add_document(document: Any, one: FileDocument) -> None:
    if one.is_picture:
        picture = document.add_picture(_as_png(_bytes_of(one)), width=Cm(15))
        picture._inline.docPr.set("descr", one.caption)
        document.add_paragraph(one.caption, style="Caption")
    else:
        document.add_paragraph(
            _("%(caption)s (document apart: %(name)s)") % {"caption": one.caption, "name": one.name}
        )


def _as_png(content: bytes) -> io.BytesIO:
    """Word processors do not all read WebP; a photo need not be larger than a page shows."""
    drawn = io.BytesIO()
    with Image.open(io.BytesIO(content)) as picture:
        picture.thumbnail((1800, 1800))
        picture.convert("RGB").save(drawn, "PNG")
    drawn.seek(0)
    return drawn


def _add_diplomas(document: Any, contents: Contents) -> None:
    if not contents.diplomas:
        return
    document.add_heading(_("Titles, diplomas, certificates"), level=1)
    table = document.add_table(rows=1, cols=3)
    table.style = "Table Grid"
    for cell, name in zip(table.rows[0].cells, (_("Title"), _("Given by"), _("Year")), strict=True):
        cell.text = name
    repeated = table.rows[0]._tr.get_or_add_trPr()
    repeated.append(repeated.makeelement(qn("w:tblHeader"), {}))
    for one in contents.diplomas:
        cells = table.add_row().cells
        cells[0].text, cells[1].text, cells[2].text = one.title, one.given_by, str(one.year or "")


def _add_declaration(document: Any, contents: Contents) -> None:
    signed = declaration_of(contents)
    document.add_heading(_("Declaration on honour"), level=1)
    document.add_paragraph(
        _(
            "I, the undersigned %(name)s, declare on my honour that what this file tells is true and that I am the "
            "author of the work in it."
        )
        % signed
    )
    document.add_paragraph(_("Signed at %(place)s on %(day)s.") % signed)
    document.add_paragraph(signed["name"])
