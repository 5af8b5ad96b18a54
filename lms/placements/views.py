"""The placements of one person, the days of her contract, each placement with its agreement and journal."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from lms.core.audit import record_reading
from lms.core.permissions import Denied
from lms.core.uploads import PDF, UploadRefused, check_upload
from lms.people.models import Enrolment
from lms.placements import actions
from lms.placements.forms import AgreementForm, CommentForm, ContractForm, JournalForm, PlacementForm
from lms.placements.models import AgreementState, Aim, JournalEntry, Placement, PlacementAgreement
from lms.placements.permissions import (
    can_arrange_placement,
    can_keep_contract,
    can_read_contract,
    can_read_placements,
    can_write_journal,
    check_can_arrange_placement,
)
from lms.placements.queries import (
    agreement_of,
    contract_of,
    journal_of,
    placements_of,
    span_of,
    stamp_of_entry,
)
from lms.placements.rules import Span, days_left, warnings_about


@login_required
def placements(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """Show the placements of one person; arrange one, or write the days of her contract."""
    enrolment = get_object_or_404(
        Enrolment.objects.select_related("cohort__school", "apprentice"), pk=enrolment_id
    )
    if not can_read_placements(request.user, enrolment):
        raise Http404
    record_reading(
        action="contract_read",
        subject=enrolment,
        of=enrolment.apprentice,
        by=request.user,
        now=timezone.now(),
    )
    may_arrange = can_arrange_placement(request.user, enrolment)
    may_keep = can_keep_contract(request.user, enrolment)
    contract = contract_of(enrolment)
    does = request.POST.get("do")
    known = {"first": enrolment.enrolled_on, "last": enrolment.cohort.ends_on, "weekly_hours": 35}
    if contract is not None:
        known = {
            "first": contract.starts_on,
            "last": contract.ends_on,
            "weekly_hours": contract.weekly_hours,
        }
    contract_form = ContractForm(request.POST if does == "contract" else None, initial=known)
    form = PlacementForm(request.POST if request.method == "POST" and does != "contract" else None)
    if request.method == "POST" and not (may_keep if does == "contract" else may_arrange):
        raise Denied
    if contract_form.is_bound and contract_form.is_valid() and _kept(request, enrolment, contract_form):
        return redirect("placements", enrolment.pk)
    if form.is_bound and form.is_valid() and _arranged(request, enrolment, form):
        return redirect("placements", enrolment.pk)
    found = list(placements_of(enrolment))
    reads_contract = can_read_contract(request.user, enrolment)
    left = days_left(span_of(contract), [span_of(one) for one in found]) if contract else None
    context = {
        "enrolment": enrolment,
        "person": enrolment.apprentice,
        "own": request.user.pk == enrolment.apprentice_id,
        "placements": found,
        "contract": contract if reads_contract else None,
        "has_contract": contract is not None,
        "reads_contract": reads_contract,
        "warnings": warnings_about(span_of(contract), contract.weekly_hours)
        if contract and reads_contract
        else [],
        "days_left": left,
        "contract_form": contract_form,
        "form": form,
        "may_keep": may_keep,
        "may_arrange": may_arrange,
    }
    refused = form.errors or contract_form.errors
    return render(request, "placements/placements.html", context, status=422 if refused else 200)


def _kept(request: HttpRequest, enrolment: Enrolment, form: ContractForm) -> bool:
    said = form.cleaned_data
    try:
        actions.keep_contract(
            enrolment=enrolment,
            days=Span(said["first"], said["last"]),
            weekly_hours=said["weekly_hours"],
            by=request.user,
            now=timezone.now(),
        )
    except actions.PlacementRefused as refusal:
        form.add_error("last", str(refusal))
        return False
    messages.success(request, _("The contract is written down."))
    return True


def _arranged(request: HttpRequest, enrolment: Enrolment, form: PlacementForm) -> bool:
    said = {**form.cleaned_data, "aim": Aim(form.cleaned_data["aim"])}
    try:
        actions.arrange_placement(enrolment=enrolment, by=request.user, now=timezone.now(), **said)
    except actions.PlacementRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("The placement is written down."))
    return True


@login_required
@require_POST
def cancel_placement(request: HttpRequest, placement_id: int) -> HttpResponse:
    """Cancel a placement and lead back to the others."""
    placement = get_object_or_404(
        Placement.objects.select_related("enrolment__cohort__school"), pk=placement_id
    )
    if not can_read_placements(request.user, placement.enrolment):
        raise Http404
    actions.cancel_placement(placement=placement, by=request.user, now=timezone.now())
    messages.success(request, _("The placement is cancelled."))
    return redirect("placements", placement.enrolment_id)


@login_required
def placement(request: HttpRequest, placement_id: int) -> HttpResponse:
    """Show one placement; the school keeps its agreement, the apprentice writes its journal."""
    found = get_object_or_404(
        Placement.objects.select_related("enrolment__cohort__school", "enrolment__apprentice"),
        pk=placement_id,
    )
    if not can_read_placements(request.user, found.enrolment):
        raise Http404
    may_arrange = can_arrange_placement(request.user, found.enrolment)
    may_write = can_write_journal(request.user, found)
    does = request.POST.get("do")
    journal = JournalForm(request.POST if does == "journal" else None, initial=_journal_begun(request, found))
    papers = AgreementForm(request.POST, request.FILES) if does == "agreement" else AgreementForm()
    if request.method == "POST" and not (may_write if does == "journal" else may_arrange):
        raise Denied
    if journal.is_bound and journal.is_valid() and _journal_written(request, found, journal):
        return redirect("placement", found.pk)
    if papers.is_bound and papers.is_valid() and _agreement_kept(request, found, papers):
        return redirect("placement", found.pk)
    refused = journal.errors or papers.errors
    return _placement_page(request, found, journal=journal, papers=papers, status=422 if refused else 200)


def _journal_begun(request: HttpRequest, found: Placement) -> dict[str, Any]:
    """Return what the form of the journal begins with: an entry to change, or today."""
    asked = request.GET.get("entry", "")
    entry = next((one for one in found.journal.filter(comments=None) if str(one.pk) == asked), None)
    if entry is not None:
        return {"day": entry.day, "text": entry.text, "seen": stamp_of_entry(entry)}
    return {"day": max(found.starts_on, min(timezone.localdate(), found.ends_on))}


def _placement_page(
    request: HttpRequest, found: Placement, *, status: int = 200, **forms: Any
) -> HttpResponse:
    context = {
        "placement": found,
        "person": found.enrolment.apprentice,
        "own": can_write_journal(request.user, found),
        "agreement": agreement_of(found),
        "entries": journal_of(found),
        "has_begun": found.starts_on <= timezone.localdate(),
        "may_arrange": can_arrange_placement(request.user, found.enrolment),
        "journal": JournalForm(initial=_journal_begun(request, found)),
        "papers": AgreementForm(),
        **forms,
    }
    return render(request, "placements/placement.html", context, status=status)


def _journal_written(request: HttpRequest, found: Placement, form: JournalForm) -> bool:
    try:
        actions.write_journal(placement=found, by=request.user, now=timezone.now(), **form.cleaned_data)
    except actions.PlacementRefused as refusal:
        form.add_error("day", str(refusal))
        return False
    messages.success(request, _("Your entry is written down."))
    return True


def _agreement_kept(request: HttpRequest, found: Placement, form: AgreementForm) -> bool:
    upload = form.cleaned_data["document"]
    try:
        checked = check_upload(upload)
        if checked.content_type != PDF[1]:
            form.add_error("document", _("An agreement is kept as a PDF."))
            return False
        actions.keep_agreement(
            placement=found,
            file=actions.AgreementFile(upload, checked.name, checked.digest),
            state=AgreementState(form.cleaned_data["state"]),
            by=request.user,
            now=timezone.now(),
        )
    except (UploadRefused, actions.PlacementRefused) as refusal:
        form.add_error("document", str(refusal))
        return False
    messages.success(request, _("The agreement is kept."))
    return True


@login_required
@require_safe
@cache_control(private=True, no_cache=True)
def agreement(request: HttpRequest, agreement_id: int) -> FileResponse:
    """Give the agreement, always to keep and never to show: it comes from outside."""
    found = get_object_or_404(
        PlacementAgreement.objects.select_related("placement__enrolment__cohort__school"), pk=agreement_id
    )
    if not can_read_placements(request.user, found.placement.enrolment):
        raise Http404
    try:
        content = found.document.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(content, as_attachment=True, filename=found.name, content_type=PDF[1])


@login_required
@require_POST
def comment_journal(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Answer one entry and lead back to the journal."""
    entry = get_object_or_404(
        JournalEntry.objects.select_related(
            "placement__enrolment__cohort__school", "placement__enrolment__apprentice"
        ),
        pk=entry_id,
    )
    if not can_read_placements(request.user, entry.placement.enrolment):
        raise Http404
    form = CommentForm(request.POST)
    check_can_arrange_placement(request.user, entry.placement.enrolment)
    if form.is_valid() and _answered(request, entry, form):
        return redirect("placement", entry.placement_id)
    return _placement_page(request, entry.placement, answering=entry, answer=form, status=422)


def _answered(request: HttpRequest, entry: JournalEntry, form: CommentForm) -> bool:
    try:
        actions.comment_journal(
            entry=entry, text=form.cleaned_data["text"], by=request.user, now=timezone.now()
        )
    except actions.PlacementRefused as refusal:
        form.add_error("text", str(refusal))
        return False
    messages.success(request, _("Your answer is written down."))
    return True
