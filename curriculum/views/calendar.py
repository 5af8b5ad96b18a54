"""The calendar of a cohort: read by the staff of its school, set by its trainers."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from curriculum.actions import calendar as actions
from curriculum.forms import (
    CopyForm,
    DatesForm,
    ExemptForm,
    ExtendForm,
    PeriodForm,
    PostponeForm,
    ProposeForm,
)
from curriculum.models import ModulePage
from curriculum.permissions import can_plan
from curriculum.queries import calendar_of, cohorts_to_copy_from, modules_to_plan, proposal_for
from lms.core.permissions import Denied, only
from lms.people.models import Cohort
from lms.people.permissions import is_staff, is_trainer
from lms.people.queries import apprentices_of, cohorts_visible_to


def _planned_cohort(request: HttpRequest, cohort_id: int) -> Cohort:
    """Return the cohort for those who set its dates; a stranger learns nothing of it."""
    cohort = get_object_or_404(cohorts_visible_to(request.user), pk=cohort_id)
    if not can_plan(request.user, cohort):
        raise Denied
    return cohort


@only(is_staff)
def cohort_calendar(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Show the dates of a cohort, module by module, and how many have finished each."""
    cohort = get_object_or_404(cohorts_visible_to(request.user), pk=cohort_id)
    today = timezone.localdate()
    found = calendar_of(cohort, on=today)
    context = {
        "calendar": found,
        "today": today,
        "next_holidays": [one for one in found.holidays if one.day >= today],
        "can_plan": can_plan(request.user, cohort),
    }
    return render(request, "curriculum/cohort_calendar.html", context)


# --- one module -------------------------------------------------------------------------------------------


class _ModuleScreen:
    """The forms about one module of one cohort, and what each does. `do` in what is sent says which was used."""

    def __init__(self, request: HttpRequest, cohort: Cohort, module: ModulePage) -> None:
        self.request, self.cohort, self.module = request, cohort, module
        self.about: dict[str, Any] = {
            "cohort": cohort,
            "module": module,
            "by": request.user,
            "now": timezone.now(),
        }
        self.done = request.POST.get("do", "")
        found = calendar_of(cohort, on=timezone.localdate())
        self.dated = next(one for one in found.modules if one.page.pk == module.pk)
        dates = self.dated.dates
        people = apprentices_of(cohort)
        self.forms: dict[str, forms.Form] = {
            "dates": DatesForm(
                self._sent("dates"),
                initial={"opens_on": dates.opens_on, "due_on": dates.due_on} if dates else {},
                auto_id="dates_%s",
            ),
            "postpone": PostponeForm(self._sent("postpone"), auto_id="postpone_%s"),
            "extend": ExtendForm(self._sent("extend"), people=people, auto_id="extend_%s"),
            "exempt": ExemptForm(self._sent("exempt"), people=people, auto_id="exempt_%s"),
        }

    def _sent(self, name: str) -> Any:
        return self.request.POST if self.done == name else None

    def act(self) -> str | None:
        """Do what was sent; return the sentence that says so, or None where a form has to be corrected."""
        if form := self.forms.get(self.done):
            return self._by_form(form)
        button: Callable[[], str] | None = {
            "open": self._open,
            "withdraw": self._withdraw,
            "withdraw_extension": self._withdraw_extension,
            "withdraw_exemption": self._withdraw_exemption,
        }.get(self.done)
        if button is None:
            raise Http404
        return button()

    def _by_form(self, form: forms.Form) -> str | None:
        if not form.is_valid():
            return None
        chosen: dict[str, tuple[Callable[..., Any], str]] = {
            "dates": (actions.set_dates, _("The dates are kept.")),
            "postpone": (actions.postpone, _("The dates have moved.")),
            "extend": (actions.extend, _("More time is given.")),
            "exempt": (actions.exempt, _("The module is not asked of this person any more.")),
        }
        action, told = chosen[self.done]
        try:
            action(**self.about, **form.cleaned_data)
        except actions.CalendarRefused as refusal:
            form.add_error(None, str(refusal))
            return None
        return told

    def _open(self) -> str:
        actions.open_now(**self.about)
        return _("The module is open.")

    def _withdraw(self) -> str:
        actions.withdraw_dates(**self.about)
        return _("The module has no dates any more: it is open to everybody.")

    def _withdraw_extension(self) -> str:
        actions.withdraw_extension(**self.about, apprentice=self._person())
        return _("The last day of the cohort holds again for this person.")

    def _withdraw_exemption(self) -> str:
        actions.withdraw_exemption(**self.about, apprentice=self._person())
        return _("The module is asked of this person again.")

    def _person(self) -> Any:
        number = self.request.POST.get("apprentice", "")
        return get_object_or_404(apprentices_of(self.cohort), pk=as_number(number))


