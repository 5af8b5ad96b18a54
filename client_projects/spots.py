"""A place shown on a page of a site: said by a page nobody trusts, so read as text of a known shape or not at all.

What shows a place runs inside the site, among the site's own scripts, which can say anything in its name. Nothing of
it is ever markup, and an address made of it stays inside the version.
"""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote, unquote

LONGEST_PATH = 500
LONGEST_SELECTOR = 1000
LONGEST_WORDS = 120
WIDEST = 10_000

_TAG = r"[A-Za-z][A-Za-z0-9-]{0,60}"
_SELECTOR = re.compile(
    rf"(?:body|\#[A-Za-z][A-Za-z0-9_-]{{0,60}})(?: > {_TAG}:nth-of-type\([1-9][0-9]{{0,4}}\))*", re.ASCII
)
# Control, format, half of a pair, private; what has no meaning yet may have one for a newer browser.
_INVISIBLE = ("Cc", "Cf", "Cs", "Co")
_LINE_SIGNS = "\t\n\v\f\r"
_QUERY = re.compile(r"[A-Za-z0-9._~%!$&'()*+,;=:@/?\[\]{}|^-]*", re.ASCII)


class SpotRefused(Exception):
    """What was said is no place on a page of a site."""


@dataclass(frozen=True)
class Spot:
    """An element of a page: its path as addresses below the site spell it, how to find it, what it said, how wide."""

    path: str
    selector: str
    words: str
    width: int

    @property
    def page(self) -> str:
        """The path as people read it; empty for the home page."""
        return unquote(self.path)


def checked_spot(*, path: str, selector: str, words: str, width: int) -> Spot:
    """Return the place, spelt in the one way that is kept.

    Args:
        path: below the version, as an address spells it, with what follows a question mark.
        selector: from `body` or an id, step by step; the only shape that our script makes.
        words: what the element says, for who reads the remark without seeing the page.
        width: of the window in which it was seen, in pixels.

    Raises:
        SpotRefused: the path may leave the version, or something is too long or of another shape.
    """
    if len(selector) > LONGEST_SELECTOR or not _SELECTOR.fullmatch(selector):
        raise SpotRefused
    if len(words) > LONGEST_WORDS or not 1 <= width <= WIDEST:
        raise SpotRefused
    return Spot(path=_checked_path(path), selector=selector, words=_plain(words), width=width)


def _checked_path(path: str) -> str:
    if len(path) > LONGEST_PATH:
        raise SpotRefused
    before, mark, query = path.partition("?")
    # Browsers read `%2e%2e` as `..`: what counts is what the path says once it is unquoted.
    page = unquote(before)
    steps = page.split("/")
    if page.startswith("/") or "\\" in page or any(step in (".", "..") for step in steps):
        raise SpotRefused
    if ":" in steps[0] or "\ufffd" in page or not _is_readable(page) or not _QUERY.fullmatch(query):
        raise SpotRefused
    kept = quote(page) + mark + query
    if len(kept) > LONGEST_PATH:
        raise SpotRefused
    return kept


def _is_readable(text: str) -> bool:
    return not any(unicodedata.category(sign).startswith("C") for sign in text)


def _plain(words: str) -> str:
    """Return the words on one line, without the signs that nobody sees or that would turn the text around them.

    `plain` in pointing.js does the same: the words are looked for again in the page.
    """
    seen = "".join(
        sign for sign in words if sign in _LINE_SIGNS or unicodedata.category(sign) not in _INVISIBLE
    )
    return " ".join(seen.split())
