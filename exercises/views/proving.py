"""An exercise in front of its author: trials, publication, usage, versions, and the page as an apprentice has it."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from exercises import grading
from exercises.actions.author import ExerciseRefused
from exercises.actions.write import (
    NotProved,
    SavedMeanwhile,
    ask_for_proof,
    offer_again,
    publish_revision,
    save_revision,
    try_revision,
    withdraw_exercise,
)
from exercises.folders import bytes_of, write_zip
from exercises.models import AuthorTry, ExerciseRevision
from exercises.packages import SharedExercise, exercises_to_folder
from exercises.permissions import can_author
from exercises.queries import latest_revision, latest_version, results_of, usage_of
from exercises.states import ProofState
from exercises.views.apprentice import PREVIEWED
from exercises.views.authoring import authors_screen, exercise_to_write, screen
from exercises.views.statement import draft_statement_html, image_response
from lms.core.permissions import only
from lms.core.sent import number_in

PICTURES = ("model", "page", "difference")


@authors_screen
def author_trials(request: HttpRequest, key: str) -> HttpResponse:
    exercise = exercise_to_write(key)
    version, revision = latest_version(exercise), latest_revision(exercise)
    is_this = version is not None and revision is not None and version.made_from_id == revision.pk
    context = screen(
        exercise,
        "author_trials",
        version=version if is_this else None,
        waiting=is_this and version.proof == ProofState.WAITING,
        limit=grading.content_of(version).all_limits.wall_seconds if version else 0,
        trials=version.trials if is_this else [],
        can_publish=exercise.state == "proved",
    )
    return render(request, "exercises/authoring/trials.html", context)


@only(can_author)
@require_POST
def author_prove(request: HttpRequest, key: str) -> HttpResponse:
    exercise = exercise_to_write(key)
    try:
        ask_for_proof(exercise=exercise, by=request.user, now=timezone.now())
    except ExerciseRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("author_edit", exercise.key)
    return redirect("author_trials", exercise.key)


@only(can_author)
@require_POST
def author_publish(request: HttpRequest, key: str) -> HttpResponse:
    exercise = exercise_to_write(key)
    try:
        version = publish_revision(exercise=exercise, by=request.user, now=timezone.now())
    except NotProved as refusal:
        messages.error(request, str(refusal))
        return redirect("author_trials", exercise.key)
    messages.success(request, _("Version %(number)s is published.") % {"number": version.number})
    return redirect("author_versions", exercise.key)


@only(can_author)
@require_POST
def author_withdraw(request: HttpRequest, key: str) -> HttpResponse:
    exercise = exercise_to_write(key)
    change = offer_again if exercise.withdrawn_at else withdraw_exercise
    change(exercise=exercise, by=request.user, now=timezone.now())
    return redirect("author_versions", exercise.key)


@authors_screen
def author_usage(request: HttpRequest, key: str) -> HttpResponse:
    exercise = exercise_to_write(key)
    context = screen(
        exercise, "author_usage", places=usage_of().get(exercise.key, []), results=results_of(exercise)
    )
    return render(request, "exercises/authoring/usage.html", context)


@authors_screen
def author_versions(request: HttpRequest, key: str) -> HttpResponse:
    exercise = exercise_to_write(key)
    if request.method == "POST":
        return _go_back(request, exercise)
    context = screen(
        exercise,
        "author_versions",
        versions=exercise.versions.defer("definition").select_related("made_from__saved_by"),
        revisions=exercise.revisions.defer("files").select_related("saved_by")[:20],
    )
    return render(request, "exercises/authoring/versions.html", context)


def _number(request: HttpRequest) -> int:
    return number_in(request.POST.get("revision", "")) or 0


def _go_back(request: HttpRequest, exercise: Any) -> HttpResponse:
    """Write what an older revision said as the newest one: nothing is removed."""
    old = get_object_or_404(ExerciseRevision, exercise=exercise, number=_number(request))
    latest = latest_revision(exercise)
    try:
        save_revision(
            exercise=exercise,
            files=old.files,
            on_top_of=latest.number if latest else 0,
            by=request.user,
            now=timezone.now(),
        )
    except SavedMeanwhile:
        messages.error(request, _("Somebody saved this exercise meanwhile: look again."))
        return redirect("author_versions", exercise.key)
    messages.success(request, _("The files are as they were then. Nothing is published yet."))
    return redirect("author_edit", exercise.key)


@only(can_author)
def author_export(request: HttpRequest, key: str) -> HttpResponse:
    exercise = exercise_to_write(key)
    revision = latest_revision(exercise)
    shared = [SharedExercise(exercise.key, exercise.identity, revision.files)] if revision else []
    response = HttpResponse(write_zip(exercises_to_folder(shared)), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{exercise.key}.zip"'
    return response


# --- The page as an apprentice has it ------------------------------------------------------------------------


@dataclass(frozen=True)
class TryCard:
    """An author's try, as the results panel names submissions."""

    asked: AuthorTry
    url: str
    key: str = ""
    number: int = 1
    position: int = 0
    trouble: str = ""
    language: str = ""
    seconds_between_looks: float = 0.6
    review: None = None
    is_formative: bool = False

    @property
    def submitted_at(self) -> Any:
        return self.asked.asked_at

    @property
    def is_pending(self) -> bool:
        return self.asked.verdict is None

    @property
    def state(self) -> str:
        if self.is_pending:
            return "queued"
        verdict = self.asked.verdict or {}
        if verdict.get("ours"):
            return "platform_fault"
        return "passed" if verdict.get("passed") else "failed"

    @property
    def seen(self) -> str:
        return self.state

    @property
    def sentence(self) -> str:
        return (self.asked.verdict or {}).get("sentence", "")

    @property
    def results(self) -> list[dict[str, Any]]:
        return (self.asked.verdict or {}).get("results", [])

    def pictures_of(self, result: dict[str, Any]) -> dict[str, str]:
        """Return where the pictures of a page that does not look as it should are, as `SubmissionCard` does."""
        arguments = [self.key, result["id"]]
        return {which: reverse("author_picture", args=[*arguments, which]) for which in PICTURES}