@only(is_trainer)
def calendar_module(request: HttpRequest, cohort_id: int, module_id: int) -> HttpResponse:
    """Show the dates of one module, and change them: for everybody, or for one person."""
    cohort = _planned_cohort(request, cohort_id)
    module = get_object_or_404(modules_to_plan(cohort), pk=module_id)
    screen = _ModuleScreen(request, cohort, module)
    if request.method == "POST" and (told := screen.act()):
        messages.success(request, told)
        return redirect("calendar_module", cohort.pk, module.pk)
    context = {"cohort": cohort, "module": screen.dated, "forms": screen.forms, "used": screen.done}
    return render(
        request,
        "curriculum/calendar_module.html",
        context,
        status=422 if request.method == "POST" else 200,
    )


# --- days without school, and a whole calendar at once ----------------------------------------------------


@only(is_trainer)
def calendar_periods(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """List the placements and closures of a cohort; add one, or take one out."""
    cohort = _planned_cohort(request, cohort_id)
    by = {"by": request.user, "now": timezone.now()}
    if removed := request.POST.get("remove", ""):
        number = as_number(removed)
        actions.remove_period(period=get_object_or_404(cohort.periods, pk=number), **by)
        messages.success(request, _("The period is taken out."))
        return redirect("calendar_periods", cohort.pk)
    form = PeriodForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_period(cohort=cohort, **form.cleaned_data, **by)
        except actions.CalendarRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The period is in the calendar."))
            return redirect("calendar_periods", cohort.pk)
    context = {"cohort": cohort, "form": form, "periods": cohort.periods.all()}
    status = 422 if request.method == "POST" else 200
    return render(request, "curriculum/calendar_periods.html", context, status=status)


@only(is_trainer)
def calendar_plan(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Date a whole course: proposed from the hours of its modules, seen before they are kept, or copied."""
    cohort = _planned_cohort(request, cohort_id)
    done = request.POST.get("do", "")
    start = {"starts_on": cohort.starts_on}
    propose = ProposeForm(
        request.POST if done in ("see", "keep") else None, initial=start, auto_id="propose_%s"
    )
    sources = cohorts_to_copy_from(request.user, cohort)
    copy = CopyForm(
        request.POST if done == "copy" else None, cohorts=sources, initial=start, auto_id="copy_%s"
    )
    by = {"cohort": cohort, "by": request.user, "now": timezone.now()}
    dated: int | None = None
    proposal: list[Any] = []
    if done == "see" and propose.is_valid():
        proposal = proposal_for(cohort, **propose.cleaned_data)
    elif done == "keep" and propose.is_valid():
        dated = actions.keep_proposal(**by, **propose.cleaned_data)
    elif done == "copy" and copy.is_valid():
        try:
            dated = actions.copy_calendar(**by, **copy.cleaned_data)
        except actions.CalendarRefused as refusal:
            copy.add_error(None, str(refusal))
    if dated is not None:
        told = ngettext("%(count)s module has its dates.", "%(count)s modules have their dates.", dated)
        messages.success(request, told % {"count": dated})
        return redirect("cohort_calendar", cohort.pk)
    context = {
        "cohort": cohort,
        "propose": propose,
        "copy": copy,
        "has_sources": sources.exists(),
        "proposal": proposal,
        "replaces": cohort.module_dates.exists(),
    }
    status = 422 if propose.errors or copy.errors else 200
    return render(request, "curriculum/calendar_plan.html", context, status=status)


def as_number(text: str) -> int | None:
    """Return the number of a row as a form sends it, or None for anything else."""
    return int(text) if text.isdecimal() and len(text) < 12 else None
