"""Walk through a client's present site, in short turns: the rows are the truth, and anybody can take it up again.

Each turn holds the inventory with a lease, reads for some seconds and asks for the next one. A turn that dies leaves
its rows; the clock finds the inventory when the lease is over.
"""

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import IntegrityError, transaction
from django.db.models import F, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from client_projects.actions.old_looks import begin_look, copy_look
from client_projects.actions.refusals import InventoryRefused
from client_projects.crawling.addresses import Site, normal, site_of
from client_projects.crawling.fetching import ROBOTS_NAME, Fetched, Manners, NotFetched, get
from client_projects.crawling.reading import addresses_in_styles, decoded, read_page, sitemap_addresses
from client_projects.crawling.robots import FORBIDDEN, Robots, read_robots
from client_projects.crawling.zips import NoSite, ZippedSite
from client_projects.models import ClientProject, OldCopy, OldFile, OldPage, SiteInventory
from client_projects.models.inventory import LEASE
from client_projects.permissions import check_can_hand_in, check_can_plan
from client_projects.queries.inventory import DECIDED_ON
from client_projects.redirects import new_path
from client_projects.states import Fate, InventoryState, Outcome, PageKind, Problem
from lms.core.audit import record_event
from lms.core.queue import enqueue_after_commit
from lms.people.models import User

WALK_JOB = "client_projects.jobs.walk"
MOST_ZIP_BYTES = 50 * 1024 * 1024
# Mails wait for the same worker: nobody waits long for a turn.
_TURN_SECONDS = 8.0
_MOST_REDIRECTS = 5

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limits:
    """How far one walk goes."""

    pages: int = 200
    files: int = 600
    depth: int = 12
    total_bytes: int = 80_000_000
    seconds: float = 900.0
    turns: int = 400
    delay: float = 0.5
    # What is kept for a while, to be looked at in boxes.
    kept_files: int = 300
    kept_bytes: int = 18_000_000


def manners() -> Manners:
    """Return how we ask, as the settings say."""
    return Manners(local_ports=frozenset(settings.INVENTORY_LOCAL_PORTS))


@transaction.atomic
def begin_inventory(
    *, project: ClientProject, upload: File | None = None, by: User, now: datetime
) -> SiteInventory:
    """Ask for an inventory of the project's present site, at its address or in a zip; a worker does it.

    Raises:
        Denied: `by` is no trainer of the school, or the project is archived.
        InventoryRefused: there is neither address nor file, one is under way, or the file is too large.
    """
    check_can_plan(by, project)
    start = normal(project.old_site_url, "") if project.old_site_url else None
    if upload is None and start is None:
        raise InventoryRefused(
            _("Give the address of the present site in the settings, or hand in a zip of it.")
        )
    if upload is not None and (upload.size or 0) > MOST_ZIP_BYTES:
        raise InventoryRefused(_("This file is too large: 50 MB at most."))
    try:
        with transaction.atomic():
            inventory = SiteInventory.objects.create(
                project=project,
                start_url=start or "https://ancien-site.invalid/",
                file=upload,
                asked_by=by,
                asked_at=now,
            )
    except IntegrityError:
        raise InventoryRefused(_("An inventory of this site is under way already.")) from None
    record_event(action="inventory_asked", subject=inventory, by=by, now=now)
    enqueue_after_commit("default", WALK_JOB, inventory_id=inventory.pk, turn=0)
    return inventory


@transaction.atomic
def stop_inventory(*, inventory: SiteInventory, by: User, now: datetime) -> None:
    """Ask the walk to stop; what was read stays.

    Raises:
        Denied: `by` is no trainer of the school.
    """
    check_can_plan(by, inventory.project)
    if SiteInventory.objects.filter(_going_on(), pk=inventory.pk, stop_asked=False).update(stop_asked=True):
        record_event(action="inventory_stopped", subject=inventory, by=by, now=now)


@transaction.atomic
def share_inventory(*, inventory: SiteInventory, shared: bool, by: User, now: datetime) -> None:
    """Let the client see the inventory and what was decided about its pages, or no longer.

    Raises:
        Denied: `by` is no trainer of the school.
    """
    check_can_plan(by, inventory.project)
    SiteInventory.objects.filter(pk=inventory.pk).update(shared_at=now if shared else None)
    action = "inventory_shared" if shared else "inventory_withheld"
    record_event(action=action, subject=inventory, by=by, now=now)


