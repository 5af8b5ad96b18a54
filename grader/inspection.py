"""Looks at whole sites: what each page shows, weighs, asks for and gets wrong. Seen in boxes, judged out here.

Nothing here is a mark: the platform says what was found, and people decide what it is worth.
"""

import base64
import binascii
import io
import posixpath
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from PIL import Image

from grader.contract import BoxReport, GradingRequest, Json, Outcome, Probe
from grader.grading import observe
from grader.runtimes.web import ORDINARY_MOMENT, WEB
from grader.sandbox.base import Sandbox
from grader.sentences import explain_barrier, explain_rule, say

PHONE, DESKTOP = WIDTHS = (390, 1280)
HEIGHT = 1400
MOST_PAGES = 60
PAGES_PER_BOX = 3
MOST_SHEETS = 20
LARGEST_SHEET = 300 * 1024
# What one box receives of a site; the largest files stay outside first, and are weighed all the same.
MOST_IN_A_BOX = 20 * 1024 * 1024
MOST_LISTED, MOST_LINKS = 50, 300
LONGEST_TEXT = 500
_LIMITS: dict[str, float] = {"wall_seconds": 60, "probe_seconds": 10, "memory_mb": 1024}
_READ_BY_THE_BROWSER = (".html", ".htm", ".css", ".js", ".mjs", ".svg", ".json", ".woff2", ".woff")
_MADE_UP_ADDRESS = "https://site.test"


class NoInspection(Exception):
    """No box could be had: the fault is ours, the site has to be looked at again. The text is for who runs us."""


@dataclass(frozen=True, slots=True)
class Site:
    """A site to look at.

    Args:
        files: what each address holds, by its path without the first slash; a path may end with its query.
        types: the content type where the name does not tell it.
        addresses: where the site lives (`https://example.org`), the first one being where it is opened; links and
            files under the others are its own too.
        elsewhere: paths that exist although they are not in `files`.
    """

    files: Mapping[str, bytes]
    types: Mapping[str, str] = field(default_factory=dict)
    addresses: tuple[str, ...] = (_MADE_UP_ADDRESS,)
    elsewhere: frozenset[str] = frozenset()

    def file_at(self, path: str, query: str = "") -> str | None:
        """Return the file that an address means, as a server of static files has it, or None."""
        names = [
            *([f"{path}?{query}"] if query else []),
            path or "index.html",
            f"{path.rstrip('/')}/index.html",
        ]
        return next((name for name in names if name in self.files), None)

    def exists(self, path: str, query: str = "") -> bool:
        return (
            self.file_at(path, query) is not None
            or path in self.elsewhere
            or (f"{path}?{query}" in self.elsewhere)
        )


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a page; `address` is a path inside the site, or a whole address elsewhere."""

    address: str
    text: str


@dataclass(frozen=True, slots=True)
class Barrier:
    """One thing that keeps somebody from using the page, as the accessibility checker found it."""

    rule: str
    impact: str
    sentence: str
    selector: str
    count: int


@dataclass(frozen=True, slots=True)
class CodeFault:
    """One place where a file is not valid."""

    file: str
    line: int
    rule: str
    sentence: str


@dataclass(frozen=True, slots=True)
class PageInspection:
    """What was found in one page. Where `seen` is false, `problem` says why and the rest is empty.

    `weight` counts each file of the site once, in bytes as they are stored; what comes from elsewhere cannot be
    weighed, `outside_requests` counts it. `pictures` are JPEG by width, and are not in `to_dict`.
    """

    path: str
    seen: bool
    problem: str = ""
    title: str = ""
    description: str = ""
    language: str = ""
    headings: tuple[Heading, ...] = ()
    images: int = 0
    images_without_alternative: int = 0
    named_without_alternative: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    broken_links: tuple[Link, ...] = ()
    weight: int = 0
    requests: int = 0
    outside_requests: int = 0
    outside_hosts: tuple[str, ...] = ()
    missing_files: tuple[str, ...] = ()
    too_wide_for_a_phone: bool = False
    script_errors: int = 0
    barriers: tuple[Barrier, ...] = ()
    barriers_known: bool = False
    html_faults: int = 0
    html_faults_listed: tuple[CodeFault, ...] = ()
    pictures: Mapping[int, bytes] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return what JSON can hold: everything but the pictures."""
        return {**asdict(replace(self, pictures={})), "pictures": {}}

    @classmethod
    def from_dict(
        cls, data: Mapping[str, Any], pictures: Mapping[int, bytes] | None = None
    ) -> "PageInspection":
        """Return what `to_dict` gave, with the pictures that were kept beside; names it does not know are left."""
        known = {one.name for one in fields(cls)} - set(_NESTED)
        nested = {
            name: tuple(kind(**one) if kind is not str else str(one) for one in data.get(name, []))
            for name, kind in _NESTED.items()
        }
        plain = {name: data[name] for name in known & set(data)}
        return cls(**{**plain, **nested, "pictures": dict(pictures or {})})


