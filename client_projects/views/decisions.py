"""A version beside the former one, and the decision about it."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from client_projects import actions
from client_projects.forms import DecisionForm, PartReviewForm, VersionPartForm
from client_projects.forms.evidence import draw
from client_projects.models import Version, VersionPart
from client_projects.permissions import (
    can_give_evidence,
    can_say_version_part,
    check_can_decide,
    is_contact,
)
from client_projects.queries import (
    compare,
    competences_of_cohort,
    former_version,
    parts_of,
    successor_of,
)
from client_projects.states import APPROVALS, PartState
from client_projects.views.deliverables import visible_version
from client_projects.views.navigation import trail_of


@login_required
def version_decision(request: HttpRequest, slug: str, version_id: int) -> HttpResponse:
    """Show a version beside the former one; the client decides here, and reads here what was decided."""
    version = visible_version(request, version_id, slug)
    if request.method == "POST":
        check_can_decide(request.user, version.deliverable.project)
        form = DecisionForm(request.POST)
        if form.is_valid() and _decide(request, version, form):
            return redirect(version.decision_url)
    else:
        form = DecisionForm(initial={"seen_hash": version.content_hash})
    return version_page(request, version, form=form)


def version_page(
    request: HttpRequest,
    version: Version,
    *,
    form: DecisionForm | None = None,
    part_form: VersionPartForm | None = None,
    refused_review: tuple[int, PartReviewForm] | None = None,
) -> HttpResponse:
    """Show a version; forms given are those to show again as they were sent, a review with the id of its part."""
    form = form or DecisionForm(initial={"seen_hash": version.content_hash})
    context = _decision_context(request, version, form)
    if not context["as_client"]:
        context |= _parts_context(request, version, part_form, refused_review)
    return render(request, "client_projects/decide.html", context)


def _parts_context(
    request: HttpRequest,
    version: Version,
    part_form: VersionPartForm | None,
    refused: tuple[int, PartReviewForm] | None,
) -> dict[str, Any]:
    parts = list(parts_of(version, request.user))
    mine = next((part for part in parts if part.apprentice_id == request.user.pk), None)
    lapsed = successor_of(version) is not None
    if part_form is None and can_say_version_part(request.user, version) and not lapsed:
        known = {"sentence": mine.sentence, "competences": mine.competences.all()} if mine else None
        competences = competences_of_cohort(version.deliverable.project)
        part_form = VersionPartForm(prefix="part", competences=competences, initial=known)
        if mine is not None and mine.state == PartState.VALIDATED:
            part_form = None
    reviews = review_forms(request, version, parts) if parts else {}
    for part in parts:
        if refused is not None and part.pk == refused[0]:
            refused[1].show_again_beside(part.digest)
            reviews[part.pk] = refused[1]
    return {
        "parts": [(part, reviews.get(part.pk)) for part in parts],
        "my_part": mine,
        "part_form": part_form,
        "is_approved": version.decided is not None and version.decided.kind in APPROVALS,
        "shows_parts": bool(parts) or part_form is not None,
    }


def review_forms(
    request: HttpRequest, version: Version, parts: Iterable[VersionPart], data: Any = None
) -> dict[int, PartReviewForm]:
    """Return the form of each part that waits for a trainer's answer or is evidence, by the part's id."""
    project = version.deliverable.project
    if not can_give_evidence(request.user, project):
        return {}
    approved = version.decided is not None and version.decided.kind in APPROVALS
    may_validate = approved and successor_of(version) is None
    competences = competences_of_cohort(project)
    drawn = list(competences) if may_validate else []
    forms = {}
    for part in parts:
        if part.state not in {PartState.PROPOSED, PartState.VALIDATED}:
            continue
        form = PartReviewForm(
            data,
            prefix=f"review-{part.pk}",
            competences=competences,
            may_validate=may_validate,
            is_evidence=part.state == PartState.VALIDATED,
            initial={
                "competences": [competence.pk for competence in part.competences.all()],
                "seen_digest": part.digest,
            },
        )
        if "competences" in form.fields:
            draw(form.fields["competences"], drawn)
        forms[part.pk] = form
    return forms


def _decide(request: HttpRequest, version: Version, form: DecisionForm) -> bool:
    try:
        actions.decide(version=version, by=request.user, now=timezone.now(), **form.cleaned_data)
    except actions.Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Thank you. Your decision has been written down and sent to the team."))
    return True


@login_required
@require_safe
def version_proof(request: HttpRequest, slug: str, version_id: int) -> HttpResponse:
    """Show what was decided as a paper to print: who, when, about what exactly."""
    version = visible_version(request, version_id, slug)
    if version.decided is None:
        raise Http404
    project = version.deliverable.project
    context = {
        "project": project,
        "version": version,
        "decision": version.decided,
        "reservation": getattr(version.decided, "reservation", None),
        "is_intact": version.is_intact() and version.decided.content_hash == version.content_hash,
        "breadcrumb": trail_of(project, version.deliverable.title, _("Proof")),
    }
    return render(request, "client_projects/proof.html", context)


def _decision_context(request: HttpRequest, version: Version, form: DecisionForm) -> dict[str, Any]:
    project = version.deliverable.project
    as_client = is_contact(request.user, project.client)
    successor = successor_of(version)
    former = former_version(version, request.user)
    undecided = version.is_shared and version.decided is None and not project.is_archived
    open_to_decision = undecided and version.deliverable.asks_for_decision
    return {
        "project": project,
        "version": version,
        "former": former,
        "comparison": compare(version, former) if former else None,
        "as_client": as_client,
        "successor": successor,
        "form": form if as_client and open_to_decision and not successor else None,
        "refused": form.non_field_errors(),
        "breadcrumb": trail_of(project, version.deliverable.title, as_client=as_client),
    }
