"""Open a project, and set the dates of its stages."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from client_projects import actions
from client_projects.forms import DatesForm, OpenProjectForm
from client_projects.models import ClientProject
from client_projects.permissions import can_plan, check_can_plan, may_open_projects
from client_projects.queries import (
    clients_to_choose_from,
    cohorts_to_open_for,
    planned_dates,
    proposed_dates,
)
from client_projects.views.navigation import trail_of, visible_project
from lms.core.permissions import only


@only(may_open_projects)
def project_open(request: HttpRequest) -> HttpResponse:
    """Open a project: its client, known or new, her first contact, the cohort that makes the site."""
    today = timezone.localdate()
    cohorts = cohorts_to_open_for(request.user, on=today)
    form = OpenProjectForm(
        request.POST or None,
        cohorts=cohorts,
        clients=clients_to_choose_from(request.user),
        initial={"starts_on": today},
    )
    if request.method == "POST" and form.is_valid():
        opened = _open(request, form)
        if opened is not None:
            messages.success(request, _("The project is open."))
            return redirect(
                "project_dates" if can_plan(request.user, opened) else "client_project", opened.slug
            )
    context = {"form": form, "has_cohort": cohorts.exists(), "breadcrumb": _trail()}
    return render(request, "client_projects/project_open.html", context)


def _trail() -> list[dict[str, str]]:
    return [
        {"title": _("Client projects"), "url": reverse("client_project_list")},
        {"title": _("Open a project"), "url": ""},
    ]


def _open(request: HttpRequest, form: OpenProjectForm) -> ClientProject | None:
    """Open everything or nothing: a refused contact leaves no project half open."""
    said = form.cleaned_data
    who: dict[str, Any] = {"by": request.user, "now": timezone.now()}
    at_fault = "old_site_url"
    try:
        with transaction.atomic():
            client = said["client"] or actions.register_client(
                name=said["client_name"], school=said["cohort"].school, **who
            )
            project = actions.open_project(
                client=client, **{name: said[name] for name in OpenProjectForm.PROJECT_FIELDS}, **who
            )
            if said["email"]:
                at_fault = "email"
                contact = {name: said[name] for name in OpenProjectForm.CONTACT_FIELDS}
                actions.add_contact(client=client, **contact, **who)
    except actions.Refused as refusal:
        form.add_error(at_fault, str(refusal))
        return None
    return project


@login_required
def project_dates(request: HttpRequest, slug: str) -> HttpResponse:
    """Propose a day for the end of each stage; what is on screen counts only once it is saved."""
    project = visible_project(request, slug)
    check_can_plan(request.user, project)
    planned = planned_dates(project)
    proposed = not any(planned.values()) or "proposer" in request.GET
    form = DatesForm(request.POST or None, initial=proposed_dates(project) if proposed else planned)
    if request.method == "POST" and form.is_valid():
        actions.plan_stages(project=project, dates=form.cleaned_data, by=request.user, now=timezone.now())
        messages.success(request, _("The dates are saved."))
        return redirect(project)
    context = {
        "project": project,
        "form": form,
        "proposed": proposed and not form.is_bound,
        "breadcrumb": trail_of(project, _("Dates of the stages")),
    }
    return render(request, "client_projects/project_dates.html", context)
