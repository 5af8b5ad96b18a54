"""A browser without pictures: follows redirects, keeps cookies, reads forms. Standard library only."""

import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar

from script.steps.progress import Stop

UNREAD = {"script", "style", "template", "svg"}
# These never have a closing tag.
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
NOT_SENT_UNTOUCHED = {"checkbox", "radio", "submit", "button", "file"}


class Refused(Exception):
    """The site answered with an error; `sentence` is what it wrote."""

    def __init__(self, url: str, status: int, sentence: str) -> None:
        super().__init__(f"{url} répond {status} : {sentence}")
        self.sentence = sentence


@dataclass
class Form:
    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Element:
    tag: str
    attributes: Mapping[str, str]


class PageParser(HTMLParser):
    """Collects the forms of a page with what they would send, and its texts with the elements around them."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.elements: list[Element] = []
        self.texts: list[tuple[str, tuple[Element, ...]]] = []
        self._open: list[Element] = []
        self._textarea: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)
        self._note_form(element)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._textarea = None
        # Whatever was left open inside is closed with it.
        for depth in range(len(self._open) - 1, -1, -1):
            if self._open[depth].tag == tag:
                del self._open[depth:]
                return

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.forms[-1].fields[self._textarea] += data
        elif data.strip() and not any(element.tag in UNREAD for element in self._open):
            self.texts.append((" ".join(data.split()), tuple(self._open)))

    def _note_form(self, element: Element) -> None:
        attributes, name = element.attributes, element.attributes.get("name")
        if element.tag == "form":
            self.forms.append(Form(attributes.get("action", ""), attributes.get("method", "get").lower()))
        elif not name or not self.forms:
            return
        elif element.tag == "textarea":
            self._textarea = name
            self.forms[-1].fields[name] = ""
        elif element.tag == "input" and attributes.get("type") not in NOT_SENT_UNTOUCHED:
            self.forms[-1].fields[name] = attributes.get("value", "")


@dataclass(frozen=True)
class Page:
    url: str
    parsed: PageParser

    @property
    def forms(self) -> list[Form]:
        return self.parsed.forms

    def form_with(self, wanted: str) -> Form:
        """Return the form that holds a field whose name starts with `wanted`."""
        for form in self.forms:
            if any(name.startswith(wanted) for name in form.fields):
                return form
        raise Stop(
            f"la page {self.url} n'a pas de formulaire avec le champ « {wanted} » ; lisez var/log/web.log."
        )

    def texts_in(self, *names: str, tag: str | None = None) -> list[str]:
        """Return the texts inside elements that bear all the classes `names`, and in a `tag` if given."""
        return [
            text
            for text, around in self.parsed.texts
            if set(names) <= classes_of(around) and (tag is None or any(one.tag == tag for one in around))
        ]

    def attribute(self, name: str) -> str | None:
        """Return the first value of the attribute `name` on the page."""
        return next((one.attributes[name] for one in self.parsed.elements if name in one.attributes), None)


def classes_of(elements: tuple[Element, ...]) -> set[str]:
    return {name for element in elements for name in element.attributes.get("class", "").split()}


class Browser:
    def __init__(self, base: str) -> None:
        self.base = base
        self._opener = urllib.request.build_opener(
            # The site is on this machine: whatever proxy the environment names must not see it.
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPCookieProcessor(CookieJar()),
        )

    def open(
        self,
        address: str,
        fields: Mapping[str, str] | None = None,
        *,
        at: str | None = None,
        partial: bool = False,
    ) -> Page:
        """Get `address`, or post `fields` to it, relative to the page `at`.

        With `partial`, ask as the page's own script does, for the changed part alone. Raises Refused when the
        site answers with an error and Stop when it does not answer.
        """
        url = urllib.parse.urljoin(at or self.base, address)
        data = None if fields is None else urllib.parse.urlencode(fields).encode()
        headers = {"Referer": at or self.base, **({"HX-Request": "true"} if partial else {})}
        request = urllib.request.Request(url, data, headers=headers)  # noqa: S310 - the address is ours
        try:
            with self._opener.open(request, timeout=30) as answer:
                return read_page(answer.geturl(), answer.read().decode("utf-8", errors="replace"))
        except urllib.error.HTTPError as problem:
            sentence = problem.read().decode("utf-8", errors="replace").strip().partition("\n")[0]
            raise Refused(url, problem.code, sentence) from None
        except OSError as problem:
            raise Stop(f"{url} ne répond pas ({problem}) ; lisez var/log/web.log.") from None

    def send(self, page: Page, form: Form, changes: Mapping[str, str], *, partial: bool = False) -> Page:
        return self.open(form.action, {**form.fields, **changes}, at=page.url, partial=partial)


def read_page(url: str, body: str) -> Page:
    parser = PageParser()
    parser.feed(body)
    return Page(url, parser)
