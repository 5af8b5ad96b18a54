"""The versions of the new site that a person may see, what was found in each, and before beside after."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from client_projects.inspecting import WIDTHS, PageInspection, SiteInspection
from client_projects.models import ClientProject, GitToken, SiteCheck, SitePicture, SiteVersion
from client_projects.queries.projects import Person
from client_projects.states import CheckState
from client_projects.visibility import visible_site_versions
from lms.people.models import User

# Longer than any look at a site takes, box after box: beyond, its worker is dead.
LOST_AFTER = timedelta(minutes=25)
FORGOTTEN_AFTER = timedelta(seconds=30)


def site_versions_visible_to(user: Person) -> QuerySet[SiteVersion]:
    """Return the versions `user` may visit, newest first, each with its check."""
    return visible_site_versions(user).select_related(
        "project__client", "project__cohort__school", "handed_in_by", "looked_at"
    )


def git_tokens_of(project: ClientProject, person: User) -> QuerySet[GitToken]:
    return GitToken.objects.filter(project=project, person=person, revoked_at=None)


def checks_to_wake(*, now: datetime) -> QuerySet[SiteCheck]:
    """Return those whose wake-up was lost."""
    return SiteCheck.objects.filter(state=CheckState.WAITING, asked_at__lt=now - FORGOTTEN_AFTER)


def checks_lost(*, now: datetime) -> QuerySet[SiteCheck]:
    """Return those whose worker died."""
    return SiteCheck.objects.filter(state=CheckState.RUNNING, started_at__lt=now - LOST_AFTER)


# ---- what was found --------------------------------------------------------------------------------------
@dataclass(frozen=True)
class SiteFacts:
    """A site in a few figures, over the pages that were looked at; home figures are of its first page."""

    pages: int
    unseen: int
    home_weight: int
    home_requests: int
    barriers: int
    broken_links: int
    missing_files: int
    images_without_alternative: int
    too_wide: int
    untitled: int
    faults: int


def facts_of(found: SiteInspection) -> SiteFacts:
    seen = [page for page in found.pages if page.seen]
    home = seen[0] if seen else None
    return SiteFacts(
        pages=len(seen),
        unseen=len(found.pages) - len(seen),
        home_weight=home.weight if home else 0,
        home_requests=home.requests if home else 0,
        barriers=sum(barrier.count for page in seen for barrier in page.barriers),
        broken_links=len({link.address for page in seen for link in page.broken_links}),
        missing_files=len({name for page in seen for name in page.missing_files}),
        images_without_alternative=sum(page.images_without_alternative for page in seen),
        too_wide=sum(page.too_wide_for_a_phone for page in seen),
        untitled=sum(not page.title for page in seen),
        faults=found.css_faults + sum(page.html_faults for page in seen),
    )


def findings_of(version: SiteVersion) -> SiteInspection | None:
    """Return what was found in a version, or None while nobody has looked at it."""
    check = check_of(version)
    return SiteInspection.from_dict(check.findings) if check is not None and check.findings else None


def check_of(version: SiteVersion) -> SiteCheck | None:
    return getattr(version, "looked_at", None)


@dataclass(frozen=True)
class Measured:
    """One line of before and after, in words: `change` says what became of it, and is never a mark."""

    name: str
    before: str
    after: str
    change: str


_LINES = (
    ("home_weight", gettext_lazy("Weight of the home page")),
    ("home_requests", gettext_lazy("Files the home page asks for")),
    ("barriers", gettext_lazy("Obstacles for people with a disability, as a machine sees them")),
    ("broken_links", gettext_lazy("Links that lead nowhere")),
    ("missing_files", gettext_lazy("Files that are missing")),
    ("images_without_alternative", gettext_lazy("Pictures without a text for those who do not see them")),
    ("too_wide", gettext_lazy("Pages wider than a telephone")),
)

# What is called otherwise where one page alone is compared, which need not be the first of its site.
_LINES_OF_A_PAGE = {
    "home_weight": gettext_lazy("Weight of the page"),
    "home_requests": gettext_lazy("Files the page asks for"),
    "too_wide": gettext_lazy("Page wider than a telephone"),
}


def measured(before: SiteFacts | None, after: SiteFacts, *, one_page: bool = False) -> list[Measured]:
    """Return the lines of a comparison; without a former site only what is now.

    Args:
        one_page: whether the facts are those of one page, whichever it is.
    """
    called = dict(_LINES) | (_LINES_OF_A_PAGE if one_page else {})
    return [_line(name, label, before, after) for name, label in called.items()]


def _line(name: str, label: Any, before: SiteFacts | None, after: SiteFacts) -> Measured:
    new = getattr(after, name)
    old = getattr(before, name) if before is not None else None
    return Measured(
        name=str(label),
        before="" if old is None else _shown(name, old),
        after=_shown(name, new),
        change="" if old is None else _change(name, old, new),
    )


def _shown(name: str, value: int) -> str:
    return filesizeformat(value) if name == "home_weight" else str(value)


def _change(name: str, old: int, new: int) -> str:
    if old == new:
        return _("the same")
    if name == "home_weight":
        lighter = new < old
        times = max(old, new) / max(1, min(old, new))
        if times >= 2 and min(old, new):
            words = _("%(times)d times lighter") if lighter else _("%(times)d times heavier")
            return words % {"times": round(times)}
        return _("lighter") if lighter else _("heavier")
    apart = abs(old - new)
    if new < old:
        return ngettext("%(count)d less", "%(count)d less", apart) % {"count": apart}
    return ngettext("%(count)d more", "%(count)d more", apart) % {"count": apart}


def pictures_of(version: SiteVersion) -> QuerySet[SitePicture]:
    return SitePicture.objects.filter(check_of__version=version)


def home_looks(before: Iterable[SitePicture], after: Iterable[SitePicture]) -> list[tuple[int, Any, Any]]:
    """Return width, picture before (or None), picture after, of the home page."""
    old, new = _home(before), _home(after)
    return [(width, old.get(width), new[width]) for width in reversed(WIDTHS) if width in new]


def _home(pictures: Iterable[SitePicture]) -> dict[int, SitePicture]:
    found: dict[int, SitePicture] = {}
    for picture in sorted(pictures, key=lambda one: (one.page != "index.html", one.page)):
        found.setdefault(picture.width, picture)
    return found


def former_site_version(version: SiteVersion, user: Person) -> SiteVersion | None:
    """Return the version `user` may see that came before `version`."""
    return (
        site_versions_visible_to(user)
        .filter(project=version.project_id, number__lt=version.number)
        .order_by("-number")
        .first()
    )


@dataclass(frozen=True)
class TrendLine:
    """One version in the list: what is known of it."""

    version: SiteVersion
    check: SiteCheck | None
    facts: SiteFacts | None


def site_trend(versions: Sequence[SiteVersion]) -> list[TrendLine]:
    """Return the versions with their figures, in the order given."""
    lines = []
    for version in versions:
        found = findings_of(version)
        lines.append(TrendLine(version, check_of(version), facts_of(found) if found else None))
    return lines


def pages_with_something(found: SiteInspection) -> list[PageInspection]:
    """Return the pages where the team has something to look at, those with most to do first."""
    return sorted(found.pages, key=lambda page: (page.seen, -_remarks(page)))


def _remarks(page: PageInspection) -> int:
    return len(page.barriers) + len(page.broken_links) + len(page.missing_files) + page.html_faults


def picture_visible_to(user: Person, picture_id: int) -> QuerySet[SitePicture]:
    return SitePicture.objects.filter(
        Q(check_of__version__in=visible_site_versions(user).values("pk")), pk=picture_id
    )
