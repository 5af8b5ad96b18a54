"""The forms of a page, and what a browser would send for one of them."""

from html.parser import HTMLParser
from typing import Any

_NO_TEXT = frozenset({"submit", "button", "reset", "image", "file"})
_MOST = 200


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


class FormReader(HTMLParser):
    """Reads a page; `forms` are those found, in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._area: tuple[str, list[str]] | None = None
        self._select = ""
        self._options: list[tuple[str, bool]] = []
        self._option: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in reversed(attrs)}
        if tag == "form" and self._form is None and len(self.forms) < _MOST:
            self._form = Form(attributes)
            self.forms.append(self._form)
        elif self._form is not None and "disabled" not in attributes:
            self._in_form(self._form, tag, attributes)

    def _in_form(self, form: Form, tag: str, attributes: dict[str, str]) -> None:
        name = attributes.get("name", "")
        if tag == "input" and name:
            self._input(form, name, attributes)
        elif tag == "button" and attributes.get("type", "submit") == "submit":
            form.buttons.append((name, attributes.get("value", "")))
        elif tag == "textarea" and name:
            self._area = (name, [])
        elif tag == "select" and name:
            self._select, self._options = name, []
        elif tag == "option" and self._select:
            self._close_option()
            self._options.append((attributes.get("value", ""), "selected" in attributes))
            self._option = None if "value" in attributes else []

    def _input(self, form: Form, name: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("type", "text").lower()
        if kind == "submit":
            form.buttons.append((name, attributes.get("value", "")))
        if kind in _NO_TEXT - {"file"}:
            return
        form.names.add(name)
        if kind in ("checkbox", "radio"):
            if "checked" in attributes:
                form.fields.append((name, attributes.get("value", "on")))
        elif kind != "file":
            form.fields.append((name, attributes.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area[1].append(data)
        elif self._option is not None:
            self._option.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._area is not None and self._form is not None:
            name, texts = self._area
            self._form.names.add(name)
            self._form.fields.append((name, "".join(texts).removeprefix("\n")))
            self._area = None
        elif tag == "option":
            self._close_option()
        elif tag == "select" and self._select and self._form is not None:
            self._close_option()
            self._close_select(self._form)

    def _close_option(self) -> None:
        if self._option is not None and self._options:
            self._options[-1] = ("".join(self._option).strip(), self._options[-1][1])
        self._option = None

    def _close_select(self, form: Form) -> None:
        form.names.add(self._select)
        chosen = [value for value, selected in self._options if selected] or [v for v, _ in self._options[:1]]
        form.fields.extend((self._select, value) for value in chosen)
        self._select = ""


def forms_of(page: str) -> list[Form]:
    reader = FormReader()
    reader.feed(page)
    reader.close()
    return reader.forms
