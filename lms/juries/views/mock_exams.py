"""Mock exams of a class, for those who prepare them; who has extra time."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.core.permissions import only
from lms.juries.actions import mock_exams
from lms.juries.actions.guards import ExamRefused
from lms.juries.forms import MockForm
from lms.juries.permissions import cohorts_rehearsing_with, follows_exams, mocks_followed_by
from lms.juries.queries import (
    class_lines_of,
    enrolments_for_extra_time,
    quizzes_to_rehearse,
    versions_to_rehearse,
)
from lms.juries.rules import MockPlan
from lms.people.permissions import can_coordinate


@only(follows_exams)
@require_safe
def mocks_of_class(request: HttpRequest, cohort_id: int) -> HttpResponse:
    cohort = get_object_or_404(cohorts_rehearsing_with(request.user), pk=cohort_id)
    context = {
        "cohort": cohort,
        "mocks": mocks_followed_by(request.user).filter(cohort=cohort),
        "today": timezone.localdate(),
        "may_open": versions_to_rehearse(cohort).exists(),
    }
    return render(request, "juries/mocks.html", context)


@only(follows_exams)
def mock_open(request: HttpRequest, cohort_id: int) -> HttpResponse:
    cohort = get_object_or_404(cohorts_rehearsing_with(request.user), pk=cohort_id)
    form = MockForm(request.POST or None, cohort=cohort)
    if request.method == "POST" and form.is_valid():
        try:
            asked = form.cleaned_data
            mock = mock_exams.open_mock(
                cohort=cohort,
                version=asked["version"],
                plan=MockPlan(asked["title"], asked["opens_on"], asked["closes_on"], asked["minutes"]),
                quizzes=asked["quizzes"],
                by=request.user,
                now=timezone.now(),
            )
            messages.success(request, _("The mock exam is ready: the class finds it under “My exams”."))
            return redirect("mock_class", mock.pk)
        except ExamRefused as refusal:
            form.add_error(None, str(refusal))
    is_possible = versions_to_rehearse(cohort).exists() and quizzes_to_rehearse().exists()
    return render(request, "juries/mock_open.html", {"cohort": cohort, "form": form if is_possible else None})


@only(follows_exams)
@require_safe
def mock_class(request: HttpRequest, mock_id: int) -> HttpResponse:
    """Show what a mock exam is made of, and what each person of the class obtained."""
    mock = get_object_or_404(mocks_followed_by(request.user), pk=mock_id)
    lines = class_lines_of(mock, now=timezone.now())
    context = {
        "mock": mock,
        "quizzes": mock.quizzes.select_related("version").defer("version__definition"),
        "lines": lines,
        "may_remove": not any(line.sitting for line in lines),
    }
    return render(request, "juries/mock_class.html", context)


@only(follows_exams)
@require_POST
def mock_remove(request: HttpRequest, mock_id: int) -> HttpResponse:
    mock = get_object_or_404(mocks_followed_by(request.user), pk=mock_id)
    cohort_id = mock.cohort_id
    try:
        mock_exams.remove_mock(mock=mock, by=request.user, now=timezone.now())
    except ExamRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("mock_class", mock_id)
    messages.success(request, _("The mock exam is removed."))
    return redirect("mocks_of_class", cohort_id)


@only(follows_exams)
def extra_time(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Show who of a class may take a third more time; its coordination gives that and takes it back."""
    cohort = get_object_or_404(cohorts_rehearsing_with(request.user).select_related("school"), pk=cohort_id)
    enrolments = enrolments_for_extra_time(cohort)
    if request.method == "POST":
        asked = request.POST.get("enrolment", "")
        if not asked.isascii() or not asked.isdigit():
            raise Http404
        enrolment = get_object_or_404(enrolments, pk=int(asked[:15]))
        told: dict[str, Any] = {"enrolment": enrolment, "by": request.user, "now": timezone.now()}
        if request.POST.get("do") == "withdraw":
            mock_exams.withdraw_extra_time(**told)
            messages.success(
                request, _("%(who)s has the same time as the class.") % {"who": enrolment.apprentice}
            )
        else:
            mock_exams.grant_extra_time(**told)
            messages.success(request, _("%(who)s has a third more time.") % {"who": enrolment.apprentice})
        return redirect("extra_time", cohort.pk)
    context = {
        "cohort": cohort,
        "enrolments": enrolments,
        "may_grant": can_coordinate(request.user, cohort.school),
    }
    return render(request, "juries/extra_time.html", context)
