"""The present site: its inventory, what becomes of each page, and what is taken away from it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from client_projects import actions
from client_projects.forms import BeginInventoryForm
from client_projects.models import ClientProject, OldPage, SiteInventory
from client_projects.permissions import check_can_plan, is_contact, rights_of
from client_projects.queries import (
    failed_walk_after,
    found_in,
    inventory_as_csv,
    inventory_as_xlsx,
    inventory_of,
    looked_at,
    pages_of,
    redirects_as_csv,
    redirects_of,
    shared_titles,
)
from client_projects.queries.inventory import DECIDED_ON, FILTERS
from client_projects.redirects import MapRefused, for_apache, for_nginx
from client_projects.states import Fate
from client_projects.views.navigation import trail_of, visible_project
from lms.core.sent import number_in

_PER_PAGE = 50


def _visible_inventory(request: HttpRequest, slug: str) -> tuple[ClientProject, SiteInventory]:
    project = visible_project(request, slug)
    found = inventory_of(project, request.user)
    if found is None:
        raise Http404
    return project, found


@login_required
@require_safe
def inventory(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what is known of the present site, page by page; a client sees it once a trainer has shown it."""
    project = visible_project(request, slug)
    found = inventory_of(project, request.user)
    if found is None and is_contact(request.user, project.client):
        raise Http404
    return _page(request, project, found, form=BeginInventoryForm())


def _page(
    request: HttpRequest,
    project: ClientProject,
    found: SiteInventory | None,
    *,
    form: BeginInventoryForm,
    refused: "_Refused | None" = None,
) -> HttpResponse:
    chosen, search, number = _asked(request.GET if refused is None else QueryDict(refused.query))
    as_client = is_contact(request.user, project.client)
    context: dict[str, Any] = {
        "project": project,
        "inventory": found,
        "form": form,
        "as_client": as_client,
        "rights": rights_of(request.user, project),
        "breadcrumb": trail_of(project, _("The present site"), as_client=as_client),
    }
    if found is not None:
        wanted = pages_of(found, chosen=chosen, search=search)
        if refused is not None:
            # What was right is written and may have left the filter: everything that was on screen stays there.
            wanted = found.pages.filter(pk__in=list(refused.typed))
        pages = Paginator(wanted, _PER_PAGE).get_page(number)
        asked = {"voir": chosen, "chercher": search}
        context |= {
            "found": (counted := found_in(found)),
            "looked": None if found.is_going_on else looked_at(found, counted.pages),
            "failed_since": None if as_client else failed_walk_after(found, request.user),
            "pages": pages,
            "lines": [_line(page, refused) for page in pages],
            "refused": refused,
            "chosen": chosen,
            "search": search,
            "filters": FILTERS.items(),
            "fates": Fate.choices,
            "shared_titles": shared_titles(found),
            "decided_on": DECIDED_ON,
            "query": urlencode({key: value for key, value in asked.items() if value}),
        }
    status = 200 if refused is None else 422
    return render(request, "client_projects/inventory.html", context, status=status)


def _asked(parameters: QueryDict) -> tuple[str, str, str | None]:
    """Return the filter, the words and the number of the page that an address asks for."""
    words = parameters.get("chercher", "").strip()[:100]
    return parameters.get("voir", ""), words, parameters.get("page")


@dataclass(frozen=True)
class _Refused:
    """What was typed on the screen (id -> fate, address), and what of it cannot be like this."""

    typed: dict[int, tuple[str, str]]
    wrong: dict[int, str]
    query: str
    ticked: set[int]
    bulk_fate: str = ""
    bulk_address: str = ""


def _line(page: OldPage, refused: _Refused | None) -> dict[str, Any]:
    """Return one page with what its fields hold: what was typed, or else what is decided."""
    fate, address, wrong, ticked = page.fate, page.new_address, "", False
    if refused is not None:
        fate, address = refused.typed.get(page.pk, (fate, address))
        wrong, ticked = refused.wrong.get(page.pk, ""), page.pk in refused.ticked and page.pk in refused.wrong
    return {"page": page, "fate": fate, "address": address, "wrong": wrong, "ticked": ticked}


