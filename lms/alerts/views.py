"""Screens about who seems stuck: what was noticed in a class, and saying that one knows."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.alerts import actions
from lms.alerts.forms import SilentAfterForm
from lms.alerts.models import Alert
from lms.alerts.permissions import can_dismiss
from lms.alerts.queries import alerts_of
from lms.core.permissions import only
from lms.people.models import Cohort
from lms.people.permissions import can_teach, is_trainer


@only(is_trainer)
def cohort_alerts(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Show what was noticed in a class in the last month, and set when silence is told."""
    cohort = get_object_or_404(Cohort.objects.select_related("school"), pk=cohort_id)
    if not can_teach(request.user, cohort):
        raise Http404
    now = timezone.now()
    form = SilentAfterForm(request.POST or None, initial={"days": cohort.silent_after})
    if request.method == "POST" and form.is_valid():
        actions.set_silent_after(cohort=cohort, days=form.cleaned_data["days"], by=request.user, now=now)
        messages.success(request, _("It is noted."))
        return redirect("cohort_alerts", cohort.pk)
    context = {"cohort": cohort, "form": form, "alerts": alerts_of(cohort, now=now), "now": now}
    return render(request, "alerts/cohort.html", context)


@only(is_trainer)
@require_POST
def dismiss_alert(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Take one reason off the list; the optional word says why."""
    alert = get_object_or_404(Alert.objects.select_related("cohort", "apprentice"), pk=alert_id)
    if not can_dismiss(request.user, alert):
        raise Http404
    because = request.POST.get("because", "")[: Alert._meta.get_field("dismissed_because").max_length]
    actions.dismiss(alert=alert, because=because, by=request.user, now=timezone.now())
    messages.success(
        request,
        _("Dismissed for %(name)s. You are told again if it begins anew.") % {"name": alert.apprentice},
    )
    return redirect("home")
