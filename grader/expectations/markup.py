"""Reads the HTML that a server answered, here and not in the box: no browser, no style, no script."""

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from grader.contract import Json
from grader.expectations.base import BadExpectation, collapsed

MOST_TAGS = 5_000  # beyond, a page was made to keep the reader busy: what follows is not read
MOST_ELEMENTS = 200
_SILENT = frozenset({"script", "style", "template", "head", "title"})
_INLINE = frozenset(
    {
        *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "dfn", "em", "i", "kbd", "label", "mark"),
        *("q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var"),
    }
)


def check_selector(selector: Json) -> str:
    """Returns the selector; raises BadExpectation if it cannot be read."""
    if not isinstance(selector, str) or not selector.strip():
        raise BadExpectation("« selector » doit être un sélecteur CSS entre guillemets")
    try:
        LexborHTMLParser("").css(selector)
    except SelectolaxError as error:
        raise BadExpectation(f"le sélecteur « {selector} » ne peut pas être lu") from error
    return selector


def elements_in(page: str, selector: str) -> dict[str, Json]:
    """Returns an observation of the kind `elements`: `count`, and the first elements with text and attributes."""
    found = _read(page).css(selector)
    elements: list[Json] = [
        {
            "text": text_of(node),
            "attributes": {name: value or "" for name, value in node.attributes.items()},
        }
        for node in found[:MOST_ELEMENTS]
    ]
    return {"count": len(found), "elements": elements}


def page_text(page: str) -> str:
    """Returns what one reads in the page, with single spaces."""
    body = _read(page).body
    return text_of(body) if body is not None else ""


def text_of(node: LexborNode) -> str:
    # A title asked for by its own selector is read; on the way through a page it is not.
    return collapsed("".join(_pieces(node)))


def _pieces(node: LexborNode) -> Iterator[str]:
    pending: list[LexborNode | str] = [*_inside(node)]
    while pending:
        one = pending.pop()
        if isinstance(one, str):
            yield one
        elif one.tag == "-text":
            yield one.text()
        elif one.tag not in _SILENT:
            space = "" if one.tag in _INLINE else " "
            pending.extend((space, *_inside(one), space))


def _inside(node: LexborNode) -> list[LexborNode]:
    """The children, the last first."""
    return list(node.iter(include_text=True))[::-1]


def _read(page: str) -> LexborHTMLParser:
    place = -1
    for _ in range(MOST_TAGS):
        place = page.find("<", place + 1)
        if place < 0:
            return LexborHTMLParser(page)
    return LexborHTMLParser(page[:place])
