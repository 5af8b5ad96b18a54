"""English words of the trade: how they are said, what they mean, where a lesson first uses one. No Django here."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape, unescape
from html.parser import HTMLParser
from pathlib import Path

WORDS = Path(__file__).parent / "course" / "mots.toml"
# A word is marked in running text alone: never in code, in a link, in a title or in what is filled in.
RUNNING = frozenset({"p", "li"})
CLOSED = frozenset({"a", "abbr", "button", "code", "dfn", "figure", "form", "h1", "h2", "h3", "h4", "iframe"})
CLOSED |= {"kbd", "label", "nav", "option", "pre", "script", "select", "style", "svg", "textarea"}
VOID = frozenset(
    {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)


@dataclass(frozen=True)
class Word:
    """`said` is how it sounds, written for French readers; `also` are other forms under which it is met."""

    key: str
    term: str
    said: str
    means: str
    also: tuple[str, ...] = ()


@cache
def words_of_the_course(path: Path = WORDS) -> tuple[Word, ...]:
    """Return the words, in alphabetical order.

    Raises:
        ValueError: two words share a key or a form, or one lacks something; the message names it.
    """
    found = []
    taken: set[str] = set()
    for row in tomllib.loads(path.read_text(encoding="utf-8"))["words"]:
        word = Word(_key_of(row["term"]), row["term"], row["said"], row["means"], tuple(row.get("also", ())))
        forms = {form.casefold() for form in (word.term, *word.also)}
        if not (word.said and word.means) or forms & taken:
            raise ValueError(f"{path.name}: « {word.term} » lacks something, or stands there twice")
        taken |= forms
        found.append(word)
    return tuple(sorted(found, key=lambda word: word.term.casefold()))


def _key_of(term: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", term.casefold()).strip("-")


def mark_words(html: str, words: Sequence[Word]) -> tuple[str, tuple[Word, ...]]:
    """Return `html` where the first running mention of each word is a button, and the words that were met.

    A button opens the element `mot-KEY`, which the caller writes after the text. The rest of `html` is as it was.
    """
    marker = _Marker(words)
    marker.feed(html)
    marker.close()
    return "".join(marker.written), tuple(marker.met)


def _pattern_of(words: Iterable[Word]) -> tuple[re.Pattern[str], dict[str, Word]]:
    forms = {form.casefold(): word for word in words for form in (word.term, *word.also)}
    longest_first = sorted(forms, key=len, reverse=True)
    either = "|".join(map(re.escape, longest_first)) or r"(?!)"
    return re.compile(rf"(?<![\w-])(?:{either})(?![\w-])", re.IGNORECASE), forms


class _Marker(HTMLParser):
    def __init__(self, words: Sequence[Word]) -> None:
        super().__init__(convert_charrefs=False)
        self.written: list[str] = []
        self.met: list[Word] = []
        self._open: list[str] = []
        self._pattern, self._forms = _pattern_of(words)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.written.append(self.get_starttag_text() or "")
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        self.written.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self.written.append(f"</{tag}>")
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        inside = frozenset(self._open)
        if inside & RUNNING and not inside & CLOSED:
            data = self._pattern.sub(self._as_button, data)
        self.written.append(data)

    def _as_button(self, match: re.Match[str]) -> str:
        word = self._forms[unescape(match[0]).casefold()]
        if word in self.met:
            return match[0]
        self.met.append(word)
        return (
            f'<button type="button" class="word" popovertarget="mot-{escape(word.key)}">'
            f'<span lang="en">{match[0]}</span></button>'
        )

    def handle_entityref(self, name: str) -> None:
        self.written.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.written.append(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self.written.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.written.append(f"<!{decl}>")
