"""What the client thinks of the project: she says it, the school and the team read it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from client_projects import actions
from client_projects.forms import SatisfactionForm
from client_projects.models import SatisfactionSurvey
from client_projects.permissions import (
    can_decide,
    can_share,
    check_can_decide,
    check_can_read_satisfaction,
    is_contact,
)
from client_projects.queries import (
    quote_in,
    satisfaction_in_schools_of,
    stamp_of,
    survey_of,
    surveys_visible_to,
)
from client_projects.satisfaction import QUESTIONS
from client_projects.states import StageState
from client_projects.views.navigation import trail_of, visible_project


@login_required
def satisfaction(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what the client said; she answers here."""
    if request.method == "POST":
        return _answer(request, slug)
    project = visible_project(request, slug)
    survey = survey_of(project)
    form = None
    if survey is not None and can_decide(request.user, project):
        form = SatisfactionForm(initial=_said(survey))
    return _page(request, slug, form=form)


def _said(survey: SatisfactionSurvey) -> dict[str, Any]:
    answers = {code: getattr(survey, code) for code in QUESTIONS}
    quoted = quote_in(survey) is not None
    return {**answers, "words": survey.words, "may_quote": quoted, "seen": stamp_of(survey)}


def _answer(request: HttpRequest, slug: str) -> HttpResponse:
    survey = get_object_or_404(surveys_visible_to(request.user), project__slug=slug)
    check_can_decide(request.user, survey.project)
    form = SatisfactionForm(request.POST)
    if form.is_valid():
        try:
            actions.answer_survey(survey=survey, by=request.user, now=timezone.now(), **form.said)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
            form.show_again_beside(stamp_of(survey))
        else:
            messages.success(request, _("Thank you. Your opinion is written down."))
            return redirect(survey)
    return _page(request, slug, form=form)


def _page(request: HttpRequest, slug: str, *, form: SatisfactionForm | None) -> HttpResponse:
    project = visible_project(request, slug)
    survey = survey_of(project)
    as_client = is_contact(request.user, project.client)
    accepted = project.milestones.filter(code="acceptance", state=StageState.DONE).exists()
    title = _("Your opinion") if as_client else _("The client's opinion")
    context = {
        "project": project,
        "survey": survey,
        "title": title,
        "as_client": as_client,
        "form": form,
        "quoted": quote_in(survey) is not None if survey else False,
        "may_ask": survey is None and accepted and can_share(request.user, project),
        "breadcrumb": trail_of(project, title, as_client=as_client),
    }
    return render(request, "client_projects/satisfaction.html", context)


@login_required
@require_POST
def satisfaction_ask(request: HttpRequest, slug: str) -> HttpResponse:
    """A trainer asks before the handover is over, or where nobody was asked then."""
    project = visible_project(request, slug)
    try:
        actions.ask_for_opinion(project=project, by=request.user, now=timezone.now())
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The client finds the questions on her page and in a mail."))
    return redirect("satisfaction", slug)


@login_required
@require_safe
def satisfaction_figures(request: HttpRequest) -> HttpResponse:
    """What clients said, in the schools of a coordinator, as of now."""
    check_can_read_satisfaction(request.user)
    context = {
        "schools": satisfaction_in_schools_of(request.user),
        "as_of": timezone.now(),
    }
    return render(request, "client_projects/satisfaction_figures.html", context)
