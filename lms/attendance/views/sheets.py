"""« Qui est là ? »: one tap per person, for this half-day and those just before; leaves declared beforehand."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lms.attendance import actions
from lms.attendance.forms import HoursForm, LeaveForm, MarkForm
from lms.attendance.models import HalfDay, Leave, Presence, Reason
from lms.attendance.permissions import can_mark, can_read_sheet, can_set_hours
from lms.attendance.queries import day_off, half_of, leaves_to_come, lines_of, sheet_of, to_sign_on_screen
from lms.core.permissions import Denied, only
from lms.people.models import Cohort
from lms.people.permissions import is_coordinator, is_staff


def readable_cohort(request: HttpRequest, cohort_id: int) -> Cohort:
    """Return that class. Raises Http404 for whoever does not work in its school."""
    cohort = get_object_or_404(Cohort.objects.select_related("school"), pk=cohort_id)
    if not can_read_sheet(request.user, cohort):
        raise Http404
    return cohort


@only(is_staff)
def who_is_there(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Lead to the sheet of this half-day."""
    cohort, now = readable_cohort(request, cohort_id), timezone.now()
    return redirect("attendance_sheet", cohort.pk, timezone.localdate(now), half_of(now))


@only(is_staff)
@never_cache  # the same browser may be handed round next, and reasons are not for apprentices
def sheet(request: HttpRequest, cohort_id: int, day: date, half: HalfDay) -> HttpResponse:
    """Show who is there in a half-day, and mark one person, the others, or the sheet as complete."""
    cohort, now = readable_cohort(request, cohort_id), timezone.now()
    refusal = ""
    if request.method == "POST":
        if not can_mark(request.user, cohort):
            raise Denied
        try:
            _marked(request, cohort, day, half)
            return redirect("attendance_sheet", cohort.pk, day, half)
        except actions.AttendanceRefused as refused:
            refusal = str(refused)
    today = timezone.localdate(now)
    found, lines = sheet_of(cohort, day, half), lines_of(cohort, day, half)
    context = {
        "cohort": cohort,
        "day": day,
        "half": half,
        "closed": found if found and found.locked_at else None,
        "month": day.replace(day=1),
        "monday": day - timedelta(days=day.weekday()),
        "to_sign": to_sign_on_screen(cohort, day, half) if day == today else [],
        "is_today": day == today,
        "is_yesterday": day == today - timedelta(days=1),
        "lines": lines,
        "unmarked": sum(line.mark is None for line in lines),
        "is_locked": found.is_locked(today=today) if found else day < today - timedelta(days=1),
        "why_closed": day_off(cohort, day) or (_("This day has not come yet.") if day > today else ""),
        "may_mark": can_mark(request.user, cohort),
        "presences": Presence,
        "reasons": Reason,
        "halves": _halves(today),
        "refusal": refusal,
        "typed": request.POST,
        "refused_for": request.POST.get("apprentice", "") if refusal else "",
    }
    return render(request, "attendance/sheet.html", context, status=422 if refusal else 200)


def _halves(today: date) -> list[tuple[date, HalfDay]]:
    return [(day, half) for day in (today, today - timedelta(days=1)) for half in HalfDay]


def _marked(request: HttpRequest, cohort: Cohort, day: date, half: HalfDay) -> None:
    told: dict[str, Any] = {
        "where": actions.Where(cohort, day, half),
        "by": request.user,
        "now": timezone.now(),
    }
    if request.POST.get("do") == "others":
        count = actions.mark_others_present(**told)
        messages.success(
            request,
            ngettext("%(count)s person marked present.", "%(count)s persons marked present.", count)
            % {"count": count},
        )
    elif request.POST.get("do") == "lock":
        actions.lock_sheet(**told)
        messages.success(request, _("This half-day is closed."))
    else:
        form = MarkForm(request.POST, cohort=cohort)
        if not form.is_valid():
            raise actions.AttendanceRefused(_("Choose somebody of this class, and what to mark."))
        asked = form.cleaned_data
        actions.mark(
            **told,
            apprentice=asked["apprentice"],
            presence=Presence(asked["presence"]),
            reason=asked["reason"],
            because=asked["because"],
        )


@only(is_staff)
@never_cache
def leaves(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Show the leaves to come of a class, and declare one."""
    cohort = readable_cohort(request, cohort_id)
    now = timezone.now()
    form = LeaveForm(request.POST or None, cohort=cohort)
    if request.method == "POST" and not can_mark(request.user, cohort):
        raise Denied
    if request.method == "POST" and form.is_valid():
        asked = {**form.cleaned_data, "reason": Reason(form.cleaned_data["reason"])}
        try:
            actions.declare_leave(cohort=cohort, by=request.user, now=now, **asked)
            messages.success(request, _("The absence is noted."))
            return redirect("leaves", cohort.pk)
        except actions.AttendanceRefused as refusal:
            form.add_error(None, str(refusal))
    context = {
        "cohort": cohort,
        "form": form,
        "leaves": leaves_to_come(cohort, on=timezone.localdate(now)),
        "may_mark": can_mark(request.user, cohort),
    }
    return render(request, "attendance/leaves.html", context)


@only(is_staff)
@require_POST
def withdraw_leave(request: HttpRequest, leave_id: int) -> HttpResponse:
    leave = get_object_or_404(Leave.objects.select_related("cohort__school"), pk=leave_id)
    if not can_read_sheet(request.user, leave.cohort):
        raise Http404
    actions.withdraw_leave(leave=leave, by=request.user, now=timezone.now())
    messages.success(request, _("The absence is withdrawn."))
    return redirect("leaves", leave.cohort_id)


@only(is_coordinator)
def hours_of_class(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Say from when to when a class takes place: papers for funders tell it, and hours are counted so."""
    cohort = readable_cohort(request, cohort_id)
    if not can_set_hours(request.user, cohort):
        raise Http404
    form = HoursForm(
        request.POST or None, initial={name: getattr(cohort, name) for name in HoursForm.base_fields}
    )
    if request.method == "POST" and form.is_valid():
        actions.set_hours(cohort=cohort, by=request.user, now=timezone.now(), **form.hours())
        messages.success(request, _("The hours of this class are set."))
        return redirect("cohort", cohort.pk)
    context = {"cohort": cohort, "form": form}
    return render(request, "attendance/hours_of_class.html", context, status=422 if form.errors else 200)
