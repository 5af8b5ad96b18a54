"""What a jury decided, scores, and the certificates that follow; what an apprentice sees of hers."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.core.permissions import Denied, only
from lms.juries.actions import certificates, results
from lms.juries.actions.guards import ExamRefused
from lms.juries.forms import OutcomeForm, ScoreForm
from lms.juries.models import Decision, ExamOutcome, SchoolCertificate, ScoredResult
from lms.juries.permissions import can_note_score, check_can_manage, follows_exams, sessions_followed_by
from lms.juries.queries import (
    certificates_of,
    counted_blocks_of,
    lines_of,
    mock_results_of,
    outcomes_of,
    scores_of,
    sessions_sat_by,
)
from lms.juries.views.sessions import followed_candidate
from lms.juries.views.sitting import mocks_to_sit
from lms.people.permissions import is_apprentice, is_coordinator
from lms.people.queries import apprentices_followed_by, enrolments_followed_by
from lms.records.models import CertificationVersion
from lms.records.queries import versions_of


@only(follows_exams)
def exam_outcome(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """Note what the jury decided, or correct it; what was noted before stays below."""
    candidate = followed_candidate(request, candidate_id)
    check_can_manage(request.user, candidate.session)
    if request.method != "POST" and candidate.withdrawn_at is not None:
        messages.error(request, _("%(name)s does not sit in this session.") % {"name": candidate.apprentice})
        return redirect("exam_session", candidate.session_id)
    outcomes = list(candidate.outcomes.prefetch_related("blocks").select_related("recorded_by"))
    holding = next((one for one in outcomes if one.replaced_at is None), None)
    initial = {"decided_on": candidate.session.held_on}
    form = OutcomeForm(
        request.POST or None, session=candidate.session, is_correction=holding is not None, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            results.note_outcome(
                candidate=candidate,
                decision=Decision(asked["decision"]),
                blocks=asked["blocks"],
                decided_on=asked["decided_on"],
                because=asked.get("because", ""),
                by=request.user,
                now=timezone.now(),
            )
            messages.success(request, _("The decision of the jury is noted."))
            return redirect("exam_session", candidate.session_id)
        except ExamRefused as refusal:
            form.add_error(None, str(refusal))
    counted = counted_blocks_of([candidate.apprentice], candidate.session.version)
    context = {
        "candidate": candidate,
        "form": form,
        "outcomes": outcomes,
        "counted": counted[candidate.apprentice_id],
    }
    return render(request, "juries/outcome.html", context)


@only(follows_exams)
@require_POST
def certify_outcome(request: HttpRequest, outcome_id: int) -> HttpResponse:
    outcome = get_object_or_404(
        ExamOutcome.objects.filter(candidate__session__in=sessions_followed_by(request.user)).select_related(
            "candidate__session__school",
            "candidate__session__version__certification",
            "candidate__apprentice",
        ),
        pk=outcome_id,
    )
    return _issued(
        request,
        lambda: certificates.certify_outcome(outcome=outcome, by=request.user, now=timezone.now()),
        redirect("exam_session", outcome.candidate.session_id),
    )


def _issued(
    request: HttpRequest, issue: Callable[[], SchoolCertificate], otherwise: HttpResponse
) -> HttpResponse:
    try:
        certificate = issue()
    except ExamRefused as refusal:
        messages.error(request, str(refusal))
        return otherwise
    messages.success(request, _("The certificate is issued: its address can be given to anybody."))
    return redirect("certificate", certificate.token)


@only(is_coordinator)
def scores(request: HttpRequest, apprentice_id: int) -> HttpResponse:
    """Note the score of an apprentice at a scored certificate, and see those before."""
    person = get_object_or_404(apprentices_followed_by(request.user), pk=apprentice_id)
    if not can_note_score(request.user, person):
        raise Denied
    known = [
        version.pk
        for enrolment in enrolments_followed_by(request.user, person)
        for version in versions_of(enrolment.cohort)
        if version.settings.get("score")
    ]
    versions = CertificationVersion.objects.filter(pk__in=known).select_related("certification")
    form = ScoreForm(request.POST or None, versions=versions)
    if request.method == "POST" and form.is_valid():
        try:
            results.note_score(apprentice=person, by=request.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("The score is noted."))
            return redirect("scores", person.pk)
        except ExamRefused as refusal:
            form.add_error(None, str(refusal))
    found = ScoredResult.objects.filter(apprentice=person).select_related(
        "version__certification", "recorded_by"
    )
    context = {
        "person": person,
        "form": form if known else None,
        "results": found.order_by("-taken_on", "-pk"),
        "certificates": certificates_of(person),
    }
    return render(request, "juries/scores.html", context)


@only(is_coordinator)
@require_POST
def certify_score(request: HttpRequest, result_id: int) -> HttpResponse:
    result = get_object_or_404(
        ScoredResult.objects.filter(apprentice__in=apprentices_followed_by(request.user)).select_related(
            "apprentice"
        ),
        pk=result_id,
    )
    return _issued(
        request,
        lambda: certificates.certify_score(result=result, by=request.user, now=timezone.now()),
        redirect("scores", result.apprentice_id),
    )


@only(is_apprentice)
@require_safe
def my_exams(request: HttpRequest) -> HttpResponse:
    """Show a candidate her sessions with what she still needs, what she obtained, and her certificates."""
    now = timezone.now()
    today = timezone.localdate(now)
    lines = [
        line
        for session in sessions_sat_by(request.user)
        for line in lines_of(session, today=today)
        if line.candidate.apprentice_id == request.user.pk
    ]
    context = {
        "lines": lines,
        "outcomes": outcomes_of(request.user),
        "scores": scores_of(request.user),
        "certificates": certificates_of(request.user),
        "mocks": mocks_to_sit(request.user, now=now),
        "mock_results": mock_results_of(request.user, now=now),
        "today": today,
    }
    return render(request, "juries/my_exams.html", context)