@login_required
@require_POST
def inventory_begin(request: HttpRequest, slug: str) -> HttpResponse:
    project = visible_project(request, slug)
    check_can_plan(request.user, project)
    form = BeginInventoryForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            actions.begin_inventory(
                project=project, upload=form.cleaned_data["upload"], by=request.user, now=timezone.now()
            )
        except actions.InventoryRefused as refusal:
            form.add_error("upload", str(refusal))
        else:
            return redirect("inventory", project.slug)
    return _page(request, project, inventory_of(project, request.user), form=form)


@login_required
@require_safe
def inventory_progress(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the piece of page that says how far the walk is; once it has ended, a link to the whole page.

    What somebody types meanwhile on that page stays.
    """
    project, found = _visible_inventory(request, slug)
    context = {"project": project, "inventory": found, "found": found_in(found)}
    return render(request, "client_projects/_inventory_progress.html", context)


@login_required
@require_POST
def inventory_stop(request: HttpRequest, slug: str) -> HttpResponse:
    project, found = _visible_inventory(request, slug)
    actions.stop_inventory(inventory=found, by=request.user, now=timezone.now())
    if found.is_going_on:
        messages.info(request, _("The inventory stops. What was read stays."))
    return redirect("inventory", project.slug)


@login_required
@require_POST
def inventory_share(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the inventory to the client, or no longer, as the button says."""
    project, found = _visible_inventory(request, slug)
    shared = "withhold" not in request.POST
    actions.share_inventory(inventory=found, shared=shared, by=request.user, now=timezone.now())
    messages.success(
        request,
        _("The client can see the inventory.") if shared else _("The client does not see it any more."),
    )
    return redirect("inventory", project.slug)


def _numbers(sent: list[str]) -> set[int]:
    return {number for text in sent if (number := number_in(text)) is not None}


@login_required
@require_POST
def inventory_decide(request: HttpRequest, slug: str) -> HttpResponse:
    """Write what becomes of the pages on screen; those that are ticked may get one decision together."""
    project, found = _visible_inventory(request, slug)
    posted, query = request.POST, request.POST.get("query", "")
    shown = _numbers(posted.getlist("page"))
    decisions = {pk: (posted.get(f"fate-{pk}", ""), posted.get(f"address-{pk}", "")) for pk in shown}
    ticked = _numbers(posted.getlist("ticked"))
    bulk_fate, bulk_address = posted.get("bulk_fate", ""), posted.get("bulk_address", "")
    if "bulk" in posted:
        known = dict(found.pages.filter(pk__in=ticked).values_list("pk", "new_address"))
        for pk, address in known.items():
            typed = decisions[pk][1] if pk in decisions else address
            decisions[pk] = (bulk_fate, typed.strip() or bulk_address)
    decided = actions.decide_pages(inventory=found, decisions=decisions, by=request.user, now=timezone.now())
    if decided.changed:
        said = ngettext("%(n)d page is as you say.", "%(n)d pages are as you say.", decided.changed)
        messages.success(request, said % {"n": decided.changed})
    if decided.wrong:
        refused = _Refused(decisions, decided.wrong, query, ticked, bulk_fate, bulk_address)
        return _page(request, project, found, form=BeginInventoryForm(), refused=refused)
    if not decided.changed:
        messages.info(request, _("Nothing changed."))
    back = reverse("inventory", args=[project.slug])
    return redirect(f"{back}?{query}" if query else back)


@login_required
@require_safe
def inventory_export(request: HttpRequest, slug: str, what: str) -> HttpResponse:
    """Send the inventory or the redirects as a file; `what` is one of the names below."""
    project, found = _visible_inventory(request, slug)
    tables: dict[str, Callable[[SiteInventory], bytes]] = {
        "inventaire.csv": inventory_as_csv,
        "inventaire.xlsx": inventory_as_xlsx,
    }
    maps: dict[str, Callable[[Any], str | bytes]] = {
        "redirections.nginx.conf": for_nginx,
        "redirections.htaccess": for_apache,
        "redirections.csv": redirects_as_csv,
    }
    content: str | bytes
    try:
        if what in tables:
            content = tables[what](found)
        elif what in maps:
            content = maps[what](redirects_of(found))
        else:
            raise Http404
    except MapRefused as refusal:
        for sentence in refusal.sentences[:10]:
            messages.error(request, sentence)
        return redirect("inventory", project.slug)
    kind = "text/csv" if what.endswith("csv") else "application/octet-stream"
    name = f"{project.slug}-{what}"
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
