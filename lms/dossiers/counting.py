"""Counts the pages of a PDF; the one module that reads PDF files of other people."""

from django.core.files.base import File
from django.utils.translation import gettext as _
from pypdf import PdfReader

# More is no dossier: reading stops there.
PAGES_AT_MOST = 500


class PagesUnreadable(Exception):
    """The pages cannot be counted; the message is a sentence for the person who chose the file."""


def pages_in(file: File) -> int:
    """Return how many pages the PDF has, with the read position of `file` back at the start.

    Raises:
        PagesUnreadable: it is broken, locked by a password, or far too long.
    """
    file.seek(0)
    try:
        reader = PdfReader(file, strict=False)
        if reader.is_encrypted:
            raise PagesUnreadable(_("This PDF is locked by a password: save it without one."))
        pages = len(reader.pages)
    except PagesUnreadable:
        raise
    except Exception as error:
        raise PagesUnreadable(_("This PDF cannot be read. Export it again, then choose it anew.")) from error
    finally:
        file.seek(0)
    if not 0 < pages <= PAGES_AT_MOST:
        raise PagesUnreadable(_("This PDF has no pages, or far too many."))
    return pages