def _card(request: HttpRequest, revision: ExerciseRevision, key: str) -> TryCard | None:
    asked = AuthorTry.objects.filter(person=request.user.pk, revision=revision).first()
    return TryCard(asked, reverse("author_preview_results", args=[key]), key) if asked else None


@authors_screen
def author_preview(request: HttpRequest, key: str) -> HttpResponse:
    """Show what is written now as an apprentice will have it; « Vérifier » works and records no submission."""
    exercise = exercise_to_write(key)
    revision = latest_revision(exercise)
    try:
        content = grading.read_exercise_files(exercise.key, revision.files if revision else {})
    except grading.ManifestError as error:
        messages.error(request, str(error))
        return redirect("author_edit", exercise.key)
    definition = grading.definition_of(content)
    asked = AuthorTry.objects.filter(person=request.user.pk, revision=revision).first()
    if request.method == "POST":
        names = [name for name in request.POST if name.startswith("file:")]
        sent = {name.removeprefix("file:"): str(request.POST[name]) for name in names}
        try:
            files = grading.files_kept(definition, sent)
        except grading.RefusedFiles as refusal:
            return HttpResponse(str(refusal), status=422, content_type="text/plain; charset=utf-8")
        try_revision(revision=revision, files=files, by=request.user, now=timezone.now())
        if request.htmx:
            return author_preview_results(request, key)
        return redirect("author_preview", key)
    here = reverse("author_preview", args=[exercise.key])
    context = {
        "exercise": definition,
        "statement_html": draft_statement_html(exercise.key, definition),
        "checks": definition.checks,
        "files": grading.files_of(definition, asked.files if asked else None),
        "draft": {"revision": 0, "saved_at": ""},
        "urls": {
            "draft": reverse("author_preview_draft", args=[exercise.key]),
            "submit": here,
            "preview_frame": settings.PREVIEW_URL + reverse("preview_frame"),
            "back": reverse("author_edit", args=[exercise.key]),
        },
        "submission": _card(request, revision, key),
        "history": [],
        "hints": definition.hints,
        "is_formative": definition.formative,
        "has_preview": definition.runtime in PREVIEWED,
        "is_author_preview": True,
    }
    return render(request, "exercises/exercise.html", context)


@authors_screen
def author_picture(request: HttpRequest, key: str, check_id: str, which: str) -> HttpResponse:
    """Show one of the pictures of one's own newest try: the model, the page as it was, or what differs."""
    revision = latest_revision(exercise_to_write(key))
    asked = AuthorTry.objects.filter(person=request.user.pk, revision=revision).first()
    if asked is None or which not in PICTURES:
        raise Http404
    content = grading.read_exercise_files(key, asked.revision.files)
    found = grading.picture_of_try(content, asked.verdict or {}, check_id, which)
    if found is None:
        raise Http404
    return HttpResponse(found, content_type="image/png")


@authors_screen
def author_image(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """Show an image of the statement as it is written now."""
    revision = latest_revision(exercise_to_write(key))
    file = revision.files.get(f"images/{name}") if revision else None
    return image_response(name, bytes_of(file) if file is not None else None)


@only(can_author)
@require_POST
def author_preview_draft(request: HttpRequest, key: str) -> JsonResponse:
    """Keep nothing: the page's script saves as one writes, and here it is only tried."""
    return JsonResponse({"revision": 0, "saved_at": ""})


@authors_screen
def author_preview_results(request: HttpRequest, key: str) -> HttpResponse:
    exercise = exercise_to_write(key)
    revision = latest_revision(exercise)
    card = _card(request, revision, key)
    if card is None or not request.htmx:
        return redirect("author_preview", key)
    if card.is_pending and request.headers.get("Seen") == card.seen:
        return HttpResponse(status=204)
    return render(request, "exercises/_results.html", {"submission": card, "history": []})
