"""The dossier professionnel as a file to hand in: tagged PDF, or a document for a word processor."""

import io
import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from PIL import Image

from lms.core.dates import date_format
from lms.core.papers import pdf_of
from lms.dossiers.models import FileDocument, FileExample
from lms.dossiers.queries import Contents

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

# What XML, and so a document of a word processor, cannot hold.
_ILLEGIBLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class NotDeclared(Exception):
    """The candidate has not declared what is in the file now: it is not exported."""


def legible(text: str) -> str:
    """Return `text` without the control characters that come along when one pastes from elsewhere."""
    return _ILLEGIBLE.sub("", text)


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
    return [(name, legible(text)) for name, text in found if legible(text)]


def declaration_of(contents: Contents) -> dict[str, str]:
    file = contents.file
    return {
        "name": legible(file.declared_name),
        "place": legible(file.declared_place),
        "day": date_format(timezone.localdate(file.declared_at), "j F Y") if file.declared_at else "",
    }


def cover_of(contents: Contents) -> list[tuple[str, str]]:
    """Return what the first page says; where nothing is said, the candidate writes by hand: we keep no address."""
    file = contents.file
    certification = file.version.certification
    version = _("version %(number)s") % {"number": file.version.number}
    return [
        (_("Candidate"), legible(str(file.apprentice))),
        (_("Address"), ""),
        (_("Professional title aimed at"), f"{certification.title} ({certification.code}, {version})"),
        (_("Way of access"), _("Course of training")),
    ]


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
    """Return what was handed in. Raises OSError: it is not in the storage any more."""
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
    pictures = _pictures_of(contents)
    context = {
        "file": contents.file,
        "cover": cover_of(contents),
        "activities": drawn(contents),
        "diplomas": contents.diplomas,
        "declaration": declaration_of(contents),
        "pictures": pictures,
    }
    return pdf_of("dossiers/paper.html", context, pictures=pictures)


def _pictures_of(contents: Contents) -> dict[str, tuple[bytes, str]]:
    """Return the pictures by address; of one that is missing, the paper says the name."""
    found = {}
    for activity in contents.activities:
        for one in activity.documents:
            if one.is_picture:
                with suppress(OSError):
                    found[f"papers:document-{one.pk}"] = (_bytes_of(one), one.content_type)
    return found


def as_docx(contents: Contents) -> bytes:
    """Return the file as a document of a word processor, with real headings. Raises NotDeclared as above."""
    check_declared(contents)
    document = Document()
    _speak_french(document)
    _lay_out(document, f"{_('Dossier professionnel')} · {legible(str(contents.file.apprentice))}")
    file, parts = contents.file, drawn(contents)
    document.core_properties.title = f"{_('Dossier professionnel')} · {legible(str(file.apprentice))}"
    document.core_properties.author = legible(str(file.apprentice))
    document.core_properties.language = "fr-FR"
    document.add_heading(_("Dossier professionnel"), level=0)
    _add_table(document, cover_of(contents), heads_rows=True)
    _add_contents(document, contents, parts)
    for part in parts:
        document.add_page_break()
        document.add_heading(_activity_title(part), level=1)
        for example, sections in part["examples"]:
            heading = document.add_heading(_example_title(example), level=2)
            # As in the PDF: each example begins a page, the first one under the title of its activity.
            heading.paragraph_format.page_break_before = example != part["examples"][0][0]
            for name, text in sections:
                document.add_heading(name, level=3)
                for line in text.splitlines():
                    document.add_paragraph(line)
        if part["documents"]:
            document.add_heading(_documents_title(part), level=2).paragraph_format.page_break_before = True
        for _address, one in part["documents"]:
            _add_document(document, one)
    document.add_page_break()
    _add_diplomas(document, contents)
    _add_declaration(document, contents)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _activity_title(part: dict[str, Any]) -> str:
    return _("Activity type %(number)s: %(title)s") % {"number": part["number"], "title": part["block"].title}


def _example_title(example: FileExample) -> str:
    return _("Example %(number)s: %(title)s") % {"number": example.position, "title": legible(example.title)}


