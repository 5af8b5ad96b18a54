"""The exercise page: write, see, check, and never lose a line."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST

from exercises import grading
from exercises.actions import submit as work
from exercises.actions.grade import judge_at_once
from exercises.actions.move import newer_version
from exercises.announcing import wait_for_verdict
from exercises.languages import Language
from exercises.models import Draft, DryRun, Exercise, ExerciseVersion, Submission
from exercises.permissions import (
    Locked,
    can_ask_for_help,
    can_read_statements,
    can_write,
    check_can_begin,
)
from exercises.presence import note_presence
from exercises.queries import (
    commented_tries_of,
    draft_of,
    newest_help_request,
    open_exercise,
    place_of,
    solutions_open_to,
    submissions_visible_to,
    tries_of,
)
from exercises.states import ProofState, SubmissionState
from exercises.views.cards import SubmissionCard, language_is_down
from exercises.views.locks import explains_locks
from exercises.views.quiz import is_posted, posted_answers, questions_of
from exercises.views.statement import statement_html
from lms.core.dates import time_format
from lms.core.permissions import only
from lms.core.queue import waiting_on
from lms.core.sent import json_in, number_in, refuses_nul
from lms.people.permissions import is_trainer

# Most verdicts come within a moment: whoever waits that long answers once instead of being asked again. So far
# back in the queue a verdict may still come within it.
AT_ONCE = 2

# What an apprentice's page may do in the preview: run, and nothing else. The sandbox directive holds even when
# somebody opens the frame's address by itself.
PREVIEW_POLICY = {
    "sandbox": ["allow-scripts"],
    "default-src": ["'none'"],
    "script-src": ["'unsafe-inline'", "blob:"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:", "blob:"],
    "font-src": ["data:"],
    "worker-src": ["blob:"],
    "form-action": ["'none'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'self'", settings.PUBLIC_URL],
}


# What a browser can show by itself.
PREVIEWED = ("web", "javascript")


def exercise_of(request: HttpRequest, key: str) -> Exercise:
    exercise = open_exercise(request.user, key)
    if exercise is None:
        raise Http404
    return exercise


def posted_files(request: HttpRequest) -> dict[str, str]:
    if is_posted(request.POST):
        return {grading.ANSWERS: posted_answers(request.POST)}
    names = [name for name in request.POST if name.startswith("file:")]
    return {name.removeprefix("file:"): str(request.POST[name]) for name in names}


@only(can_write)
@never_cache
@explains_locks
def exercise(request: HttpRequest, key: str) -> HttpResponse:
    found = exercise_of(request, key)
    check_can_begin(request.user, found)
    return exercise_page(request, found)


def exercise_page(
    request: HttpRequest,
    exercise: Exercise,
    *,
    shown: Submission | None = None,
    written: dict[str, str] | None = None,
    refusal: str = "",
    help_refusal: str = "",
    help_text: str = "",
    dry_run: DryRun | None = None,
) -> HttpResponse:
    """Draw the page, with the results of `shown` (else of the newest try).

    Args:
        written: what a plain form sent and is not stored; without it, the draft.
        refusal: why that could not be handed in; `help_refusal`: why `help_text` could not be asked.
        dry_run: what she ran without handing it in, where that is shown.
    """
    draft = draft_of(request.user, exercise)
    version = draft.version if draft else exercise.current_version
    if getattr(request, "acting_by", None) is None:
        note_presence(user=request.user, version=version, now=timezone.now())
    tries = list(tries_of(request.user, exercise).select_related("current_run", "review__reviewed_by"))
    latest = shown or (tries[0] if tries else None)
    place = place_of(exercise, request.user)
    content = grading.content_of(version)
    files = written or (draft.files if draft else None)
    context = {
        "exercise": content,
        "statement_html": statement_html(version),
        "checks": content.checks,
        "files": grading.files_to_edit(version, files),
        "questions": questions_of(version, files or {}, request.user),
        "draft": _draft_state(draft),
        "urls": {
            "draft": reverse("save_draft", args=[exercise.key]),
            "submit": reverse("submit", args=[exercise.key]),
            "help": reverse("ask_for_help", args=[exercise.key]),
            "found_out": reverse("found_out", args=[exercise.key]),
            "version": reverse("change_version", args=[exercise.key]),
            "compare": reverse("compare_draft", args=[exercise.key]) if content.quiz is None else "",
            "start_over": reverse("start_over", args=[exercise.key])
            if draft and content.quiz is None
            else "",
            "preview_frame": settings.PREVIEW_URL + reverse("preview_frame"),
            "run_dry": reverse("run_dry", args=[exercise.key]),
            "back": place.lesson.url if place.lesson else reverse("home"),
        },
        "submission": SubmissionCard(latest) if latest else None,
        "history": [SubmissionCard(one) for one in tries],
        "commented": commented_tries_of(request.user, exercise),
        "hints": content.hints,
        "lesson": place.lesson,
        "previous": place.previous,
        "next": place.next,
        "refusal": refusal,
        "can_ask": content.quiz is None and can_ask_for_help(request.user),
        "help": newest_help_request(request.user, exercise),
        "help_refusal": help_refusal,
        "help_text": help_text,
        "newer": newer_version(draft, exercise),
        "going_back": _going_back(draft, version),
        "solutions_url": _solutions_url(request, exercise, version),
        "left_over": draft.left_over if draft else {},
        "is_formative": content.formative,
        "has_preview": content.runtime in PREVIEWED,
        "to_try": grading.asks_to_try(version),
        "dry_run": dry_run,
        "dry_run_code": dry_run.wish["code"] if dry_run else content.example,
        "models": grading.model_pictures(version),
        "version": version,
        "runs_nothing": request.GET.get("run") == "0",
        "language": Language.of(version).name,
        "language_is_down": language_is_down(version),
        "problems": version.proof_problems
        if version.proof == ProofState.BROKEN and is_trainer(request.user)
        else [],
    }
    template = "exercises/quiz.html" if content.quiz else "exercises/exercise.html"
    status = 422 if refusal or help_refusal else 200
    return render(request, template, context, status=status)


def _solutions_url(request: HttpRequest, exercise: Exercise, version: ExerciseVersion) -> str:
    """Return where the solutions are, once she may read them."""
    is_open = not grading.is_quiz(version) and solutions_open_to(request.user, exercise)
    return reverse("solutions", args=[exercise.key]) if is_open else ""


def _going_back(draft: Draft | None, version: ExerciseVersion) -> dict[str, Any]:
    """Return where one starts over, and whether something from before going back can be put back."""
    if draft is None or grading.is_quiz(version):
        return {}
    return {
        "url": reverse("start_over", args=[draft.exercise.key]),
        "can_be_undone": bool(draft.before_going_back),
    }


def _draft_state(draft: Draft | None) -> dict[str, Any]:
    if draft is None:
        return {"revision": 0, "saved_at": ""}
    return {"revision": draft.revision, "saved_at": _clock(draft.saved_at)}


def _clock(moment: Any) -> str:
    return time_format(timezone.localtime(moment), "H:i")


@only(can_write)
@require_POST
def save_draft(request: HttpRequest, key: str) -> JsonResponse:
    """Save what is being written. Answers 409 with the other version when another window saved since."""
    try:
        payload = json_in(
            request.body if request.content_type == "application/json" else request.POST["payload"]
        )
        files, revision = dict(payload["files"]), number_in(str(payload["revision"]))
    except (ValueError, KeyError, TypeError):
        files, revision = {}, None
    if revision is None:
        return JsonResponse(
            {"error": _("We could not read what was sent. Your text stays on this device.")}, status=400
        )
    try:
        draft = work.save_draft(
            apprentice=request.user,
            exercise=exercise_of(request, key),
            files=files,
            revision=revision,
            now=timezone.now(),
        )
    except work.DraftConflict as conflict:
        theirs = conflict.draft
        return JsonResponse(
            {"revision": theirs.revision, "files": theirs.files, "saved_at": _clock(theirs.saved_at)},
            status=409,
        )
    except work.WorkRefused as refusal:
        return JsonResponse({"error": str(refusal)}, status=422)
    except Locked as locked:
        told = _("The module “%(module)s” is closed again for now. Your text stays on this device.")
        return JsonResponse({"error": told % {"module": locked.lock.module}}, status=422)
    note_presence(user=request.user, version=draft.version, now=timezone.now())
    return JsonResponse({"revision": draft.revision, "saved_at": _clock(draft.saved_at)})


@refuses_nul
@only(can_read_statements)  # whether she may write now is asked by the action
@require_POST
@explains_locks
def submit(request: HttpRequest, key: str) -> HttpResponse:
    """Hand in what the form holds; answers the results panel to the page's script, the page to a plain form."""
    exercise = exercise_of(request, key)
    files = posted_files(request)
    handed_in = work.hand_in(
        apprentice=request.user,
        exercise=exercise,
        files=files,
        revision=number_in(request.POST.get("revision", "")) or 0,
        now=timezone.now(),
    )
    if handed_in.submission is None:
        response = refused(request, exercise, files, handed_in.refusal)
    else:
        note_presence(user=request.user, version=handed_in.submission.version, now=timezone.now())
        if grading.is_quiz(handed_in.submission.version):
            judge_at_once(submission=handed_in.submission, now=timezone.now())
        response = _checked_or_waiting(request, handed_in.submission)
    return tell_draft(response, handed_in.draft)


