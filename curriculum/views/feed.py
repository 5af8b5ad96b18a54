"""One's dates in one's own calendar program: the secret address, and what answers there."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from curriculum.actions.calendar import renew_address
from curriculum.permissions import can_subscribe
from curriculum.queries import Entry, address_of, entries_of, subscriber
from lms.core.permissions import Denied, only


@only(can_subscribe)
@never_cache
def my_calendar(request: HttpRequest) -> HttpResponse:
    """Show the address of one's calendar; the button makes one, or replaces the one there is."""
    # The address outlives the look: who sees as somebody else does not learn it.
    if getattr(request, "acting_by", None) is not None:
        raise Denied
    if request.method == "POST":
        had_one = address_of(request.user) is not None
        renew_address(person=request.user, now=timezone.now())
        if had_one:
            messages.success(request, _("The former address answers no more. Here is the new one."))
        return redirect("my_calendar")
    address = address_of(request.user)
    url = request.build_absolute_uri(reverse("calendar_feed", args=[address.token])) if address else ""
    context = {"address": url, "made_at": address.made_at if address else None}
    return render(request, "curriculum/my_calendar.html", context)


@require_safe
@never_cache
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Answer a calendar program, which cannot sign in: whoever knows the address reads these dates."""
    person = subscriber(token)
    if person is None:
        raise Http404
    content = _calendar(entries_of(person, on=timezone.localdate()), host=request.get_host())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="ecole-du-web.ics"'
    return response


def _calendar(entries: list[Entry], *, host: str) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Ecole du web//Calendrier//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("School of the web"))
    stamp = timezone.now()
    for entry in entries:
        event = Event()
        event.add("uid", f"{entry.identity}@{host}")
        event.add("dtstamp", stamp)
        event.add("summary", entry.title)
        event.add("dtstart", entry.starts_on)
        # The end of whole days is the first day that is not part of them any more.
        event.add("dtend", entry.ends_on + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return calendar.to_ical()