def _going_on() -> Q:
    return Q(state__in=(InventoryState.QUEUED, InventoryState.RUNNING))


def walk_on(
    *, inventory_id: int, limits: Limits | None = None, sleep: Callable[[float], None] = time.sleep
) -> bool:
    """Take one turn; return whether another one is needed. Nothing happens while somebody else holds the lease."""
    now = timezone.now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    claimed = SiteInventory.objects.filter(_going_on(), free, pk=inventory_id).update(
        state=InventoryState.RUNNING, lease_until=now + LEASE, turn=F("turn") + 1
    )
    if not claimed:
        return False
    inventory = SiteInventory.objects.select_related("project").get(pk=inventory_id)
    limits = limits or Limits()
    # Turns that die never come to their end, where time is counted.
    ended = Outcome.TIME if inventory.turn > limits.turns else _Turn(inventory, limits, sleep).take()
    if ended is not None:
        _finish(inventory, ended)
        return False
    SiteInventory.objects.filter(pk=inventory.pk, turn=inventory.turn).update(lease_until=None)
    enqueue_after_commit("default", WALK_JOB, inventory_id=inventory.pk, turn=inventory.turn)
    return True


class _Turn:
    """Some seconds of one walk."""

    def __init__(self, inventory: SiteInventory, limits: Limits, sleep: Callable[[float], None]) -> None:
        self.inventory = inventory
        self.limits = limits
        self.sleep = sleep
        self.began = time.monotonic()
        self.spent = inventory.seconds
        self.zipped: ZippedSite | None = None
        self.robots = Robots()
        self.site: Site | None = None
        self.asked = False
        kept = inventory.copies.aggregate(bytes=Sum("size"))["bytes"] or 0
        self.room = limits.kept_bytes - kept
        pages = inventory.copies.filter(is_page=True).count()
        self.pages_to_keep = settings.INVENTORY_PAGES_LOOKED_AT - pages
        self.files_to_keep = limits.kept_files - (inventory.copies.count() - pages)

    def take(self) -> Outcome | None:
        """Read until the turn is over (None) or the walk is (how it ended)."""
        try:
            if self.inventory.file:
                with self.inventory.file.open("rb") as file:
                    self.zipped = ZippedSite(file)
                    return self._read_on()
            return self._read_on()
        except (NoSite, FileNotFoundError):
            return Outcome.NO_SITE

    def _read_on(self) -> Outcome | None:
        if not self.inventory.rules:
            refused = self._arrive()
            if refused is not None:
                return refused
        rules = self.inventory.rules
        self.site = site_of(rules["root"])
        self.robots = Robots(rules=[(pattern, bool(allowed)) for pattern, allowed in rules["robots"]])
        while True:
            if (over := self._over()) is not None:
                return over
            page = self.inventory.pages.filter(kind=PageKind.WAITING).order_by("depth", "pk").first()
            if page is not None:
                self._read_page(page)
            else:
                file = self.inventory.loaded_files.filter(status=None, problem="").order_by("pk").first()
                if file is None:
                    return Outcome.PAGES if rules.get("left_out") else Outcome.WHOLE
                self._weigh(file)
            if time.monotonic() - self.began > _TURN_SECONDS:
                self._note()
                return None

    def _over(self) -> Outcome | None:
        stopped = SiteInventory.objects.filter(pk=self.inventory.pk, stop_asked=True).exists()
        if stopped:
            return Outcome.STOPPED
        if self.inventory.bytes_read >= self.limits.total_bytes:
            return Outcome.BYTES
        if self.spent + time.monotonic() - self.began >= self.limits.seconds:
            return Outcome.TIME
        return None

    def _note(self) -> None:
        """Write how far we are; rows of pages are written as they are read."""
        SiteInventory.objects.filter(pk=self.inventory.pk, turn=self.inventory.turn).update(
            seconds=self.spent + time.monotonic() - self.began,
            bytes_read=self.inventory.bytes_read,
            rules=self.inventory.rules,
            lease_until=timezone.now() + LEASE,
        )

    # --- Arriving ---

    def _arrive(self) -> Outcome | None:
        """Find the site behind the address, what its robots.txt asks, and the first pages."""
        self.site = site_of(self.inventory.start_url)
        if self.site is None:
            return Outcome.FORBIDDEN
        if self.zipped is not None:
            self._know(Robots(), self.site.root, 0)
            self._add(self.site.own(quote(name), self.site.root) for name in self.zipped.pages())
            return None
        try:
            address = self._real_start(self.inventory.start_url)
        except NotFetched as error:
            return Outcome.FORBIDDEN if error.code == Problem.FORBIDDEN else Outcome.UNREACHABLE
        # Whoever led us around took his time.
        self._note()
        self.site = site_of(address) if address else None
        if address is None or self.site is None:
            return Outcome.ELSEWHERE
        self.robots = self._robots()
        if not self.robots.allows(address):
            return Outcome.ROBOTS
        self._know(self.robots, self.site.root, max(self.limits.delay, self.robots.delay))
        self._add([address])
        self._add(self._in_sitemaps(self.robots), depth=1)
        return None

    def _know(self, robots: Robots, root: str, delay: float) -> None:
        rules = [[pattern, allowed] for pattern, allowed in robots.rules]
        self.inventory.rules = {"root": root, "robots": rules, "delay": delay}
        self._note()

    def _real_start(self, address: str) -> str | None:
        """Return where the first address really leads, None when to another site; each hop is looked at anew."""
        for _hop in range(_MOST_REDIRECTS):
            answer = self._fetch(address)
            if not answer.is_redirect:
                return address
            following = normal(answer.location, address)
            if following is None or self.site is None or self.site.own(following) is None:
                return None
            address = following
        raise NotFetched(Problem.UNREACHABLE)

    def _robots(self) -> Robots:
        """Return what robots.txt asks; a site that cannot say it is not read at all."""
        try:
            answer = self._fetch(f"{self.site.root}robots.txt" if self.site else "")
        except NotFetched:
            return FORBIDDEN
        if answer.status >= 500 or answer.status == 429:
            return FORBIDDEN
        if answer.status != 200 or answer.content_type == "text/html":
            return Robots()
        return read_robots(decoded(answer.body[:500_000], answer.charset), ROBOTS_NAME)

    def _in_sitemaps(self, robots: Robots) -> list[str]:
        """Return the pages that the site names itself; one level of sitemaps of sitemaps."""
        if self.site is None:
            return []
        waiting = robots.sitemaps or [f"{self.site.root}sitemap.xml"]
        found: list[str] = []
        for number, named in enumerate(waiting[:6]):
            address = self.site.own(named)
            try:
                answer = self._fetch(address) if address else None
            except NotFetched:
                continue
            if answer is None or answer.status != 200:
                continue
            for one in sitemap_addresses(decoded(answer.body, answer.charset)):
                if urlsplit(one).path.endswith(".xml"):
                    if number == 0 and len(waiting) < 6:
                        waiting.append(one)
                elif (own := self.site.own(one)) is not None:
                    found.append(own)
        return found[: self.limits.pages]

    # --- Reading ---

    def _fetch(self, address: str, *, read: bool = True, whole: bool = False) -> Fetched:
        if self.zipped is not None:
            return self.zipped.get(address, most=manners().bytes_per_answer, whole=whole)
        if self.asked:
            self.sleep(self.inventory.rules.get("delay", self.limits.delay))
        self.asked = True
        answer = get(address, manners(), read=read, whole=whole)
        self.inventory.bytes_read += len(answer.body) or (0 if read else answer.size)
        return answer

    def _read_page(self, page: OldPage) -> None:
        if not self.robots.allows(page.url):
            page.kind, page.problem = PageKind.LEFT_OUT, Problem.ROBOTS
            page.save()
            return
        try:
            self._read_answer(page, self._fetch(page.url))
        except NotFetched as error:
            page.kind, page.problem = PageKind.BROKEN, error.code
            page.save()
        except Exception:
            # Whatever a stranger's page made us stumble over, the walk goes on with the next one.
            _log.exception("The walk %s stumbled over the page %s", self.inventory.pk, page.pk)
            page.refresh_from_db()
            page.kind, page.problem = PageKind.BROKEN, Problem.UNREADABLE
            page.save()

    def _read_answer(self, page: OldPage, answer: Fetched) -> None:
        page.status, page.size = answer.status, answer.size
        if answer.is_redirect:
            self._note_redirect(page, answer)
        elif answer.status != 200:
            page.kind = PageKind.BROKEN
        elif not answer.is_html:
            page.kind = PageKind.DOCUMENT
        else:
            self._note_facts(page, answer)
        page.save()

    def _note_redirect(self, page: OldPage, answer: Fetched) -> None:
        page.kind = PageKind.REDIRECT
        own = self.site.own(answer.location, page.url) if self.site else None
        page.redirected_to = own or (normal(answer.location, page.url) or "")
        if own is not None:
            self._add([own], depth=page.depth)

    def _note_facts(self, page: OldPage, answer: Fetched) -> None:
        if self.site is None:
            return
        text = decoded(answer.body, answer.charset)
        facts = read_page(text, page.url, self.site)
        page.kind = PageKind.PAGE
        page.problem = Problem.CUT if answer.cut else ""
        page.title, page.description, page.heading = facts.title, facts.description, facts.heading
        page.language, page.images = facts.language, facts.images
        page.images_without_alternative = facts.images_without_alternative
        page.links, page.files = facts.links, facts.files
        if page.depth < self.limits.depth:
            self._add(facts.links, depth=page.depth + 1)
        self._add_files(facts.files)
        if self.pages_to_keep > 0 and not answer.cut:
            self.pages_to_keep -= 1
            # Written anew in one way: old pages often forget to say how they are written.
            self._keep(page.url, text.encode(errors="replace"), "text/html; charset=utf-8", is_page=True)
            self._add_files(addresses_in_styles(text, page.url, self.site))

    def _keep(self, address: str, content: bytes, content_type: str, *, is_page: bool = False) -> None:
        """Keep a copy until the site was looked at, as long as there is room."""
        if len(content) > self.room:
            return
        self.room -= len(content)
        self.files_to_keep -= not is_page
        # A turn that died may have kept it before.
        if not self.inventory.copies.filter(url=address).exists():
            copy = OldCopy(
                inventory=self.inventory,
                url=address,
                is_page=is_page,
                content_type=content_type,
                size=len(content),
            )
            try:
                copy.file.save("copy", ContentFile(content), save=True)
            except OSError:
                # The inventory is worth more than its pictures.
                _log.exception("The walk %s could not keep %s", self.inventory.pk, address)

    def _add(self, addresses: Iterable[str | None], depth: int = 0) -> None:
        """Put addresses that are new on the list, as long as there is room."""
        wanted = dict.fromkeys(address for address in addresses if address)
        known = set(self.inventory.pages.filter(url__in=list(wanted)).values_list("url", flat=True))
        new = [address for address in wanted if address not in known]
        room = max(0, self.limits.pages - self.inventory.pages.count())
        if len(new) > room:
            self.inventory.rules["left_out"] = True
            self._note()
        former = _former_decisions(self.inventory, new[:room])
        OldPage.objects.bulk_create(
            [
                OldPage(inventory=self.inventory, url=address, depth=depth, **former.get(address, {}))
                for address in new[:room]
            ],
            ignore_conflicts=True,
        )

    def _add_files(self, addresses: list[str]) -> None:
        known = set(self.inventory.loaded_files.filter(url__in=addresses).values_list("url", flat=True))
        new = [address for address in addresses if address not in known]
        room = max(0, self.limits.files - self.inventory.loaded_files.count())
        OldFile.objects.bulk_create(
            [OldFile(inventory=self.inventory, url=address) for address in new[:room]], ignore_conflicts=True
        )

    def _weigh(self, file: OldFile) -> None:
        if not self.robots.allows(file.url):
            file.problem = Problem.ROBOTS
        else:
            wanted = self.files_to_keep > 0 and self.room > 0
            try:
                answer = self._fetch(file.url, read=wanted, whole=wanted)
            except NotFetched as error:
                file.problem = error.code
            except Exception:
                _log.exception("The walk %s stumbled over the file %s", self.inventory.pk, file.pk)
                file.problem = Problem.UNREADABLE
            else:
                file.status, file.size = answer.status, answer.size if answer.status == 200 else 0
                if wanted and answer.status == 200 and answer.body and not answer.cut:
                    self._keep_file(file.url, answer)
        file.save()

    def _keep_file(self, address: str, answer: Fetched) -> None:
        self._keep(address, answer.body, answer.content_type)
        if answer.content_type == "text/css" and self.site is not None:
            text = decoded(answer.body, answer.charset)
            self._add_files(addresses_in_styles(text, address, self.site))