_NESTED: dict[str, Any] = {
    "headings": Heading,
    "links": Link,
    "broken_links": Link,
    "barriers": Barrier,
    "html_faults_listed": CodeFault,
    "named_without_alternative": str,
    "outside_hosts": str,
    "missing_files": str,
}


@dataclass(frozen=True, slots=True)
class SiteInspection:
    """What was found in the pages asked for, in that order, and in the style sheets of the site."""

    pages: tuple[PageInspection, ...]
    css_faults: int = 0
    css_faults_listed: tuple[CodeFault, ...] = ()
    # Pages beyond what is looked at in one go.
    left_out: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {
            "pages": [page.to_dict() for page in self.pages],
            "css_faults": self.css_faults,
            "css_faults_listed": [asdict(one) for one in self.css_faults_listed],
            "left_out": list(self.left_out),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "SiteInspection":
        return cls(
            pages=tuple(PageInspection.from_dict(page) for page in data["pages"]),
            css_faults=int(data["css_faults"]),
            css_faults_listed=tuple(CodeFault(**one) for one in data["css_faults_listed"]),
            left_out=tuple(str(path) for path in data["left_out"]),
        )


def pages_of(files: Iterable[str]) -> list[str]:
    """Return the pages among these paths, the home page first, the others from the top down."""
    pages = [path for path in files if path.lower().endswith((".html", ".htm"))]
    return sorted(pages, key=lambda path: (path != "index.html", path.count("/"), path))


def inspect_site(
    site: Site, pages: Sequence[str], sandbox: Sandbox, *, run_id: str = "", sheets: bool = True
) -> SiteInspection:
    """Return what these pages of the site show; a page that breaks its box takes no other with it.

    Args:
        sheets: whether the style sheets are read for faults, too.

    Raises:
        NoInspection: no box could be had.
    """
    asked = list(dict.fromkeys(pages))
    wanted, left_out = asked[:MOST_PAGES], asked[MOST_PAGES:]
    found: dict[str, PageInspection] = {
        path: PageInspection(path, seen=False, problem=say("Cette page n’est pas dans le site."))
        for path in wanted
        if path not in site.files
    }
    there = [path for path in wanted if path in site.files]
    for start in range(0, len(there), PAGES_PER_BOX):
        group = there[start : start + PAGES_PER_BOX]
        report = _box(site, [probe for path in group for probe in _probes(path)], sandbox, run_id)
        for path in group:
            found[path] = _page(site, path, report)
            if len(group) > 1 and not _is_whole(found[path]):
                found[path] = _page(site, path, _box(site, _probes(path), sandbox, run_id))
    faults, listed = _sheets(site, sandbox, run_id) if sheets else (0, ())
    return SiteInspection(tuple(found[path] for path in wanted), faults, listed, tuple(left_out))


def _is_whole(page: PageInspection) -> bool:
    return page.seen and page.barriers_known and set(page.pictures) == set(WIDTHS)


# ---- asking ------------------------------------------------------------------------------------------
def _probe(kind: str, path: str, width: int, **more: Json) -> Probe:
    state: dict[str, Json] = {
        "page": quote(path, safe="/?&=;,+@!$'()*~"),
        "width": width,
        "height": HEIGHT,
        "at": ORDINARY_MOMENT,
        "prefers": {},
        "dialogs": [],
        "actions": [],
    }
    return Probe(kind, {**state, **more})


def _picture_probe(path: str, width: int) -> Probe:
    return _probe("picture", path, width, selector="", format="jpeg")


def _probes(path: str) -> list[Probe]:
    return [
        _probe("survey", path, DESKTOP),
        _probe("requests", path, DESKTOP),
        _probe("errors", path, DESKTOP),
        _probe("outline", path, DESKTOP),
        _picture_probe(path, DESKTOP),
        _probe("axe", path, DESKTOP, rules=[]),
        _probe("overflow", path, PHONE),
        _picture_probe(path, PHONE),
        Probe("validity", {"file": path}),
    ]


def _box(site: Site, probes: Sequence[Probe], sandbox: Sandbox, run_id: str) -> BoxReport:
    texts, binaries = _as_sent(site)
    request = GradingRequest(
        runtime=WEB.name,
        files=texts,
        entry="index.html",
        probes=tuple(probes),
        limits=WEB.default_limits().adjusted(**_LIMITS),
        site={
            "origins": list(site.addresses),
            "binaries": dict(binaries),
            "types": dict(site.types),
        },
    )
    report = observe(request, sandbox, run_id=run_id)
    if report.outcome is Outcome.COULD_NOT_START:
        raise NoInspection(report.detail)
    return report


def _as_sent(site: Site) -> tuple[dict[str, str], dict[str, str]]:
    """Return the texts, and the rest in base64, that fit in a box: what makes pages first, then the smallest."""
    order = sorted(site.files, key=lambda path: (not _makes_pages(site, path), len(site.files[path]), path))
    texts, binaries, room = {}, {}, MOST_IN_A_BOX
    for path in order:
        content = site.files[path]
        if len(content) > room:
            continue
        room -= len(content)
        try:
            text = None if b"\0" in content else content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = None
        if text is None:
            binaries[path] = base64.b64encode(content).decode()
        else:
            texts[path] = text
    return texts, binaries


def _makes_pages(site: Site, path: str) -> bool:
    return path.lower().endswith(_READ_BY_THE_BROWSER) or site.types.get(path, "").startswith("text/")


# ---- reading -----------------------------------------------------------------------------------------
def _page(site: Site, path: str, report: BoxReport) -> PageInspection:
    survey = report.seen_by(_probe("survey", path, DESKTOP))
    if survey is None or "title" not in survey:
        return PageInspection(path, seen=False, problem=_why_unseen(report))
    links = _links(site, survey.get("links"))
    page = PageInspection(
        path,
        seen=True,
        title=_text(survey.get("title")),
        description=_text(survey.get("description")),
        language=_text(survey.get("language")),
        images=_count(survey.get("images")),
        images_without_alternative=_count(survey.get("withoutAlternative")),
        named_without_alternative=tuple(
            _inside(site, _text(one)) for one in _list(survey.get("imagesWithoutAlternative"))[:MOST_LISTED]
        ),
        links=links,
        broken_links=tuple(link for link in links if _is_broken(site, link)),
        headings=_headings(report.seen_by(_probe("outline", path, DESKTOP)) or {}),
        script_errors=_count((report.seen_by(_probe("errors", path, DESKTOP)) or {}).get("count")),
        too_wide_for_a_phone=_is_too_wide(report.seen_by(_probe("overflow", path, PHONE)) or {}),
    )
    page = _with_requests(page, site, report.seen_by(_probe("requests", path, DESKTOP)) or {})
    page = _with_barriers(page, report.seen_by(_probe("axe", path, DESKTOP, rules=[])))
    faults, listed = _faults(path, report.seen_by(Probe("validity", {"file": path})) or {})
    pictures = {
        width: picture
        for width in WIDTHS
        if (picture := _picture(report.seen_by(_picture_probe(path, width)) or {}))
    }
    return replace(page, html_faults=faults, html_faults_listed=listed, pictures=pictures)


def _why_unseen(report: BoxReport) -> str:
    if report.outcome is Outcome.OUT_OF_TIME:
        return say("Cette page n’a pas fini de s’afficher : un script tourne peut-être sans fin.")
    if report.outcome is Outcome.OUT_OF_MEMORY:
        return say("Cette page demande trop de mémoire pour s’afficher.")
    return say("Cette page n’a pas pu être ouverte : elle part ailleurs, ou se ferme toute seule.")


def _headings(seen: Mapping[str, Json]) -> tuple[Heading, ...]:
    listed = [one for one in _list(seen.get("headings"))[: 2 * MOST_LISTED] if isinstance(one, dict)]
    return tuple(Heading(_count(one.get("level")), _text(one.get("text"))) for one in listed)


def _is_too_wide(seen: Mapping[str, Json]) -> bool:
    return _count(seen.get("page")) > _count(seen.get("screen")) > 0


def _with_requests(page: PageInspection, site: Site, seen: Mapping[str, Json]) -> PageInspection:
    listed = [one for one in _list(seen.get("requests")) if isinstance(one, dict)]
    outside = [_text(one.get("address")) for one in listed if one.get("outside") is True]
    used, missing = set(), []
    for one in listed:
        if one.get("outside") is True:
            continue
        path, query = _text(one.get("address")), _text(one.get("query")).removeprefix("?")
        name = site.file_at(path, query)
        if name is not None:
            used.add(name)
        elif path not in missing:
            missing.append(path)
    hosts = {host for address in outside if (host := _host(address))}
    return replace(
        page,
        requests=_count(seen.get("count")),
        outside_requests=len(outside),
        outside_hosts=tuple(sorted(hosts))[:MOST_LISTED],
        missing_files=tuple(missing[:MOST_LISTED]),
        weight=sum(len(site.files[name]) for name in used),
    )


def _with_barriers(page: PageInspection, seen: Mapping[str, Json] | None) -> PageInspection:
    if seen is None or not isinstance(seen.get("violations"), list):
        return page
    barriers = []
    for one in _list(seen["violations"])[:MOST_LISTED]:
        if not isinstance(one, dict):
            continue
        targets = _list(one.get("targets"))
        rule, impact = _text(one.get("rule")), _text(one.get("impact"))
        barriers.append(
            Barrier(
                rule=rule,
                impact=impact if impact in IMPACTS else IMPACTS[0],
                sentence=explain_barrier(rule, _text(one.get("help"))),
                selector=_text(targets[0]) if targets else "",
                count=max(1, _count(one.get("count"))),
            )
        )
    barriers.sort(key=lambda one: (-IMPACTS.index(one.impact), one.rule))
    return replace(page, barriers=tuple(barriers), barriers_known=True)


IMPACTS = ("minor", "moderate", "serious", "critical")


def _faults(file: str, seen: Mapping[str, Json]) -> tuple[int, tuple[CodeFault, ...]]:
    errors = [one for one in _list(seen.get("errors")) if isinstance(one, dict)]
    listed = tuple(
        CodeFault(
            file,
            _count(one.get("line")),
            _text(one.get("rule")),
            explain_rule(_text(one.get("rule")), _text(one.get("message"))),
        )
        for one in errors[:MOST_LISTED]
    )
    return max(len(errors), _count(seen.get("count"))), listed


def _sheets(site: Site, sandbox: Sandbox, run_id: str) -> tuple[int, tuple[CodeFault, ...]]:
    """Return what is wrong in the style sheets that somebody of the team may have written."""
    sheets = [
        path
        for path, content in sorted(site.files.items())
        if path.endswith(".css") and not path.endswith(".min.css") and len(content) <= LARGEST_SHEET
    ][:MOST_SHEETS]
    if not sheets:
        return 0, ()
    only = replace(site, files={path: site.files[path] for path in sheets})
    probes = {path: Probe("validity", {"file": path}) for path in sheets}
    report = _box(only, list(probes.values()), sandbox, run_id)
    total = 0
    listed: list[CodeFault] = []
    for path, probe in probes.items():
        count, some = _faults(path, report.seen_by(probe) or {})
        total += count
        listed += some
    return total, tuple(listed[:MOST_LISTED])


# ---- links -------------------------------------------------------------------------------------------
def _links(site: Site, listed: Json) -> tuple[Link, ...]:
    """Return each link once, those inside as paths: what comes after a # leads to the same page."""
    found: dict[str, Link] = {}
    for one in _list(listed)[:MOST_LINKS]:
        if isinstance(one, dict):
            address = _inside(site, _text(one.get("address")))
            found.setdefault(address, Link(address, _text(one.get("text"))))
    return tuple(found.values())


def _inside(site: Site, address: str) -> str:
    """Return the path of an address of the site, with its query and beginning with a slash, else the address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    if f"{parts.scheme}://{parts.netloc}" not in site.addresses:
        return address
    path = posixpath.normpath(unquote(parts.path)) if parts.path else "/"
    if parts.path.endswith("/") and not path.endswith("/"):
        path += "/"
    return "/" + path.lstrip("/") + (f"?{parts.query}" if parts.query else "")


def _is_broken(site: Site, link: Link) -> bool:
    if not link.address.startswith("/"):
        return False
    path, _, query = link.address[1:].partition("?")
    return not site.exists(path, query)


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


# ---- what a box said is never trusted ----------------------------------------------------------------
def _text(value: Json) -> str:
    return value[:LONGEST_TEXT] if isinstance(value, str) else ""


def _count(value: Json) -> int:
    return max(0, round(value)) if isinstance(value, int | float) and not isinstance(value, bool) else 0


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _picture(seen: Mapping[str, Json]) -> bytes:
    """Return the picture of an observation, packed again by us, or nothing where there is none."""
    try:
        data = base64.b64decode(str(seen.get("picture", "")), validate=True)
        with Image.open(io.BytesIO(data), formats=["JPEG"]) as image:
            if not (1 <= image.width <= DESKTOP and 1 <= image.height <= HEIGHT):
                return b""
            packed = io.BytesIO()
            image.convert("RGB").save(packed, "JPEG", quality=82, optimize=True)
    except (binascii.Error, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return b""
    return packed.getvalue()
