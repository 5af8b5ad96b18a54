"""Exam sessions of a school: candidates, the jury, what is ready."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.core.permissions import only
from lms.juries.actions import sessions
from lms.juries.actions.guards import ExamRefused
from lms.juries.forms import CandidateForm, JuryMemberForm, SessionForm
from lms.juries.models import Candidate, JuryMember
from lms.juries.permissions import can_manage, check_can_manage, follows_exams, sessions_followed_by
from lms.juries.queries import jury_of, lines_of, possible_candidates
from lms.juries.rules import candidates_a_day
from lms.people.permissions import is_coordinator
from lms.people.queries import schools_coordinated_by


@only(follows_exams)
@require_safe
def exam_sessions(request: HttpRequest) -> HttpResponse:
    """Show the sessions of the schools where one trains or coordinates."""
    context = {
        "sessions": sessions_followed_by(request.user),
        "today": timezone.localdate(),
        "may_open": is_coordinator(request.user),
    }
    return render(request, "juries/sessions.html", context)


@only(is_coordinator)
def exam_session_open(request: HttpRequest) -> HttpResponse:
    form = SessionForm(request.POST or None, schools=schools_coordinated_by(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            session = sessions.open_session(by=request.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("The session is open: add its candidates and its jury."))
            return redirect("exam_session", session.pk)
        except ExamRefused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "juries/open.html", {"form": form})


@only(follows_exams)
def exam_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """Show one session: who sits, who examines, what is ready; the coordination adds people here."""
    session = get_object_or_404(sessions_followed_by(request.user), pk=session_id)
    asked = request.POST.get("do", "")
    candidate_form = CandidateForm(
        request.POST if asked == "candidate" else None, people=possible_candidates(session)
    )
    jury_form = JuryMemberForm(request.POST if asked == "jury" else None)
    if request.method == "POST":
        check_can_manage(request.user, session)
        told = {"session": session, "by": request.user, "now": timezone.now()}
        acts: dict[str, tuple[Any, Callable[..., object]]] = {
            "candidate": (candidate_form, sessions.add_candidate),
            "jury": (jury_form, sessions.add_jury_member),
        }
        if asked in acts and acts[asked][0].is_valid():
            form, act = acts[asked]
            try:
                act(**told, **form.cleaned_data)
                return redirect("exam_session", session.pk)
            except ExamRefused as refusal:
                form.add_error(None, str(refusal))
    today = timezone.localdate()
    lines = lines_of(session, today=today)
    a_day = candidates_a_day(session.version.settings)
    context = {
        "session": session,
        "lines": lines,
        "jury": jury_of(session),
        "manages": can_manage(request.user, session),
        "candidate_form": candidate_form,
        "jury_form": jury_form,
        "is_over": session.held_on <= today,
        "access_ended": session.access_until < today,
        "too_many": a_day if a_day and len(lines) > a_day else None,
    }
    return render(request, "juries/session.html", context, status=422 if asked else 200)


def followed_candidate(request: HttpRequest, candidate_id: int) -> Candidate:
    return get_object_or_404(
        Candidate.objects.filter(session__in=sessions_followed_by(request.user)).select_related(
            "session__school", "session__version__certification", "apprentice"
        ),
        pk=candidate_id,
    )


@only(follows_exams)
@require_POST
def candidate_tick(request: HttpRequest, candidate_id: int) -> HttpResponse:
    candidate = followed_candidate(request, candidate_id)
    try:
        sessions.tick(
            candidate=candidate,
            code=request.POST.get("code", ""),
            is_done=request.POST.get("done") == "yes",
            by=request.user,
            now=timezone.now(),
        )
    except ExamRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("exam_session", candidate.session_id)


@only(follows_exams)
@require_POST
def candidate_withdraw(request: HttpRequest, candidate_id: int) -> HttpResponse:
    candidate = followed_candidate(request, candidate_id)
    try:
        sessions.withdraw_candidate(candidate=candidate, by=request.user, now=timezone.now())
        messages.success(
            request, _("%(name)s does not sit in this session.") % {"name": candidate.apprentice}
        )
    except ExamRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("exam_session", candidate.session_id)


@only(follows_exams)
@require_POST
def jury_member_remove(request: HttpRequest, member_id: int) -> HttpResponse:
    member = get_object_or_404(
        JuryMember.objects.filter(session__in=sessions_followed_by(request.user)).select_related(
            "session__school"
        ),
        pk=member_id,
    )
    sessions.remove_jury_member(member=member, by=request.user, now=timezone.now())
    messages.success(request, _("%(name)s is not in the jury any more.") % {"name": member})
    return redirect("exam_session", member.session_id)
