"""What the site says of itself: accessibility, legal information, guides, and a way to tell what stops one."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.about import actions
from lms.about.forms import AnswerForm, BarrierForm
from lms.about.guides import GUIDES, read_guide, titles
from lms.about.models import Barrier
from lms.about.permissions import can_answer_barriers
from lms.about.queries import barriers
from lms.core.permissions import only

# What a database can hold as a key.
LONGEST_KEY = 18


def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement: « non conforme » as long as nobody has audited the site."""
    return render(request, "about/accessibility.html", {"organisation": settings.ORGANISATION})


def legal(request: HttpRequest) -> HttpResponse:
    """Show who publishes the site, what is kept of whom, for how long, and which rights that gives."""
    return render(request, "about/legal.html", {"organisation": settings.ORGANISATION})


def guides(request: HttpRequest) -> HttpResponse:
    """Lead somebody to the guide of her role; show all of them to whoever has none."""
    role = request.user.role if request.user.is_authenticated else ""
    if role in GUIDES:
        return redirect("guide", role)
    return render(request, "about/guides.html", {"others": titles()})


def guide(request: HttpRequest, role: str) -> HttpResponse:
    """Show the guide of one role. Guides are no secret: they say what a role sees, and are handed out on paper."""
    if role not in GUIDES:
        raise Http404
    others = {code: title for code, title in titles().items() if code != role}
    return render(request, "about/guide.html", {"guide": read_guide(role), "others": others})


def report_barrier(request: HttpRequest) -> HttpResponse:
    """Take what stopped somebody; nobody needs to sign in for it."""
    by = request.user if request.user.is_authenticated else None
    initial = {"page": _page_before(request), "reply_to": by.email if by else ""}
    form = BarrierForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.report_barrier(**form.cleaned_data, by=by, now=timezone.now())
        except actions.TooMany as too_many:
            form.add_error(None, str(too_many))
        else:
            messages.success(request, _("Thank you. The school reads it and answers within a week."))
            return redirect("accessibility")
    return render(request, "about/report.html", {"form": form, "organisation": settings.ORGANISATION})


@only(can_answer_barriers)
def barrier_list(request: HttpRequest) -> HttpResponse:
    """Show what stopped people, and note what was answered."""
    asked = request.POST.get("barrier", "")
    form = (
        AnswerForm(request.POST or None, prefix=asked)
        if asked.isdecimal() and len(asked) <= LONGEST_KEY
        else None
    )
    if form is not None and form.is_valid():
        barrier = get_object_or_404(Barrier, pk=int(asked))
        actions.answer_barrier(
            barrier=barrier, answer=form.cleaned_data["answer"], by=request.user, now=timezone.now()
        )
        messages.success(request, _("It is noted."))
        return redirect("barriers")
    rows = [
        (
            one,
            None
            if one.answered_at
            else form
            if form and str(one.pk) == asked
            else AnswerForm(prefix=str(one.pk)),
        )
        for one in barriers()
    ]
    return render(request, "about/barriers.html", {"rows": rows})


def _page_before(request: HttpRequest) -> str:
    """Return the path of the page she comes from: of this site, and without what may stand behind a question mark."""
    try:
        before = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return ""
    return before.path[:300] if before.netloc == request.get_host() else ""