def _former_decisions(inventory: SiteInventory, addresses: list[str]) -> dict[str, dict[str, str]]:
    """Return what was decided last about these addresses, in whichever walk before: a further one forgets nothing."""
    projects = [pk for pk in (inventory.project_id, inventory.project.follows_id) if pk]
    decided = (
        OldPage.objects.filter(inventory__project__in=projects, inventory__lt=inventory.pk, url__in=addresses)
        .exclude(fate="")
        .order_by("inventory")  # the newest wins
    )
    return {page.url: {"fate": page.fate, "new_address": page.new_address} for page in decided}


_IMPOSSIBLE = {Outcome.UNREACHABLE, Outcome.FORBIDDEN, Outcome.ELSEWHERE, Outcome.ROBOTS, Outcome.NO_SITE}


@transaction.atomic
def _finish(inventory: SiteInventory, outcome: Outcome) -> None:
    """Write what follows from all pages together, and how the walk ended; nothing when it is another's by now."""
    ours = SiteInventory.objects.select_for_update().filter(pk=inventory.pk, turn=inventory.turn)
    if ours.first() is None:
        return
    pages = list(inventory.pages.all())
    files = {file.url: file.size for file in inventory.loaded_files.all()}
    broken = {page.url: page.status or 0 for page in pages if page.kind == PageKind.BROKEN}
    for page in pages:
        if page.kind == PageKind.WAITING:
            page.kind, page.problem = PageKind.LEFT_OUT, Problem.LIMIT
        page.weight = page.size + sum(files.get(url, 0) for url in page.files)
        page.broken_links = [[url, broken[url]] for url in page.links if url in broken]
    OldPage.objects.bulk_update(pages, ["kind", "problem", "weight", "broken_links"], batch_size=100)
    state = InventoryState.FAILED if outcome in _IMPOSSIBLE else InventoryState.DONE
    SiteInventory.objects.filter(pk=inventory.pk).update(
        state=state,
        outcome=outcome,
        finished_at=timezone.now(),
        lease_until=None,
        bytes_read=inventory.bytes_read,
    )
    begin_look(inventory=inventory, now=timezone.now())


