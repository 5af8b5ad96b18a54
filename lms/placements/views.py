"""The placements of one person, and the days of her contract on which they depend."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.core.permissions import Denied
from lms.people.models import Enrolment
from lms.placements import actions
from lms.placements.forms import ContractForm, PlacementForm
from lms.placements.models import Aim, Placement
from lms.placements.permissions import (
    can_arrange_placement,
    can_keep_contract,
    can_read_contract,
    can_read_placements,
)
from lms.placements.queries import contract_of, placements_of, span_of
from lms.placements.rules import Span, days_left, warnings_about


@login_required
def placements(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """Show the placements of one person; arrange one, or write the days of her contract."""
    enrolment = get_object_or_404(
        Enrolment.objects.select_related("cohort__school", "apprentice"), pk=enrolment_id
    )
    if not can_read_placements(request.user, enrolment):
        raise Http404
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
