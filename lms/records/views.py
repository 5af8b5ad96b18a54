"""The screen that opens a cohort; it stands here because a cohort is tied to what it prepares for."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.core.permissions import only
from lms.people.actions import AlreadyThere
from lms.people.permissions import is_coordinator
from lms.people.queries import schools_coordinated_by
from lms.records import actions
from lms.records.forms import OpenCohortForm


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
