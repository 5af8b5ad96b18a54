"""« Qui est là ? »: one tap per person, for this half-day and those just before; leaves declared beforehand."""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from lms.attendance import actions
from lms.attendance.forms import LeaveForm, MarkForm
from lms.attendance.models import SIGNED_HERE, AttendanceMark, HalfDay, Leave, Presence, Reason
from lms.attendance.permissions import can_mark, can_read_sheet
from lms.attendance.queries import (
    day_off,
    half_of,
    leaves_to_come,
    lines_of,
    marks_of,
    month_of,
    sheet_of,
)
from lms.core.papers import PapersUnavailable, pdf_of
from lms.core.permissions import Denied, only
from lms.core.spreadsheets import CSV_TYPE, Value, as_csv
from lms.people.models import Cohort
from lms.people.permissions import is_apprentice, is_staff

SHOWN_BACK = timedelta(days=60)
# More than sixty days hold.
MOST_AT_ONCE = 130


def _readable(request: HttpRequest, cohort_id: int) -> Cohort:
    cohort = get_object_or_404(Cohort.objects.select_related("school"), pk=cohort_id)
    if not can_read_sheet(request.user, cohort):
        raise Http404
    return cohort


@only(is_staff)
def who_is_there(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Lead to the sheet of this half-day."""
    cohort, now = _readable(request, cohort_id), timezone.now()
    return redirect("attendance_sheet", cohort.pk, timezone.localdate(now), half_of(now))


@only(is_staff)
def sheet(request: HttpRequest, cohort_id: int, day: date, half: HalfDay) -> HttpResponse:
    """Show who is there in a half-day, and mark one person, the others, or the sheet as complete."""
    cohort, now = _readable(request, cohort_id), timezone.now()
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
def leaves(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Show the leaves to come of a class, and declare one."""
    cohort = _readable(request, cohort_id)
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


@only(is_apprentice)
def my_attendance(request: HttpRequest) -> HttpResponse:
    """Show an apprentice her half-days of the last weeks; she signs those on which she was there."""
    now = timezone.now()
    refusal = ""
    if request.method == "POST":
        try:
            _signed(request, now)
            return redirect("my_attendance")
        except actions.AttendanceRefused as refused:
            refusal = str(refused)
    today = timezone.localdate(now)
    marks = marks_of(request.user, since=today - SHOWN_BACK, until=today)
    context = {
        "lines": [(mark, _may_be_signed(mark)) for mark in marks],
        "to_sign": [mark for mark in marks if _may_be_signed(mark)],
        "refusal": refusal,
    }
    return render(request, "attendance/mine.html", context, status=422 if refusal else 200)


def _may_be_signed(mark: AttendanceMark) -> bool:
    return mark.presence in SIGNED_HERE and not hasattr(mark, "signature")


@transaction.atomic
def _signed(request: HttpRequest, now: datetime) -> None:
    """Sign each half-day that was shown to her when she pressed, all or none."""
    asked = [int(pk[:15]) for pk in request.POST.getlist("mark") if pk.isascii() and pk.isdigit()]
    marks = list(AttendanceMark.objects.filter(pk__in=asked[:MOST_AT_ONCE], apprentice=request.user.pk))
    if not marks:
        raise actions.AttendanceRefused(_("Choose a half-day to sign."))
    for mark in marks:
        actions.sign(mark=mark, by=request.user, now=now)
    messages.success(
        request,
        ngettext("%(count)s half-day signed.", "%(count)s half-days signed.", len(marks))
        % {"count": len(marks)},
    )


@only(is_staff)
@require_safe
def attendance_paper(request: HttpRequest, cohort_id: int, first: date) -> HttpResponse:
    """Give a month of a class as a PDF to keep: each half-day, who signed it and who closed it."""
    cohort = _readable(request, cohort_id)
    context = {"cohort": cohort, "first": first, "people": month_of(cohort, first), "made_at": timezone.now()}
    try:
        content = pdf_of("attendance/paper.html", context)
    except PapersUnavailable:
        messages.error(
            request, _("This machine cannot make PDF documents now. The hours can be taken as CSV.")
        )
        return redirect("who_is_there", cohort.pk)
    name = f"presence-{cohort.pk}-{first:%Y-%m}.pdf"
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@only(is_staff)
@require_safe
def attendance_hours(request: HttpRequest, cohort_id: int, first: date) -> HttpResponse:
    """Give the hours of a month, one line a person, for a spreadsheet. No reason of an absence is in it."""
    cohort = _readable(request, cohort_id)
    lines: list[list[Value]] = [
        [_("As of"), date_format(timezone.localdate(), "j F Y")],
        [_("Apprentice"), _("Month"), _("Hours"), *(str(presence.label) for presence in Presence)],
    ]
    for one in month_of(cohort, first):
        counts = [sum(mark.presence == presence for mark in one.marks) for presence in Presence]
        lines.append([str(one.apprentice), date_format(first, "F Y"), float(one.hours), *counts])
    name = f"heures-{cohort.pk}-{first:%Y-%m}.csv"
    return HttpResponse(
        as_csv(lines),
        content_type=CSV_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
