"""Makes a PDF of a page that is to be kept: tagged for screen readers (PDF/UA), with our own lettering.

The one module that speaks to WeasyPrint, which needs the pango library of the system. A paper asks for nothing
outside the platform: what its page names beyond the files given here is refused.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

_STYLE = Path(__file__).with_name("papers.css")
_LETTERING = "core/build/fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2"


class PapersUnavailable(Exception):
    """This machine lacks the library that draws PDF; the page itself can still be printed."""


def pdf_of(template: str, context: Mapping[str, Any]) -> bytes:
    """Return the page that `template` draws from `context`, as a tagged PDF (PDF/UA-1).

    The template extends `core/paper.html`, which gives the document its language and its title.

    Raises:
        PapersUnavailable: the library of the system is missing.
    """
    weasyprint = _weasyprint()
    page = weasyprint.HTML(
        string=render_to_string(template, dict(context)), url_fetcher=_refuse, base_url="papers:"
    )
    return page.write_pdf(
        stylesheets=[_style()], pdf_variant="pdf/ua-1", uncompressed_pdf=False, full_fonts=False
    )


@cache
def _weasyprint() -> Any:
    try:
        import weasyprint  # noqa: PLC0415 - loads libraries of the system, which may be missing
    except OSError as error:
        raise PapersUnavailable from error
    return weasyprint


def _style() -> Any:
    return _weasyprint().CSS(filename=str(_STYLE), url_fetcher=_lettering_only)


def _refuse(url: str, *_arguments: Any, **_options: Any) -> Any:
    raise ValueError(f"A paper asks for nothing outside itself: {url}")


def _lettering_only(url: str, *_arguments: Any, **_options: Any) -> Any:
    """Give the lettering; where the assets are not built, the one of the system takes its place."""
    found = finders.find(_LETTERING)
    if not url.endswith("lettering.woff2") or not found:
        raise ValueError(f"Not the lettering of papers: {url}")
    return {"string": Path(str(found)).read_bytes(), "mime_type": "font/woff2"}
