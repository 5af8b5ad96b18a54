"""Who did what in a version, and what the client lets us quote; a trainer makes evidence of both."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from client_projects import actions
from client_projects.forms import QuoteAskForm, QuoteAttachForm, VersionPartForm
from client_projects.forms.evidence import RETURN, VALIDATE, WITHDRAW, draw
from client_projects.models import ClientProject, ClientQuote
from client_projects.permissions import (
    can_consent,
    can_give_evidence,
    check_can_consent,
    check_can_give_evidence,
    check_can_say_version_part,
    is_contact,
)
from client_projects.queries import (
    competences_of_cohort,
    projects_visible_to,
    quote_uses_visible_to,
    quotes_visible_to,
    team_people_of,
    version_parts_visible_to,
    written_by_client,
)
from client_projects.states import QuoteState
from client_projects.views.decisions import review_forms, version_page
from client_projects.views.deliverables import visible_version
from client_projects.views.navigation import trail_of
from lms.people.models import User
from lms.records.models import Competence


@login_required
@require_POST
def version_part(request: HttpRequest, slug: str, version_id: int) -> HttpResponse:
    """Say what one did in a version."""
    version = visible_version(request, version_id, slug)
    check_can_say_version_part(request.user, version)
    form = VersionPartForm(
        request.POST, prefix="part", competences=competences_of_cohort(version.deliverable.project)
    )
    if _done(request, form, actions.say_version_part, _("Your part is written down."), version=version):
        return redirect(version.decision_url)
    return version_page(request, version, part_form=form)


@login_required
@require_POST
def part_review(request: HttpRequest, slug: str, part_id: int) -> HttpResponse:
    """A trainer answers: it is evidence, it is to be said again, it is evidence no longer."""
    parts = version_parts_visible_to(request.user)
    part = get_object_or_404(parts, pk=part_id, version__deliverable__milestone__project__slug=slug)
    check_can_give_evidence(request.user, part.version.deliverable.project)
    version = visible_version(request, part.version_id, slug)
    form = review_forms(request, version, [part], request.POST).get(part.pk)
    if form is None:
        messages.error(request, _("Somebody has answered meanwhile: please look again."))
        return redirect(version.decision_url)
    if form.is_valid():
        act, fields = _ANSWERS[form.cleaned_data["verdict"]]
        said = {field: form.cleaned_data[field] for field in fields}
        try:
            act(part=part, by=request.user, now=timezone.now(), **said)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your answer is written down."))
            return redirect(version.decision_url)
    return version_page(request, version, refused_review=(part.pk, form))


_ANSWERS: dict[str, tuple[Callable[..., object], list[str]]] = {
    VALIDATE: (actions.validate_part, ["competences", "seen_digest"]),
    RETURN: (actions.return_part, ["reason", "seen_digest"]),
    WITHDRAW: (actions.withdraw_part, ["reason", "seen_digest"]),
}


def _done(
    request: HttpRequest, form: forms.Form, act: Callable[..., object], thanks: str, **about: Any
) -> bool:
    if not form.is_valid():
        return False
    try:
        act(by=request.user, now=timezone.now(), **about, **form.cleaned_data)
    except actions.Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, thanks)
    return True


@login_required
@require_safe
def quotes(request: HttpRequest, slug: str) -> HttpResponse:
    """What the client lets us quote: she decides, a trainer asks and says for whom it speaks, the team reads."""
    return _quotes_page(request, _project(request, slug))


def _project(request: HttpRequest, slug: str) -> ClientProject:
    return get_object_or_404(projects_visible_to(request.user), slug=slug)


def _quotes_page(
    request: HttpRequest,
    project: ClientProject,
    *,
    ask_form: QuoteAskForm | None = None,
    refused: tuple[int, QuoteAttachForm] | None = None,
) -> HttpResponse:
    as_client = is_contact(request.user, project.client)
    asks = can_give_evidence(request.user, project) and not as_client
    written = written_by_client(project) if asks else []
    people = list(team_people_of(project)) if asks else []
    competences = list(competences_of_cohort(project)) if asks else []
    lines = [
        {"quote": quote, "form": _attach_form(project, quote, refused, people, competences) if asks else None}
        for quote in quotes_visible_to(request.user).filter(project=project)
        if quote.text
    ]
    context = {
        "project": project,
        "as_client": as_client,
        "may_answer": can_consent(request.user, project),
        "waiting": [line for line in lines if line["quote"].state == QuoteState.ASKED],
        "agreed": [line for line in lines if line["quote"].state == QuoteState.AGREED],
        "asks": asks,
        "has_written": bool(written),
        "ask_form": ask_form or QuoteAskForm(written=written),
        "breadcrumb": trail_of(
            project, _("Your sentences") if as_client else _("Quotes"), as_client=as_client
        ),
    }
    return render(request, "client_projects/quotes.html", context)


def _attach_form(
    project: ClientProject,
    quote: ClientQuote,
    refused: tuple[int, QuoteAttachForm] | None,
    people: list[User],
    competences: list[Competence],
) -> QuoteAttachForm | None:
    if quote.state != QuoteState.AGREED:
        return None
    if refused is not None and refused[0] == quote.pk:
        return refused[1]
    form = QuoteAttachForm(
        prefix=f"quote-{quote.pk}", people=team_people_of(project), competences=competences_of_cohort(project)
    )
    draw(form.fields["apprentice"], people)
    draw(form.fields["competences"], competences)
    return form


@login_required
@require_POST
def quote_ask(request: HttpRequest, slug: str) -> HttpResponse:
    project = _project(request, slug)
    check_can_give_evidence(request.user, project)
    written = written_by_client(project)
    form = QuoteAskForm(request.POST, written=written)
    if form.is_valid():
        source = next(one.source for one in written if one.key == form.cleaned_data["source"])
        try:
            actions.ask_for_quote(
                project=project,
                source=source,
                text=form.cleaned_data["text"],
                by=request.user,
                now=timezone.now(),
            )
        except actions.Refused as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, _("The client finds the question on her page."))
            return redirect("quotes", slug)
    return _quotes_page(request, project, ask_form=form)


def _quote(request: HttpRequest, slug: str, quote_id: int) -> ClientQuote:
    return get_object_or_404(quotes_visible_to(request.user), project__slug=slug, pk=quote_id)


@login_required
@require_POST
def quote_answer(request: HttpRequest, slug: str, quote_id: int) -> HttpResponse:
    """The client agrees, declines, or takes her consent back."""
    quote = _quote(request, slug, quote_id)
    check_can_consent(request.user, quote.project)
    said = {"quote": quote, "by": request.user, "now": timezone.now()}
    answer = request.POST.get("answer")
    if answer not in {"yes", "no", "revoke"}:
        messages.error(request, _("Nothing has changed: please choose one of the answers."))
        return redirect("quotes", slug)
    try:
        if answer == "revoke":
            actions.revoke_quote(**said)
            thanks = _("Your sentence is no longer quoted anywhere.")
        else:
            agrees = answer == "yes"
            actions.answer_quote(agrees=agrees, **said)
            thanks = _("Thank you.") if agrees else _("Your sentence will not be quoted.")
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, thanks)
    return redirect("quotes", slug)


@login_required
@require_POST
def quote_attach(request: HttpRequest, slug: str, quote_id: int) -> HttpResponse:
    quote = _quote(request, slug, quote_id)
    check_can_give_evidence(request.user, quote.project)
    form = QuoteAttachForm(
        request.POST,
        prefix=f"quote-{quote.pk}",
        people=team_people_of(quote.project),
        competences=competences_of_cohort(quote.project),
    )
    if _done(request, form, actions.attach_quote, _("It is evidence now."), quote=quote):
        return redirect("quotes", slug)
    return _quotes_page(request, quote.project, refused=(quote.pk, form))


@login_required
@require_POST
def quote_detach(request: HttpRequest, slug: str, use_id: int) -> HttpResponse:
    use = get_object_or_404(quote_uses_visible_to(request.user), quote__project__slug=slug, pk=use_id)
    check_can_give_evidence(request.user, use.quote.project)
    actions.detach_quote(use=use, by=request.user, now=timezone.now())
    messages.success(request, _("The evidence is withdrawn."))
    return redirect("quotes", slug)
