"""What a page of an old site says about itself, and where it leads."""

import codecs
import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser

from client_projects.crawling.addresses import Site, normal

MOST_LINKS = 400
MOST_FILES = 150
_LOC = re.compile(r"<loc>\s*(?:<!\[CDATA\[)?\s*([^<\]\s]{1,1000})", re.IGNORECASE)
# The ways old pages are written here. Python knows others that take very long, run code paths meant for something
# else, or make text that no database takes: a stranger's page chooses none of them.
_CHARSETS = frozenset(
    {
        "utf-8",
        "utf-16",
        "ascii",
        "cp1252",
        "cp1250",
        "iso8859-1",
        "iso8859-15",
        "iso8859-2",
        "mac-roman",
    }
)
# What style sheets load, in files of their own or inside a page.
_LOADED = re.compile(r"""url\(\s*["']?([^"')\s]{1,1000})|@import\s+["']([^"'\s]{1,1000})""", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{1,40})", re.IGNORECASE)


@dataclass
class PageFacts:
    """Facts read in one page: `links` and `files` are own addresses, each once, in the order of the page."""

    title: str = ""
    description: str = ""
    heading: str = ""
    language: str = ""
    images: int = 0
    images_without_alternative: int = 0
    links: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


def decoded(body: bytes, charset: str) -> str:
    """Return the text of a page; old ones often forget to say how they are written."""
    declared = _META_CHARSET.search(body[:4096])
    for name in (charset, declared.group(1).decode("ascii") if declared else "", "utf-8"):
        try:
            if name and codecs.lookup(name).name in _CHARSETS:
                return body.decode(name)
        except (LookupError, ValueError):
            continue
    return body.decode("cp1252", errors="replace")


def read_page(text: str, address: str, site: Site) -> PageFacts:
    """Return the facts of the page at `address`."""
    tree = LexborHTMLParser(text)
    base = _base(tree, address)
    root = tree.root
    images = tree.css("img")
    return PageFacts(
        title=_text(tree, "title", 300),
        description=_attribute(tree, 'meta[name="description" i]', "content", 500),
        heading=_text(tree, "h1", 300),
        language=((root.attributes.get("lang") or "") if root else "").strip()[:20],
        images=len(images),
        images_without_alternative=sum("alt" not in image.attributes for image in images),
        links=_own(
            (_values(tree, "a[href], area[href]", "href"), _values(tree, "frame[src], iframe[src]", "src")),
            base,
            site,
            MOST_LINKS,
        ),
        files=_own(
            (
                _values(tree, "img[src], script[src], source[src], video[src], audio[src]", "src"),
                _values(tree, 'link[rel~="stylesheet" i][href], link[rel~="icon" i][href]', "href"),
                _values(tree, "[background]", "background"),
            ),
            base,
            site,
            MOST_FILES,
        ),
    )


def sitemap_addresses(text: str) -> list[str]:
    return [html.unescape(found) for found in _LOC.findall(text)[:2000]]


def addresses_in_styles(text: str, address: str, site: Site) -> list[str]:
    """Return the own files that styles ask for, as a sheet or a page at `address` writes them."""
    found = (match[1] or match[2] for match in _LOADED.finditer(text))
    return _own((found,), address, site, MOST_FILES)


def _base(tree: LexborHTMLParser, address: str) -> str:
    said = _attribute(tree, "base[href]", "href", 1000)
    return (normal(said, address) if said else None) or address


def _text(tree: LexborHTMLParser, selector: str, most: int) -> str:
    found = tree.css_first(selector)
    return _clean(found.text(), most) if found is not None else ""


def _attribute(tree: LexborHTMLParser, selector: str, name: str, most: int) -> str:
    found = tree.css_first(selector)
    return _clean(found.attributes.get(name) or "", most) if found is not None else ""


def _clean(text: str, most: int) -> str:
    return " ".join(text.replace("\x00", "").split())[:most]


def _values(tree: LexborHTMLParser, selector: str, name: str) -> Iterable[str]:
    return (node.attributes.get(name) or "" for node in tree.css(selector))


def _own(sources: tuple[Iterable[str], ...], base: str, site: Site, most: int) -> list[str]:
    found: dict[str, None] = {}
    for source in sources:
        for link in source:
            if link and len(found) < most and (own := site.own(link, base)) is not None:
                found[own] = None
    return list(found)
