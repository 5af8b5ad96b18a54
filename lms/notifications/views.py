"""Choosing what one receives by mail, and ending it from a mail without signing in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from lms.core.permissions import only
from lms.notifications import actions
from lms.notifications.forms import LATER, NOW, MailChoicesForm
from lms.notifications.hours import Rhythm
from lms.notifications.permissions import can_choose_mails
from lms.notifications.queries import chosen_by, last_digest
from lms.notifications.unsubscribing import DIGEST, read_leaving


@only(can_choose_mails)
def mail_choices(request: HttpRequest) -> HttpResponse:
    """Show and keep what a person wants to receive."""
    chosen = chosen_by(request.user)
    form = MailChoicesForm(
        request.POST or None,
        person=request.user,
        initial={"rhythm": chosen.rhythm, "at_once": NOW if chosen.at_once else LATER},
    )
    if request.method == "POST" and form.is_valid():
        actions.choose_mails(
            person=request.user,
            rhythm=Rhythm(form.cleaned_data["rhythm"]),
            at_once=form.wants_at_once,
            now=timezone.now(),
            by=request.user,
        )
        messages.success(request, _("Your choice is kept."))
        return redirect("mail_choices")
    return render(
        request, "notifications/mail_choices.html", {"form": form, "last": last_digest(request.user)}
    )


# Mail programs press the button for their reader: without her session, hence without its token. The signature in
# the address says who it is, and all it can do is to end mails.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask first, because mail scanners open every link; end the mails when the button is pressed."""
    leaving = read_leaving(token)
    if leaving is None or not can_choose_mails(leaving.person):
        return _closed(render(request, "notifications/unknown_leaving.html", status=404))
    is_done = request.method == "POST"
    if is_done:
        actions.unsubscribe(person=leaving.person, kind=leaving.kind, now=timezone.now())
    context = {"is_done": is_done, "is_digest": leaving.kind == DIGEST}
    return _closed(render(request, "notifications/unsubscribe.html", context))


def _closed(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
