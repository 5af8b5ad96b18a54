"""Exercises as their authors see them: the list, a new one, its files."""

import json
import re
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override

from exercises.actions.bring_in import BroughtIn, bring_in_upload
from exercises.actions.take_in import named
from exercises.actions.write import SavedMeanwhile, create_exercise, problems_of, save_revision
from exercises.folders import (
    MAX_FILE_BYTES,
    MAX_FILES,
    File,
    Folder,
    FolderRefused,
    check_paths,
    file_of,
    read_zip,
    without_top,
)
from exercises.forms import AuthoredFilter, BringInForm, NewExerciseForm
from exercises.grading import language_of_path
from exercises.languages import Language
from exercises.models import Exercise
from exercises.packages import CONTENTS, exercises_from_folder
from exercises.permissions import can_author
from exercises.queries import authored_exercises, latest_revision, model_folder, usage_of
from exercises.states import AuthoringState
from lms.core.permissions import View, only
from lms.core.sent import json_in, number_in

BADGES = {
    AuthoringState.DRAFT: "draft",
    AuthoringState.PROVING: "running",
    AuthoringState.BROKEN: "failed",
    AuthoringState.PROVED: "passed",
    AuthoringState.PUBLISHED: "approved",
    AuthoringState.WITHDRAWN: "locked",
}
TABS = (
    ("author_edit", gettext_lazy("Edit")),
    ("author_trials", gettext_lazy("Trials")),
    ("author_usage", gettext_lazy("Usage")),
    ("author_versions", gettext_lazy("Versions")),
    ("exercise_health", gettext_lazy("Health and regrading")),
)
PAGE = 50


def authors_screen(view: View) -> View:
    """Keep a screen for authors, never stale, and under our own policy though it lies beside Wagtail's."""
    return only(can_author)(never_cache(csp_override(settings.SECURE_CSP)(view)))


def exercise_to_write(key: str) -> Exercise:
    """Return the exercise with what its authors' screens need, or answer 404."""
    return get_object_or_404(authored_exercises().select_related("current_version"), key=key)


def screen(exercise: Exercise, tab: str, **more: Any) -> dict[str, Any]:
    """Return the context that every tab of an exercise's page needs."""
    state = AuthoringState(exercise.state)
    return {
        "exercise": exercise,
        "name": exercise.name or exercise.key,
        "state": BADGES[state],
        "state_label": state.label,
        "tabs": [
            {"url": reverse(name, args=[exercise.key]), "label": label, "current": name == tab}
            for name, label in TABS
            if name != "exercise_health" or (exercise.current_version_id and not exercise.withdrawn_at)
        ],
        **more,
    }


@authors_screen
def author_list(request: HttpRequest) -> HttpResponse:
    form = AuthoredFilter(request.GET)
    usage = usage_of()
    rows = form.narrow(authored_exercises(), used=set(usage))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    listed = [
        {
            "exercise": row,
            "name": row.name or row.key,
            "badge": BADGES[AuthoringState(row.state)],
            "label": AuthoringState(row.state).label,
            "language": Language(row.runtime, "").name if row.runtime else "",
            "lessons": len(usage.get(row.key, [])),
        }
        for row in page
    ]
    context = {"form": form, "rows": listed, "page": page, "query": _without_page(request)}
    return render(request, "exercises/authoring/list.html", context)


