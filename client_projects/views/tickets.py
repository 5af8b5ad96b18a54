"""The board and its tickets. One page a ticket; a form that is refused comes back as it was typed."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from client_projects import actions
from client_projects.forms import (
    TicketCommentForm,
    TicketForm,
    TicketPartForm,
    TicketReopenForm,
    TicketReviewForm,
)
from client_projects.models import ClientProject, Ticket
from client_projects.permissions import (
    can_review_tickets,
    can_work_on_board,
    check_can_review_tickets,
    check_can_say_part,
    check_can_work_on_board,
    is_contact,
    is_team_member,
)
from client_projects.queries import (
    board_of,
    competences_of_cohort,
    deliverables_of,
    remarks_visible_to,
    team_people_of,
    tickets_visible_to,
)
from client_projects.states import TicketState
from client_projects.views.navigation import trail_of, visible_project


def _project_from_inside(request: HttpRequest, slug: str) -> ClientProject:
    """Return the project, or raise Http404 to its client too: the board is the school's own."""
    project = visible_project(request, slug)
    if is_contact(request.user, project.client):
        raise Http404
    return project


def _ticket(request: HttpRequest, slug: str, number: int) -> Ticket:
    return get_object_or_404(tickets_visible_to(request.user), project__slug=slug, number=number)


@login_required
@require_safe
def board(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the tickets in their columns; on a phone one column at a time, `?colonne=` says which."""
    project = _project_from_inside(request, slug)
    mine = request.GET.get("qui") == "moi"
    asked = request.GET.get("colonne")
    context = {
        "project": project,
        "board": board_of(project, request.user, mine=mine),
        "mine": mine,
        "chosen": asked if asked in TicketState.values else TicketState.DOING,
        "in_team": is_team_member(request.user, project),
        "may_work": can_work_on_board(request.user, project),
        "breadcrumb": trail_of(project, _("Board")),
    }
    return render(request, "client_projects/board.html", context)


def _ticket_form(
    project: ClientProject, *args: Any, ticket: Ticket | None = None, **kwargs: Any
) -> TicketForm:
    return TicketForm(
        *args,
        people=team_people_of(project, ticket),
        deliverables=deliverables_of(project),
        competences=competences_of_cohort(project),
        **kwargs,
    )


def _added(form: TicketForm, save: Callable[[actions.TicketPlan], Ticket]) -> Ticket | None:
    try:
        return save(actions.TicketPlan(**form.cleaned_data))
    except actions.Refused as refusal:
        form.add_error(None, str(refusal))
        return None


@login_required
def ticket_add(request: HttpRequest, slug: str) -> HttpResponse:
    project = _project_from_inside(request, slug)
    check_can_work_on_board(request.user, project)
    form = _ticket_form(project, request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        ticket = _added(
            form, lambda plan: actions.add_ticket(project=project, plan=plan, by=request.user, now=now)
        )
        if ticket is not None:
            return redirect(f"{reverse('board', args=[slug])}?colonne=todo")
    context = {
        "project": project,
        "form": form,
        "breadcrumb": _trail(project, _("New ticket")),
    }
    return render(request, "client_projects/ticket_form.html", context)


@login_required
def ticket_change(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    ticket = _ticket(request, slug, number)
    check_can_work_on_board(request.user, ticket.project)
    said = {
        "title": ticket.title,
        "description": ticket.description,
        "assignees": [part.apprentice_id for part in ticket.parts.all()],
        "half_days": ticket.half_days,
        "deliverable": ticket.deliverable_id,
        "competences": [competence.pk for competence in ticket.competences.all()],
    }
    form = _ticket_form(ticket.project, request.POST or None, ticket=ticket, initial=said)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        changed = _added(
            form, lambda plan: actions.change_ticket(ticket=ticket, plan=plan, by=request.user, now=now)
        )
        if changed is not None:
            return redirect(changed)
    context = {
        "project": ticket.project,
        "ticket": ticket,
        "form": form,
        "breadcrumb": _trail(ticket.project, str(ticket)),
    }
    return render(request, "client_projects/ticket_form.html", context)


def _trail(project: ClientProject, page: str) -> list[dict[str, str]]:
    trail = trail_of(project, _("Board"), page)
    trail[-2]["url"] = reverse("board", args=[project.slug])
    return trail


@login_required
@require_safe
def ticket(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    return _ticket_page(request, _ticket(request, slug, number))


def _ticket_page(request: HttpRequest, ticket: Ticket, **refused: forms.Form) -> HttpResponse:
    """Show a ticket with the forms its reader may use; `refused` are those to show again as they were sent."""
    user, project = request.user, ticket.project
    reviews_it = can_review_tickets(user, project)
    part = next((part for part in ticket.parts.all() if part.apprentice_id == user.pk), None)
    offered: dict[str, forms.Form | None] = {
        "part_form": None,
        "review_form": None,
        "reopen_form": None,
        "comment_form": None,
    }
    if part is not None and is_team_member(user, project) and not ticket.is_done:
        offered["part_form"] = TicketPartForm(initial={"sentence": part.sentence}, prefix="part")
    if reviews_it and ticket.state == TicketState.REVIEW:
        offered["review_form"] = TicketReviewForm(prefix="review")
    if reviews_it and ticket.is_done:
        offered["reopen_form"] = TicketReopenForm(prefix="reopen")
    may_work = can_work_on_board(user, project)
    if may_work:
        offered["comment_form"] = TicketCommentForm(prefix="comment")
    context = {
        "project": project,
        "ticket": ticket,
        "reviews": ticket.reviews.select_related("reviewed_by"),
        "comments": ticket.comments.select_related("author"),
        "my_part": part,
        "remarks": remarks_visible_to(user).filter(ticket=ticket),
        "may_work": may_work,
        **offered,
        **refused,
        "breadcrumb": _trail(project, str(ticket)),
    }
    return render(request, "client_projects/ticket.html", context)


@login_required
@require_POST
def ticket_move(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Move a ticket and come back to where the button was: the board or the ticket."""
    ticket = _ticket(request, slug, number)
    check_can_work_on_board(request.user, ticket.project)
    to = request.POST.get("to", "")
    try:
        actions.move_ticket(ticket=ticket, to=to, by=request.user, now=timezone.now())
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(ticket)
    if request.POST.get("from") == "board":
        return redirect(f"{reverse('board', args=[slug])}?colonne={to}")
    return redirect(ticket)


def _send(request: HttpRequest, ticket: Ticket, name: str, form: forms.Form) -> HttpResponse:
    """Do what a form of the ticket's page asks, or show the page again with what was typed."""
    act, thanks = _FORMS[name]
    if form.is_valid():
        try:
            act(ticket=ticket, by=request.user, now=timezone.now(), **form.cleaned_data)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, thanks)
            return redirect(ticket)
    return _ticket_page(request, ticket, **{name: form})


