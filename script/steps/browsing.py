"""A browser without pictures: follows redirects, keeps cookies, reads forms. Standard library only."""

import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar

from script.steps.progress import Stop

SKIPPED = {"script", "style", "template", "svg"}


@dataclass
class Form:
    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)


class PageParser(HTMLParser):
    """Collects the forms of a page with the values they would send, and its readable text."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.texts: list[str] = []
        self._textarea: str | None = None
        self._skipping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag in SKIPPED:
            self._skipping += 1
        elif tag == "form":
            self.forms.append(Form(attributes.get("action", ""), attributes.get("method", "get").lower()))
        elif tag == "input" and attributes.get("type") not in {"checkbox", "radio", "submit"}:
            self._note_field(attributes.get("name"), attributes.get("value", ""))
        elif tag == "textarea":
            self._textarea = attributes.get("name")
            self._note_field(self._textarea, "")

    def handle_endtag(self, tag: str) -> None:
        if tag in SKIPPED:
            self._skipping -= 1
        elif tag == "textarea":
            self._textarea = None

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.forms[-1].fields[self._textarea] += data
        elif not self._skipping and data.strip():
            self.texts.append(" ".join(data.split()))

    def _note_field(self, name: str | None, value: str) -> None:
        if name and self.forms:
            self.forms[-1].fields[name] = value


@dataclass(frozen=True)
class Page:
    url: str
    body: str
    forms: tuple[Form, ...]
    texts: tuple[str, ...]

    def form_with(self, wanted: str) -> Form:
        """Return the form that holds a field whose name starts with `wanted`."""
        for form in self.forms:
            if any(name.startswith(wanted) for name in form.fields):
                return form
        raise Stop(
            f"la page {self.url} n'a pas de formulaire avec le champ « {wanted} » ; lisez var/log/web.log."
        )


class Browser:
    def __init__(self, base: str) -> None:
        self.base = base
        self._opener = urllib.request.build_opener(
            # The site is on this machine: whatever proxy the environment names must not see it.
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPCookieProcessor(CookieJar()),
        )

    def open(self, address: str, fields: Mapping[str, str] | None = None, *, at: str | None = None) -> Page:
        """Get `address`, or post `fields` to it, relative to the page `at`; raise Stop on an error."""
        url = urllib.parse.urljoin(at or self.base, address)
        data = None if fields is None else urllib.parse.urlencode(fields).encode()
        request = urllib.request.Request(url, data, headers={"Referer": at or self.base})  # noqa: S310
        try:
            with self._opener.open(request, timeout=30) as answer:
                return read_page(answer.geturl(), answer.read().decode("utf-8", errors="replace"))
        except urllib.error.HTTPError as problem:
            raise Stop(f"{url} répond {problem.code} ; lisez var/log/web.log.") from None
        except OSError as problem:
            raise Stop(f"{url} ne répond pas ({problem}) ; lisez var/log/web.log.") from None

    def send(self, page: Page, form: Form, changes: Mapping[str, str]) -> Page:
        return self.open(form.action, {**form.fields, **changes}, at=page.url)


def read_page(url: str, body: str) -> Page:
    parser = PageParser()
    parser.feed(body)
    return Page(url, body, tuple(parser.forms), tuple(parser.texts))