def _without_page(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()


@authors_screen
def author_create(request: HttpRequest) -> HttpResponse:
    form = NewExerciseForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            files = _first_files(form.cleaned_data, request)
            key = form.cleaned_data["key"]
            files = _renamed(files, key, form.cleaned_data["title"])
            exercise = create_exercise(key=key, files=files, by=request.user, now=timezone.now())
        except FolderRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("author_edit", exercise.key)
    status = 422 if form.errors else 200
    return render(request, "exercises/authoring/create.html", {"form": form}, status=status)


@authors_screen
def author_bring_in(request: HttpRequest) -> HttpResponse:
    form = BringInForm(request.POST or None, request.FILES or None)
    brought: list[BroughtIn] = []
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        brought = bring_in_upload(
            origin=asked["origin"],
            name=asked["material"].name,
            content=asked["material"].read(),
            url=asked["url"],
            author=asked["author"],
            licence=asked["licence"],
            by=request.user,
            now=timezone.now(),
        )
    context = {"form": form, "brought": brought, "drafts": sum(bool(one.key) for one in brought)}
    status = 422 if form.errors else 200
    return render(request, "exercises/authoring/bring_in.html", context, status=status)


def _first_files(asked: dict[str, Any], request: HttpRequest) -> Folder:
    if asked["archive"]:
        files = read_zip(asked["archive"].read())
        # What another school sent has its identity beside it; here it begins a new exercise.
        shared = exercises_from_folder(files) if CONTENTS in files else []
        return shared[0].files if shared else files
    if uploads := request.FILES.getlist("folder"):
        return _folder_sent(uploads, request.POST.get("paths", ""))
    return model_folder(asked["runtime"])


def _folder_sent(uploads: list[UploadedFile], told: str) -> Folder:
    """Browsers send a folder as its files, and our script their places; without it, one level is all we know."""
    try:
        paths = [str(path) for path in json_in(told or "[]")]
    except ValueError:
        paths = []
    if len(paths) != len(uploads):
        paths = [upload.name or "" for upload in uploads]
    if len(uploads) > MAX_FILES or any((upload.size or 0) > MAX_FILE_BYTES for upload in uploads):
        raise FolderRefused(_("This folder holds too many files, or files that are too large."))
    kept = [(path, upload) for path, upload in zip(paths, uploads, strict=True) if not _is_hidden(path)]
    check_paths(path for path, _upload in kept)
    return without_top({path: file_of(path, upload.read()) for path, upload in kept})


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") and part != ".." for part in PurePosixPath(path).parts)


def _renamed(files: Folder, key: str, title: str) -> Folder:
    """Return the folder under its new name: the manifest says it too."""
    renamed = named(files, key)
    manifest = renamed.get("exercise.toml")
    if not isinstance(manifest, str):
        raise FolderRefused(_("There is no exercise.toml at the top of these files."))
    if not title:
        return renamed
    quoted = json.dumps(title, ensure_ascii=False)
    titled = re.sub(r"(?m)^title\s*=.*$", lambda _match: f"title = {quoted}", manifest, count=1)
    return {**renamed, "exercise.toml": titled}


@authors_screen
def author_edit(request: HttpRequest, key: str) -> HttpResponse:
    exercise = exercise_to_write(key)
    revision = latest_revision(exercise)
    if revision is None:
        return render(request, "exercises/authoring/unknown.html", screen(exercise, "author_edit"))
    files, number, refusal = revision.files, revision.number, ""
    if request.method == "POST":
        try:
            number = number_in(request.POST.get("revision", "")) or 0
            files = files_sent(request, revision.files)
            save_revision(
                exercise=exercise, files=files, on_top_of=number, by=request.user, now=timezone.now()
            )
        except FolderRefused as error:
            refusal = str(error)
            files = _written(request, revision.files)
        except (SavedMeanwhile, ValueError):
            refusal = _(
                "Somebody saved this exercise meanwhile. Yours is still on this page: copy what you need, then open "
                "the page again."
            )
        else:
            messages.success(request, _("Saved."))
            return redirect("author_edit", exercise.key)
    context = screen(
        exercise,
        "author_edit",
        revision=number,
        saved=revision,
        refusal=refusal,
        problems=problems_of(exercise.key, files) if not refusal else [],
        files=_shown(files),
        pictures=[path for path, file in files.items() if not isinstance(file, str)],
        changed=exercise.newest_made_from != revision.pk,
    )
    return render(request, "exercises/authoring/edit.html", context, status=422 if refusal else 200)


def _shown(files: Folder) -> list[dict[str, str]]:
    texts = [path for path, file in files.items() if isinstance(file, str)]
    first = [path for path in ("exercise.toml", "statement.md") if path in texts]
    order = first + sorted(path for path in texts if path not in first)
    return [{"path": path, "text": str(files[path]), "language": language_of_path(path)} for path in order]


def _written(request: HttpRequest, stored: Folder) -> Folder:
    """Return what the form holds under its old names, so that nothing typed is lost when a name is refused."""
    files: Folder = dict(stored)
    for name in request.POST:
        if name.startswith("text:"):
            files[name.removeprefix("text:")] = _unix(request.POST[name])
    return files


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n")


def files_sent(request: HttpRequest, stored: Folder) -> Folder:
    """Return the folder that the form describes: texts, new names, what is removed, what is added.

    Raises:
        FolderRefused: a name is taken twice, or what was added cannot be kept.
    """
    files: Folder = {}
    for old, file in _written(request, stored).items():
        if request.POST.get(f"remove:{old}"):
            continue
        _add(files, request.POST.get(f"path:{old}", old).strip() or old, file)
    if added := request.POST.get("new_path", "").strip():
        _add(files, added, "")
    for upload in request.FILES.getlist("uploads"):
        if (upload.size or 0) > MAX_FILE_BYTES:
            raise FolderRefused(_("“%(path)s”: it is too large.") % {"path": upload.name})
        place = request.POST.get("uploads_in", "").strip().strip("/")
        path = f"{place}/{upload.name}" if place else str(upload.name)
        files[path] = file_of(path, upload.read())
    check_paths(files)
    return files


def _add(files: Folder, path: str, file: File) -> None:
    if path in files:
        raise FolderRefused(_("Two files would be called “%(path)s”.") % {"path": path})
    files[path] = file
