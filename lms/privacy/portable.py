"""The file that somebody takes away: everything about her that she may have, as pages to read and as data.

It is written while it is sent, row after row, so that a long path costs no memory. Of other people it holds a name
where that belongs to her own record (who reviewed her work), and nothing else: what she did for others is counted,
what has to be looked at first is counted and given on request.
"""

import io
import json
import re
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import BinaryField, Field, FileField, ForeignKey, JSONField, ManyToManyField, Model
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import Truncator, slugify
from django.utils.translation import gettext as _

from lms.core.dates import date_format
from lms.people.models import User
from lms.privacy.counting import Held, held_of
from lms.privacy.register import REGISTER, SECRET_FIELDS, Holding, Treatment, holdings

INDEX = "LISEZ-MOI.html"
_UNSAFE = re.compile(r"[^\w.\- ]+")
_LONG = 20_000  # characters of one value on a page; the data file has it whole
_CHUNK = 200


@dataclass(frozen=True)
class _Value:
    name: str  # the field
    label: str
    data: Any  # for the data file
    text: str  # for the page
    link: str = ""  # a file beside the page


@dataclass(frozen=True)
class _Row:
    title: str
    values: list[_Value]
    files: list[tuple[str, bytes]]


@dataclass(frozen=True)
class _Part:
    """One kind of rows in her file, as the first page lists it."""

    name: str
    page: str
    count: int
    on_request: int
    done: int


def portable_file(person: User, *, now: datetime) -> Iterator[bytes]:
    """Yield a zip archive: a first page, then for each kind of rows a page and a data file, and all files."""
    archive = _Archive(now)
    listed: list[tuple[Treatment, list[_Part]]] = []
    for treatment in REGISTER:
        parts = []
        for held in held_of(treatment, person):
            part = yield from _written(archive, treatment, held, person)
            parts.append(part)
        if parts:
            listed.append((treatment, parts))
    archive.add(
        INDEX,
        render_to_string("privacy/file/index.html", {"person": person, "now": now, "treatments": listed}),
    )
    yield archive.ended()


def file_name(person: User, *, now: datetime) -> str:
    """Return how the archive is called on her disk."""
    return f"mes-donnees-{slugify(str(person)) or person.pk}-{timezone.localdate(now).isoformat()}.zip"


