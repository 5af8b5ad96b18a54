"""Makes a PDF of a page that is to be kept: tagged for screen readers (PDF/UA), with our own lettering.

The one module that speaks to WeasyPrint, which needs the pango library of the system. A paper asks for nothing
outside the platform: what its page names beyond the files given here is refused.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from PIL import ImageFile

_STYLE = Path(__file__).with_name("papers.css")
_LETTERING_URL = "papers:lettering.woff2"
_LETTERING = "core/build/fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2"


class PapersUnavailable(Exception):
    """This machine lacks the library that draws PDF; the page itself can still be printed."""


def pdf_of(
    template: str, context: Mapping[str, Any], *, pictures: Mapping[str, tuple[bytes, str]] | None = None
) -> bytes:
    """Return the page that `template` draws from `context`, as a tagged PDF (PDF/UA-1).

    The template extends `core/paper.html`, which gives the document its language and its title.

    Args:
        pictures: what the page may show besides: address (`papers:…`) to bytes and content type.

    Raises:
        PapersUnavailable: the library of the system is missing.
    """
    try:
        import weasyprint  # noqa: PLC0415 - loads libraries of the system, which may be missing
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415
        from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415
    except OSError as error:
        raise PapersUnavailable from error
    # WeasyPrint lets Pillow accept half pictures, everywhere in this process: what is uploaded must stay whole.
    ImageFile.LOAD_TRUNCATED_IMAGES = False

    class LetteringOnly(URLFetcher):
        """Gives the lettering and the pictures; where the assets are not built, the system's takes its place."""

        def fetch(self, url: str, headers: object = None) -> Any:
            if pictures and url in pictures:
                content, kind = pictures[url]
                return URLFetcherResponse(url, content, {"Content-Type": kind})
            found = finders.find(_LETTERING)
            if url != _LETTERING_URL or not found:
                raise ValueError(f"A paper asks for nothing outside itself: {url}")
            return URLFetcherResponse(url, Path(str(found)).read_bytes(), {"Content-Type": "font/woff2"})

    fetcher, lettering = LetteringOnly(), FontConfiguration()
    style = weasyprint.CSS(string=_STYLE.read_text(), url_fetcher=fetcher, font_config=lettering)
    page = weasyprint.HTML(string=render_to_string(template, dict(context)), url_fetcher=fetcher)
    content: bytes = page.write_pdf(
        stylesheets=[style],
        font_config=lettering,
        pdf_variant="pdf/ua-1",
        finisher=lambda _document, pdf: _say_of_what_headings_are(pdf),
    )
    return content


def _say_of_what_headings_are(pdf: Any) -> None:
    """Give each heading of a table its scope: of its column where its row holds headings only, else of its row.

    The library ties cells to their headings, which leaves out what stands above headings of rows.
    """
    tagged = {
        f"{number} 0 R".encode(): one
        for number, one in enumerate(pdf.objects)
        if isinstance(one, dict) and one.get("Type") == "/StructElem"
    }
    for row in tagged.values():
        if row["S"] != "/TR":
            continue
        cells = [tagged[bytes(kid)] for kid in row["K"]]
        of_columns = all(cell["S"] == "/TH" for cell in cells)
        for cell in cells:
            if cell["S"] == "/TH":
                cell["A"]["Scope"] = "/Column" if of_columns else "/Row"
