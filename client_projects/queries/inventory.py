"""What an inventory found, in plain words, page by page, and as a table to take away."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Q, QuerySet, When
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.worksheet.worksheet import Worksheet

from client_projects.models import ClientProject, OldPage, SiteInventory
from client_projects.queries.projects import Person
from client_projects.redirects import Move, checked
from client_projects.states import Fate, InventoryState, PageKind
from client_projects.visibility import visible_inventories

# A spreadsheet runs what begins like this.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# A redirect leads where its target does; a page that we were asked not to read is a page all the same.
DECIDED_ON = (PageKind.PAGE, PageKind.DOCUMENT, PageKind.BROKEN, PageKind.LEFT_OUT)


def inventory_of(project: ClientProject, user: Person) -> SiteInventory | None:
    """Return the newest inventory of the project that `user` may see, or None.

    One that failed counts only when there is no other: what was found and decided before stays in sight.
    """
    failed_last = Case(When(state=InventoryState.FAILED, then=1), default=0)
    walks = visible_inventories(user).filter(project=project).select_related("project__cohort", "look")
    return walks.order_by(failed_last, "-asked_at", "-pk").first()


def failed_walk_after(inventory: SiteInventory, user: Person) -> SiteInventory | None:
    """Return the newest walk of the same project, if it came after `inventory` and failed."""
    newest = visible_inventories(user).filter(project=inventory.project_id).first()
    if newest is None or newest.pk == inventory.pk or newest.state != InventoryState.FAILED:
        return None
    return newest


def forgotten_walks(*, now: datetime) -> QuerySet[SiteInventory]:
    """Return the walks that nobody takes on: their wake-up was lost, or the worker died."""
    free = Q(lease_until=None, asked_at__lt=now - timedelta(minutes=1)) | Q(lease_until__lt=now)
    return SiteInventory.objects.filter(free, state__in=(InventoryState.QUEUED, InventoryState.RUNNING))


@dataclass(frozen=True)
class Found:
    """An inventory in figures, each with its sentence: facts, and no verdict."""

    read: int
    waiting: int
    pages: int
    sentences: list[str]
    decided: int
    to_decide: int

    @property
    def progress(self) -> str:
        return _("%(decided)d pages of %(all)d are decided") % {
            "decided": self.decided,
            "all": self.to_decide,
        }


def found_in(inventory: SiteInventory) -> Found:
    """Return what the inventory found so far; one query."""
    rows = list(
        inventory.pages.values_list(
            "kind",
            "title",
            "description",
            "heading",
            "language",
            "weight",
            "images",
            "images_without_alternative",
            "broken_links",
            "fate",
        )
    )
    kinds = Counter(row[0] for row in rows)
    pages = [row for row in rows if row[0] == PageKind.PAGE]
    titles = Counter(row[1] for row in pages if row[1])
    bare = sum(row[7] for row in pages)
    counted = [
        (len(pages), ngettext("%(n)d page", "%(n)d pages", len(pages))),
        (
            n := kinds[PageKind.DOCUMENT],
            ngettext("%(n)d document to download", "%(n)d documents to download", n),
        ),
        (
            n := kinds[PageKind.BROKEN],
            ngettext("%(n)d address that leads nowhere", "%(n)d addresses that lead nowhere", n),
        ),
        (bare, ngettext("%(n)d image without alternative", "%(n)d images without alternative", bare)),
        (
            n := sum(not row[1] for row in pages),
            ngettext("%(n)d page has no title", "%(n)d pages have no title", n),
        ),
        (sum(titles[row[1]] > 1 for row in pages), _("%(n)d pages share their title with another")),
        (
            n := sum(not row[2] for row in pages),
            ngettext("%(n)d page has no description", "%(n)d pages have no description", n),
        ),
        (
            n := sum(not row[4] for row in pages),
            ngettext("%(n)d page does not say its language", "%(n)d pages do not say their language", n),
        ),
    ]
    sentences = [sentence % {"n": number} for number, sentence in counted if number]
    if pages:
        heaviest = max(row[5] for row in pages)
        sentences.append(_("the heaviest page weighs %(weight)s") % {"weight": filesizeformat(heaviest)})
    decidable = [row for row in rows if row[0] in DECIDED_ON]
    return Found(
        read=len(rows) - kinds[PageKind.WAITING],
        waiting=kinds[PageKind.WAITING],
        pages=len(pages),
        sentences=sentences,
        decided=sum(bool(row[9]) for row in decidable),
        to_decide=len(decidable),
    )


FILTERS = {
    "": gettext_lazy("All"),
    "undecided": gettext_lazy("To decide"),
    **{str(fate): fate.label for fate in Fate},
    "images": gettext_lazy("Images without alternative"),
    "links": gettext_lazy("Broken links"),
    "titles": gettext_lazy("Without a title of its own"),
    "documents": gettext_lazy("Documents"),
    "broken": gettext_lazy("Not found"),
}


def pages_of(inventory: SiteInventory, *, chosen: str = "", search: str = "") -> QuerySet[OldPage]:
    """Return the pages that were read, filtered; `chosen` is a key of FILTERS, anything else means all."""
    pages = inventory.pages.exclude(kind=PageKind.WAITING)
    if search:
        pages = pages.filter(Q(url__icontains=search) | Q(title__icontains=search))
    if chosen == "links":
        return pages.exclude(broken_links=[])
    if chosen == "titles":
        return pages.filter(kind=PageKind.PAGE).filter(Q(title="") | Q(title__in=shared_titles(inventory)))
    return pages.filter(_CONDITIONS.get(chosen, Q()))


_CONDITIONS = {
    "undecided": Q(kind__in=DECIDED_ON, fate=""),
    "images": Q(images_without_alternative__gt=0),
    "documents": Q(kind=PageKind.DOCUMENT),
    "broken": Q(kind=PageKind.BROKEN),
    **{str(fate): Q(fate=fate) for fate in Fate},
}


def shared_titles(inventory: SiteInventory) -> list[str]:
    """Return the titles that several pages have."""
    titles = inventory.pages.filter(kind=PageKind.PAGE).exclude(title="").values_list("title", flat=True)
    return [title for title, count in Counter(titles).items() if count > 1]


def redirects_of(inventory: SiteInventory) -> list[Move]:
    """Return where each decided address leads; an old redirect leads where its target does.

    Raises:
        MapRefused: circles or addresses that stand twice; see `redirects.checked`.
    """
    pages = list(inventory.pages.exclude(kind=PageKind.WAITING))
    by_url = {page.url: page for page in pages}
    moves = []
    for page in pages:
        decided = page
        for _hop in range(5):
            if decided.kind == PageKind.REDIRECT and not decided.fate and decided.redirected_to in by_url:
                decided = by_url[decided.redirected_to]
        if decided.fate == Fate.DROP:
            moves.append(Move(page.place, ""))
        elif decided.fate and decided.new_address:
            moves.append(Move(page.place, decided.new_address))
    return checked(moves)


# --- To take away ---


def _table(inventory: SiteInventory) -> Iterator[list[str]]:
    yield [
        _("Address"),
        _("Kind"),
        _("Answer of the server"),
        _("Title"),
        _("Main heading"),
        _("Description"),
        _("Language of the page"),
        _("Bytes with what it loads"),
        _("Images"),
        _("Images without alternative"),
        _("Broken links"),
        _("Leads to"),
        _("Decision"),
        _("New address"),
    ]
    for page in inventory.pages.exclude(kind=PageKind.WAITING):
        yield [
            page.url,
            page.get_kind_display(),
            str(page.status or page.get_problem_display()),
            page.title,
            page.heading,
            page.description,
            page.language,
            str(page.weight),
            str(page.images),
            str(page.images_without_alternative),
            str(len(page.broken_links)),
            page.redirected_to,
            page.get_fate_display(),
            page.new_address,
        ]


def inventory_as_csv(inventory: SiteInventory) -> bytes:
    """Return the pages for a spreadsheet, as French ones open it: semicolons, and a mark that says UTF-8."""
    return _csv(_table(inventory))


def redirects_as_csv(moves: Iterable[Move]) -> bytes:
    return _csv([[_("Old address"), _("New address")], *([move.old, move.new or "410"] for move in moves)])


def _csv(lines: Iterable[list[str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    for line in lines:
        writer.writerow([f"'{value}" if value.startswith(_FORMULA) else value for value in line])
    return out.getvalue().encode("utf-8-sig")


def inventory_as_xlsx(inventory: SiteInventory) -> bytes:
    """Return the pages as a workbook; its first line stays in sight, and nothing in it computes."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet: Worksheet = book.create_sheet(_("Pages"))
    for number, line in enumerate(_table(inventory), start=1):
        for column, value in enumerate(line, start=1):
            cell = sheet.cell(number, column)
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
            cell.data_type = "s"  # text, whatever it begins with
    sheet.freeze_panes = "B2"
    sheet.column_dimensions["A"].width = 50
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
