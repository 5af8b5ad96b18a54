"""Notes of meetings: drafted, shared, confirmed; printable."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from client_projects import actions
from client_projects.forms import MeetingDecisionForm, MeetingForm
from client_projects.models import ClientProject, MeetingNotes
from client_projects.permissions import check_can_decide, check_can_hand_in, is_contact, rights_of
from client_projects.queries import (
    deliverables_visible_to,
    meeting_decisions_visible_to,
    meetings_visible_to,
)
from client_projects.views.navigation import trail_of, visible_project


@login_required
@require_safe
def meeting_list(request: HttpRequest, slug: str) -> HttpResponse:
    project = visible_project(request, slug)
    as_client = is_contact(request.user, project.client)
    context = {
        "project": project,
        "rights": rights_of(request.user, project),
        "as_client": as_client,
        "meetings": meetings_visible_to(request.user).filter(project=project),
        "breadcrumb": trail_of(project, _("Meetings"), as_client=as_client),
    }
    return render(request, "client_projects/meeting_list.html", context)


def _form_page(request: HttpRequest, project: ClientProject, form: MeetingForm, title: str) -> HttpResponse:
    context = {"project": project, "form": form, "title": title, "breadcrumb": trail_of(project, title)}
    return render(request, "client_projects/meeting_form.html", context)


@login_required
def meeting_add(request: HttpRequest, slug: str) -> HttpResponse:
    project = visible_project(request, slug)
    check_can_hand_in(request.user, project)
    form = MeetingForm(request.POST or None, initial={"held_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        drafted = actions.draft_meeting(
            project=project, by=request.user, now=timezone.now(), **form.cleaned_data
        )
        return redirect(drafted)
    return _form_page(request, project, form, _("Notes of a meeting"))


def _meeting(request: HttpRequest, slug: str, meeting_id: int) -> MeetingNotes:
    return get_object_or_404(meetings_visible_to(request.user).filter(project__slug=slug), pk=meeting_id)


@login_required
def meeting_change(request: HttpRequest, slug: str, meeting_id: int) -> HttpResponse:
    found = _meeting(request, slug, meeting_id)
    check_can_hand_in(request.user, found.project)
    first = {name: getattr(found, name) for name in ("held_on", "subject", "present", "notes")}
    form = MeetingForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_meeting(meeting=found, by=request.user, now=timezone.now(), **form.cleaned_data)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(found)
    return _form_page(request, found.project, form, _("Rewrite the notes"))


def _page(request: HttpRequest, found: MeetingNotes, **changes: Any) -> HttpResponse:
    project = found.project
    rights = rights_of(request.user, project)
    answers = list(found.answers.all())
    # A deliverable that is not shown to her yet has no title for the client either.
    shown = set(
        deliverables_visible_to(request.user).filter(milestone__project=project).values_list("pk", flat=True)
    )
    as_client = is_contact(request.user, project.client)
    context = {
        "project": project,
        "meeting": found,
        "rights": rights,
        "as_client": as_client,
        "may_write": rights.hand_in and not found.is_shared,
        "may_answer": rights.decide and found.is_shared,
        "has_confirmed": any(one.confirms and one.person_id == request.user.pk for one in answers),
        "shown_deliverables": shown,
        "decision_form": MeetingDecisionForm(project=project)
        if rights.hand_in and not found.is_shared
        else None,
        "breadcrumb": trail_of(project, found.subject, as_client=as_client),
        **changes,
    }
    return render(request, "client_projects/meeting.html", context)


@login_required
@require_safe
def meeting(request: HttpRequest, slug: str, meeting_id: int) -> HttpResponse:
    return _page(request, _meeting(request, slug, meeting_id))


@login_required
@require_POST
def meeting_decision_add(request: HttpRequest, slug: str, meeting_id: int) -> HttpResponse:
    found = _meeting(request, slug, meeting_id)
    check_can_hand_in(request.user, found.project)
    if found.is_shared:
        # Shared while she wrote: the page has no form any more that could say why nothing was added.
        messages.error(request, _("The client has these notes: they no longer change."))
        return redirect(found)
    form = MeetingDecisionForm(request.POST, project=found.project)
    if form.is_valid():
        try:
            actions.add_meeting_decision(
                meeting=found, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(found)
    return _page(request, found, decision_form=form)


@login_required
@require_POST
def meeting_decision_remove(request: HttpRequest, slug: str, decision_id: int) -> HttpResponse:
    decisions = meeting_decisions_visible_to(request.user).filter(meeting__project__slug=slug)
    decision = get_object_or_404(decisions, pk=decision_id)
    try:
        actions.remove_meeting_decision(decision=decision, by=request.user, now=timezone.now())
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(decision.meeting)


@login_required
@require_POST
def meeting_share(request: HttpRequest, slug: str, meeting_id: int) -> HttpResponse:
    found = _meeting(request, slug, meeting_id)
    try:
        actions.share_meeting(meeting=found, by=request.user, now=timezone.now())
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The client can read these notes."))
    return redirect(found)


@login_required
@require_POST
def meeting_answer(request: HttpRequest, slug: str, meeting_id: int) -> HttpResponse:
    """The client confirms with one press, or says what is missing."""
    found = _meeting(request, slug, meeting_id)
    check_can_decide(request.user, found.project)
    said = {"meeting": found, "by": request.user, "now": timezone.now()}
    text = request.POST.get("text", "")[:4000]
    try:
        if request.POST.get("right") == "yes":
            actions.confirm_meeting(**said)
        else:
            actions.comment_meeting(text=text, **said)
    except actions.Refused as refusal:
        return _page(request, found, refusal=str(refusal), written=text)
    messages.success(request, _("Thank you: it is written beside the notes."))
    return redirect(found)
