"""Screens about people: accepting an invitation, inviting, who may do what."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from lms.core.permissions import only
from lms.people import actions
from lms.people.comfort import chosen
from lms.people.forms import (
    AcceptInvitationForm,
    ComfortForm,
    InviteApprenticeForm,
    InviteStaffForm,
    OpenSchoolForm,
)
from lms.people.permissions import is_coordinator, is_trainer
from lms.people.queries import cohorts_visible_to, pending_invitations, schools_of
from lms.people.roles import ROLES


@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show the invitation; only pressing the button uses it, because mail scanners open every link."""
    now = timezone.now()
    try:
        found = actions.find_invitation(token=token, now=now)
    except actions.InvitationRefused as refusal:
        return render(request, "people/invitation_refused.html", {"reason": str(refusal)}, status=410)
    form = AcceptInvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.accept_invitation(token=token, password=form.cleaned_data["password"], now=now)
        except actions.InvitationRefused as refusal:
            return render(request, "people/invitation_refused.html", {"reason": str(refusal)}, status=410)
        login(request, person, backend="django.contrib.auth.backends.ModelBackend")
        return redirect("home")
    return render(request, "people/invitation.html", {"invitation": found, "form": form})


@only(is_coordinator)
def open_school(request: HttpRequest) -> HttpResponse:
    """Open a school; whoever opens it coordinates it."""
    form = OpenSchoolForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            school = actions.open_school_by(by=request.user, now=timezone.now(), **form.cleaned_data)
        except actions.AlreadyThere as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(
                request, _("%(school)s is open. You can open its first cohort.") % {"school": school.name}
            )
            return redirect("home")
    return render(request, "people/open_school.html", {"form": form})


def _may_invite(user: Any) -> bool:
    return is_trainer(user) or is_coordinator(user)


@only(_may_invite)
def invitations(request: HttpRequest) -> HttpResponse:
    """List what is pending and invite somebody: trainers invite apprentices, coordinators staff too."""
    inviting_staff = is_coordinator(request.user) and "role" in request.POST
    apprentice_form = InviteApprenticeForm(
        None if inviting_staff else request.POST or None, cohorts=cohorts_visible_to(request.user)
    )
    staff_form = InviteStaffForm(
        request.POST if inviting_staff else None,
        schools=schools_of(request.user),
        # Both forms stand on one page: their fields must not share names for labels.
        auto_id="staff_%s",
    )
    form = staff_form if inviting_staff else apprentice_form
    if request.method == "POST" and form.is_valid():
        try:
            sent = actions.invite(by=request.user, now=timezone.now(), **form.invitation())
        except actions.InvitationRefused as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(
                request, _("The invitation for %(email)s is on its way.") % {"email": sent.email}
            )
            return redirect("invitations")
    context = {
        "pending": pending_invitations(request.user),
        "apprentice_form": apprentice_form,
        "staff_form": staff_form if is_coordinator(request.user) else None,
        "now": timezone.now(),
    }
    return render(request, "people/invitations.html", context)


@login_required
def roles(request: HttpRequest) -> HttpResponse:
    return render(request, "people/roles.html", {"roles": ROLES.values()})


@login_required
def comfort(request: HttpRequest) -> HttpResponse:
    """How one likes to read; also where the menu of every page sends the choice of an appearance."""
    form = ComfortForm(request.POST or None, initial=chosen(request.user))
    if request.method == "POST" and form.is_valid():
        actions.set_comfort(person=request.user, choices=form.cleaned_data)
        back = request.POST.get("next", "")
        if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
            return redirect(back)
        messages.success(request, _("Your choices are kept, on this machine and on all others."))
        return redirect("comfort")
    return render(request, "people/comfort.html", {"form": form})
