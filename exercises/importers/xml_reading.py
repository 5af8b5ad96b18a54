"""XML of strangers: no document type, no entity, no outside file; each element knows its line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from exercises.importers.material import as_text

DEEPEST = 60
_DECLARED = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class BadXml(ValueError):
    """The file is no XML that may be read; the French text says why, `line` where."""

    def __init__(self, text: str, line: int | None = None) -> None:
        super().__init__(text)
        self.line = line


@dataclass
class Element:
    """One element: what it is called, its attributes, its texts and elements, its line."""

    name: str
    attributes: dict[str, str]
    line: int
    children: list["Element"] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def all(self, name: str) -> list["Element"]:
        return [child for child in self.children if child.name == name]

    def first(self, name: str) -> "Element | None":
        return next((child for child in self.children if child.name == name), None)

    def text(self, name: str = "") -> str:
        """Returns the text of a child, whether in an element `text` or not; of this one without a name."""
        element = self.first(name) if name else self
        if element is None:
            return ""
        inner = element.first("text")
        return "".join(inner.texts if inner is not None else element.texts)


def elements_named(data: bytes, name: str) -> Iterator[Element]:
    """Yields each element of that name as it ends, so that a file cut short still gives its beginning.

    Raises:
        BadXml: the file breaks off, is not well formed, or declares a document type or an entity.
    """
    reader = _Reader(name)
    text = _text_of(data)
    parser = expat.ParserCreate("utf-8")
    reader.attach(parser)
    for start in range(0, len(text), 65_536):
        last = start + 65_536 >= len(text)
        failure = None
        try:
            parser.Parse(text[start : start + 65_536].encode("utf-8", "replace"), last)
        except expat.ExpatError as error:
            failure = BadXml(f"XML incorrect ({expat.ErrorString(error.code)})", error.lineno)
        except BadXml as error:
            failure = error
        yield from reader.taken()
        if failure:
            raise failure
    if not text:
        raise BadXml("le fichier est vide")


def _text_of(data: bytes) -> str:
    declared = _DECLARED.match(data)
    if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            text = data.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError, ValueError):
            text = _guessed(data)
    else:
        text = _guessed(data)
    # Control characters are no XML, yet questions are full of pasted ones.
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").lstrip("\ufeff \t\n"))


def _guessed(data: bytes) -> str:
    try:
        return as_text(data).content
    except ValueError as error:
        raise BadXml(str(error)) from error


class _Reader:
    def __init__(self, wanted: str) -> None:
        self.wanted = wanted
        self.open: list[Element] = []
        self.depth = 0
        self.found: list[Element] = []
        self.parser: expat.XMLParserType | None = None

    def attach(self, parser: expat.XMLParserType) -> None:
        self.parser = parser
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.buffer_text = True

    def taken(self) -> list[Element]:
        found, self.found = self.found, []
        return found

    def _line(self) -> int:
        return self.parser.CurrentLineNumber if self.parser else 0

    def _refuse(self, *_declared: object) -> None:
        raise BadXml("le fichier déclare un type de document ou une entité : il n’est pas lu", self._line())

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise BadXml("trop d’éléments les uns dans les autres", self._line())
        if not self.open and name != self.wanted:
            return
        element = Element(name, attributes, self._line())
        if self.open:
            self.open[-1].children.append(element)
        self.open.append(element)

    def _end(self, _name: str) -> None:
        self.depth -= 1
        if self.open:
            element = self.open.pop()
            if not self.open:
                self.found.append(element)

    def _characters(self, text: str) -> None:
        if self.open:
            self.open[-1].texts.append(text)
