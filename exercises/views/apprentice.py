"""The exercise page: write, see, check, and never lose a line."""

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST

from exercises import grading
from exercises.actions import submit as work
from exercises.models import Draft, Exercise, Submission
from exercises.permissions import can_write
from exercises.queries import (
    draft_of,
    place_of,
    published_exercises,
    queue_position,
    submissions_visible_to,
    tries_of,
)
from exercises.states import SubmissionState
from lms.core.markdown import render_markdown
from lms.core.permissions import only

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
    "frame-ancestors": ["'self'"],
}


@dataclass(frozen=True)
class SubmissionCard:
    """A submission as the screens name it."""

    submission: Submission

    @property
    def url(self) -> str:
        return reverse("submission", args=[self.submission.pk])

    @property
    def state(self) -> str:
        state = self.submission.state
        return "platform_fault" if state == SubmissionState.SET_ASIDE else state

    @property
    def label(self) -> str:
        return self.submission.get_state_display()

    @property
    def number(self) -> int:
        return self.submission.number

    @property
    def submitted_at(self) -> Any:
        return self.submission.submitted_at

    @property
    def position(self) -> int | None:
        return queue_position(self.submission)

    @property
    def sentence(self) -> str:
        return self.submission.current_run.sentence if self.submission.current_run else ""

    @property
    def results(self) -> Any:
        return self.submission.current_run.results.all() if self.submission.current_run else []

    @property
    def review(self) -> Any:
        return getattr(self.submission, "review", None)


def _exercise(key: str) -> Exercise:
    return get_object_or_404(published_exercises(), key=key)


def _posted_files(request: HttpRequest) -> dict[str, str]:
    names = [name for name in request.POST if name.startswith("file:")]
    return {name.removeprefix("file:"): str(request.POST[name]) for name in names}


@only(can_write)
@never_cache
def exercise(request: HttpRequest, key: str) -> HttpResponse:
    return _exercise_page(request, _exercise(key))


def _exercise_page(
    request: HttpRequest,
    exercise: Exercise,
    *,
    shown: Submission | None = None,
    refused: tuple[str, dict[str, str]] | None = None,
) -> HttpResponse:
    """Draw the page, with the results of `shown` (else of the newest try), or with what was refused and why."""
    refusal, refused_files = refused or ("", None)
    version = work.version_for(request.user, exercise)
    draft = draft_of(request.user, exercise)
    tries = list(tries_of(request.user, exercise).select_related("current_run", "review__reviewed_by"))
    latest = shown or (tries[0] if tries else None)
    place = place_of(exercise, request.user)
    context = {
        "exercise": grading.content_of(version),
        "statement_html": render_markdown(grading.content_of(version).statement),
        "checks": grading.content_of(version).checks,
        "files": grading.files_to_edit(version, refused_files or (draft.files if draft else None)),
        "draft": _draft_state(draft),
        "urls": {
            "draft": reverse("save_draft", args=[exercise.key]),
            "submit": reverse("submit", args=[exercise.key]),
            "preview_frame": reverse("preview_frame"),
            "back": place.lesson.url if place.lesson else reverse("home"),
        },
        "submission": SubmissionCard(latest) if latest else None,
        "history": [SubmissionCard(one) for one in tries],
        "hints": grading.content_of(version).hints,
        "lesson": place.lesson,
        "previous": place.previous,
        "next": place.next,
        "refusal": refusal,
    }
    return render(request, "exercises/exercise.html", context, status=422 if refused else 200)


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
        payload = json.loads(
            request.body if request.content_type == "application/json" else request.POST["payload"]
        )
        files, revision = dict(payload["files"]), int(payload["revision"])
    except (ValueError, KeyError, TypeError):
        return JsonResponse(
            {"error": _("We could not read what was sent. Your text stays on this device.")}, status=400
        )
    try:
        draft = work.save_draft(
            apprentice=request.user,
            exercise=_exercise(key),
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
    return JsonResponse({"revision": draft.revision, "saved_at": _clock(draft.saved_at)})


@only(can_write)
@require_POST
def submit(request: HttpRequest, key: str) -> HttpResponse:
    """Hand in what the form holds; answers the results panel to the page's script, the page to a plain form."""
    exercise = _exercise(key)
    files = _posted_files(request)
    draft = _keep_as_draft(request, exercise, files)
    try:
        submission = work.submit(apprentice=request.user, exercise=exercise, files=files, now=timezone.now())
    except work.AlreadyPending as pending:
        # The same click twice: show the check that is under way.
        submission = pending.submission
    except work.WorkRefused as refusal:
        if request.htmx:
            return HttpResponse(str(refusal), status=422, content_type="text/plain; charset=utf-8")
        return _exercise_page(request, exercise, refused=(str(refusal), files))
    if not request.htmx:
        return redirect("submission", submission.pk)
    response = _results(request, submission)
    if draft is not None:
        response["Draft-Revision"] = draft.revision
        response["Draft-Saved-At"] = _clock(draft.saved_at)
    return response


def _keep_as_draft(request: HttpRequest, exercise: Exercise, files: dict[str, str]) -> Draft | None:
    """Save what is handed in as the draft too, so that the page shows it again whatever the verdict.

    Another window's newer draft is left alone: the submission itself keeps these files.
    """
    revision = request.POST.get("revision", "")
    try:
        return work.save_draft(
            apprentice=request.user,
            exercise=exercise,
            files=files,
            revision=int(revision) if revision.isdecimal() else 0,
            now=timezone.now(),
        )
    except (work.DraftConflict, work.WorkRefused):
        return None


@never_cache
@only(lambda user: user.is_authenticated)
def submission(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Show one try: the results panel to the page's script, the whole page to its author."""
    found = get_object_or_404(submissions_visible_to(request.user), pk=submission_id)
    if request.htmx:
        return _results(request, found)
    if found.apprentice_id != request.user.pk:
        return redirect("review", found.pk)
    return _exercise_page(request, found.exercise, shown=found)


def _results(request: HttpRequest, submission: Submission) -> HttpResponse:
    context = {
        "submission": SubmissionCard(submission),
        "history": [SubmissionCard(one) for one in tries_of(submission.apprentice, submission.exercise)],
        "next": place_of(submission.exercise, request.user).next,
    }
    return render(request, "exercises/_results.html", context)


@csp_override(PREVIEW_POLICY)
@xframe_options_sameorigin
def preview_frame(request: HttpRequest) -> HttpResponse:
    """The empty page that receives the apprentice's code by message, inside its sandbox."""
    return render(request, "exercises/preview_frame.html")
