"""What was seen of the present site, and before beside after: pages paired as decided, figures, versions in a row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from client_projects.inspecting import WIDTHS, PageInspection, SiteInspection
from client_projects.models import OldLook, OldPage, OldPicture, SiteInventory, SitePicture, SiteVersion
from client_projects.queries.projects import Person
from client_projects.queries.sites import (
    FORGOTTEN_AFTER,
    LOST_AFTER,
    Measured,
    SiteFacts,
    facts_of,
    findings_of,
    measured,
)
from client_projects.states import CheckState, Fate
from client_projects.visibility import visible_inventories

# Beyond, a table is no longer read: the first version and the newest ones say how it went.
MOST_VERSIONS = 6


def old_looks_to_wake(*, now: datetime) -> QuerySet[OldLook]:
    """Return those whose wake-up was lost."""
    return OldLook.objects.filter(state=CheckState.WAITING, asked_at__lt=now - FORGOTTEN_AFTER)


def old_looks_lost(*, now: datetime) -> QuerySet[OldLook]:
    """Return those whose worker died."""
    return OldLook.objects.filter(state=CheckState.RUNNING, started_at__lt=now - LOST_AFTER)


def old_pages_visible_to(user: Person) -> QuerySet[OldPage]:
    return OldPage.objects.filter(inventory__in=visible_inventories(user).values("pk"))


def old_picture_visible_to(user: Person, picture_id: int) -> QuerySet[OldPicture]:
    return OldPicture.objects.filter(
        page__inventory__in=visible_inventories(user).values("pk"), pk=picture_id
    )


@dataclass(frozen=True)
class Looked:
    """How far the look at an inventory is: `done` of `look.pages`; `others` of its pages are not looked at."""

    look: OldLook
    done: int
    others: int


def looked_at(inventory: SiteInventory, pages: int) -> Looked | None:
    """Return how far the look is, or None where there is none.

    Args:
        pages: how many pages the inventory has.
    """
    look: OldLook | None = getattr(inventory, "look", None)
    if look is None:
        return None
    done = inventory.pages.exclude(findings={}).count()
    return Looked(look, done, max(0, pages - look.pages))


def pages_looked_at(inventory: SiteInventory) -> QuerySet[OldPage]:
    """Return the pages somebody has looked at, the first page of the site first."""
    return inventory.pages.exclude(findings={}).order_by("depth", "pk").prefetch_related("pictures")


def seen_in(page: OldPage) -> PageInspection | None:
    """Return what was found in a page, or None while nobody has looked at it."""
    return PageInspection.from_dict(page.findings) if page.findings else None


# ---- before and after ------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Look:
    """One page at one width, before and after; either may not be there."""

    width: int
    before: OldPicture | None
    after: SitePicture | None


@dataclass(frozen=True)
class Pair:
    """A page of the present site and what becomes of it in one version.

    Attributes:
        after: the page of the version, or None; `missing` says why in a sentence.
    """

    old: OldPage
    before: PageInspection
    after: PageInspection | None
    missing: str

    @property
    def lines(self) -> list[Measured]:
        """What differs, in words; nothing when one of the two was not seen."""
        if self.after is None or not (self.after.seen and self.before.seen):
            return []
        return measured(_facts(self.before), _facts(self.after), one_page=True)


def _facts(page: PageInspection) -> SiteFacts:
    return facts_of(SiteInspection((page,)))


def pairs_of(inventory: SiteInventory, version: SiteVersion) -> list[Pair]:
    """Return each page of the present site that was looked at, beside the page that takes its place."""
    found = findings_of(version)
    after = {page.path: page for page in found.pages} if found else {}
    return [
        _pair(page, seen, after) for page in pages_looked_at(inventory) if (seen := seen_in(page)) is not None
    ]


def _pair(old: OldPage, before: PageInspection, after: Mapping[str, PageInspection]) -> Pair:
    if old.fate == Fate.DROP:
        return Pair(old, before, None, _("This page has no place on the new site."))
    # A page that is kept may stay where it is; the first page of a site takes the place of the former one.
    stays = old.fate == Fate.KEEP or old.place in {"/", "/index.html", "/index.php"}
    address = old.new_address or (old.place if stays else "")
    if not address:
        return Pair(old, before, None, _("What becomes of this page is not decided yet."))
    new = page_at(address, after)
    if new is None and not old.new_address and stays and old.place.startswith("/index."):
        new = page_at("/", after)
    if new is None:
        return Pair(old, before, None, _("Its new page is not in this version yet, or was not looked at."))
    return Pair(old, before, new, "")


def page_at(address: str, pages: Mapping[str, PageInspection]) -> PageInspection | None:
    """Return the page that an address of the new site means, as a server of static files has it."""
    path = unquote(address.partition("#")[0].partition("?")[0]).lstrip("/")
    names = [path or "index.html", f"{path.rstrip('/')}/index.html", f"{path}.html"]
    return next((pages[name] for name in names if name in pages), None)


def looks_of(pair: Pair, version: SiteVersion) -> list[Look]:
    """Return the pictures of a pair, those of a telephone first."""
    before = {picture.width: picture for picture in pair.old.pictures.all()}
    after: dict[int, SitePicture] = {}
    if pair.after is not None:
        taken = SitePicture.objects.filter(check_of__version=version, page=pair.after.path[:200])
        after = {picture.width: picture for picture in taken}
    return [
        Look(width, before.get(width), after.get(width))
        for width in WIDTHS
        if width in before or width in after
    ]


def old_facts(inventory: SiteInventory) -> SiteFacts | None:
    """Return the present site in figures, over the pages that were looked at; None while there is none."""
    pages = [seen for page in pages_looked_at(inventory) if (seen := seen_in(page)) is not None]
    return facts_of(SiteInspection(tuple(pages))) if pages else None


@dataclass(frozen=True)
class Trend:
    """The present site and versions of the new one in a row: `versions` name the columns after the first."""

    versions: list[SiteVersion]
    lines: list[tuple[str, list[str]]]


def trend_beside(old: SiteFacts, versions: Sequence[SiteVersion]) -> Trend:
    """Return what was measured of the present site and of each version that was looked at, oldest first."""
    looked = [(version, facts_of(found)) for version in versions if (found := findings_of(version))]
    looked.sort(key=lambda one: one[0].number)
    if len(looked) > MOST_VERSIONS:
        looked = [looked[0], *looked[1 - MOST_VERSIONS :]]
    columns = [old, *(facts for _version, facts in looked)]
    shown = [measured(None, facts) for facts in columns]
    pages = (_("Pages that were looked at"), [str(facts.pages) for facts in columns])
    lines = [(line.name, [column[row].after for column in shown]) for row, line in enumerate(shown[0])]
    return Trend([version for version, _facts in looked], [pages, *lines])


def in_sentences(before: SiteFacts, after: SiteFacts) -> list[str]:
    """Return what changed for whoever visits the site, in plain words: facts, and no verdict."""
    lines = measured(before, after)
    said = [
        _("The home page weighs %(after)s; it weighed %(before)s: %(change)s.")
        % {"after": lines[0].after, "before": lines[0].before, "change": lines[0].change}
        if before.home_weight and after.home_weight
        else "",
        _counted(
            ngettext(
                "A program sees %(after)d obstacle for people with a disability; it saw %(before)d on the old site.",
                "A program sees %(after)d obstacles for people with a disability; it saw %(before)d on the old site.",
                after.barriers,
            ),
            before.barriers,
            after.barriers,
        ),
        _counted(
            ngettext(
                "%(after)d link leads nowhere; on the old site it was %(before)d.",
                "%(after)d links lead nowhere; on the old site it was %(before)d.",
                after.broken_links,
            ),
            before.broken_links,
            after.broken_links,
        ),
        _counted(
            ngettext(
                "%(after)d picture has no text for those who do not see it; on the old site it was %(before)d.",
                "%(after)d pictures have no text for those who do not see them; on the old site it was %(before)d.",
                after.images_without_alternative,
            ),
            before.images_without_alternative,
            after.images_without_alternative,
        ),
        _counted(
            ngettext(
                "%(after)d page is wider than a telephone; on the old site it was %(before)d.",
                "%(after)d pages are wider than a telephone; on the old site it was %(before)d.",
                after.too_wide,
            ),
            before.too_wide,
            after.too_wide,
        ),
    ]
    return [sentence for sentence in said if sentence]


def _counted(sentence: str, before: int, after: int) -> str:
    return sentence % {"before": before, "after": after} if before or after else ""
