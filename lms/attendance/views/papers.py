"""What is kept and given to funders: the week as a sheet, the month as a sheet, the hours of a month."""

from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lms.attendance.models import Presence
from lms.attendance.permissions import can_set_hours
from lms.attendance.queries import month_of, training_of, week_of
from lms.attendance.views.sheets import readable_cohort
from lms.core.dates import date_format
from lms.core.papers import PapersUnavailable, pdf_of
from lms.core.permissions import only
from lms.core.spreadsheets import CSV_TYPE, Value, as_csv
from lms.people.models import Cohort
from lms.people.permissions import is_staff

WEEK = timedelta(days=7)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


@only(is_staff)
@require_safe
@never_cache
def week(request: HttpRequest, cohort_id: int, day: date) -> HttpResponse:
    """Show the week of a class in which `day` lies: half-days across, people down, who signed when."""
    cohort, monday = readable_cohort(request, cohort_id), _monday(day)
    context = {
        "cohort": cohort,
        "week": week_of(cohort, monday),
        "before": monday - WEEK,
        "after": monday + WEEK,
        "this_monday": _monday(timezone.localdate()),
        "may_set_hours": can_set_hours(request.user, cohort),
        "months": sorted({monday.replace(day=1), (monday + timedelta(days=4)).replace(day=1)}),
    }
    return render(request, "attendance/week.html", context)


@only(is_staff)
@require_safe
def week_paper(request: HttpRequest, cohort_id: int, day: date) -> HttpResponse:
    """Give that week as a PDF to keep, signed by machine and with room to sign by hand."""
    cohort, monday = readable_cohort(request, cohort_id), _monday(day)
    context = {"cohort": cohort, "week": week_of(cohort, monday)}
    return _paper(request, cohort, "attendance/week_paper.html", context, f"semaine-{cohort.pk}-{monday}")


@only(is_staff)
@require_safe
def attendance_paper(request: HttpRequest, cohort_id: int, first: date) -> HttpResponse:
    """Give a month of a class as a PDF to keep: each half-day, who signed it and who closed it."""
    cohort = readable_cohort(request, cohort_id)
    context = _month(cohort, first)
    return _paper(request, cohort, "attendance/paper.html", context, f"presence-{cohort.pk}-{first:%Y-%m}")


@only(is_staff)
@require_safe
def hours_paper(request: HttpRequest, cohort_id: int, first: date) -> HttpResponse:
    """Give the hours of a month as a PDF: one line a person; absences justified or not, never why."""
    cohort = readable_cohort(request, cohort_id)
    context = _month(cohort, first)
    return _paper(
        request, cohort, "attendance/hours_paper.html", context, f"heures-{cohort.pk}-{first:%Y-%m}"
    )


def _month(cohort: Cohort, first: date) -> dict[str, Any]:
    people = month_of(cohort, first)
    return {
        "cohort": cohort,
        "first": first,
        "last": first + relativedelta(months=1, days=-1),
        "people": people,
        "minutes": sum(one.minutes for one in people),
    }


def _paper(
    request: HttpRequest, cohort: Cohort, template: str, context: dict[str, Any], name: str
) -> HttpResponse:
    try:
        known = {
            "organisation": settings.ORGANISATION,
            "training": training_of(cohort),
            "made_at": timezone.now(),
            "made_by": request.user,
        }
        content = pdf_of(template, {**context, **known})
    except PapersUnavailable:
        messages.error(
            request, _("This machine cannot make PDF documents now. The hours can be taken as CSV.")
        )
        return redirect("who_is_there", cohort.pk)
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}.pdf"'},
    )


@only(is_staff)
@require_safe
def attendance_hours(request: HttpRequest, cohort_id: int, first: date) -> HttpResponse:
    """Give the hours of a month, one line a person, for a spreadsheet. No reason of an absence is in it."""
    cohort = readable_cohort(request, cohort_id)
    lines: list[list[Value]] = [
        [_("As of"), date_format(timezone.localdate(), "j F Y")],
        [
            _("Apprentice"),
            _("Month"),
            _("Hours"),
            *(str(presence.label) for presence in Presence),
            _("Justified absences"),
        ],
    ]
    for one in month_of(cohort, first):
        counts = [one.count(presence) for presence in Presence]
        lines.append(
            [
                str(one.apprentice),
                date_format(first, "F Y"),
                round(float(one.hours), 2),
                *counts,
                one.justified,
            ]
        )
    name = f"heures-{cohort.pk}-{first:%Y-%m}.csv"
    return HttpResponse(
        as_csv(lines),
        content_type=CSV_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
