"""The forms of a page, and what a browser would send for one of them.

Python's own reader of HTML takes two megabytes of every box that waits; forms need less than it knows.
"""

import re
from typing import Any

_MOST = 200
# Comments and the insides of scripts are passed over; a quote in a tag hides its end. What never ends goes to the end
# of the page, so that each sign is read once.
_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<silent>script|style|title|template)\b.*?(?:</(?P=silent)\s*>|\Z)"
    r"|<(?P<close>/?)(?P<name>[a-z][^\s/>]*+)(?P<rest>(?:[^>\"']|\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z))*+)(?:>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?""")
_END_OF_AREA = re.compile(r"</textarea\s*>|\Z", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w+));?", re.IGNORECASE)
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": "\xa0"}


class Form:
    """`fields` are (name, value) pairs as they stand in the page; `names` all that can be filled in."""

    def __init__(self, attributes: dict[str, str]) -> None:
        self.id = attributes.get("id", "")
        self.action = attributes.get("action", "")
        self.method = attributes.get("method", "get").upper()
        self.multipart = attributes.get("enctype", "").lower() == "multipart/form-data"
        self.fields: list[tuple[str, str]] = []
        self.names: set[str] = set()
        self.buttons: list[tuple[str, str]] = []

    def filled(self, given: dict[str, Any]) -> list[tuple[str, str]]:
        """Returns what is sent when these fields are filled in and the first button is pressed."""
        sent = [(name, value) for name, value in self.fields if name not in given]
        for name, value in given.items():
            sent.extend((name, str(one)) for one in (value if isinstance(value, list) else [value]))
        pressed = next((button for button in self.buttons if button[0]), None)
        return [*sent, pressed] if pressed and pressed[0] not in given else sent

    # ---- what stands in it ------------------------------------------------------------------------------
    def input(self, name: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("type", "text").lower()
        value = attributes.get("value", "")
        if kind in ("submit", "image", "button", "reset"):
            if kind == "submit":
                self.buttons.append((name, value))
            return
        self.names.add(name)
        if kind in ("checkbox", "radio"):
            if "checked" in attributes:
                self.fields.append((name, attributes.get("value", "on")))
        elif kind != "file":
            self.fields.append((name, value))

    def area(self, name: str, text: str) -> None:
        self.names.add(name)
        self.fields.append((name, text.removeprefix("\n")))

    def choice(self, name: str, options: list[tuple[str, bool]], several: bool) -> None:
        self.names.add(name)
        chosen = [value for value, selected in options if selected]
        if not several:
            chosen = chosen[-1:] or [value for value, _ in options[:1]]
        self.fields.extend((name, value) for value in chosen)


class FormReader:
    """Reads a page; `forms` are those found, in order."""

    def __init__(self, page: str) -> None:
        self.forms: list[Form] = []
        self._page = page
        self._form: Form | None = None
        self._select: dict[str, str] | None = None
        self._options: list[tuple[str, bool]] = []
        self._option: tuple[dict[str, str], int] | None = None
        self._read()

    def _read(self) -> None:
        position = 0
        while match := _TAG.search(self._page, position):
            position = match.end()
            name = (match["name"] or "").lower()
            if match["close"]:
                self._close(name, match.start())
            elif name:
                position = self._open(name, _attributes(match["rest"]), match)

    def _open(self, tag: str, attributes: dict[str, str], match: re.Match[str]) -> int:
        """Returns where to read on."""
        if tag == "form" and self._form is None and len(self.forms) < _MOST:
            self._form = Form(attributes)
            self.forms.append(self._form)
        elif self._form is not None and "disabled" not in attributes:
            return self._inside(self._form, tag, attributes, match)
        return match.end()

    def _inside(self, form: Form, tag: str, attributes: dict[str, str], match: re.Match[str]) -> int:
        name = attributes.get("name", "")
        if tag == "input" and name:
            form.input(name, attributes)
        elif tag == "button" and attributes.get("type", "submit") == "submit":
            form.buttons.append((name, attributes.get("value", "")))
        elif tag == "textarea":
            end = _END_OF_AREA.search(self._page, match.end())
            begin, stop = match.end(), end.start() if end else len(self._page)
            if name:
                form.area(name, plain(self._page[begin:stop]))
            return stop
        elif tag == "select" and name:
            self._select, self._options, self._option = attributes, [], None
        elif tag == "option" and self._select is not None:
            self._close("option", match.start())
            self._option = (attributes, match.end())
        return match.end()

    def _close(self, tag: str, place: int) -> None:
        if tag in ("option", "select") and self._option is not None:
            attributes, begin = self._option
            text = " ".join(plain(self._page[begin:place]).split())
            self._options.append((attributes.get("value", text), "selected" in attributes))
            self._option = None
        if tag == "select" and self._select is not None and self._form is not None:
            self._form.choice(self._select["name"], self._options, "multiple" in self._select)
            self._select = None
        if tag == "form":
            self._form = self._select = self._option = None


def _attributes(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(text):
        found.setdefault(name.lower(), plain("".join(values)))
    return found


def plain(text: str) -> str:
    """Returns the text with its references (`&amp;`) replaced by what they stand for."""
    return _REFERENCE.sub(_sign, text) if "&" in text else text


def _sign(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if name in _NAMED:
        return _NAMED[name]
    if name:
        import html  # noqa: PLC0415 - two thousand names, which few pages use

        return html.unescape(match.group())
    number = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"


def forms_of(page: str) -> list[Form]:
    return FormReader(page).forms