_FORMS: dict[str, tuple[Callable[..., object], Promise]] = {
    "part_form": (actions.say_part, gettext_lazy("Your part is written down.")),
    "comment_form": (actions.comment_ticket, gettext_lazy("Your message is there.")),
    "review_form": (actions.review_ticket, gettext_lazy("Your answer is written down.")),
    "reopen_form": (actions.reopen_ticket, gettext_lazy("The ticket is under way again.")),
}


@login_required
@require_POST
def ticket_part(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    ticket = _ticket(request, slug, number)
    check_can_say_part(request.user, ticket)
    return _send(request, ticket, "part_form", TicketPartForm(request.POST, prefix="part"))


@login_required
@require_POST
def ticket_comment(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    ticket = _ticket(request, slug, number)
    check_can_work_on_board(request.user, ticket.project)
    return _send(request, ticket, "comment_form", TicketCommentForm(request.POST, prefix="comment"))


@login_required
@require_POST
def ticket_review(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    ticket = _ticket(request, slug, number)
    check_can_review_tickets(request.user, ticket.project)
    return _send(request, ticket, "review_form", TicketReviewForm(request.POST, prefix="review"))


@login_required
@require_POST
def ticket_reopen(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    ticket = _ticket(request, slug, number)
    check_can_review_tickets(request.user, ticket.project)
    return _send(request, ticket, "reopen_form", TicketReopenForm(request.POST, prefix="reopen"))
