"""What a trainer changes on a project that is open: what it is about, who is there, the convention, its end."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST, require_safe

from client_projects import actions
from client_projects.forms import ContactForm, ConventionForm, HandOnForm, ProjectSettingsForm, TeamForm
from client_projects.models import ClientProject
from client_projects.permissions import (
    check_can_archive,
    check_can_plan,
    check_can_read_convention,
)
from client_projects.queries import (
    apprentices_for,
    cohorts_to_open_for,
    contacts_of,
    team_of,
)
from client_projects.views.deliverables import FILE_POLICY
from client_projects.views.navigation import trail_of, visible_project
from lms.core.sent import number_in


@login_required
def project_settings(request: HttpRequest, slug: str) -> HttpResponse:
    """Change what the project is about; team, contacts and convention are changed from here too."""
    project = visible_project(request, slug)
    check_can_plan(request.user, project)
    form = ProjectSettingsForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        try:
            actions.change_project(project=project, by=request.user, now=timezone.now(), **form.cleaned_data)
        except actions.ProjectRefused as refusal:
            form.add_error("old_site_url", str(refusal))
        else:
            messages.success(request, _("The project is changed."))
            return redirect("project_settings", project.slug)
    return _settings_page(request, project, project_form=form)


def _settings_page(request: HttpRequest, project: ClientProject, **bound: Any) -> HttpResponse:
    """Render all forms of the project; the one in `bound` keeps what was typed in it."""
    today = timezone.localdate()
    about = {name: getattr(project, name) for name in ProjectSettingsForm.base_fields}
    forms = {
        "project_form": ProjectSettingsForm(initial=about),
        "team_form": TeamForm(
            apprentices=apprentices_for(project), initial={"joined_on": today}, auto_id="team_%s"
        ),
        "contact_form": ContactForm(auto_id="contact_%s"),
        "convention_form": ConventionForm(
            initial={"signed_on": project.convention_signed_on or today}, auto_id="convention_%s"
        ),
    }
    context = {
        "project": project,
        "team": team_of(project),
        "contacts": contacts_of(project),
        "breadcrumb": trail_of(project, _("Settings")),
        **forms,
        **{name: form for name, form in bound.items() if form is not None},
    }
    return render(request, "client_projects/project_settings.html", context)


@login_required
@require_POST
def team_change(request: HttpRequest, slug: str) -> HttpResponse:
    """Let an apprentice join the team, or write that she left it, as the button says."""
    project = visible_project(request, slug)
    check_can_plan(request.user, project)
    now = timezone.now()
    if "leave" in request.POST:
        member = get_object_or_404(
            project.team.select_related("project__cohort"), pk=_number(request, "leave")
        )
        try:
            actions.leave_team(member=member, on=timezone.localdate(now), by=request.user, now=now)
        except actions.TeamRefused as refusal:
            messages.error(request, str(refusal))
        return redirect("project_settings", project.slug)
    form = TeamForm(request.POST, apprentices=apprentices_for(project), auto_id="team_%s")
    if form.is_valid():
        try:
            actions.join_team(project=project, by=request.user, now=now, **form.cleaned_data)
        except actions.TeamRefused as refusal:
            form.add_error("apprentice", str(refusal))
        else:
            messages.success(
                request, _("%(name)s is in the team.") % {"name": form.cleaned_data["apprentice"]}
            )
            return redirect("project_settings", project.slug)
    return _settings_page(request, project, team_form=form)


@login_required
@require_POST
def contact_change(request: HttpRequest, slug: str) -> HttpResponse:
    """Invite a contact, send her link again, or let her speak for the client no longer, as the button says."""
    project = visible_project(request, slug)
    check_can_plan(request.user, project)
    now = timezone.now()
    if "remove" in request.POST or "again" in request.POST:
        removing = "remove" in request.POST
        which = _number(request, "remove" if removing else "again")
        contact = get_object_or_404(contacts_of(project).select_related("client__school", "person"), pk=which)
        try:
            act = actions.remove_contact if removing else actions.invite_again
            act(contact=contact, by=request.user, now=now)
        except actions.AccessRefused as refusal:
            messages.error(request, str(refusal))
        else:
            said = (
                _("%(name)s sees this project no longer.")
                if removing
                else _("A new link for %(name)s is on its way.")
            )
            messages.success(request, said % {"name": contact.person})
        return redirect("project_settings", project.slug)
    form = ContactForm(request.POST, auto_id="contact_%s")
    if form.is_valid():
        try:
            contact = actions.add_contact(
                client=project.client, by=request.user, now=now, **form.cleaned_data
            )
        except actions.ContactRefused as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, _("%(name)s is invited by mail.") % {"name": contact.person})
            return redirect("project_settings", project.slug)
    return _settings_page(request, project, contact_form=form)


def _number(request: HttpRequest, name: str) -> int:
    number = number_in(request.POST.get(name, ""))
    if number is None:
        raise Http404
    return number


@login_required
@cache_control(private=True, no_cache=True)
def project_convention(request: HttpRequest, slug: str) -> HttpResponse | FileResponse:
    """Download the signed paper; a trainer also hands it in here."""
    project = visible_project(request, slug)
    if request.method != "POST":
        check_can_read_convention(request.user, project)
        return _convention_file(request, project)
    check_can_plan(request.user, project)
    form = ConventionForm(request.POST, request.FILES, auto_id="convention_%s")
    if form.is_valid():
        try:
            actions.keep_convention(project=project, by=request.user, now=timezone.now(), **form.cleaned_data)
        except actions.ProjectRefused as refusal:
            form.add_error("upload", str(refusal))
        else:
            messages.success(request, _("The convention is kept."))
            return redirect("project_settings", project.slug)
    return _settings_page(request, project, convention_form=form)


@require_safe
@csp_override(FILE_POLICY)
def _convention_file(request: HttpRequest, project: ClientProject) -> FileResponse:
    try:
        content = project.convention.open("rb")
    except (ValueError, FileNotFoundError):
        raise Http404 from None
    return FileResponse(content, as_attachment=True, filename=project.convention_name)


@login_required
@require_POST
def project_archive(request: HttpRequest, slug: str) -> HttpResponse:
    """Put the project away, or take it out of the archive, as the button says."""
    project = visible_project(request, slug)
    taking_out = "back" in request.POST
    act = actions.unarchive_project if taking_out else actions.archive_project
    try:
        act(project=project, by=request.user, now=timezone.now())
    except actions.ProjectRefused as refusal:
        messages.error(request, str(refusal))
    else:
        said = (
            _("The project is out of the archive.")
            if taking_out
            else _("The project is archived: everybody can still read it, nobody changes it any more.")
        )
        messages.success(request, said)
    return redirect(project)


@login_required
def project_hand_on(request: HttpRequest, slug: str) -> HttpResponse:
    """Let a next cohort take the client's site over, in a project of its own."""
    project = visible_project(request, slug)
    check_can_archive(request.user, project)
    today = timezone.localdate()
    cohorts = cohorts_to_open_for(request.user, on=today).filter(school=project.school_id)
    cohorts = cohorts.exclude(pk=project.cohort_id)
    form = HandOnForm(
        request.POST or None, cohorts=cohorts, initial={"name": project.name, "starts_on": today}
    )
    if request.method == "POST" and form.is_valid():
        try:
            successor = actions.hand_on(
                project=project, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except actions.ProjectRefused as refusal:
            form.add_error("cohort", str(refusal))
        else:
            messages.success(request, _("The next project is open; the one before stays readable."))
            return redirect("project_dates", successor.slug)
    context = {
        "project": project,
        "form": form,
        "has_cohort": cohorts.exists(),
        "breadcrumb": trail_of(project, _("Hand on to the next cohort")),
    }
    return render(request, "client_projects/project_hand_on.html", context)
