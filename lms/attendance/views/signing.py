"""Signing half-days: with one's own account, or on the screen that a trainer hands round."""

from datetime import date, datetime, timedelta

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lms.attendance import actions
from lms.attendance.handing_round import Round, begin_round, current_round, end_round
from lms.attendance.models import SIGNED_HERE, AttendanceMark, HalfDay
from lms.attendance.permissions import check_can_mark
from lms.attendance.queries import is_signed, marks_of, to_sign_on_screen
from lms.attendance.views.sheets import readable_cohort
from lms.core.permissions import Denied, only
from lms.people.permissions import is_apprentice, is_staff
from lms.placements.queries import placement_under_way

SHOWN_BACK = timedelta(days=60)
# More than sixty days hold.
MOST_AT_ONCE = 130


@only(is_apprentice)
def my_attendance(request: HttpRequest) -> HttpResponse:
    """Show an apprentice her half-days of the last weeks; she signs those on which she was there."""
    now = timezone.now()
    refusal = ""
    if request.method == "POST":
        try:
            if "disown" in request.POST:
                _disowned(request, now)
            else:
                _signed(request, now)
            return redirect("my_attendance")
        except actions.AttendanceRefused as refused:
            refusal = str(refused)
    today = timezone.localdate(now)
    marks = marks_of(request.user, since=today - SHOWN_BACK, until=today)
    context = {
        "lines": [(mark, _may_be_signed(mark)) for mark in marks],
        # What she said not to be hers is signed by itself, on purpose.
        "to_sign": [mark for mark in marks if _may_be_signed(mark) and not hasattr(mark, "signature")],
        "refusal": refusal,
        "placement": placement_under_way(request.user, on=today),
    }
    return render(request, "attendance/mine.html", context, status=422 if refusal else 200)


def _may_be_signed(mark: AttendanceMark) -> bool:
    return mark.presence in SIGNED_HERE and not is_signed(mark)


def _hers(request: HttpRequest, asked: list[str]) -> list[AttendanceMark]:
    pks = [int(pk[:15]) for pk in asked if pk.isascii() and pk.isdigit()]
    return list(AttendanceMark.objects.filter(pk__in=pks[:MOST_AT_ONCE], apprentice=request.user.pk))


@transaction.atomic
def _signed(request: HttpRequest, now: datetime) -> None:
    """Sign each half-day that was shown to her when she pressed, all or none."""
    marks = _hers(request, request.POST.getlist("mark"))
    if not marks:
        raise actions.AttendanceRefused(_("Choose a half-day to sign."))
    for mark in marks:
        actions.sign(mark=mark, by=request.user, now=now)
    messages.success(
        request,
        ngettext("%(count)s half-day signed.", "%(count)s half-days signed.", len(marks))
        % {"count": len(marks)},
    )


def _disowned(request: HttpRequest, now: datetime) -> None:
    marks = _hers(request, [request.POST["disown"]])
    if not marks:
        raise actions.AttendanceRefused(_("Choose a half-day."))
    actions.disown_signature(mark=marks[0], by=request.user, now=now)
    messages.success(request, _("It is noted that you did not sign this half-day. Tell your trainer."))


def hand_round(request: HttpRequest, cohort_id: int, day: date, half: HalfDay) -> HttpResponse:
    """Hand the screen round; the same button pressed twice leads to the list once."""
    going = current_round(request, now=timezone.now())
    if going is not None and (going.cohort.pk, going.day, going.half) == (cohort_id, day, half):
        # The first press has signed the trainer out of this browser already.
        return redirect("sign_here")
    return _begun(request, cohort_id, day, half)


@only(is_staff)
@require_http_methods(["GET", "HEAD", "POST"])
def _begun(request: HttpRequest, cohort_id: int, day: date, half: HalfDay) -> HttpResponse:
    """Sign the trainer out of this browser and show the list that she hands round."""
    if request.method != "POST":
        # Where signing in again leads after a round: to the sheet, where the button is.
        return redirect("attendance_sheet", cohort_id, day, half)
    cohort, now = readable_cohort(request, cohort_id), timezone.now()
    check_can_mark(request.user, cohort)
    if day != timezone.localdate(now) or not to_sign_on_screen(cohort, day, half):
        messages.error(request, _("Nobody has a half-day of today to sign here: mark first who is there."))
        return redirect("attendance_sheet", cohort.pk, day, half)
    begin_round(request, cohort=cohort, day=day, half=half, now=now)
    # Going back must not show what the trainer was reading before she handed her screen round.
    answer = redirect("sign_here")
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@never_cache
def sign_here(request: HttpRequest) -> HttpResponse:
    """On the screen that goes round: choose one's name, confirm it, pass the screen on. Nobody is signed in.

    Without a round that is under way it says so; it never says who is in which class to somebody who only knows
    the address.
    """
    now = timezone.now()
    going = current_round(request, now=now)
    if going is None:
        return render(request, "attendance/round_over.html", status=403)
    if request.POST.get("do") == "end":
        back = reverse("attendance_sheet", args=[going.cohort.pk, going.day, going.half])
        end_round(request)
        return redirect_to_login(back)
    waiting = to_sign_on_screen(going.cohort, going.day, going.half)
    asked = (request.POST if request.method == "POST" else request.GET).get("mark", "")
    chosen = next((mark for mark in waiting if str(mark.pk) == asked), None)
    if request.method == "POST":
        return _signed_here(request, going, chosen, now)
    if chosen is not None:
        return render(request, "attendance/confirm_here.html", {"round": going, "mark": chosen})
    return render(request, "attendance/sign_here.html", {"round": going, "waiting": waiting})


def _signed_here(
    request: HttpRequest, going: Round, chosen: AttendanceMark | None, now: datetime
) -> HttpResponse:
    if chosen is None:
        messages.error(request, _("This name is signed already, or what was marked has changed."))
        return redirect("sign_here")
    try:
        actions.sign_on_screen(mark=chosen, witness=going.witness, now=now)
    except (actions.AttendanceRefused, Denied):
        # The day is over, or the witness does not teach here any more.
        end_round(request)
        return render(request, "attendance/round_over.html", status=403)
    messages.success(
        request, _("Signed: %(name)s. Pass the screen to the next person.") % {"name": chosen.apprentice}
    )
    return redirect("sign_here")
