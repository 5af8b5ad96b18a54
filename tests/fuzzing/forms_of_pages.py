"""What addresses read of a request, and what the forms on our pages offer to send them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from unittest import mock

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.urls import Resolver404, resolve
from django.utils.datastructures import MultiValueDict

NOT_ASKED = frozenset({"csrfmiddlewaretoken"})


@dataclass
class Read:
    """Names that were looked up in a request, whether they were there or not."""

    words: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)

    def note(self, source: MultiValueDict[str, Any], name: object) -> None:
        if not isinstance(name, str) or name in NOT_ASKED:
            return
        if isinstance(source, QueryDict):
            self.words.add(name)
        elif _holds_files(source):
            self.files.add(name)


def _holds_files(source: MultiValueDict[str, Any]) -> bool:
    """Tell the files of a request from the tables in which Django looks addresses up: they are of the same type."""
    return not source or isinstance(dict.__getitem__(source, next(iter(source)))[-1], UploadedFile)


@contextmanager
def noting_what_is_read(read: Read) -> Iterator[None]:
    """Note in `read` every name that is looked up in a query, a form or its files meanwhile.

    A page tells what it understands by asking for it: no list of fields has to be kept beside the forms.
    """
    asked, listed = MultiValueDict.__getitem__, MultiValueDict._getlist

    def getitem(self, name):
        read.note(self, name)
        return asked(self, name)

    def getlist(self, name, *arguments, **named):
        read.note(self, name)
        return listed(self, name, *arguments, **named)

    def contains(self, name):
        read.note(self, name)
        return dict.__contains__(self, name)

    with (
        mock.patch.object(MultiValueDict, "__getitem__", getitem),
        mock.patch.object(MultiValueDict, "_getlist", getlist),
        mock.patch.object(MultiValueDict, "__contains__", contains, create=True),
    ):
        yield


@dataclass
class Offered:
    """One field as pages show it: its kind, and the values that it starts with or lets one choose."""

    kind: str = "text"
    values: list[str] = field(default_factory=list)


class FormReader(HTMLParser):
    """Reads the forms of one page into `known`: URL name → field → what is offered."""

    def __init__(self, path: str, known: dict[str, dict[str, Offered]]) -> None:
        super().__init__()
        self.path = path
        self.known = known
        self.fields: dict[str, Offered] | None = None
        self.choosing: Offered | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "form":
            self.fields = self._fields_of(told.get("action") or told.get("hx-post") or self.path)
        elif tag == "option" and self.choosing is not None:
            self.choosing.values.append(told.get("value") or "")
        elif tag in ("input", "select", "textarea", "button") and self.fields is not None:
            name = told.get("name")
            if name and name not in NOT_ASKED:
                offered = self.fields.setdefault(name, Offered())
                offered.kind = told.get("type") or tag
                if told.get("value") and len(offered.values) < 20:
                    offered.values.append(told["value"] or "")
                self.choosing = offered if tag == "select" else None

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.fields = None
        if tag in ("form", "select"):
            self.choosing = None

    def _fields_of(self, action: str) -> dict[str, Offered] | None:
        try:
            name = resolve(action.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0]).url_name or ""
        except Resolver404:
            return None  # another site's
        return self.known.setdefault(name, {})
