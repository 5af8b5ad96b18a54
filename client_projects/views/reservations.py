"""Reservations: followed by the team, lifted by the client."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from client_projects import actions
from client_projects.forms import ReservationForm
from client_projects.models import ClientProject, Reservation
from client_projects.permissions import check_can_lift, check_can_plan, is_contact, rights_of
from client_projects.queries import people_who_fix, reservations_visible_to
from client_projects.views.navigation import trail_of, visible_project


@login_required
@require_safe
def reservation_list(request: HttpRequest, slug: str) -> HttpResponse:
    project = visible_project(request, slug)
    return _page(request, project)


@login_required
@require_POST
def reservation_weigh(request: HttpRequest, reservation_id: int) -> HttpResponse:
    reservation = _visible(request, reservation_id)
    check_can_plan(request.user, reservation.project)
    form = _form_for(reservation, request)
    if form.is_valid():
        try:
            actions.weigh_reservation(
                reservation=reservation, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The reservation is sorted."))
            return redirect("reservation_list", reservation.project.slug)
    return _page(request, reservation.project, {reservation.pk: form})


@login_required
@require_POST
def reservation_fix(request: HttpRequest, reservation_id: int) -> HttpResponse:
    reservation = _visible(request, reservation_id)
    try:
        actions.fix_reservation(reservation=reservation, by=request.user, now=timezone.now())
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The client reads on her page that it is to be checked."))
    return redirect("reservation_list", reservation.project.slug)


@login_required
@require_POST
def reservation_answer(request: HttpRequest, reservation_id: int) -> HttpResponse:
    """The client says that it is right, or what is not right yet."""
    reservation = _visible(request, reservation_id)
    check_can_lift(request.user, reservation.project)
    answer = request.POST.get("answer", "")[:2000]
    try:
        if request.POST.get("right") == "yes":
            actions.lift_reservation(reservation=reservation, by=request.user, now=timezone.now())
        else:
            actions.reopen_reservation(
                reservation=reservation, answer=answer, by=request.user, now=timezone.now()
            )
    except actions.Refused as refusal:
        return _page(request, reservation.project, refused={reservation.pk: (str(refusal), answer)})
    messages.success(request, _("Thank you, it is written down."))
    return redirect("reservation_list", reservation.project.slug)


def _visible(request: HttpRequest, reservation_id: int) -> Reservation:
    return get_object_or_404(reservations_visible_to(request.user), pk=reservation_id)


def _form_for(reservation: Reservation, request: HttpRequest | None = None) -> ReservationForm:
    return ReservationForm(
        request.POST if request else None,
        people=people_who_fix(reservation.project),
        prefix=f"r{reservation.pk}",
        initial={
            "severity": reservation.severity,
            "owner": reservation.owner_id,
            "due_on": reservation.due_on,
        },
    )


def _page(
    request: HttpRequest,
    project: ClientProject,
    forms: dict[int, ReservationForm] | None = None,
    refused: dict[int, tuple[str, str]] | None = None,
) -> HttpResponse:
    rights = rights_of(request.user, project)
    people = list(people_who_fix(project)) if rights.plan else []
    lines = []
    for reservation in reservations_visible_to(request.user).filter(project=project):
        form = (forms or {}).get(reservation.pk)
        if form is None and rights.plan and reservation.is_open:
            form = _form_for(reservation)
        if form is not None:
            form.offer(people)
        said, written = (refused or {}).get(reservation.pk, ("", ""))
        lines.append({"reservation": reservation, "form": form, "refusal": said, "written": written})
    as_client = is_contact(request.user, project.client)
    context = {
        "project": project,
        "rights": rights,
        "as_client": as_client,
        "to_check": [line for line in lines if line["reservation"].state == "fixed"],
        "open": [line for line in lines if line["reservation"].state == "open"],
        "lifted": [line for line in lines if line["reservation"].state == "lifted"],
        "breadcrumb": trail_of(project, _("Reservations"), as_client=as_client),
    }
    return render(request, "client_projects/reservations.html", context)
