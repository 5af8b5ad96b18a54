"""A client's contact gets in: by the link of her mail, by its code, or by asking for a new one."""

from datetime import timedelta
from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from client_projects import actions
from client_projects.forms import AccessCodeForm, AskForAccessForm
from client_projects.models import ContactAccess
from lms.people.signing_in import enter

# She has ten minutes a week, on her own phone: asking her to prove who she is each time would lose her.
SESSION_LASTS = timedelta(days=60)
# Which address the code on the next page was mailed to; in an address bar it would end up in logs and histories.
_ASKED_FOR = "contact_asked_for"


@never_cache
def contact_access(request: HttpRequest, token: str) -> HttpResponse:
    """Show who is expected; only the button lets her in, because mail scanners open every link."""
    now = timezone.now()
    try:
        access = actions.find_access(token=token, now=now)
        if request.method == "POST":
            return _let_in(request, actions.use_link(token=token, now=now))
    except actions.AccessRefused as refusal:
        context = {"reason": str(refusal), "form": AskForAccessForm()}
        return render(request, "client_projects/access_refused.html", context, status=410)
    project = access.contact.client.projects.order_by("-starts_on", "-pk").first()
    context = {"access": access, "project": project, "person": access.contact.person}
    return render(request, "client_projects/access.html", context)


@never_cache
def contact_ask(request: HttpRequest) -> HttpResponse:
    """Ask for a new link by mail; the answer is the same whether the address is known or not."""
    form = AskForAccessForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].lower()
        if limited := _too_often(request, "contact_link", email):
            return limited
        actions.ask_for_access(email=email, now=timezone.now())
        messages.info(
            request, _("If we know this address, a mail is on its way: open its link, or type its code here.")
        )
        request.session[_ASKED_FOR] = email
        return redirect("contact_code")
    return render(request, "client_projects/access_ask.html", {"form": form})


@never_cache
def contact_code(request: HttpRequest) -> HttpResponse:
    """Type the code of the mail, for those who read it on another screen than this one."""
    form = AccessCodeForm(request.POST or None, initial={"email": request.session.get(_ASKED_FOR, "")})
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].lower()
        if limited := _too_often(request, "contact_code", email):
            return limited
        try:
            access = actions.use_code(email=email, code=form.cleaned_data["code"], now=timezone.now())
        except actions.AccessRefused as refusal:
            form.add_error("code", str(refusal))
        else:
            return _let_in(request, access)
    return render(request, "client_projects/access_code.html", {"form": form})


def _too_often(request: HttpRequest, action: str, email: str) -> HttpResponse | None:
    allowed: Any = ratelimit.consume(request, action=action, key=email)
    return None if allowed else ratelimit.respond_429(request)


def _let_in(request: HttpRequest, access: ContactAccess) -> HttpResponse:
    request.session.pop(_ASKED_FOR, None)
    response = enter(request, access.contact.person, reverse("client_project_list"))
    if request.user.is_authenticated:
        request.session.set_expiry(SESSION_LASTS)
    return response
