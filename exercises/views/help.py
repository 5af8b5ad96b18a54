"""« Je suis bloqué·e » : the apprentice asks beside her code, a trainer answers."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from exercises import grading
from exercises.actions.help import HelpRefused, answer_help, ask_for_help, close_help
from exercises.forms import HelpAnswerForm
from exercises.models import HelpRequest
from exercises.permissions import can_ask_for_help
from exercises.queries import help_visible_to, help_waiting_for, newest_help_request
from exercises.views.apprentice import exercise_of, exercise_page, posted_files
from exercises.views.cards import SubmissionCard
from exercises.views.locks import explains_locks
from exercises.views.statement import statement_html
from lms.core.highlighting import highlight_file
from lms.core.permissions import only
from lms.people.permissions import is_trainer


@only(can_ask_for_help)
@never_cache
@explains_locks
def ask(request: HttpRequest, key: str) -> HttpResponse:
    """Store a question with the code of the page. The page's script reads what was said so far from here."""
    exercise = exercise_of(request, key)
    if request.method != "POST":
        return _conversation(request, key)
    text = request.POST.get("help", "")
    try:
        ask_for_help(
            apprentice=request.user,
            exercise=exercise,
            text=text,
            files=posted_files(request),
            now=timezone.now(),
        )
    except (HelpRefused, grading.RefusedFiles) as refusal:
        if request.htmx:
            return HttpResponse(str(refusal), status=422, content_type="text/plain; charset=utf-8")
        return exercise_page(
            request, exercise, written=posted_files(request), help_refusal=str(refusal), help_text=text
        )
    return _conversation(request, key)


def _conversation(request: HttpRequest, key: str) -> HttpResponse:
    if not request.htmx:
        return redirect("exercise", key)
    found = newest_help_request(request.user, exercise_of(request, key))
    return render(request, "exercises/_conversation.html", {"help": found})


@only(can_ask_for_help)
@require_POST
def found_out(request: HttpRequest, key: str) -> HttpResponse:
    """The apprentice needs no help any more."""
    found = newest_help_request(request.user, exercise_of(request, key))
    if found is not None:
        close_help(request=found, by=request.user, now=timezone.now())
    return _conversation(request, key)


def _visible(request: HttpRequest, request_id: int) -> HelpRequest:
    return get_object_or_404(help_visible_to(request.user), pk=request_id)


@only(is_trainer)
def answer(request: HttpRequest, request_id: int) -> HttpResponse:
    """Read the question beside the code it is about, and answer, on a line if one likes."""
    found = _visible(request, request_id)
    asked = next((turn for turn in reversed(found.messages.all()) if turn.version_id), None)
    if asked is None:
        raise Http404
    form = HelpAnswerForm(request.POST or None, paths=list(asked.files))
    if request.method == "POST" and form.is_valid():
        try:
            answer_help(request=found, by=request.user, now=timezone.now(), **form.cleaned_data)
        except HelpRefused as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(
                request, _("Your answer is beside the code of %(name)s.") % {"name": found.apprentice}
            )
            return _next_question(request)
    content = grading.content_of(asked.version)
    context = {
        "help": found,
        "asked": asked,
        "card": SubmissionCard(asked.submission) if asked.submission else None,
        "files": [(path, highlight_file(path, text)) for path, text in asked.files.items()],
        "statement_html": statement_html(asked.version),
        "hints": content.hints,
        "form": form,
        "now": timezone.now(),
    }
    return render(request, "exercises/answer_help.html", context)


def _next_question(request: HttpRequest) -> HttpResponse:
    following = help_waiting_for(request.user).first()
    return redirect("answer_help", following.pk) if following else redirect("home")


@only(is_trainer)
@require_POST
def settle(request: HttpRequest, request_id: int) -> HttpResponse:
    """It was settled otherwise, in the room for instance."""
    close_help(request=_visible(request, request_id), by=request.user, now=timezone.now())
    return _next_question(request)
