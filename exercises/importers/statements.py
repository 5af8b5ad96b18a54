"""Texts of a source made into the Markdown of a statement."""

import re
from html.parser import HTMLParser

from exercises.importers.report import one_line

_BLOCKS = frozenset(
    {"p", "div", "section", "article", "table", "tr", "blockquote", "dl", "dd", "dt", "figure"}
)
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`", "tt": "`", "kbd": "`", "samp": "`"}
_SILENT = frozenset({"script", "style"})


def first_sentence(markdown: str, otherwise: str) -> str:
    """Returns the first sentence of a text, without marks, for a summary."""
    for paragraph in re.split(r"\n\s*\n", markdown):
        plain = re.sub(r"[`*_>]|<[^>]*>", "", paragraph).strip()
        if plain and not plain.startswith(("#", "```", "|", "!", "- ")):
            return one_line(re.split(r"(?<=[.!?])\s", plain, maxsplit=1)[0], 300)
    return one_line(otherwise, 300) or "Exercice importé."


def markdown_of(html: str) -> str:
    """Returns HTML as Markdown: paragraphs, lists, titles, code and emphasis; pictures only by their text."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    text = "".join(reader.pieces).replace("\xa0", " ")
    text = re.sub(r"[ \t]+\n", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.lists: list[int | None] = []
        self.hrefs: list[str] = []
        self.preformatted = 0
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: C901 - a table of tags
        given = dict(attrs)
        if tag in _SILENT:
            self.silent += 1
        elif tag == "pre":
            self.preformatted += 1
            self.pieces.append("\n\n```\n")
        elif tag in _MARKS and not self.preformatted:
            self.pieces.append(_MARKS[tag])
        elif tag in ("ul", "ol"):
            self.lists.append(1 if tag == "ol" else None)
            self.pieces.append("\n")
        elif tag == "li":
            self.pieces.append(f"\n{self._bullet()} ")
        elif re.fullmatch(r"h[1-6]", tag):
            self.pieces.append(f"\n\n{'#' * max(2, int(tag[1]))} ")
        elif tag == "br":
            self.pieces.append("\n" if self.preformatted else "  \n")
        elif tag in ("td", "th"):
            self.pieces.append(" | ")
        elif tag == "img":
            self.pieces.append(f"[image : {given.get('alt') or 'sans description'}]")
        elif tag == "a" and not self.preformatted:
            self.hrefs.append(given.get("href") or "")
            self.pieces.append("[")
        elif tag in _BLOCKS:
            self.pieces.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag == "pre" and self.preformatted:
            self.preformatted -= 1
            self.pieces.append("\n```\n\n")
        elif tag in _MARKS and not self.preformatted:
            self.pieces.append(_MARKS[tag])
        elif tag in ("ul", "ol") and self.lists:
            self.lists.pop()
            self.pieces.append("\n\n")
        elif tag == "a" and self.hrefs:
            self.pieces.append(f"]({self.hrefs.pop()})")
        elif tag in _BLOCKS or re.fullmatch(r"h[1-6]", tag):
            self.pieces.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.pieces.append(data if self.preformatted else re.sub(r"\s+", " ", data))

    def _bullet(self) -> str:
        if not self.lists or self.lists[-1] is None:
            return "-"
        number = self.lists[-1]
        self.lists[-1] = number + 1
        return f"{number}."