@dataclass(frozen=True)
class Decided:
    """How many pages changed, and for each that cannot be as asked (by id) a sentence that says why."""

    changed: int
    wrong: dict[int, str]


@transaction.atomic
def decide_pages(
    *, inventory: SiteInventory, decisions: Mapping[int, tuple[str, str]], by: User, now: datetime
) -> Decided:
    """Write what becomes of pages (id -> fate, new address).

    What is right is written even when something else is not. A page that is kept may stay at its address: its new one
    may be empty. What is rewritten or merged says where it goes.

    Raises:
        Denied: `by` is neither in the team nor a trainer of the school, or the project is archived.
    """
    check_can_hand_in(by, inventory.project)
    wrong: dict[int, str] = {}
    changed = 0
    for page in inventory.pages.select_for_update().filter(pk__in=list(decisions), kind__in=DECIDED_ON):
        fate, written = decisions[page.pk]
        if fate not in {"", *Fate.values}:
            continue
        address: str | None = ""
        if written.strip() == page.new_address and fate == page.fate:
            continue  # not asked again about what was written before
        if written.strip() and fate not in {"", Fate.DROP}:
            address = new_path(written)
        if address is None:
            wrong[page.pk] = _("A new address begins with / and names a page of the new site.")
        elif fate == Fate.MERGE and not address:
            wrong[page.pk] = _("Say into which page: its new address.")
        elif (fate, address) != (page.fate, page.new_address):
            page.fate, page.new_address = fate, address
            page.save(update_fields=["fate", "new_address"])
            changed += 1
    if changed:
        record_event(action="old_pages_decided", subject=inventory, by=by, now=now, pages=changed)
    return Decided(changed, wrong)


def copy_inventory(*, of: ClientProject, to: ClientProject) -> SiteInventory | None:
    """Give `to` the newest inventory of `of` that ended, with its decisions; a trainer shows it anew."""
    newest = of.inventories.filter(state=InventoryState.DONE).first()
    if newest is None:
        return None
    pages, files = list(newest.pages.all()), list(newest.loaded_files.all())
    old_pk = newest.pk
    newest.pk, newest.project, newest.file, newest.shared_at = None, to, "", None
    newest._state.adding = True
    newest.save()
    for page in pages:
        page.pk, page.inventory = None, newest
    for loaded in files:
        loaded.pk, loaded.inventory = None, newest
    OldPage.objects.bulk_create(pages)
    OldFile.objects.bulk_create(files)
    copy_look(of_id=old_pk, to=newest, addresses={page.url: page for page in pages})
    return newest
