"""Screens about personal data: one's own, the register, and what people ask."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lms.core.permissions import only
from lms.privacy import actions
from lms.privacy.forms import AnswerRequestForm, AskForm
from lms.privacy.models import DataRequest, Outcome, RequestKind
from lms.privacy.permissions import can_read_register, may_answer_requests
from lms.privacy.portable import file_name, portable_file
from lms.privacy.queries import days_left, kept_of, requests_for, requests_of, what_was_ended
from lms.privacy.register import REGISTER, WITHOUT_PERSONAL_DATA

# What a database can hold as a key.
LONGEST_KEY = 18


@login_required
@never_cache
def my_data(request: HttpRequest) -> HttpResponse:
    """Show a person what is kept of her, give her the file, take what she asks."""
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_about_data(
                person=request.user,
                kind=RequestKind(form.cleaned_data["kind"]),
                text=form.cleaned_data["text"],
                now=timezone.now(),
            )
        except actions.TooMany as refusal:
            form.add_error("kind", str(refusal))
        else:
            messages.success(request, _("It is asked. You are answered within a month, on this page."))
            return redirect("my_data")
    context = {
        "kept": kept_of(request.user),
        "form": form,
        "requests": requests_of(request.user),
        "may_answer": may_answer_requests(request.user),
        "may_read_register": can_read_register(request.user),
    }
    return render(request, "privacy/my_data.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def take_my_data(request: HttpRequest) -> HttpResponseBase:
    """Give the file as it is written; never to somebody who looks through another's eyes."""
    now = timezone.now()
    try:
        actions.take_own_file(person=request.user, now=now)
    except actions.TooMany as refusal:
        messages.error(request, str(refusal))
        return redirect("my_data")
    return StreamingHttpResponse(
        portable_file(request.user, now=now),
        content_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="{file_name(request.user, now=now)}"',
            "Cache-Control": "private, no-store",
        },
    )


@only(can_read_register)
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Show the register of treatments, and what was ended lately."""
    context = {
        "treatments": [
            (one, sorted({str(holding.kind._meta.verbose_name_plural) for holding in one.holdings}))
            for one in REGISTER
        ],
        "without": len(WITHOUT_PERSONAL_DATA),
        "ended": what_was_ended(),
        "may_answer": may_answer_requests(request.user),
    }
    return render(request, "privacy/register.html", context)


@dataclass(frozen=True)
class _Shown:
    """A request, how many days are left to answer it, and the form that does."""

    asked: DataRequest
    days: int
    form: AnswerRequestForm


@only(may_answer_requests)
def data_requests(request: HttpRequest) -> HttpResponse:
    """Show what people of her schools ask about their data, the nearest date first, and take answers."""
    rows = requests_for(request.user)
    chosen = _key(request.POST.get("request", ""))
    form = AnswerRequestForm(request.POST, prefix=chosen) if chosen else None
    unsent, status = "", 200
    if lifted := _key(request.POST.get("lift", "")):
        actions.lift_restriction(
            asked=get_object_or_404(rows, pk=int(lifted)), by=request.user, now=timezone.now()
        )
        messages.success(request, _("The restriction is ended. Who asked for it is written to."))
        return redirect("data_requests")
    if form is not None and form.is_valid():
        try:
            actions.answer_request(
                asked=get_object_or_404(rows, pk=int(chosen)),
                outcome=Outcome(form.cleaned_data["outcome"]),
                answer=form.cleaned_data["answer"],
                by=request.user,
                now=timezone.now(),
            )
        except actions.AnsweredMeanwhile:
            unsent, status = form.cleaned_data["answer"], 409
        else:
            messages.success(request, _("It is answered. Who asked is written to."))
            return redirect("data_requests")
    today = timezone.localdate()
    shown = [
        _Shown(
            one,
            days_left(one, today=today),
            form if form and str(one.pk) == chosen else AnswerRequestForm(prefix=str(one.pk)),
        )
        for one in rows
    ]
    return render(
        request,
        "privacy/requests.html",
        {
            "waiting": [one for one in shown if one.asked.answered_at is None],
            "answered": [one for one in shown if one.asked.answered_at is not None],
            # What a second answer said: not stored, and shown beside the first until she leaves the page.
            "unsent": unsent,
            "unsent_for": chosen,
        },
        status=422 if form and form.errors else status,
    )


def _key(pressed: str) -> str:
    return pressed if pressed.isdecimal() and len(pressed) <= LONGEST_KEY else ""
