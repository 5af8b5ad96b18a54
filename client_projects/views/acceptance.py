"""The test book: written by the team, opened by a trainer, ticked and signed by the client."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST, require_safe

from client_projects import actions
from client_projects.forms import AcceptanceForm, NewerVersionForm, TestItemForm, TestRunForm
from client_projects.models import ClientProject, SiteVersion, TestAnswer, fingerprint_of
from client_projects.permissions import (
    check_can_decide,
    check_can_hand_in,
    check_can_share,
    is_contact,
    rights_of,
)
from client_projects.queries import (
    acceptance_text,
    book_of,
    decisions_open_to,
    newer_site_version,
    newer_version_of,
    open_run,
    papers_visible_to,
    site_versions_visible_to,
    test_items_visible_to,
    test_runs_visible_to,
)
from client_projects.views.deliverables import FILE_POLICY
from client_projects.views.navigation import trail_of, visible_project


def _versions(request: HttpRequest, project: ClientProject) -> QuerySet[SiteVersion]:
    return site_versions_visible_to(request.user).filter(project=project)


def _page(request: HttpRequest, project: ClientProject, **changes: Any) -> HttpResponse:
    run = open_run(project)
    if run is not None:
        run.project = project
    as_client = is_contact(request.user, project.client)
    lines = book_of(request.user, project, run)
    context = {
        "project": project,
        "rights": rights_of(request.user, project),
        "as_client": as_client,
        "run": run,
        "lines": lines,
        "answered": sum(line.answer is not None and not line.answer.again for line in lines),
        "to_try_again": sum(line.answer is not None and line.answer.again for line in lines),
        "total": len(lines),
        "why_not": decisions_open_to(project)[1] if run else "",
        "papers": papers_visible_to(request.user).filter(project=project),
        "item_form": TestItemForm(),
        "newer": newer_site_version(run) if run and not as_client else None,
        "run_form": TestRunForm(versions=_versions(request, project)),
        "breadcrumb": trail_of(project, _("Acceptance"), as_client=as_client),
        **changes,
    }
    return render(request, "client_projects/acceptance.html", context)


@login_required
@require_safe
def acceptance(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, visible_project(request, slug))


@login_required
@require_POST
def test_items_propose(request: HttpRequest, slug: str) -> HttpResponse:
    project = visible_project(request, slug)
    try:
        actions.propose_tests(project=project, by=request.user, now=timezone.now())
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("acceptance", slug)


@login_required
@require_POST
def test_item_add(request: HttpRequest, slug: str) -> HttpResponse:
    project = visible_project(request, slug)
    check_can_hand_in(request.user, project)
    form = TestItemForm(request.POST)
    if form.is_valid():
        try:
            actions.add_test_item(project=project, by=request.user, now=timezone.now(), **form.cleaned_data)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("acceptance", slug)
    return _page(request, project, item_form=form)


@login_required
@require_POST
def test_item_remove(request: HttpRequest, slug: str, item_id: int) -> HttpResponse:
    items = test_items_visible_to(request.user).filter(project__slug=slug)
    item = get_object_or_404(items, pk=item_id)
    try:
        actions.remove_test_item(item=item, by=request.user, now=timezone.now())
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("acceptance", slug)


@login_required
@require_POST
def test_run_open(request: HttpRequest, slug: str) -> HttpResponse:
    project = visible_project(request, slug)
    check_can_share(request.user, project)
    if open_run(project) is not None:
        # A colleague was quicker: the page has no form any more that could say so.
        messages.error(request, _("A round of tests is open already."))
        return redirect("acceptance", slug)
    form = TestRunForm(request.POST, versions=_versions(request, project))
    if form.is_valid():
        try:
            actions.open_test_run(project=project, by=request.user, now=timezone.now(), **form.cleaned_data)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The client has the test book and has been told by mail."))
            return redirect("acceptance", slug)
    return _page(request, project, run_form=form)


@login_required
def test_run_newer(request: HttpRequest, slug: str) -> HttpResponse:
    """Go on with the open round on the newest version of the site: a trainer says what has to be tried again."""
    project = visible_project(request, slug)
    check_can_share(request.user, project)
    run = open_run(project)
    version = newer_site_version(run) if run else None
    if run is None or version is None:
        messages.info(request, _("The round is on the newest version of the site."))
        return redirect("acceptance", slug)
    newer = newer_version_of(run, version)
    form = NewerVersionForm(request.POST or None, works=newer.works, initial={"again": newer.again})
    if request.method == "POST" and form.is_valid():
        again = form.cleaned_data.get("again", [])
        try:
            actions.continue_on_newer_version(
                run=run, site_version=version, again=again, by=request.user, now=timezone.now()
            )
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("The round goes on with version %(number)d.") % {"number": version.number}
            )
            return redirect("acceptance", slug)
    title = _("Test version %(number)d") % {"number": version.number}
    context = {
        "project": project,
        "run": run,
        "newer": newer,
        "form": form,
        "title": title,
        "breadcrumb": trail_of(project, title),
    }
    return render(request, "client_projects/test_run_newer.html", context)


@login_required
@require_POST
def test_run_offer(request: HttpRequest, slug: str) -> HttpResponse:
    project = visible_project(request, slug)
    check_can_share(request.user, project)
    run = open_run(project)
    if run is None:
        raise Http404
    try:
        actions.ask_for_signature(run=run, by=request.user, now=timezone.now())
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("acceptance", slug)


@login_required
@require_POST
def test_answer(request: HttpRequest, slug: str, item_id: int) -> HttpResponse:
    """The client ticks one line; she comes back to the same place of the page."""
    project = visible_project(request, slug)
    check_can_decide(request.user, project)
    item = get_object_or_404(test_items_visible_to(request.user).filter(project=project), pk=item_id)
    run = open_run(project)
    if run is None:
        messages.error(request, _("This round of tests is over."))
        return redirect("acceptance", slug)
    said = request.POST.get("said", "")[:2000]
    try:
        actions.answer_test(
            run=run,
            item=item,
            works=request.POST.get("works") == "yes",
            said=said,
            photo=request.FILES.get("photo"),
            by=request.user,
            now=timezone.now(),
        )
    except actions.Refused as refusal:
        return _page(request, project, refusal=str(refusal), refused_item=item.pk, written=said)
    return redirect(f"{request.path.split('/points/')[0]}/#point-{item.pk}")


@login_required
@require_safe
@cache_control(private=True, no_cache=True)
@csp_override(FILE_POLICY)
def test_photo(request: HttpRequest, slug: str, answer_id: int) -> FileResponse:
    runs = test_runs_visible_to(request.user).filter(project__slug=slug)
    answer = get_object_or_404(TestAnswer.objects.filter(run__in=runs.values("pk")), pk=answer_id)
    try:
        content = answer.photo.open("rb")
    except (ValueError, FileNotFoundError):
        raise Http404 from None
    return FileResponse(
        content,
        as_attachment=not answer.photo_type.startswith("image/"),
        filename=answer.photo_name,
        content_type=answer.photo_type,
    )


@login_required
def acceptance_sign(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the report as it would be written; the client decides and signs here."""
    project = visible_project(request, slug)
    as_client = is_contact(request.user, project.client)
    run = open_run(project)
    if run is None or run.offered_at is None:
        messages.error(request, _("There is nothing to sign for now."))
        return redirect("acceptance", slug)
    run.project = project
    text = acceptance_text(run)
    allowed, why_not = decisions_open_to(project)
    if request.method == "POST":
        check_can_decide(request.user, project)
        form = AcceptanceForm(request.POST, allowed=allowed)
        if form.is_valid():
            asked = {key: form.cleaned_data[key] for key in ("decision", "name", "seen_hash")}
            try:
                paper = actions.sign_acceptance(run=run, by=request.user, now=timezone.now(), **asked)
            except actions.Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Thank you. The report is signed in your name."))
                return redirect(paper)
    else:
        form = AcceptanceForm(
            allowed=allowed,
            initial={"seen_hash": fingerprint_of(text), "name": request.user.get_full_name()},
        )
    context = {
        "project": project,
        "text": text,
        "form": form if as_client else None,
        "as_client": as_client,
        "why_not": why_not,
        "breadcrumb": trail_of(project, text["title"], as_client=as_client),
    }
    return render(request, "client_projects/paper.html", context)