def tell_draft(response: HttpResponse, draft: Draft | None) -> HttpResponse:
    """Say which draft was stored with what was sent: without that, the next save would look like another window's."""
    if draft is not None:
        response["Draft-Revision"] = draft.revision
        response["Draft-Saved-At"] = _clock(draft.saved_at)
    return response


def refused(
    request: HttpRequest, exercise: Exercise, files: dict[str, str], refusal: work.WorkRefused | None
) -> HttpResponse:
    """Say why what was sent is not taken: in plain text to the page's script, on the page to a plain form."""
    if not request.htmx:
        return exercise_page(request, exercise, written=files, refusal=str(refusal))
    response = HttpResponse(str(refusal), status=422, content_type="text/plain; charset=utf-8")
    if isinstance(refusal, work.TooManyChecks):
        response.status_code = 429
        response["Retry-After"] = refusal.wait
    return response


def _checked_or_waiting(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Answer with the verdict if it comes within a moment, else with the page that waits for it."""
    # Nothing else is asked of the database meanwhile: it would only delay the grader.
    if waiting_on(submission.queue) <= AT_ONCE:
        wait_for_verdict(submission.pk, seconds=settings.GRADER["MOMENT_SECONDS"])
    if request.htmx:
        return _results(request, submission)
    return redirect("submission", submission.pk)


@never_cache
@only(lambda user: user.is_authenticated)
def submission(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Show one try: the results panel to the page's script, the whole page to its author."""
    found = get_object_or_404(submissions_visible_to(request.user), pk=submission_id)
    if request.htmx:
        card = SubmissionCard(found)
        if card.is_pending and request.headers.get("Seen") == card.seen:
            return HttpResponse(status=204)
        return _results(request, found)
    if found.apprentice_id != request.user.pk:
        return redirect("review", found.pk)
    return exercise_page(request, found.exercise, shown=found)


def _results(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Draw the panel as things stand now."""
    tries = list(
        tries_of(submission.apprentice, submission.exercise).select_related(
            "current_run", "review__reviewed_by"
        )
    )
    shown = next(one for one in tries if one.pk == submission.pk)
    # Asking the course costs more than all the rest.
    is_passed = shown.state == SubmissionState.PASSED
    following = place_of(shown.exercise, request.user).next if is_passed else None
    context = {
        "submission": SubmissionCard(shown),
        "history": [SubmissionCard(one) for one in tries],
        "commented": commented_tries_of(submission.apprentice, submission.exercise),
        "next": following,
        "solutions_url": _solutions_url(request, shown.exercise, shown.version) if is_passed else "",
        "going_back": _going_back(draft_of(request.user, shown.exercise), shown.version),
    }
    return render(request, "exercises/_results.html", context)


@csp_override(PREVIEW_POLICY)
@xframe_options_exempt  # the policy names who may frame it, and the platform has another name
def preview_frame(request: HttpRequest) -> HttpResponse:
    """The empty page that receives the apprentice's code by message, inside its sandbox."""
    return render(request, "exercises/preview_frame.html")
