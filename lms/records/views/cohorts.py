"""The screens that tie a cohort to what it prepares for, from its opening on."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.core.permissions import only
from lms.people.actions import AlreadyThere
from lms.people.models import Cohort
from lms.people.permissions import is_coordinator
from lms.people.queries import schools_coordinated_by
from lms.records import actions
from lms.records.forms import CohortVersionsForm, OpenCohortForm
from lms.records.permissions import can_tie
from lms.records.queries import versions_of


@only(is_coordinator)
def open_cohort(request: HttpRequest) -> HttpResponse:
    """Open a cohort in one of the coordinator's schools, tied to the certifications it prepares for."""
    form = OpenCohortForm(
        request.POST or None,
        coordinator=request.user,
        initial={"school": request.GET.get("ecole")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            cohort = actions.open_cohort_preparing(by=request.user, now=timezone.now(), **form.opening())
        except AlreadyThere as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(
                request, _("%(cohort)s is open. You can invite its apprentices.") % {"cohort": cohort.name}
            )
            return redirect("home")
    context = {"form": form, "has_school": schools_coordinated_by(request.user).exists()}
    return render(request, "records/open_cohort.html", context)


@only(is_coordinator)
def cohort_versions(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Say which versions a cohort prepares from now on."""
    cohort = get_object_or_404(Cohort.objects.select_related("school"), pk=cohort_id)
    if not can_tie(request.user, cohort):
        raise Http404
    form = CohortVersionsForm(
        request.POST or None, initial={"versions": [version.pk for version in versions_of(cohort)]}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_versions(
                cohort=cohort, versions=form.cleaned_data["versions"], by=request.user, now=timezone.now()
            )
        except actions.ReferentialRefused as refusal:
            form.add_error("versions", str(refusal))
        else:
            messages.success(request, _("The certifications of this cohort are set."))
            return redirect("cohort", cohort.pk)
    return render(request, "records/cohort_versions.html", {"cohort": cohort, "form": form})