def _documents_title(part: dict[str, Any]) -> str:
    return _("Documents of activity type %(number)s") % {"number": part["number"]}


def _lay_out(document: Any, footer: str) -> None:
    """A4, one lettering, and at the foot of each page whose dossier it is and which page."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2)
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3", "Caption"):
        style = document.styles[name]
        style.font.name = "Arial"
        style.font.color.rgb = RGBColor(0x11, 0x11, 0x11)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
    line = section.footer.paragraphs[0]
    line.add_run(f"{footer} · ")
    _add_field(line, "PAGE", "1")
    line.add_run(" / ")
    _add_field(line, "NUMPAGES", "1")
    for run in line.runs:
        run.font.size = Pt(8)


def _add_field(paragraph: Any, asked: str, shown: str) -> None:
    """Add what the word processor fills in; `shown` stands there until it has."""
    for kind in ("begin", None, "separate", "shown", "end"):
        run = paragraph.add_run(shown if kind == "shown" else "")
        if kind is None:
            instruction = run._r.makeelement(qn("w:instrText"), {qn("xml:space"): "preserve"})
            instruction.text = f" {asked} "
            run._r.append(instruction)
        elif kind != "shown":
            run._r.append(run._r.makeelement(qn("w:fldChar"), {qn("w:fldCharType"): kind}))


def _add_contents(document: Any, contents: Contents, parts: list[dict[str, Any]]) -> None:
    """Say what is in the file; the numbers of pages come with a table of contents of the word processor."""
    document.add_heading(_("Contents"), level=1)
    for part in parts:
        document.add_paragraph(_activity_title(part), style="List Bullet")
        for example, _sections in part["examples"]:
            document.add_paragraph(_example_title(example), style="List Bullet 2")
        if part["documents"]:
            document.add_paragraph(_documents_title(part), style="List Bullet 2")
    if contents.diplomas:
        document.add_paragraph(_("Titles, diplomas, certificates"), style="List Bullet")
    document.add_paragraph(_("Declaration on honour"), style="List Bullet")


def _add_table(document: Any, rows: Sequence[tuple[str, ...]], *, heads_rows: bool = False) -> Any:
    """Add a table whose first column, or else first row, holds headings."""
    table = document.add_table(rows=0, cols=len(rows[0]))
    table.style = "Table Grid"
    for number, texts in enumerate(rows):
        for place, (cell, text) in enumerate(zip(table.add_row().cells, texts, strict=True)):
            cell.paragraphs[0].add_run(text).bold = place == 0 if heads_rows else number == 0
            cell.paragraphs[0].paragraph_format.space_after = Pt(3)
            cell.paragraphs[0].paragraph_format.space_before = Pt(3)
    if not heads_rows:
        repeated = table.rows[0]._tr.get_or_add_trPr()
        repeated.append(repeated.makeelement(qn("w:tblHeader"), {}))
    return table


def _speak_french(document: Any) -> None:
    """Word processors hyphenate and check the language that the styles name; readers aloud choose their voice."""
    language = document.styles["Normal"].element.get_or_add_rPr().makeelement(qn("w:lang"), {})
    language.set(qn("w:val"), "fr-FR")
    document.styles["Normal"].element.get_or_add_rPr().append(language)


def _add_document(document: Any, one: FileDocument) -> None:
    caption, drawn = legible(one.caption), _drawn(one)
    if drawn is not None:
        picture = document.add_picture(drawn, width=Cm(15))
        picture._inline.docPr.set("descr", caption)
        document.add_paragraph(caption, style="Caption")
    else:
        document.add_paragraph(
            _("%(caption)s (document apart: %(name)s)") % {"caption": caption, "name": legible(one.name)}
        )


def _drawn(one: FileDocument) -> io.BytesIO | None:
    """Return the picture; None where it is none, is missing, or cannot be drawn."""
    if not one.is_picture:
        return None
    try:
        return _as_png(_bytes_of(one))
    except OSError:
        return None


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
    lines = [(legible(one.title), legible(one.given_by), str(one.year or "")) for one in contents.diplomas]
    _add_table(document, [(_("Title"), _("Given by"), _("Year")), *lines])


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
    document.add_paragraph(_("Signature"))