def _written(
    archive: "_Archive", treatment: Treatment, held: Held, person: User
) -> Generator[bytes, None, _Part]:
    """Write one kind of rows and yield the archive as it grows; return what the first page says of it."""
    holding = held.holding
    name = str(holding.kind._meta.verbose_name_plural)
    stem = f"{treatment.code}/{holding.model.replace('.', '-')}"
    part = _Part(name, f"{stem}.html" if held.given else "", held.given, held.on_request, held.done)
    if not held.given:
        return part
    given = holding.rows_of(person)
    rows: list[_Row] = []
    if followed := _followed(holding):
        given = given.select_related(*followed)
    for one in given.iterator(chunk_size=_CHUNK):
        row = _row(holding, one, person, stem)
        for path, content in row.files:
            archive.add(path, content)
            yield archive.taken()
        # Its files have left: what is kept until the page is written is words only.
        rows.append(_Row(row.title, row.values, []))
    data = [{value.name: value.data for value in row.values} for row in rows]
    archive.add(f"{stem}.json", json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
    archive.add(
        f"{stem}.html",
        render_to_string(
            "privacy/file/rows.html", {"name": name, "treatment": treatment, "rows": rows, "up": "../"}
        ),
    )
    yield archive.taken()
    return part


def _followed(holding: Holding) -> list[str]:
    """Return which relations are read with each row: its own, and those that lead to its title."""
    followed = [kept.name for kept in holding.kind._meta.concrete_fields if isinstance(kept, ForeignKey)]
    kind: Any = holding.kind
    path: list[str] = []
    for name in filter(None, holding.title.split(".")):
        kept = kind._meta.get_field(name)
        if not isinstance(kept, ForeignKey):
            break
        kind = kept.related_model
        path.append(name)
    return [*followed, "__".join(path)] if path else followed


def _row(holding: Holding, one: Model, person: User, stem: str) -> _Row:
    files: list[tuple[str, bytes]] = []
    values = []
    for kept in [*one._meta.concrete_fields, *one._meta.many_to_many]:
        if kept.name in SECRET_FIELDS or kept.name in holding.without:
            continue
        if kept.name in holding.code and kept.name != "path":
            values += _code(one, kept.name, holding, stem, files)
        elif (value := _value(one, kept, person, stem, files)) is not None:
            values.append(value)
    title = _title(holding, one)
    if title:
        values.insert(0, _Value("about", _("About"), title, title))
    return _Row(title, values, files)


def _title(holding: Holding, one: Model) -> str:
    value: Any = one
    for name in filter(None, holding.title.split(".")):
        value = getattr(value, name, None)
    return "" if value is one or value is None else _words(value)


def _code(one: Any, name: str, holding: Holding, stem: str, files: list[tuple[str, bytes]]) -> list[_Value]:
    """Write code as files: a row that is one file, or a field that holds several."""
    held = {one.path: one.content} if "path" in holding.code else (getattr(one, name) or {})
    where = f"{stem}/{getattr(one, 'submission_id', None) or one.pk}"
    if not isinstance(held, dict):
        return []
    written = []
    for path, content in held.items():
        target = f"{where}/{_safe(str(path))}"
        files.append((target, str(content).encode()))
        written.append(_Value(str(path), str(path), target, str(path), target))
    return written


def _value(
    one: Any, kept: "Field[Any, Any]", person: User, stem: str, files: list[tuple[str, bytes]]
) -> _Value | None:
    label = str(getattr(kept, "verbose_name", kept.name))
    if isinstance(kept, ManyToManyField):
        named = [_words(each) for each in getattr(one, kept.name).all()]
        hidden = _speaks_of_people(kept.related_model)
        return None if hidden else _Value(kept.name, label, named, ", ".join(named))
    raw = getattr(one, kept.name)
    if isinstance(kept, FileField):
        return _file(one, kept.name, label, stem, files)
    if isinstance(kept, BinaryField):
        target = f"{stem}/{one.pk}-{kept.name}.png"
        files.append((target, bytes(raw)))
        return _Value(kept.name, label, target, target, target)
    return _Value(kept.name, label, *_told(one, kept, raw, person))


def _told(one: Any, kept: "Field[Any, Any]", raw: Any, person: User) -> tuple[Any, str]:
    """Return a value as data and in words."""
    if isinstance(kept, ForeignKey):
        words = _pointed_at(raw, person)
        return words or None, words
    if isinstance(kept, JSONField):
        return raw, json.dumps(raw, ensure_ascii=False, indent=1)
    text = str(getattr(one, f"get_{kept.name}_display")()) if kept.choices else _words(raw)
    return raw, Truncator(text).chars(_LONG)


def _pointed_at(other: Any, person: User) -> str:
    if other is None:
        return ""
    if isinstance(other, User):
        return _("you") if other.pk == person.pk else str(other)
    # What another row says of people is in its own place, if it is hers.
    return f"n° {other.pk}" if _speaks_of_people(type(other)) else _words(other)


def _speaks_of_people(kind: Any) -> bool:
    return kind._meta.label in _SPEAKING


def _file(one: Any, name: str, label: str, stem: str, files: list[tuple[str, bytes]]) -> _Value | None:
    stored = getattr(one, name)
    if not stored:
        return None
    target = f"{stem}/{one.pk}-{_safe(stored.name.rsplit('/', 1)[-1])}"
    try:
        with stored.open("rb") as content:
            files.append((target, content.read()))
    except FileNotFoundError:
        return _Value(name, label, None, _("The file is not there any more."))
    return _Value(name, label, target, target, target)


def _words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "j F Y, H:i")
    return str(value)


def _safe(path: str) -> str:
    """Return `path` as it may be unpacked anywhere: no way up, no name that a system refuses."""
    parts = [_UNSAFE.sub("_", part).strip(" .") for part in path.split("/")]
    return "/".join(part for part in parts if part) or "_"


class _Archive:
    """A zip archive that leaves while it is written: nothing of it is kept here longer than needed."""

    def __init__(self, now: datetime) -> None:
        self._outlet = _Outlet()
        self._zip = ZipFile(self._outlet, "w", ZIP_DEFLATED)
        self._at = timezone.localtime(now)

    def add(self, path: str, content: str | bytes) -> None:
        """Add one file, dated by the platform's clock and readable by its owner only."""
        at = self._at
        entry = ZipInfo(path, (at.year, at.month, at.day, at.hour, at.minute, at.second))
        entry.compress_type = ZIP_DEFLATED
        entry.external_attr = 0o600 << 16
        self._zip.writestr(entry, content)

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        return self._outlet.take()

    def ended(self) -> bytes:
        """Return the last of it, with the table of what is inside."""
        self._zip.close()
        return self._outlet.take()


class _Outlet(io.RawIOBase):
    """Where the archive is written: keeps only what has not left yet."""

    def __init__(self) -> None:
        self._kept: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._kept.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        taken, self._kept = b"".join(self._kept), []
        return taken


def _models(found: Iterable[tuple[Treatment, Holding]]) -> frozenset[str]:
    return frozenset(holding.model for _treatment, holding in found)


_SPEAKING = _models(holdings())
