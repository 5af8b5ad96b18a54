"""Look at the first pages of a client's present site in boxes: pictures at two widths, and what a program finds.

A box has no network: what it shows is made of the copies that the walk kept. They go when the look is over.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import unquote, urlsplit

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from client_projects import inspecting
from client_projects.crawling.addresses import place, site_of
from client_projects.models import OldLook, OldPage, OldPicture, SiteInventory
from client_projects.states import CHECK_MOVES, CheckState, PageKind
from lms.core.queue import enqueue_after_commit
from lms.core.states import TransitionRefused, move

# Boxes need Docker, which only the workers of grading reach; nobody waits in front of a page for this lane.
LOOK_QUEUE = "grading-author"
LOOK_JOB = "client_projects.jobs.look_at_old_site"
MOST_ATTEMPTS = 3

_log = logging.getLogger(__name__)


@transaction.atomic
def begin_look(*, inventory: SiteInventory, now: datetime) -> OldLook | None:
    """Have the pages looked at of which a walk, which has just ended, kept copies; None where it kept none."""
    pages = _kept_pages(inventory).count()
    if not pages:
        return None
    look, _new = OldLook.objects.get_or_create(
        inventory=inventory, defaults={"pages": pages, "asked_at": now}
    )
    wake_up_look(inventory_id=inventory.pk)
    return look


def wake_up_look(*, inventory_id: int) -> None:
    """Have a worker look at a present site once the current transaction is committed."""
    enqueue_after_commit(LOOK_QUEUE, LOOK_JOB, inventory_id=inventory_id)


def _kept_pages(inventory: SiteInventory) -> QuerySet[OldPage]:
    copies = inventory.copies.filter(is_page=True).values("url")
    return inventory.pages.filter(kind=PageKind.PAGE, url__in=copies).order_by("depth", "pk")


def look_at_old_site(*, inventory: SiteInventory, now: datetime) -> OldLook | None:
    """Look at the pages that nobody has looked at yet, some at a time, and keep what was found of each.

    Only for workers that reach Docker. What was found stays whatever happens to the rest: a box that cannot be had is
    our fault, the look waits again and is given up after some attempts.

    Returns:
        The look, or None where somebody else does it, or it was done.
    """
    look = _claimed(inventory, now)
    if look is None:
        return None
    try:
        site, names = _copied_site(inventory)
        pages = [page for page in _kept_pages(inventory) if not page.findings]
        for start in range(0, len(pages), inspecting.PAGES_PER_BOX):
            group = pages[start : start + inspecting.PAGES_PER_BOX]
            found = _inspected(site, [names[page.url] for page in group], f"old-site-{inventory.pk}")
            by_name = {one.path: one for one in found}
            for page in group:
                if not _kept(look, page, by_name[names[page.url]]):
                    return None
    except (inspecting.NoInspection, OSError) as error:
        return set_look_back(look=look, detail=str(error), now=now)
    return _ended(look, CheckState.DONE, "", now)


def _inspected(
    site: inspecting.Site, names: Sequence[str], run_id: str
) -> Sequence[inspecting.PageInspection]:
    """Return what these pages show; whatever a stranger's page makes us stumble over, the others are looked at."""
    try:
        return inspecting.inspect_site(site, names, run_id=run_id, sheets=False).pages
    except (inspecting.NoInspection, OSError):
        raise
    except Exception:
        _log.exception("The look %s stumbled over %s", run_id, names)
    if len(names) > 1:
        return [page for name in names for page in _inspected(site, [name], run_id)]
    problem = _("This page could not be looked at: the fault is ours.")
    return [inspecting.PageInspection(names[0], seen=False, problem=problem)]


def _claimed(inventory: SiteInventory, now: datetime) -> OldLook | None:
    look = OldLook.objects.filter(inventory=inventory, state=CheckState.WAITING).first()
    if look is None:
        return None
    try:
        move(look, CHECK_MOVES, CheckState.RUNNING, attempts=look.attempts + 1, started_at=now)
    except TransitionRefused:
        return None
    return look


def _ours(look: OldLook) -> QuerySet[OldLook]:
    """The number of the attempt goes with each update: a worker that was given up for dead writes nothing."""
    return OldLook.objects.filter(pk=look.pk, state=CheckState.RUNNING, attempts=look.attempts)


# ---- the site as a box receives it -----------------------------------------------------------------------
def _copied_site(inventory: SiteInventory) -> tuple[inspecting.Site, dict[str, str]]:
    """Return what was kept of the site, and the name of each page in it, by its address."""
    files: dict[str, bytes] = {}
    types: dict[str, str] = {}
    names: dict[str, str] = {}
    for copy in inventory.copies.order_by("-is_page", "pk"):
        name = _name_of(copy.url)
        if copy.is_page:
            names[copy.url] = name
        try:
            with copy.file.open("rb") as file:
                files[name] = file.read()
        except FileNotFoundError:
            continue
        if copy.content_type:
            types[name] = copy.content_type
    return inspecting.Site(files, types, addresses=_ways_to_write(inventory.rules.get("root", ""))), names


def _name_of(address: str) -> str:
    """Return how a file of the site is called in a box; a folder is called by its index."""
    parts = urlsplit(address)
    path = unquote(parts.path).lstrip("/")
    if not parts.query and (not path or path.endswith("/")):
        path += "index.html"
    return f"{path}?{parts.query}" if parts.query else path


def _ways_to_write(root: str) -> tuple[str, ...]:
    """Return the addresses of the site, the one it was read at first: old pages often name themselves in full."""
    site = site_of(root)
    if site is None:
        return inspecting.Site({}).addresses
    bare = site.host.removeprefix("www.")
    others = [f"{scheme}://{host}" for scheme in ("https", "http") for host in (bare, f"www.{bare}")]
    return tuple(dict.fromkeys([site.root.rstrip("/"), *others]))


# ---- what was found --------------------------------------------------------------------------------------
@transaction.atomic
def _kept(look: OldLook, page: OldPage, found: inspecting.PageInspection) -> bool:
    """Keep what was found of a page; return whether the look is still ours."""
    if not _ours(look).select_for_update().exists():
        return False
    page.findings = _as_the_walk_knows(page, found).to_dict()
    page.save(update_fields=["findings"])
    page.pictures.all().delete()
    for width, content in found.pictures.items():
        picture = OldPicture(page=page, width=width)
        picture.image.save("page.jpg", ContentFile(content), save=True)
    return True


def _as_the_walk_knows(page: OldPage, found: inspecting.PageInspection) -> inspecting.PageInspection:
    """Return the findings with what the walk knows better, since it asked the site and a box cannot."""
    known = {_name_of(file.url): file for file in page.inventory.loaded_files.all()}
    lacking = [(name, known.get(name)) for name in found.missing_files]
    # Some files were too many or too heavy to be kept: they weigh all the same, and are not missing.
    heavier = sum(file.size for _name, file in lacking if file is not None and file.status == 200)
    missing = [name for name, file in lacking if file is not None and (file.status or 0) >= 400]
    return replace(
        found,
        path=page.place,
        links=(),
        broken_links=tuple(inspecting.Link(place(url), "") for url, _status in page.broken_links),
        missing_files=tuple(missing),
        weight=found.weight + heavier,
    )


@transaction.atomic
def _ended(look: OldLook, state: str, detail: str, now: datetime) -> OldLook | None:
    """Write how a look ended, and let the copies go; None if somebody else has it already."""
    if not _ours(look).update(state=state, detail=detail[:2000], ended_at=now):
        return None
    copies = list(look.inventory.copies.all())
    look.inventory.copies.all().delete()

    def forget() -> None:
        for copy in copies:
            copy.file.delete(save=False)

    transaction.on_commit(forget)
    look.refresh_from_db()
    return look


def set_look_back(*, look: OldLook, detail: str, now: datetime) -> OldLook | None:
    """Let a look that came to nothing wait again, or give it up; None if somebody else has it already."""
    if look.attempts >= MOST_ATTEMPTS:
        return _ended(look, CheckState.FAILED, detail, now)
    if not _ours(look).update(state=CheckState.WAITING, detail=detail[:2000], asked_at=now):
        return None
    look.refresh_from_db()
    return look


def copy_look(*, of_id: int, to: SiteInventory, addresses: Mapping[str, OldPage]) -> None:
    """Give a copied inventory the pictures of the first one, once they are all taken; nothing while they are not.

    Args:
        of_id: the inventory that was copied.
        addresses: the pages of the copy, by their address.
    """
    look = OldLook.objects.filter(inventory=of_id, state__in=(CheckState.DONE, CheckState.FAILED)).first()
    if look is None:
        OldPage.objects.filter(inventory=to).update(findings={})
        return
    look.pk, look.inventory = None, to
    look._state.adding = True
    look.save()
    pictures = list(OldPicture.objects.filter(page__inventory=of_id).select_related("page"))
    for picture in pictures:
        picture.pk, picture.page = None, addresses[picture.page.url]
    # Both rows name one file: nobody ever changes it.
    OldPicture.objects.bulk_create(pictures)
